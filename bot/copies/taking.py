"""Taking a copy while the front door runs: all rows as they were at one moment, read in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, text

from bot.copies import archive, manifest
from bot.copies.archive import Parts
from bot.copies.manifest import Manifest, TableOf
from bot.copies.tables import copied_tables
from bot.register import audit_verification, list_items
from bot.register.anchor_file import Outside
from bot.register.audit import end_of
from bot.register.opening import version_of

LAST = "last_copy"
"""Under which name the register keeps when the last copy was made that could be opened, ISO in UTC."""


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, whatever is written meanwhile; it writes nothing."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":  # while a disk is slow this transaction does nothing for long
                connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            yield connection


def take(connection: Connection, to: IO[bytes], outside: Outside | None, folder: Path, now: datetime) -> Manifest:
    """Write a copy of what this connection sees. Gives what the copy says of itself.

    ``folder``: where parts are kept until they are written. Raises OSError when there is no room.
    """
    parts = Parts(folder)
    try:
        # Read first: an anchor is kept after its rows, so that the copy has every row that these tell of.
        kept = outside.anchors.read_bytes() if outside and outside.anchors.exists() else b""
        migration = version_of(connection)
        assert migration is not None
        rows, end = end_of(connection)
        _, faults = audit_verification.verify(connection, outside, kept)
        tables = []
        for table in copied_tables(connection):
            content = parts.add(f"{manifest.FOLDER}{table.name}.jsonl", table.lines(connection))
            tables.append(TableOf(table.name, table.columns, content.rows, content.digest))
        if kept:
            parts.add(manifest.ANCHORS, kept.splitlines())
        said = Manifest(
            format=manifest.FORMAT,
            made=now.astimezone(UTC).isoformat(timespec="milliseconds"),
            front_door=version("front-door"),
            migration=migration,
            database=connection.dialect.name,
            rows=rows,
            end=end,
            faults=faults,
            tables=tuple(tables),
            parts=tuple(part for part, _ in parts.kept),
        ).sealed(outside.key if outside else None)
        archive.write(said, parts, to)
    finally:
        parts.close()
    return said


def note_good(connection: Connection, at: datetime) -> None:
    """Keep when the last copy was made that could be opened."""
    list_items.keep_value(connection, LAST, at.astimezone(UTC).isoformat(timespec="seconds"))


def last_good(connection: Connection) -> datetime | None:
    """When the last copy of this register was made that could be opened; None: no copy was."""
    kept = list_items.value(connection, LAST)
    return datetime.fromisoformat(kept) if kept else None
