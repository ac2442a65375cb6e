"""Of several instances that share a PostgreSQL one writes at a time (docs/decisions/one-writer.md)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

LOCK: Final = 0x46726F6E74446F6F
"""The advisory lock of the register's writers on PostgreSQL ("FrontDoo" as a number)."""


def lock(connection: Connection) -> None:
    """Wait for the others, and keep them waiting until this transaction ends. On SQLite there are no others."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
