"""A copy that was just loaded, made ready to be used: what it cannot know of the time after it is put right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import orjson
from sqlalchemy import Connection, case, delete, false, func, inspect, or_, select, update

from bot import erasure
from bot.copies.manifest import Manifest
from bot.copies.taking import note_good
from bot.delivery_kinds import ANSWER
from bot.put_back import NAME, PutBack
from bot.reading_state import SYSTEMS
from bot.register import audit, list_items
from bot.register.anchor_file import Outside, erasure_mark
from bot.register.identity import IDS
from bot.register.restored import RESTORED
from bot.register.schema import audit as history
from bot.register.schema import deliveries, instances, list_state, references
from dialogs.model import Person

_FORGOTTEN = (list_items.DELTA_LINK, list_items.READ_AGAIN, SYSTEMS.link, SYSTEMS.read_again, NAME)
"""What said how far the lists were read: both are read from their beginning again."""

LEFT_OUT: Final = 1000
"""Numbers of requests that are not given where nothing here tells which were since the copy: more than they can be."""


@dataclass(frozen=True, slots=True)
class Since:
    """What is known of the time after a copy."""

    until: datetime | None = None
    """When the front door that is lost still ran; None: nobody here knows."""
    number: int = 0
    """The highest number of a request that it had given; 0: nobody here knows."""
    erased: frozenset[str] = frozenset()
    """The marks of everyone who was erased since."""

    def and_also(self, other: Since) -> Since:
        """What both know."""
        known = [until for until in (self.until, other.until) if until is not None]
        return Since(max(known, default=None), max(self.number, other.number), self.erased | other.erased)


@dataclass(frozen=True, slots=True)
class Righted:
    """What was put right: counts for the operator."""

    set_aside: int
    """Messages that waited when the copy was made, and may have been sent since."""
    dropped: int
    """Answers to what was typed before it."""
    erased: int
    """People who were erased since, and are again."""


def since_by_register(connection: Connection, said: Manifest) -> Since:
    """What the register that is to be replaced knows of the time after the copy. Its tables may be of any version."""
    there = set(inspect(connection).get_table_names())
    if not {"audit", "reference_numbers", "instances", "deliveries"} <= there:
        return Since()
    beats = connection.execute(select(func.max(instances.c.heartbeat))).scalar()
    by_others = select(func.max(history.c.at)).where(history.c.number > said.rows, history.c.who != "operator")
    last = connection.execute(by_others).scalar()
    number = connection.execute(select(references.c.last).where(references.c.name == "request")).scalar()
    gone = select(history.c.fields).where(history.c.number > said.rows, history.c.what == "person_erased")
    marks = [orjson.loads(fields).get("mark") for fields in connection.execute(gone).scalars()]
    told = None
    if "done_at" in {column["name"] for column in inspect(connection).get_columns("deliveries")}:
        told = connection.execute(select(func.max(deliveries.c.done_at))).scalar()  # a digest leaves no row of history
    known = (beats, told, datetime.fromisoformat(last) if last else None)
    times = [at for at in known if at is not None and at > said.at]
    same = select(history.c.number).where(history.c.number == said.rows, history.c.hash == said.end)
    if connection.execute(same).first():  # it went on from the copy: where it shows nothing after, nothing was told
        times.append(said.at)
    return Since(max(times, default=None), int(number or 0), frozenset(mark for mark in marks if mark))


def since_by_anchors(outside: Outside | None, said: Manifest) -> Since:
    """What the anchors that are kept here know of it. Raises OSError."""
    if outside is None:
        return Since()
    anchors, _ = outside.read()
    ends = [datetime.fromisoformat(one.at) for one in anchors if one.rows > said.rows]
    erased = {one.seal for one in outside.erased() if datetime.fromisoformat(one.at) > said.at}
    return Since(max((at for at in ends if at > said.at), default=None), 0, frozenset(erased))


def put_right(
    connection: Connection, said: Manifest, since: Since, named: Collection[Person], now: datetime
) -> Righted:
    """Make what was loaded ready for a front door, in the transaction that loaded it.

    ``since.until`` must be known. ``named``: the people of the directory.
    """
    assert since.until is not None
    until = max(since.until, said.at)
    # The first row after the copy: what was anchored after it went with it, and this explains that.
    fields = {"copy": said.made, "rows": said.rows, "ran_until": until.astimezone(UTC).isoformat(timespec="seconds")}
    audit.append(connection, now, audit.Entry("operator", RESTORED, "history", fields))
    leases = list_state.c.name.startswith("lease:")
    connection.execute(delete(list_state).where(or_(list_state.c.name.in_(_FORGOTTEN), leases)))
    connection.execute(update(deliveries).values(leased_by=""))
    # Graph looks an item up by its reference before it makes one that was wanted more than once.
    items = (deliveries.c.kind == "item", deliveries.c.state == "waiting")
    connection.execute(update(deliveries).where(*items).values(generation=deliveries.c.generation + 1))
    # Where nothing ran after the copy, nothing of what waited was sent.
    due = deliveries.c.next_try <= until if until > said.at else false()
    perhaps = (deliveries.c.kind != "item", deliveries.c.state == "waiting", due)
    dropped = connection.execute(delete(deliveries).where(*perhaps, deliveries.c.kind == ANSWER)).rowcount
    reason = f"it waited when the copy of {said.at:%Y-%m-%d %H:%M} UTC was made, and may have been sent since"
    set_aside = connection.execute(update(deliveries).where(*perhaps).values(state="set_aside", reason=reason)).rowcount
    # Somebody may send a request before the list, which shows what was given, is read again.
    unknown = references.c.last + LEFT_OUT if not since.number and until > said.at else references.c.last
    number = case((unknown > since.number, unknown), else_=since.number)
    connection.execute(update(references).where(references.c.name == "request").values(last=number))
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    PutBack(said.made, until.astimezone(UTC).isoformat(timespec="seconds"), at).keep(connection)
    note_good(connection, said.at)
    return Righted(set_aside, dropped, _erase_again(connection, since.erased, named, now))


def _erase_again(connection: Connection, marks: Collection[str], named: Collection[Person], now: datetime) -> int:
    """Erase those who were erased after the copy was made."""
    key, people = audit.key_of(connection), set[str]()
    if key is None or not marks:
        return 0
    for column in IDS:
        ids = connection.execute(select(column).where(column.is_not(None), column != "").distinct()).scalars()
        people.update(aad_id.lower() for aad_id in ids if erasure_mark(key, aad_id) in marks)
    erased = 0
    for aad_id in sorted(people):
        erasure.erase_within(connection, aad_id, named, now)
        erased += 1
    return erased
