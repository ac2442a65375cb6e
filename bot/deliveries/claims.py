"""What may be tried now, and claiming it for one try. They run for every delivery: one statement each, built once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, exists, func, or_, select, update

from bot.deliveries.kinds import ANSWER
from bot.deliveries.ledger import Delivery, read
from bot.register.column_types import Utc
from bot.register.schema import deliveries, throttles

FOR_ONE_PERSON: Final = 3
"""Deliveries to one person that are under way at once."""


def due(connection: Connection, instance: str, now: datetime, most: int = 200) -> list[Delivery]:
    """What this instance may try now, oldest first: the first of each ordering key, if its time has come.

    At most ``most`` of a service and a few for each person, answers apart: a champion to whom hundreds of cards must
    go, seven a second, keeps neither others nor the list nor their own answers waiting.
    """
    return [read(row) for row in connection.execute(_DUE, {"instance": instance, "now": now, "most": most})]


def claim(connection: Connection, delivery_id: str, generation: int, instance: str, now: datetime) -> Delivery | None:
    """Claim a delivery for one try: count the try and take the lease. The delivery as it must be sent now.

    None: it may not be tried now, or there is nothing to do any more, or another instance has it.
    """
    which = {"delivery": delivery_id, "wanted": generation, "instance": instance, "now": now}
    row = connection.execute(_BEGIN, which).first()
    return None if row is None else read(row)


def _now() -> Any:
    return bindparam("now", type_=Utc)


def _first_of_its_key() -> ColumnElement[bool]:
    # Something planned for later (a digest) holds nobody up; something that failed and waits for its next try does.
    earlier = deliveries.alias("earlier")
    before = select(earlier.c.id).where(
        earlier.c.ordering_key == deliveries.c.ordering_key,
        earlier.c.state == "waiting",
        earlier.c.number < deliveries.c.number,
        or_(earlier.c.tries > 0, earlier.c.next_try <= _now()),
    )
    return ~exists(before.correlate(deliveries))


def _may_go() -> ColumnElement[bool]:
    held = select(throttles.c.service).where(throttles.c.until > _now())
    return and_(
        deliveries.c.state == "waiting",
        or_(deliveries.c.leased_by == "", deliveries.c.leased_by == bindparam("instance")),
        deliveries.c.service.not_in(held),
        _first_of_its_key(),
    )


def _due() -> Select[Any]:
    whom = case((deliveries.c.recipient == "", deliveries.c.ordering_key), else_=deliveries.c.recipient)
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
        deliveries.c.next_try <= _now(),
        _may_go(),
    )
    .values(tries=deliveries.c.tries + 1, leased_by=bindparam("instance"))
    .returning(*deliveries.c)
)


def answers_wait(connection: Connection) -> bool:
    """Whether an answer to something typed has not been tried yet, wherever it stands in its order."""
    untried = (deliveries.c.kind == ANSWER, deliveries.c.state == "waiting", deliveries.c.tries == 0)
    return connection.execute(select(deliveries.c.id).where(*untried).limit(1)).first() is not None
