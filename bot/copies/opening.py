"""Opening a copy: all of it is put into a database that leaves no trace, and looked at there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.pool import StaticPool

from bot.copies.filling import checked
from bot.copies.manifest import Manifest, NotACopy
from bot.register.anchor_file import Outside
from bot.register.register import begin_group


@dataclass(frozen=True, slots=True)
class Opened:
    """What was looked at, in numbers."""

    tables: int
    rows: int
    """Of all tables."""


def try_to_open(file: Path, said: Manifest, outside: Outside | None, folder: Path) -> Opened:
    """Put the copy into a database that nobody sees and look at all of it.

    Raises `NotACopy`, `CannotBeStored` and OSError.
    ``folder``: on whose disk that database lies where memory is too small for it. It has no name there, so that a
    process which is killed leaves nothing behind.
    """
    with scratch(folder) as connection:
        look(connection, file, said, outside)
    return Opened(len(said.tables), sum(one.rows for one in said.tables))


def look(connection: Connection, file: Path, said: Manifest, outside: Outside | None) -> None:
    """Load a copy here, hold it against what it says, and let the database check itself. Raises `NotACopy`."""
    begin_group(connection)
    checked(connection, file, said, outside)
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("PRAGMA integrity_check")).scalar_one()
        if found != "ok":
            raise NotACopy(f"The database that was made of it is not sound: {str(found)[:80]}.")


@contextmanager
def scratch(folder: Path) -> Iterator[Connection]:
    """A SQLite database without a name, gone when this ends, however it ends."""
    os.environ["SQLITE_TMPDIR"] = str(folder.absolute())  # SQLite asks for it each time

    def connect() -> sqlite3.Connection:
        return sqlite3.connect("", isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    event.listen(engine, "connect", _quick)
    event.listen(engine, "begin", _begin)
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def _quick(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA journal_mode=OFF")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
