"""Types of columns that both databases must keep alike: times in UTC, and JSON."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, TypeDecorator
from sqlalchemy.types import JSON

Json = JSON(none_as_null=True)


class Utc(TypeDecorator[datetime]):
    """A time in UTC. SQLite drops the zone, so it is put back on reading; without a zone it is refused on writing."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write in UTC; refuse a time that does not say its zone."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a time without a zone must not reach the database"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read as UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
