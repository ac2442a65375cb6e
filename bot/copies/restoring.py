"""Putting a copy back into SQLite or PostgreSQL: all of it or nothing, and the old register kept aside."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from bot import erasure
from bot.copies import aside
from bot.copies.archive import InUse, held_alone, put_in_place, sync_folder
from bot.copies.filling import Filled, fill
from bot.copies.manifest import Manifest
from bot.copies.putting_right import Righted, Since, since_by_anchors, since_by_register
from bot.deliveries import instances
from bot.private_files import FILE, FOLDER
from bot.register import audit, list_items
from bot.register import erasure as register_erasure
from bot.register.anchor_file import Anchor, Outside
from bot.register.one_writer import lock
from bot.register.postgres_address import LETTERS, encoding, wrong_encoding
from bot.register.register import open_engine
from bot.register.schema import metadata
from dialogs.model import Person

BESIDE: Final = ".front-door.restoring.sqlite"
"""The file that is filled: it takes the place of the database when it is whole."""
ROOM: Final = 4
"""A database takes at most so many times the bytes of the lines in its copy, its indexes and the log of the writing."""
_STARTING: Final = 4711
"""The advisory lock of PostgreSQL under which front doors make or migrate their tables."""
_INSUFFICIENT: Final = "42501"
"""PostgreSQL's code for a right that is missing."""


class Refused(Exception):
    """Nothing was put back, and nothing was changed. The sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it."""

    righted: Righted
    since: Since
    aside: str
    """Where the old one is kept; empty: there was none."""


@dataclass(frozen=True, slots=True)
class Restoring:
    """What is put back, and what the caller knows. ``ran_until``: when the front door last ran, as an operator says."""

    file: Path
    said: Manifest
    outside: Outside | None
    named: Collection[Person]
    now: datetime
    replaces: bool
    ran_until: datetime | None = None

    def into_sqlite(self, database: Path) -> Restored:
        """Put it into this file. Raises `Refused`, `InUse`, `NotACopy`, `CannotBeStored`, OSError, DBAPIError."""
        database.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        with _alone(database.parent):
            there = database.exists() and database.stat().st_size > 0
            old = self._look(database) if there else Since()
            since = self._since(old)
            self._room(database.parent)
            beside, half = database.with_name(BESIDE), database.with_name(aside.HALF)
            _remove(beside, half)
            try:
                filled = self._filled(beside, since)
                old_one = _swap(database, beside, self.now) if there else _place(database, beside)
            finally:
                _remove(beside, half)
            self._anchor(filled)
        return Restored(filled.righted, since, old_one)

    def into_postgres(self, engine: Engine) -> Restored:
        """Put it into this database, in one transaction. Raises what `into_sqlite` raises.

        Raises `NotForgotten` where it is put back, and the files still hold who was erased since.
        """
        try:
            with engine.connect() as connection, connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:starting)"), {"starting": _STARTING})
                lock(connection)
                connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
                tables = _ours(connection)
                there = bool(tables)
                if not there and (kept_in := encoding(connection)) != LETTERS:  # as a start refuses a new database
                    raise Refused(wrong_encoding(kept_in))
                old = self._known(connection) if there else Since()
                since = self._since(old)
                schema = aside.move_schema(connection, tables, self.now) if there else ""
                filled = fill(connection, self.file, self.said, self.outside, since, self.named, self.now)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") == _INSUFFICIENT:
                raise Refused(
                    "The database's user may not make a schema, into which the old tables are put. Let its owner run: "
                    "GRANT CREATE ON DATABASE name TO user"
                ) from None
            raise
        self._anchor(filled)
        if filled.righted.erased:
            with engine.connect() as connection:
                owed = list_items.value(connection, erasure.SCRUB)
            if owed:
                register_erasure.scrub(engine)
                with engine.connect() as connection, connection.begin():
                    list_items.keep_value(connection, erasure.SCRUB, new=False)
        return Restored(filled.righted, since, f"the schema {schema}" if schema else "")

    def _look(self, database: Path) -> Since:
        """What the database that is to be replaced knows. One that cannot be read knows nothing."""
        engine = open_engine(f"sqlite:///{database.absolute()}", patience=1.0)
        try:
            with engine.connect() as connection:
                return self._known(connection)
        except DBAPIError as error:
            if "locked" in str(error.orig):
                raise Refused("Another program uses the database. End it, and try again.") from None
            self._may_replace()
            return Since()
        finally:
            engine.dispose()

    def _known(self, connection: Connection) -> Since:
        running = inspect(connection).has_table("instances")
        if running and instances.running(connection, self.now, erasure.ALIVE):
            raise Refused("A front door runs on this database. Stop it, wait fifteen seconds, and restore then.")
        self._may_replace()
        return since_by_register(connection, self.said)

    def _may_replace(self) -> None:
        if not self.replaces:
            raise Refused(
                "There is a register already. With --replace it is kept aside and the copy takes its place; "
                "or name an empty folder with --data, or an empty database in DATABASE_URL."
            )

    def _since(self, old: Since) -> Since:
        since = old.and_also(since_by_anchors(self.outside, self.said))
        if self.ran_until is not None:
            since = replace(since, until=self.ran_until)
        if since.until is None:
            raise Refused(
                "Nothing here tells when the front door last ran, and so of what people were told already. Say it with "
                "--ran-until 2026-11-30T14:05 (the last line of its log, on the council's clock), or --ran-until copy "
                "if it did not run after the copy was made."
            )
        return since

    def _room(self, folder: Path) -> None:
        wanted = ROOM * sum(part.bytes for part in self.said.parts) + (8 << 20)
        free = shutil.disk_usage(folder).free
        if free < wanted:
            raise Refused(f"The disk of {folder} has {free >> 20} MB left, and this takes up to {wanted >> 20} MB.")

    def _filled(self, beside: Path, since: Since) -> Filled:
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))
        options = {audit.KEY: self.outside.key} if self.outside else {}
        engine = open_engine(f"sqlite:///{beside.absolute()}", options=options)
        try:
            with engine.connect() as connection, connection.begin():
                filled = fill(connection, self.file, self.said, self.outside, since, self.named, self.now)
            if filled.righted.erased:
                register_erasure.scrub(engine)
                with engine.connect() as connection, connection.begin():
                    list_items.keep_value(connection, erasure.SCRUB, new=False)
        except register_erasure.NotForgotten as left:  # it is not in its place yet
            raise Refused(f"Whoever was erased since cannot be taken out of it: {left.why}, and try again.") from None
        finally:
            engine.dispose()
        _settled(beside)
        return filled

    def _anchor(self, filled: Filled) -> None:
        """Keep the anchors of the copy where there are none here, and anchor the end."""
        if self.outside is None:
            return
        if filled.anchors and not self.outside.anchors.exists():
            self.outside.anchors.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
            with put_in_place(self.outside.anchors) as (kept, _):  # the first of them would pass for all of them
                kept.write(filled.anchors)
        self.outside.keep(Anchor(self.now.isoformat(timespec="milliseconds"), filled.rows, filled.end))


def _ours(connection: Connection) -> list[str]:
    """Names of the tables of a front door in the schema that this connection uses."""
    ours = {*metadata.tables, "request_words", "alembic_version"}
    return sorted(ours & set(inspect(connection).get_table_names()))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One restore at a time in this folder. Raises `InUse`."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if not held_alone(handle):
            raise InUse(f"Another restore is under way in {folder}. Wait for it.")
        yield
    finally:
        os.close(handle)


def _settled(file: Path) -> None:
    """Bring everything of a database into its one file, on disk, and see that SQLite finds it sound."""
    with closing(sqlite3.connect(file, isolation_level=None)) as stored:
        said = stored.execute("PRAGMA integrity_check").fetchone()[0]
        mode = stored.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    if (said, mode) != ("ok", "delete"):
        raise Refused(f"What was made of the copy is not sound ({said}). Look at the disk, and try again.")
    aside.on_disk(file)


def _place(database: Path, beside: Path) -> str:
    beside.replace(database)
    sync_folder(database.parent)
    return ""


def _swap(database: Path, beside: Path, now: datetime) -> str:
    """Put the new file in the place of the old one, which has another name by then: at every moment one is there."""
    with _held(database):
        name = aside.name_for(database, now)
        aside.also_called(database, name)
        for end in aside.BESIDE_IT:  # only of a database that nobody can read any more
            left = database.with_name(database.name + end)
            if left.exists():
                aside.also_called(left, name.with_name(name.name + end))
                left.unlink()
        sync_folder(database.parent)
        beside.replace(database)
    sync_folder(database.parent)
    return str(name)


@contextmanager
def _held(database: Path) -> Iterator[None]:
    """All of a database in its one file, and nobody else in it meanwhile. One that cannot be read is left as it is."""
    stored = sqlite3.connect(database, timeout=1.0, isolation_level=None)
    try:
        try:
            stored.execute("PRAGMA journal_mode=DELETE").fetchone()
            stored.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise Refused("Another program uses the database. End it, and try again.") from None
        except sqlite3.DatabaseError:
            pass  # it is damaged: that is why it is replaced
        yield
    finally:
        stored.close()


def _remove(*files: Path) -> None:
    for file in files:
        for end in ("", "-wal", "-shm", "-journal"):
            file.with_name(file.name + end).unlink(missing_ok=True)
