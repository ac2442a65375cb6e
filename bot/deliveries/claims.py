"""What may be tried now, and claiming it for one try. They run for every delivery: one statement each, built once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, case, exists, func, or_, select, update

from bot.deliveries.ledger import SINCE_DUE, Delivery, read
from bot.delivery_kinds import ANSWER
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
    row = connection.execute(_CLAIM, which).first()
    return None if row is None else read(row)


def answers_wait(connection: Connection) -> bool:
    """Whether an answer to something typed has not been tried yet, wherever it stands in its order."""
    untried = (deliveries.c.kind == ANSWER, deliveries.c.state == "waiting", deliveries.c.tries == 0)
    return connection.execute(select(deliveries.c.id).where(*untried).limit(1)).first() is not None


_NOW = bindparam("now", type_=Utc)
_EARLIER = deliveries.alias("earlier")
# Something planned for later (a digest) holds nobody up; something that failed and waits for its next try does.
_HELD_UP = exists().where(
    _EARLIER.c.ordering_key == deliveries.c.ordering_key,
    _EARLIER.c.state == "waiting",
    _EARLIER.c.number < deliveries.c.number,
    or_(_EARLIER.c.tries > 0, _EARLIER.c.next_try <= _NOW),
)
_MAY_GO = and_(
    deliveries.c.state == "waiting",
    deliveries.c.next_try <= _NOW,
    or_(deliveries.c.leased_by == "", deliveries.c.leased_by == bindparam("instance")),
    deliveries.c.service.not_in(select(throttles.c.service).where(throttles.c.until > _NOW)),
    ~_HELD_UP.correlate(deliveries),
)
_CLAIM = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"), deliveries.c.generation == bindparam("wanted"), _MAY_GO)
    # The next try overwrites the time that was set: how late it is counts from here.
    .values(tries=deliveries.c.tries + 1, leased_by=bindparam("instance"), since=SINCE_DUE)
    .returning(*deliveries.c)
)


def _due() -> Select[Any]:
    whom = case((deliveries.c.recipient == "", deliveries.c.ordering_key), else_=deliveries.c.recipient)
    parts = (deliveries.c.service, (deliveries.c.kind == ANSWER).label("answer"))
    place = func.row_number().over(partition_by=(*parts, whom), order_by=deliveries.c.number).label("place")
    ready = select(deliveries.c.id, deliveries.c.number, *parts, place).where(_MAY_GO).subquery()
    rank = func.row_number().over(partition_by=(ready.c.service, ready.c.answer), order_by=ready.c.number)
    fair = select(ready.c.id, rank.label("rank")).where(ready.c.place <= FOR_ONE_PERSON).subquery()
    chosen = select(deliveries).join(fair, fair.c.id == deliveries.c.id)
    return chosen.where(fair.c.rank <= bindparam("most")).order_by(deliveries.c.number)


_DUE = _due()
