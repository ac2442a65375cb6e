"""Inserts that may meet a row that is there already, in the words of either database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects.sqlite import Insert


def insert_into(connection: Connection, table: Table) -> Insert:
    """An insert that knows ``on_conflict_do_update`` and ``on_conflict_do_nothing``: both spell them alike."""
    return insert_for(connection.dialect.name, table)


def insert_for(dialect: str, table: Table) -> Insert:
    """The same for a database by SQLAlchemy's name of it, ``sqlite`` or ``postgresql``."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 40 ms that a start on SQLite does not need

    return postgresql.insert(table)  # type: ignore[return-value]  # its methods used here are the same
