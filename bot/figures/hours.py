"""Times of the register as days of London, counted by the hundred thousand: text by the hour, each hour read once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Text, cast, func
from sqlalchemy.sql.elements import ColumnElement

from dialogs.wording import local_day


def hour_of(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The hour of a time in UTC as text, such as ``2026-11-23 09``: no day of London ends within one."""
    if connection.dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24")
    return func.substr(cast(column, Text), 1, len("2026-11-23 09"))


@lru_cache(maxsize=100_000)
def day_of(hour: str) -> date:
    """The day of London in which this hour of UTC lies. Kept: there are fewer hours than requests."""
    return local_day(datetime.fromisoformat(hour).replace(tzinfo=UTC))
