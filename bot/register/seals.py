"""Seals: the end of the history on each day, as it is kept where who can write the database cannot reach."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from bot.register.audit import end_of
from bot.register.restored import RESTORED
from bot.register.schema import audit
from dialogs.wording import local_day

ACCEPTED: Final = "history_accepted"
"""What a row says after which the history need not be what earlier seals say, as `RESTORED` does: in the open."""
_BY_COMMANDS: Final = "operator"
"""Who adds rows although no front door runs."""
_NAMED: Final = 16
"""Characters of the first row's seal by which a history is named."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The end of the history at the beginning of a day: how many rows it had, and the seal of the last.

    ``history``: which one, by its first row. ``at``: when this was so.
    """

    day: date
    at: datetime
    rows: int
    seal: str
    history: str


@dataclass(frozen=True, slots=True)
class SealRow:
    """A row of the list of seals. ``first`` is what it said when it was made: None where nobody can tell any more."""

    item: str
    now: Seal | None
    first: Seal | None
    made: datetime
    changed: datetime | None = None
    """When it was edited last; None: never."""
    unread: str = ""
    """Why what it says now is no seal."""

    @property
    def day(self) -> str:
        """The day that it is of, as far as it can be told, for an operator."""
        said = self.first or self.now
        return said.day.isoformat() if said else f"the list's row {self.item}"


@dataclass(frozen=True, slots=True)
class SealList:
    """The list of seals as it is now: when it was made, and its rows, the oldest item first."""

    made: datetime | None
    rows: tuple[SealRow, ...]


def end_now(connection: Connection, day: date, at: datetime) -> Seal | None:
    """The seal of a day; None while the history has no row."""
    rows, seal = end_of(connection)
    first = connection.execute(select(audit.c.hash).order_by(audit.c.number).limit(1)).scalar_one_or_none()
    return Seal(day, at, rows, seal, first[:_NAMED]) if rows and first else None


def taken_over_on(connection: Connection, day: date) -> bool:
    """Whether an operator took the history as it is, or put back a copy, on this day or later."""
    when = select(audit.c.at).where(audit.c.what.in_((ACCEPTED, RESTORED)))
    return any(at is not None and local_day(at) >= day for at in map(_moment, connection.execute(when).scalars()))


@dataclass(slots=True)
class Seen:
    """What a walk through the history noticed, for the seals to be held against."""

    wanted: frozenset[int]
    """Numbers of the rows of which some seal knows something."""
    seals: dict[int, str] = field(default_factory=dict)
    history: str = ""
    last: int = 0
    days: Counter[date] = field(default_factory=Counter)
    """How many rows front doors wrote on each day."""
    taken_over: list[tuple[datetime, int, str]] = field(default_factory=list)
    """When, at which row and how it was taken as it was."""

    def row(self, row: Any) -> None:
        """The next row of the history."""
        self.history = self.history or row.hash[:_NAMED]
        self.last = row.number
        if row.number in self.wanted:
            self.seals[row.number] = row.hash
        at = _moment(row.at)
        if at is None:
            return  # somebody changed it: the walk says so
        if row.who != _BY_COMMANDS:
            self.days[local_day(at)] += 1
        if row.what in (ACCEPTED, RESTORED):
            self.taken_over.append((at, row.number, row.what))

    def agrees(self, seal: Seal) -> bool:
        """Whether the history is what this seal says of it."""
        return self.seals.get(seal.rows) == seal.seal


def wanted_by(there: SealList) -> frozenset[int]:
    """The numbers of the rows of which these seals know something."""
    return frozenset(seal.rows for row in there.rows for seal in (row.now, row.first) if seal)


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
