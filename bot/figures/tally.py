"""What the register counts for the figures: few rows, however many requests there are."""

from __future__ import annotations

from dataclasses import dataclass
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
