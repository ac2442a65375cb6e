"""The register: one writer that commits many turns at once, and readers beside it.

A turn is a job: a plain function on a connection. Jobs that wait while a commit is under way share the next one, so
that durability costs one sync to disk a group and not one a turn. When a job of a group fails, all are taken back and
each is run once more by itself: what fails takes nothing else with it. A job may therefore run twice, and must do
nothing but what its connection can take back. On PostgreSQL a group holds one advisory lock, so that several
instances write one after the other: turns keep their order across instances and the history stays one chain.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.register.entra_sign_in import WHOSE, EntraSignIn, with_token
from bot.register.one_writer import lock
from bot.register.postgres_address import address_of, connecting

T = TypeVar("T")
Job = Callable[[Connection], T]
_Future = asyncio.Future[T] | Future[T]

GROUP = 64
"""How many jobs share a commit at most: a commit takes well under 10 ms then."""
_SHARED = "front-door.shared"
STALLED: Final = 5.0
"""Seconds after which PostgreSQL ends a writer's transaction in which nothing happens: the rest wait for it.

Half a second, as long as a test waits for a lock, ended sound ones on a busy machine."""
_DISK_FAULTS = ("53100", "58030")
"""PostgreSQL's codes for a disk that is full, and for one that fails."""


class NotSaved(Exception):
    """Nothing was stored. The database refused or could not write; trying again may work."""


class Locked(NotSaved):
    """Another program holds the database. Close it, or wait until it has finished, and try again."""


class NoSpace(NotSaved):
    """The disk of the database is full, or fails. Make space there: nothing has to be started again."""


def open_engine(
    database_url: str,
    *,
    patience: float = 5.0,
    options: Mapping[str, Any] | None = None,
    sign_in: EntraSignIn | None = None,
) -> Engine:
    """An engine for the register: SQLite with a write-ahead log and full syncs, or PostgreSQL through psycopg.

    ``patience``: seconds to wait for a lock before `Locked`; ``options``: execution options of every connection;
    ``sign_in``: gives PostgreSQL a token for each new connection, in the place of a password.
    """
    always = dict(options or {})
    if database_url.startswith("sqlite"):
        engine = create_engine(
            database_url,
            connect_args={"timeout": patience, "check_same_thread": False, "isolation_level": None},
            execution_options=always,
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    url = address_of(database_url)
    said = connecting(url, patience, os.environ)
    engine = create_engine(url, pool_pre_ping=True, pool_size=6, connect_args=said, execution_options=always)
    if sign_in is not None:
        event.listen(engine, "do_connect", with_token(sign_in))
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    cursor = connection.cursor()
    # FULL: a commit is on disk when it returns, because "saved" is said to a person then.
    # secure_delete: erased data leaves the file.
    # cache_size: with 1 MB for each connection nothing is slower than with 2 (20,000 requests).
    said = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY")
    for pragma in (*said, "cache_size=-1024"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # The driver's own BEGIN is off; a writer says IMMEDIATE so that it never fails half-way for want of the lock.
    how = "IMMEDIATE" if connection.get_execution_options().get("writes", False) else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {how}")


def explained(error: Exception) -> NotSaved:
    """A database error as one of ours, in words that name no data."""
    cause = getattr(error, "orig", error)
    reason = str(cause)
    if reason.startswith(WHOSE):
        return NotSaved(reason)
    if "locked" in reason or "lock timeout" in reason:
        return Locked("the database is in use by another program")
    sqlite, postgres = str(getattr(cause, "sqlite_errorname", "")), getattr(cause, "sqlstate", "")
    if sqlite.startswith(("SQLITE_FULL", "SQLITE_IOERR")) or postgres in _DISK_FAULTS:
        return NoSpace("the disk of the database is full or cannot be written")
    return NotSaved(f"the database did not store it ({type(error).__name__})")


class Register:
    """The register of one data folder or database. Call `close` when done.

    ``at_end`` writes what the jobs of a group share, once before its commit; jobs keep it in `shared`. What it gives is
    told to ``settled`` once the group is on disk. ``waiting()``: how many jobs wait for the writer.
    `write` and `read` are for the event loop; `write_now` and `read_now` do the same for commands and other threads.
    """

    def __init__(self, engine: Engine, at_end: Job[Any] | None = None) -> None:
        self.engine = engine
        self._at_end = at_end
        self.settled: Callable[[Any], None] = lambda _left: None
        self.on_postgres = engine.dialect.name == "postgresql"
        self._jobs: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self.waiting = self._jobs.qsize
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="register-read")
        self._writer = threading.Thread(target=self._write_groups, name="register-write", daemon=True)
        self._connection: Connection | None = None
        self._closed = False
        self._writer.start()

    async def write(self, job: Job[T]) -> T:
        """Run the job and return its result once it is on disk.

        Raises what the job raises (nothing of it is stored then), or `NotSaved`.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._submit(job, future, loop)
        return await future

    def write_now(self, job: Job[T]) -> T:
        """`write` for a thread that may wait."""
        future: Future[T] = Future()
        self._submit(job, future, None)
        return future.result()

    async def read(self, job: Job[T]) -> T:
        """Run a reading job on a connection of its own, off the loop, beside the writer."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, job)

    def read_now(self, job: Job[T]) -> T:
        """`read` for a thread that may wait."""
        try:
            with self.engine.connect() as connection:
                return job(connection)
        except DBAPIError as error:
            raise explained(error) from None

    def close(self) -> None:
        """Finish what was handed in, then stop. Further writes are refused."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            self._writer.join()
            self._readers.shutdown()
            self.engine.dispose()

    def _submit(self, job: Job[T], future: _Future[T], loop: asyncio.AbstractEventLoop | None) -> None:
        if self._closed:
            future.set_exception(NotSaved("the register is closed"))
        else:
            self._jobs.put(_Waiting(job, future, loop))

    def _write_groups(self) -> None:
        last = False
        while not last:
            group, last = self._next_group()
            if group:
                self._write_group(group)
        self._disconnect()

    def _connected(self) -> Connection:
        """The writer's own connection, kept from group to group: taking one from the pool costs a statement's time."""
        if self._connection is None:
            self._connection = self.engine.connect().execution_options(writes=True)
            if self.on_postgres:
                self._connection.exec_driver_sql(f"SET idle_in_transaction_session_timeout = {int(STALLED * 1000)}")
                self._connection.commit()
        return self._connection

    def _disconnect(self) -> None:
        """Let the connection go; after a failure it may be broken, and the next group begins with a fresh one."""
        held, self._connection = self._connection, None
        if held is not None:
            with contextlib.suppress(SQLAlchemyError, sqlite3.Error, OSError):
                held.invalidate()
                held.close()

    def _committed(self, group: list[_Waiting]) -> list[Any]:
        """The results of these jobs, all of them on disk; or the error of one, and nothing of any is stored."""
        connection = self._connected()
        with connection.begin():
            lock(connection)
            begin_group(connection)
            results = [waiting.job(connection) for waiting in group]
            left = self._at_end(connection) if self._at_end is not None else None
        self.settled(left)
        return results

    def _next_group(self) -> tuple[list[_Waiting], bool]:
        """What waits now, at most a group of it; and whether this was the last."""
        group: list[_Waiting] = []
        waiting = self._jobs.get()
        while waiting is not None:
            if not waiting.future.cancelled():  # a turn that timed out while it waited is not begun
                group.append(waiting)
            if len(group) >= GROUP or self._jobs.empty():
                return group, False
            waiting = self._jobs.get()
        return group, True

    def _write_group(self, group: list[_Waiting]) -> None:
        """Run a group, commit it, and only then tell what came of it."""
        try:
            results = [_Result(value) for value in self._committed(group)]
        except Exception as error:  # whatever a job raises belongs to its caller, not to the writer
            failure: Exception = error
            if isinstance(error, SQLAlchemyError | sqlite3.Error):
                self._disconnect()
                failure = explained(error)
            if len(group) > 1 and not isinstance(failure, Locked):
                # Rare: one of them failed, so each gets a commit of its own. Waiting for a lock 64 times helps nobody.
                for waiting in group:
                    self._write_group([waiting])
                return
            results = [_Result(failure=failure)] * len(group)
        told: dict[asyncio.AbstractEventLoop, list[tuple[_Future[Any], _Result]]] = {}
        for waiting, result in zip(group, results, strict=True):
            if waiting.loop is None:
                result.tell(waiting.future)
            else:
                told.setdefault(waiting.loop, []).append((waiting.future, result))
        for loop, some in told.items():
            # Once a group: waking the loop from another thread costs a system call each time.
            with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody waits there any more
                loop.call_soon_threadsafe(_tell, some)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A job, and who waits for its result: a coroutine of a loop, or (``loop`` None) a thread."""

    job: Job[Any]
    future: _Future[Any]
    loop: asyncio.AbstractEventLoop | None


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of a job: a value, or why there is none."""

    value: Any = None
    failure: Exception | None = None

    def tell(self, future: _Future[Any]) -> None:
        """Give it to whoever waits, unless they have gone."""
        if future.done():
            return
        if self.failure is not None:
            future.set_exception(self.failure)
        else:
            future.set_result(self.value)


def _tell(some: list[tuple[_Future[Any], _Result]]) -> None:
    for future, result in some:
        result.tell(future)


def begin_group(connection: Connection) -> None:
    """Begin a group of jobs: they know nothing in common yet."""
    connection.info[_SHARED] = {}


def shared(connection: Connection) -> dict[str, Any]:
    """What the jobs of the present group know in common."""
    found: dict[str, Any] = connection.info[_SHARED]
    return found
