"""Holds: while a `Retry-After` of a service runs, nothing goes to it, from no worker and no instance."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.register.schema import holds
from bot.register.upsert import insert_into


def hold(connection: Connection, service: str, until: datetime) -> None:
    """Call the service no more before ``until``. A longer hold that runs already stays."""
    insert_one = insert_into(connection, holds)
    connection.execute(insert_one.values(service=service, until=until).on_conflict_do_nothing())
    connection.execute(update(holds).where(holds.c.service == service, holds.c.until < until).values(until=until))


def held_until(connection: Connection, service: str) -> datetime | None:
    """Until when the service may not be called, or None when it was never held. The time may have passed."""
    until: datetime | None = connection.execute(select(holds.c.until).where(holds.c.service == service)).scalar()
    return until
