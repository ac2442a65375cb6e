"""What the register counts for the figures: few rows, however many requests there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Group:
    """How many requests share all of these: ids, and names as in the list for ``status`` and ``final_process``."""

    process: str
    area: str
    status: str
    final_process: str
    buying: str
    """The answer to the question of buying, or empty."""
    count: int


@dataclass(frozen=True, slots=True)
class Span:
    """How many requests lasted from one day to another (days of Europe/London)."""

    first: date
    last: date
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that nobody has picked up."""

    reference: str
    area: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Brought:
    """How many requests that are done share all of these.

    ``expected``: the answer to the question of the benefit, or empty; ``measured``: what came of them, or empty while
    nobody has said. Counted by body, routes and areas are empty.
    """

    process: str
    final_process: str
    area: str
    expected: str
    asked: bool
    measured: str
    count: int


@dataclass(frozen=True, slots=True)
class Stay:
    """How many requests were with a body from one day to another."""

    body: str
    first: date
    last: date
    count: int


@dataclass(frozen=True, slots=True)
class Present:
    """How many requests are with a body now, since this day."""

    body: str
    since: date
    count: int


@dataclass(frozen=True, slots=True)
class OpenCheck:
    """How many requests have this check open, and since when the one that has it longest was sent."""

    check: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class LongCheck:
    """One check of one request that is open; the request was sent then."""

    reference: str
    check: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OverruledRule:
    """How many requests of a process were decided otherwise, whose process had rested on answers to these questions."""

    process: str
    final_process: str
    rests_on: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class WorkTally:
    """What was counted of steps, checks and routes."""

    stays: tuple[Stay, ...]
    present: tuple[Present, ...]
    checks: tuple[OpenCheck, ...]
    longest_checks: tuple[LongCheck, ...]
    """The longest open first."""
    overruled: tuple[OverruledRule, ...]
    brought: Mapping[str, tuple[Brought, ...]] = field(default_factory=dict)
    """Requests that are done, by the id of each body that had them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """All that the figures are made of."""

    groups: tuple[Group, ...]
    to_first_contact: tuple[Span, ...]
    to_decision: tuple[Span, ...]
    waiting: tuple[Waiting, ...]
    """The longest waiting first."""
    contracts: int = 0
    """Contracts of which it is known whether they were met in time."""
    contracts_in_time: int = 0
    """Those of them about whose system a request was sent by half of their notice."""
    brought: tuple[Brought, ...] = ()
    """Requests that are done."""
