"""What may be tried now, and beginning one try. These run for every delivery, so each is one statement, built once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, exists, func, or_, select, update

from bot.deliveries import holds
from bot.deliveries.ledger import ANSWER, Delivery, find, read
from bot.register.schema import Utc, deliveries
from bot.register.schema import holds as hold_rows

FOR_ONE_PERSON: Final = 3
"""Deliveries to one person that are under way at once."""


@dataclass(frozen=True, slots=True)
class NotYet:
    """A delivery may not be tried now.

    ``until``: when to ask again; None: when something of its lane has been settled.
    """

    until: datetime | None


def due(connection: Connection, instance: str, now: datetime, most: int = 200) -> list[Delivery]:
    """What this instance may try now, oldest first: the first of each lane, if its time has come.

    At most ``most`` of a service and a few for each person, answers apart: a champion to whom hundreds of cards must
    go, seven a second, keeps neither others nor the list nor their own answers waiting.
    """
    return [read(row) for row in connection.execute(_DUE, {"instance": instance, "now": now, "most": most})]


def begin(
    connection: Connection, delivery_id: str, generation: int, instance: str, now: datetime, *, waited: bool = False
) -> Delivery | NotYet | None:
    """Begin one try: count it and mark who carries it. The delivery as it must be sent now, or why not.

    None: there is nothing to do any more, or another instance has it. ``waited``: the pause after the last try has
    run in full on a clock that is never put back, so that the time in the ledger need not be compared.
    """
    which = {"delivery": delivery_id, "wanted": generation, "instance": instance, "now": now, "waited": waited}
    row = connection.execute(_BEGIN, which).first()
    return read(row) if row is not None else _why_not(connection, delivery_id, generation, instance, now, waited=waited)


def _why_not(
    connection: Connection, delivery_id: str, generation: int, instance: str, now: datetime, *, waited: bool
) -> NotYet | None:
    found = find(connection, delivery_id)
    if found is None or found.state != "waiting" or found.generation != generation:
        return None
    if found.carrier not in {"", instance}:
        return None
    until = holds.held_until(connection, found.service)
    if until is not None and until > now:
        return NotYet(until)
    return NotYet(found.next_try if found.next_try > now and not waited else None)


def _now() -> Any:  # noqa: ANN401 - SQLAlchemy's bound parameters are generic in a type that nobody names
    return bindparam("now", type_=Utc)


def _first_of_its_lane() -> ColumnElement[bool]:
    # Something planned for later (a digest) holds nobody up; something that failed and waits for its next try does.
    earlier = deliveries.alias("earlier")
    before = select(earlier.c.id).where(
        earlier.c.lane == deliveries.c.lane,
        earlier.c.state == "waiting",
        earlier.c.number < deliveries.c.number,
        or_(earlier.c.tries > 0, earlier.c.next_try <= _now()),
    )
    return ~exists(before.correlate(deliveries))


def _may_go() -> ColumnElement[bool]:
    held = select(hold_rows.c.service).where(hold_rows.c.until > _now())
    return and_(
        deliveries.c.state == "waiting",
        or_(deliveries.c.carrier == "", deliveries.c.carrier == bindparam("instance")),
        deliveries.c.service.not_in(held),
        _first_of_its_lane(),
    )


def _due() -> Select[Any]:
    whom = case((deliveries.c.recipient == "", deliveries.c.lane), else_=deliveries.c.recipient)
    answer = (deliveries.c.kind == ANSWER).label("answer")
    place = func.row_number().over(partition_by=(deliveries.c.service, answer, whom), order_by=deliveries.c.number)
    ready = (
        select(deliveries.c.id, deliveries.c.number, deliveries.c.service, answer, place.label("place"))
        .where(deliveries.c.next_try <= _now(), _may_go())
        .subquery()
    )
    rank = func.row_number().over(partition_by=(ready.c.service, ready.c.answer), order_by=ready.c.number)
    fair = select(ready.c.id, rank.label("rank")).where(ready.c.place <= FOR_ONE_PERSON).subquery()
    chosen = select(deliveries).join(fair, fair.c.id == deliveries.c.id)
    return chosen.where(fair.c.rank <= bindparam("most")).order_by(deliveries.c.number)


_DUE = _due()
_BEGIN = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("delivery"),
        deliveries.c.generation == bindparam("wanted"),
        or_(bindparam("waited"), deliveries.c.next_try <= _now()),
        _may_go(),
    )
    .values(tries=deliveries.c.tries + 1, carrier=bindparam("instance"))
    .returning(*deliveries.c)
)


def answers_wait(connection: Connection) -> bool:
    """Whether an answer to something typed has not been tried yet, wherever it stands in its lane."""
    untried = (deliveries.c.kind == ANSWER, deliveries.c.state == "waiting", deliveries.c.tries == 0)
    return connection.execute(select(deliveries.c.id).where(*untried).limit(1)).first() is not None
