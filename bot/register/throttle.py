"""Throttling: while a `Retry-After` of a service runs, nothing goes to it, from no worker and no instance."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from bot.logs import Log
from bot.register.register import NotSaved, Register
from bot.register.schema import throttles
from bot.register.upsert import insert_into
from bot.retry_after import HELD_AT_MOST, capped


def start(connection: Connection, service: str, seconds: float, now: datetime) -> None:
    """Call the service no more for so long, an hour at most. A longer hold that runs already stays."""
    until = now + timedelta(seconds=capped(seconds))
    row = insert_into(connection, throttles).values(service=service, until=until)
    longer = throttles.c.until < until
    connection.execute(row.on_conflict_do_update(index_elements=["service"], set_={"until": until}, where=longer))


def keeper(register: Register, service: str, now: Callable[[], datetime]) -> Callable[[float], Awaitable[None]]:
    """What keeps each ``Retry-After`` of a service, in seconds, for every worker and instance. It raises nothing."""

    async def keep(seconds: float) -> None:
        try:
            await register.write(lambda c: start(c, service, seconds, now()))
        except NotSaved as failure:
            Log("throttle").error("Retry-After not stored: other instances do not know of it", failure)

    return keep


def active(connection: Connection, now: datetime) -> Mapping[str, datetime]:
    """Until when each service may not be called; a service that may be called is not in it."""
    rows = connection.execute(select(throttles.c.service, throttles.c.until).where(throttles.c.until > now))
    return {str(service): until for service, until in rows}


def shorten(connection: Connection, now: datetime) -> None:
    """End within an hour what was written before the clock was put back, or by a version that believed any header."""
    longest = now + timedelta(seconds=HELD_AT_MOST)
    connection.execute(update(throttles).where(throttles.c.until > longest).values(until=longest))
