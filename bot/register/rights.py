"""The rights that the directory gave when it was last looked at: what changed while nobody looked is found by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.register.schema import rights

CHAMPION = "champion"


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """One person in one role: `CHAMPION` or `PARTNER` of an ``area``, `GOVERNANCE_TEAM`, an owner's or a body's id."""

    role: str
    area: str
    aad_id: str


@dataclass(frozen=True, slots=True)
class RightsChange:
    """What is different from the directory that was known before, each in a fixed order."""

    given: tuple[Right, ...]
    taken: tuple[Right, ...]

    def __bool__(self) -> bool:
        """Whether anything is different."""
        return bool(self.given or self.taken)


def known(connection: Connection) -> frozenset[Right]:
    """The rights as last kept; none on a new database, and on one of a version that did not keep them."""
    rows = connection.execute(select(rights.c.role, rights.c.area, rights.c.aad_id))
    return frozenset(Right(*row) for row in rows)


def since(connection: Connection, after: datetime) -> dict[tuple[str, str], datetime]:
    """Since when who has which role, by role and Entra id; only those that were given after a time."""
    chosen = select(rights.c.role, rights.c.aad_id, rights.c.since).where(rights.c.since > after)
    return {(row.role, row.aad_id): row.since for row in connection.execute(chosen)}


def keep(connection: Connection, change: RightsChange, now: datetime) -> None:
    """Keep what was given and forget what was taken."""
    for right in change.taken:
        same = (rights.c.role == right.role, rights.c.area == right.area, rights.c.aad_id == right.aad_id)
        connection.execute(delete(rights).where(*same))
    rows = [{"role": r.role, "area": r.area, "aad_id": r.aad_id, "since": now} for r in change.given]
    if rows:
        connection.execute(rights.insert(), rows)
