"""What both floors know of a person and of a request that was sent: frozen data, as the register holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.steps import Checks, Steps
from governance_rules import Answer, Decision


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who talks to the bot. ``aad_id``, the Entra object id of the activity, alone gives a right."""

    aad_id: str
    name: str
    upn: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry of a request's timeline: when, what (an audit verb), by whom in role words ("Housing champion")."""

    when: datetime
    what: str
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A submitted request as the register holds it."""

    reference: str
    interview: str
    requester: Person
    area: str | None
    """Service area id."""
    title: str
    details: Mapping[str, str]
    answers: Mapping[str, Answer]
    decision: Decision
    status: str
    """A `Status`, or another choice that somebody gave the list."""
    submitted_at: datetime
    changed_at: datetime
    on_list: bool
    list_url: str = ""
    it_contact: str = ""
    it_contact_id: str = ""
    """Entra id of the IT contact; empty when the list named them."""
    decision_note: str = ""
    final_process: str = ""
    """Name of the process that the governance team decided, or empty."""
    co_requesters: tuple[Person, ...] = ()
    joined: tuple[Person, ...] = ()
    """Everyone who ever joined, in order: those removed too, so that a person's number never changes."""
    helpers: tuple[str, ...] = ()
    """Names of champions who said "I can help"."""
    timeline: tuple[TimelineEntry, ...] = ()
    open_question: str = ""
    """The partner's question to the requester that has no answer yet."""
    asked_by: str = ""
    """Entra id of whoever asked it."""
    steps: Steps = ()
    """Whom it meets, in order; empty where its process has none."""
    checks: Checks = ()
    board_timeframe: str = ""
    """Id of the timeframe that the body which decides it has set; empty: the suggestion of the rules stands."""
    status_at: datetime | None = None
    """When it got the status that it has; None: of an old request nobody knows."""

    @property
    def timeframe(self) -> str | None:
        """Id of its timeframe: what was set, or what the rules suggest; None where it has none."""
        return self.board_timeframe or self.decision.timeframe

    @property
    def since(self) -> datetime:
        """Since when it has its status, as far as is known."""
        return self.status_at or self.changed_at
