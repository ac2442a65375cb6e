"""The instances of the front door that share a database: each says that it lives, and notices who has gone silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, text

from bot.deliveries import ledger
from bot.register.schema import deliveries, instances
from bot.register.upsert import insert_into


def heartbeat(connection: Connection, instance: str, now: datetime) -> None:
    """Say that this instance lives."""
    at = _one_clock(connection, now)
    row = insert_into(connection, instances).values(id=instance, heartbeat=at, started=at)
    connection.execute(row.on_conflict_do_update(index_elements=["id"], set_={"heartbeat": at}))


def silent(connection: Connection, instance: str, now: datetime, longest: timedelta) -> list[str]:
    """The others that have said nothing for so long: they have died.

    Whoever holds a lease and is not known at all counts too, such as one that was taken for dead and began once more.
    """
    before = _one_clock(connection, now) - longest
    known = select(instances.c.id).where(instances.c.id != instance, instances.c.heartbeat < before)
    leased_by = deliveries.c.leased_by
    strangers = leased_by.not_in(("", instance)), leased_by.not_in(select(instances.c.id))
    holding = select(leased_by).where(deliveries.c.state == "waiting", *strangers)
    return sorted(connection.execute(known.union(holding)).scalars())


def sign_off(connection: Connection, instance: str) -> int:
    """This instance has ended, or was taken over: what it had in hand is free. How many deliveries that were."""
    connection.execute(delete(instances).where(instances.c.id == instance))
    return ledger.release(connection, instance)


def _one_clock(connection: Connection, now: datetime) -> datetime:
    """The time on PostgreSQL's clock: machines whose clocks differ do not take each other for dead then."""
    if connection.dialect.name != "postgresql":
        return now
    at: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return at


def running(connection: Connection, now: datetime, longest: timedelta) -> bool:
    """Whether any front door has said within ``longest`` that it lives."""
    since = _one_clock(connection, now) - longest
    return connection.execute(select(instances.c.id).where(instances.c.heartbeat > since).limit(1)).first() is not None
