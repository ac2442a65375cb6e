"""Whom a request meets, as the rules say it: the bodies, and the steps that are visits to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from governance_rules.condition import Condition

ITEMS_AT_MOST = 20
"""Requests on one agenda, where the rules say nothing."""
PAPERS_DAYS = 7
"""Days between the papers and the meeting, where the rules say nothing."""
MINUTES_AN_ITEM = 10
"""Minutes of a meeting for each request, where the rules say nothing."""


@dataclass(frozen=True, slots=True)
class Body:
    """Who is on a route: a partner, board or group that a request meets."""

    id: str
    name: str
    purpose: str
    contact: str
    meets: str
    next_dates: tuple[date, ...]
    bring: str
    afterwards: str
    about: str = ""
    """How long this step usually takes, in plain words."""
    strategy: str | None = None
    because: str = ""
    of: str = ""
    """For a further visit to a body: the body's own id."""
    working_days: int = 0
    """How many it takes, where it needs no meeting; 0 where it is over on a meeting."""
    sooner: str = ""
    """What can be asked for when its next meeting is too late."""
    items_at_most: int = ITEMS_AT_MOST
    """How many requests one meeting takes; the rest wait for the next."""
    papers_days: int = PAPERS_DAYS
    """How many days before a meeting its members have the papers."""
    place: str = ""
    """Where it meets, for the first page of its papers; empty where the rules do not say it."""
    starts: time | None = None
    """When its meetings begin; None where the rules do not say it."""
    minutes_an_item: int = MINUTES_AN_ITEM
    """How long each request has on its agenda."""


@dataclass(frozen=True, slots=True)
class Step:
    """One body on the route of one process, and when it is there. Its because and strategy go before the body's own.

    ``id`` is the body's, or one of its own where a request meets a body a second time.
    """

    id: str
    body: str
    when: Condition
    because: str
    strategy: str | None
    together: bool = False
    """Works at the same time as the step above it."""
