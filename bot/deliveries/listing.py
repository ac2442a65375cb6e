"""What an operator reads of the ledger: the list, and the figures for `/metrics`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import get_args

from sqlalchemy import Connection, and_, func, or_, select

from bot.deliveries.ledger import SINCE_DUE, Delivery, read
from bot.delivery_kinds import ANSWER, Service
from bot.register.column_types import Utc
from bot.register.schema import deliveries

NOT_DONE = ("waiting", "set_aside", "refused")
"""Named one by one, so that the index on the state finds them among many that are done."""
RECENT = timedelta(days=7)
"""How long a delivery that got there stays in the list."""


def listing(connection: Connection, now: datetime, reference: str | None = None, most: int = 1000) -> list[Delivery]:
    """What waits, was set aside or was refused, then what got there in the last seven days; newest first.

    Answers that got there are left out.
    """
    ended = deliveries.c.state == "done"
    recent = and_(ended, deliveries.c.kind != ANSWER, deliveries.c.done_at > now - RECENT)
    query = select(deliveries).where(or_(deliveries.c.state.in_(NOT_DONE), recent))
    if reference is not None:
        query = query.where(or_(deliveries.c.reference == reference, deliveries.c.id == reference))
    return [read(row) for row in connection.execute(query.order_by(ended, deliveries.c.number.desc()).limit(most))]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many deliveries are in each state that is not the end, and how many seconds the oldest is late, by service.

    What is not due yet (a digest, news that a meeting holds) counts as waiting and is not late.
    """

    states: Mapping[str, float] = field(default_factory=dict)
    oldest: Mapping[str, float] = field(default_factory=dict)


def counts(connection: Connection, now: datetime) -> Waiting:
    """What waits, is set aside and is refused, for `/metrics`."""
    rows = connection.execute(
        select(deliveries.c.state, func.count()).where(deliveries.c.state.in_(NOT_DONE)).group_by(deliveries.c.state)
    )
    found = {str(state): float(number) for state, number in rows}
    # What is not due yet is due later than now, and so is no second late.
    waiting = deliveries.c.state == "waiting"
    oldest = select(deliveries.c.service, func.min(SINCE_DUE, type_=Utc)).where(waiting).group_by(deliveries.c.service)
    late = {str(service): max(0.0, (now - at).total_seconds()) for service, at in connection.execute(oldest)}
    return Waiting({**dict.fromkeys(NOT_DONE, 0.0), **found}, {**dict.fromkeys(get_args(Service), 0.0), **late})
