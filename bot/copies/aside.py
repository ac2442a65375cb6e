"""What is kept aside of the register that a copy replaces, under a name that nothing has yet."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

HALF: Final = ".front-door.aside.sqlite"
"""What is kept aside on a share without links, until it is whole."""
BESIDE_IT: Final = ("-wal", "-shm")
"""What SQLite keeps beside a database that nobody could close."""


def name_for(database: Path, now: datetime) -> Path:
    """What the old database is called from now on: a free name, or the one that a killed restore gave it already."""
    named = f"{database.stem}.before-{now:%Y%m%dT%H%M%SZ}"
    names = (database.with_name(f"{named}{more}{database.suffix}") for more in _counted("-"))
    return next(name for name in names if _is(name, database) or not _taken(name))


def move_schema(connection: Connection, tables: Collection[str], now: datetime) -> str:
    """Move these tables of PostgreSQL, with their indexes, into a schema of their own. Gives its name."""
    quoted = connection.dialect.identifier_preparer.quote
    there = inspect(connection).get_schema_names()
    names = (f"front_door_before_{now:%Y%m%d_%H%M%S}{more}" for more in _counted("_"))
    schema = next(name for name in names if name not in there)
    connection.execute(text(f"CREATE SCHEMA {quoted(schema)}"))
    for table in tables:
        connection.execute(text(f"ALTER TABLE {quoted(table)} SET SCHEMA {quoted(schema)}"))
    return schema


def also_called(file: Path, name: Path, link: Callable[[Path, Path], None] = os.link) -> None:
    """Give a file a second name; where a share knows no links, a copy of it gets that name when it is whole.

    ``link``: how this machine gives a second name. What has the name already is not written over: raises
    FileExistsError, and any OSError.
    """
    if _is(name, file):
        return
    try:
        link(file, name)
    except FileExistsError:
        raise
    except OSError:
        half = file.with_name(HALF)
        shutil.copy2(file, half)
        on_disk(half)
        half.replace(name)


def on_disk(file: Path) -> None:
    """Wait until what the file holds is on disk. Raises OSError."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is(name: Path, file: Path) -> bool:
    return name.exists() and name.samefile(file)


def _taken(name: Path) -> bool:
    return any(name.with_name(name.name + end).exists() for end in ("", *BESIDE_IT))


def _counted(sign: str) -> Iterator[str]:
    """What tells names of the same second apart: nothing at first, then a number from 2 on."""
    return chain([""], (f"{sign}{number}" for number in count(2)))
