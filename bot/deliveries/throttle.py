"""Throttling: while a `Retry-After` of a service runs, nothing goes to it, from no worker and no instance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from bot.register.schema import throttles
from bot.register.upsert import insert_into
from bot.retry_after import HELD_AT_MOST, capped


def start(connection: Connection, service: str, seconds: float, now: datetime) -> None:
    """Call the service no more for so long, an hour at most. A longer hold that runs already stays."""
    until = now + timedelta(seconds=capped(seconds))
    row = insert_into(connection, throttles).values(service=service, until=until)
    longer = throttles.c.until < until
    connection.execute(row.on_conflict_do_update(index_elements=["service"], set_={"until": until}, where=longer))


def active(connection: Connection, now: datetime) -> Mapping[str, datetime]:
    """Until when each service may not be called; a service that may be called is not in it."""
    rows = connection.execute(select(throttles.c.service, throttles.c.until).where(throttles.c.until > now))
    return {str(service): until for service, until in rows}


def shorten(connection: Connection, now: datetime) -> None:
    """End within an hour what was written before the clock was put back, or by a version that believed any header."""
    longest = now + timedelta(seconds=HELD_AT_MOST)
    connection.execute(update(throttles).where(throttles.c.until > longest).values(until=longest))
