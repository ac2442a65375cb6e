"""Counts requests in the database, which is where 100,000 of them are counted fast."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Text, cast, func, select
from sqlalchemy.sql.elements import ColumnElement

from bot.figures.tally import Group, Span, Tally, Waiting
from bot.people.working_days import local_day
from bot.register.schema import requests

LONGEST = 10
"""How many of the requests that wait longest are named."""


def count(connection: Connection) -> Tally:
    """Everything that the figures need, in four queries."""
    return Tally(
        _groups(connection),
        _spans(connection, requests.c.picked_up_at),
        _spans(connection, requests.c.decided_at),
        _waiting(connection),
    )


def _groups(connection: Connection) -> tuple[Group, ...]:
    c = requests.c
    procurement = c.answers["procurement"].as_string()
    alike = (c.process, c.area, c.status, c.final_process, procurement)
    rows = connection.execute(select(*alike, func.count()).group_by(*alike))
    return tuple(
        Group(process, area or "", status, final, bought or "", n) for process, area, status, final, bought, n in rows
    )


def _spans(connection: Connection, end: ColumnElement[Any]) -> tuple[Span, ...]:
    """Requests by the days on which they began and reached ``end``.

    Grouped by the hour in UTC, which no day of London cuts in two, because SQLite knows no time zones.
    """
    first, last = _hour(connection, requests.c.submitted_at), _hour(connection, end)
    rows = connection.execute(select(first, last, func.count()).where(end.is_not(None)).group_by(first, last))
    return tuple(Span(local_day(_utc(begun)), local_day(_utc(ended)), n) for begun, ended, n in rows)


def _waiting(connection: Connection) -> tuple[Waiting, ...]:
    c = requests.c
    chosen = (
        select(c.reference, c.area, c.submitted_at)
        .where(c.status == "Submitted", c.gone.is_(False))
        .order_by(c.submitted_at, c.number)
        .limit(LONGEST)
    )
    return tuple(Waiting(row.reference, row.area or "", row.submitted_at) for row in connection.execute(chosen))


def _hour(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The hour of a time in UTC as text, such as ``2026-11-23 09``."""
    if connection.dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24")
    return func.substr(cast(column, Text), 1, len("2026-11-23 09"))


def _utc(hour: str) -> datetime:
    return datetime.strptime(hour, "%Y-%m-%d %H").replace(tzinfo=UTC)
