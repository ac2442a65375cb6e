"""The drill: a copy is put back somewhere that nobody uses, tried there as a front door would use it, and let go."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from bot.copies.filling import fill
from bot.copies.manifest import Manifest, NotACopy
from bot.copies.opening import scratch
from bot.copies.putting_right import Since
from bot.register import audit, requests, schema
from bot.register.anchor_file import Outside
from dialogs.model import Person

SCRATCH: Final = "front_door_drill"
_AT_ONCE: Final = 200
_INSUFFICIENT: Final = "42501"


@dataclass(frozen=True, slots=True)
class Tried:
    """What the drill found in what was put back."""

    place: str
    """Where it was put: in words for the record."""
    requests: int
    """Requests that were read as a front door reads them: every one."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What would be lost if the register went now: how much of it came after the copy."""

    requests: int
    history: int
    age: timedelta


def try_out(
    engine: Engine, file: Path, said: Manifest, outside: Outside | None, named: Collection[Person], now: datetime
) -> Tried:
    """Put the copy back into scratch and use it. Nothing of it stays, and nothing that is in use is touched.

    On PostgreSQL that is a schema of its own in a transaction that is taken back; where the database's user may make
    none, and on SQLite, a database without a name. Raises `NotACopy`, `CannotBeStored`.
    """
    if engine.dialect.name == "postgresql":
        try:
            with _taken_back(engine, outside) as connection:
                return _used(connection, "a schema of its own, taken back", file, said, outside, named, now)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") != _INSUFFICIENT:
                raise
    with scratch(file.parent) as connection:
        if outside:
            connection.execution_options(**{audit.KEY: outside.key})
        found = _used(connection, "a database without a name", file, said, outside, named, now)
        whole = connection.execute(text("PRAGMA integrity_check")).scalar_one()
    if whole != "ok":
        raise NotACopy(f"The database that was made of it is not sound: {str(whole)[:80]}.")
    return found


def lost(connection: Connection, said: Manifest, now: datetime) -> Lost:
    """What the register in use has beyond the copy."""
    held = connection.execute(select(func.count()).select_from(schema.requests)).scalar_one()
    rows, _ = audit.end_of(connection)
    return Lost(max(0, held - said.count("requests")), max(0, rows - said.rows), now - said.at)


def _used(
    connection: Connection,
    place: str,
    file: Path,
    said: Manifest,
    outside: Outside | None,
    named: Collection[Person],
    now: datetime,
) -> Tried:
    fill(connection, file, said, outside, Since(until=now), named, now, tries=True)
    references = connection.execute(select(schema.requests.c.reference)).scalars().all()
    read = 0
    for first in range(0, len(references), _AT_ONCE):
        read += len(requests.several(connection, references[first : first + _AT_ONCE]))
    if read != said.count("requests"):
        raise NotACopy(f"{read} of {said.count('requests')} requests in it can be read.")
    return Tried(place, read)


@contextmanager
def _taken_back(engine: Engine, outside: Outside | None) -> Iterator[Connection]:
    """A connection whose tables are those of an empty schema, and whose every word is taken back at the end."""
    with engine.connect() as connection:
        if outside:
            connection.execution_options(**{audit.KEY: outside.key})
        transaction = connection.begin()
        try:
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            connection.execute(text(f"CREATE SCHEMA {SCRATCH}"))
            connection.execute(text(f"SET LOCAL search_path TO {SCRATCH}"))
            yield connection
        finally:
            transaction.rollback()
