"""What came of the benefit of requests, in the register: who was asked when, and what they said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, func, or_, select, update

from bot.register.board_tables import benefits
from bot.register.identity import is_
from bot.register.of_these import of_these
from bot.register.schema import requests
from bot.register.upsert import insert_into
from dialogs.benefits import AskedAs, Benefit, Benefits
from dialogs.statuses import Status

_KEY = ("reference", "after", "aad_id")
_BENEFITS = of_these(benefits, benefits.c.after, benefits.c.aad_id)
_NOBODY = "anonymised:"
"""Begins what stands in the place of an id once a request was anonymised: nobody's, and another one for each answer."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """How many notes an erasure took away, and of which requests something changed."""

    notes: int
    references: set[str]


def of(connection: Connection, references: Collection[str]) -> Mapping[str, Benefits]:
    """Who was asked about each of these requests, and what they said."""
    found: dict[str, list[Benefit]] = {}
    if not references:
        return {}
    for row in connection.execute(_BENEFITS, {"wanted": list(references)}):
        found.setdefault(row.reference, []).append(_benefit(row))
    return {reference: tuple(several) for reference, several in found.items()}


def store(connection: Connection, reference: str, before: Benefits, after: Benefits) -> None:
    """Store the answers that differ."""
    for one in after:
        if one in before:
            continue
        said = {"role": one.role, "measured": one.measured, "note": one.note, "at": one.at}
        made = insert_into(connection, benefits).values(
            reference=reference, after=one.after, aad_id=one.aad_id, asked_at=one.asked_at, **said
        )
        connection.execute(made.on_conflict_do_update(index_elements=list(_KEY), set_=said))


def ask(connection: Connection, reference: str, after: int, aad_id: str, role: AskedAs, now: datetime) -> bool:
    """Keep that this person is asked; False: they were already, or have said it by themselves, and need no message."""
    values = {"reference": reference, "after": after, "aad_id": aad_id, "role": role, "asked_at": now}
    made = insert_into(connection, benefits).values(**values).on_conflict_do_nothing(index_elements=list(_KEY))
    if connection.execute(made.returning(benefits.c.after)).one_or_none() is not None:
        return True
    b = benefits.c
    unasked = (b.reference == reference, b.after == after, b.aad_id == aad_id, b.asked_at == b.at)
    connection.execute(update(benefits).where(*unasked).values(asked_at=now))
    return False


def not_asked(connection: Connection, first: datetime, end: datetime, after: int) -> tuple[str, ...]:
    """References of what is done since a time from ``first`` to before ``end``, oldest first, and is to be asked about.

    That is what nobody was asked about so many months ``after``, or later. What somebody said before they were asked
    leaves the question to the others; what is about an item that was deleted is left out.
    """
    return tuple(connection.execute(_NOT_ASKED, {"first": first, "end": end, "months": after}).scalars())


def _of_not_asked() -> Select[str]:
    r, b = requests.c, benefits.c
    since = (r.status_at >= bindparam("first"), r.status_at < bindparam("end"))
    asked = exists().where(
        b.reference == r.reference, b.after >= bindparam("months"), or_(b.at.is_(None), b.at != b.asked_at)
    )
    done = (r.status == Status.DONE.value, *since, r.gone.is_(False), ~asked)
    return select(r.reference).where(*done).order_by(r.status_at, r.number)


_NOT_ASKED = _of_not_asked()
"""Put together once: that takes twice as long as asking it."""


def asked_since(connection: Connection, since: datetime) -> frozenset[str]:
    """Entra ids of everyone who was asked something at this time or after it."""
    return frozenset(connection.execute(select(benefits.c.aad_id).where(benefits.c.asked_at >= since)).scalars())


def forget(connection: Connection, aad_id: str, cleared: Callable[[str], str]) -> Emptied:
    """Take a person out: their id and their words.

    What came of a request is the council's, and stays; ``cleared`` takes the person out of what others wrote.
    """
    emptied = Emptied(0, set())
    b, notes = benefits.c, 0
    for row in list(connection.execute(select(benefits).where(or_(is_(b.aad_id, aad_id), b.note != "")))):
        theirs = row.aad_id.lower() == aad_id
        note = "" if theirs else cleared(row.note)
        # Nobody's id, and another one for each role: whoever sent it and its sponsor may both be erased.
        values: dict[str, Any] = {"note": note, "aad_id": f"erased:{row.role}" if theirs else row.aad_id}
        if (row.note, row.aad_id) == (note, values["aad_id"]):
            continue
        same = [getattr(b, name) == getattr(row, name) for name in _KEY]
        if theirs and _there(connection, row, values["aad_id"]):
            connection.execute(benefits.delete().where(*same))
        else:
            connection.execute(update(benefits).where(*same).values(**values))
        notes += note != row.note
        emptied.references.add(row.reference)
    return Emptied(notes, emptied.references)


def without_people(connection: Connection, references: Collection[str]) -> None:
    """Let nobody's id stand beside what came of these requests; every answer stays, for it is counted."""
    b = benefits.c
    chosen = select(b.reference, b.after, b.aad_id).where(b.reference.in_(references))
    # Those that were taken out before come first and keep their numbers: another answer of the same time has the next.
    order = (b.reference, b.after, b.aad_id.not_like(f"{_NOBODY}%"), b.aad_id)
    place: Counter[tuple[str, int]] = Counter()
    for row in connection.execute(chosen.order_by(*order)).all():
        one = (row.reference, row.after)
        if not row.aad_id.startswith(_NOBODY):
            same = [getattr(b, name) == getattr(row, name) for name in _KEY]
            connection.execute(update(benefits).where(*same).values(aad_id=f"{_NOBODY}{place[one]}"))
        place[one] += 1


def _there(connection: Connection, row: Row[Any], aad_id: str) -> bool:
    b = benefits.c
    same = (b.reference == row.reference, b.after == row.after, b.aad_id == aad_id)
    return bool(connection.execute(select(func.count()).select_from(benefits).where(*same)).scalar_one())


def _benefit(row: Row[Any]) -> Benefit:
    return Benefit(row.after, row.aad_id, row.role, row.asked_at, row.measured, row.note, row.at)
