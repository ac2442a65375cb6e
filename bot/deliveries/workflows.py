"""DBOS beside the host: one durable workflow for each version of a delivery, on a thread and a loop of its own.

DBOS is loaded here and nowhere else, after the host is ready: importing it takes most of a second. It gives what the
ledger has not: a workflow that was under way when the process died is found and run again, here or by another
instance.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from bot.logs import Log

if TYPE_CHECKING:
    from dbos import DBOSConfig
    from sqlalchemy import Engine

T = TypeVar("T")
Carry = Callable[[str, int], Awaitable[str]]
Ran = Literal["ran", "ended", "elsewhere"]

APP: Final = "front-door"
VERSION: Final = "1"
"""Fixed: with DBOS's default, a hash of the code, what is under way would wait for ever after an upgrade.

Whoever changes the steps of `deliver` asks `DBOS.patch` inside it, so that older runs go on in newer code.
"""
SCHEMA: Final = "dbos"
AGAIN_SECONDS: Final = 5.0
"""After this long a start that failed (a full disk, no database yet) is tried again."""
_THREADS: Final = 8
_BATCH: Final = 500
_UNDER_WAY: Final = frozenset({"PENDING", "ENQUEUED", "DELAYED"})

_log = Log("workflows")


class Workflows:
    """The durable workflows of this process. There is one in a process, because DBOS is."""

    def __init__(self, database_url: str, instance: str, carry: Carry) -> None:
        self._url = database_url
        self._instance = instance
        self._carry = carry
        self._host: asyncio.AbstractEventLoop | None = None
        self._own: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stopping = asyncio.Event()
        self._begun = threading.Event()
        self._engine: Engine | None = None
        self.ready = asyncio.Event()
        """Set on the host's loop once workflows can be started."""

    def start(self) -> None:
        """Load and launch DBOS in the background, unless that was begun already. Call on the host's loop."""
        if self._thread is not None:
            return
        self._host = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run_thread, name="workflows", daemon=True)
        self._thread.start()
        self._begun.wait()  # well under a millisecond: until the thread has its loop, nobody could stop it

    async def stop(self) -> None:
        """End DBOS. What is under way stays recorded as such and is run again at the next start."""
        self.ready.clear()
        thread, self._thread = self._thread, None
        if thread is not None and self._own is not None:
            self._own.call_soon_threadsafe(self._stopping.set)
            await asyncio.get_running_loop().run_in_executor(None, thread.join)

    async def run(self, workflow_id: str, delivery_id: str, generation: int) -> Ran:
        """Start the workflow and wait until it has ended.

        When one of this name is known, nothing runs here: "ended" when that one has ended, "elsewhere" while it waits
        or runs.
        """
        return await self._beside(_run(workflow_id, delivery_id, generation))

    async def take_over(self, instance: str) -> int:
        """Run here what an instance left that has died. Returns how many workflows that were."""
        return await self._beside(_take_over(instance))

    async def tidy(self, before: datetime) -> int:
        """Forget workflows that ended before this time; the ledger keeps what an operator needs. Returns how many."""
        return await self._beside(_tidy(before))

    async def _beside(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._own is not None  # noqa: S101 - callers wait for `ready`
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._own))

    def _run_thread(self) -> None:
        asyncio.run(self._live())
        if self._engine is not None:
            self._engine.dispose()  # only now have all threads that used it ended

    async def _live(self) -> None:
        """The whole life of the thread's loop."""
        self._own, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        self._begun.set()
        while not self._stopping.is_set():
            try:
                self._launch()
                break
            except Exception as error:  # noqa: BLE001 - whatever keeps DBOS from starting may pass; the ledger keeps everything meanwhile
                _log.error("the workflows cannot start yet", error)
                await _set_within(self._stopping, AGAIN_SECONDS)
        else:
            return
        _log.info("workflows ready")
        assert self._host is not None  # noqa: S101 - set by start
        self._host.call_soon_threadsafe(self.ready.set)
        await self._stopping.wait()
        logging.getLogger("dbos").setLevel(logging.ERROR)  # it warns of each workflow that is left for the next start
        await _cancel_all()
        self._end()

    def _launch(self) -> None:
        from dbos import DBOS  # noqa: PLC0415 - most of a second, which must not delay the host

        from bot.deliveries import workflow  # noqa: PLC0415 - it needs DBOS

        self._end()
        workflow.carried_by(self._carry_on_host)
        _speak_through_our_log()
        DBOS(config=self._config())
        DBOS.launch()

    def _end(self) -> None:
        from dbos import DBOS  # noqa: PLC0415 - loaded by now, or needed to clear away a launch that failed

        DBOS.destroy()

    async def _carry_on_host(self, delivery_id: str, generation: int) -> str:
        """Carry on the host's loop, where the clients of Teams and Graph live; workflows run on this thread's."""
        assert self._host is not None  # noqa: S101 - set by start
        work = _awaited(self._carry(delivery_id, generation))
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._host))

    def _config(self) -> DBOSConfig:
        from dbos._serialization import DBOSPortableJSONSerializer  # noqa: PLC0415 - not exported, and beside DBOS

        if self._engine is not None:
            self._engine.dispose()
        self._engine = _engine(self._url)
        return {
            "name": APP,
            "application_version": VERSION,
            "executor_id": self._instance,
            "log_level": "WARNING",
            "enable_otlp": False,
            "max_executor_threads": _THREADS,
            "system_database_url": self._url,
            "system_database_engine": self._engine,
            "dbos_system_schema": SCHEMA,
            # By default DBOS pickles what it stores, and whoever can write to its database could then run code in ours.
            "serializer": DBOSPortableJSONSerializer(),
            # No workflow waits for a message: listening would wake the process a hundred times a second.
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": 0.2,  # asks nothing then; only the end is quicker
        }


async def _run(workflow_id: str, delivery_id: str, generation: int) -> Ran:
    from dbos import DBOS, SetWorkflowID, error  # noqa: PLC0415 - loaded by now; at the top it would delay the host

    from bot.deliveries.workflow import deliver  # noqa: PLC0415 - it needs DBOS

    try:
        with SetWorkflowID(workflow_id, workflow_id_reuse_policy="reject"):
            handle = await DBOS.start_workflow_async(deliver, delivery_id, generation)
    except error.DBOSWorkflowIDInUseError as known:
        return "elsewhere" if known.workflow_status in _UNDER_WAY else "ended"
    await handle.get_result()
    return "ran"


async def _take_over(instance: str) -> int:
    from dbos import DBOS  # noqa: PLC0415 - loaded by now; at the top it would delay the host

    left = await DBOS.list_workflows_async(
        executor_id=instance, status="PENDING", name="deliver", load_input=False, load_output=False
    )
    if left:
        await DBOS.resume_workflows_async([found.workflow_id for found in left])
    return len(left)


async def _tidy(before: datetime) -> int:
    from dbos import DBOS  # noqa: PLC0415 - loaded by now; at the top it would delay the host

    total = 0
    while True:
        ended = await DBOS.list_workflows_async(
            completed_before=before.isoformat(), name="deliver", limit=_BATCH, load_input=False, load_output=False
        )
        if not ended:
            return total
        await DBOS.delete_workflows_async([found.workflow_id for found in ended])
        total += len(ended)


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _awaited(work: Awaitable[T]) -> T:
    return await work


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


def _speak_through_our_log() -> None:
    """DBOS writes to standard error by itself unless it finds a handler; its warnings go through our log instead."""
    spoken = logging.getLogger("dbos")
    if not spoken.handlers:
        spoken.addHandler(logging.NullHandler())
    spoken.propagate = True


def _engine(url: str) -> Engine:
    """DBOS's own way to SQLite syncs each commit; ours need not, because the ledger is what must not be lost."""
    from sqlalchemy import create_engine, event  # noqa: PLC0415 - beside DBOS

    if not url.startswith("sqlite"):
        return create_engine(
            url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1),
            pool_size=_THREADS,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={"application_name": APP, "connect_timeout": 5},
        )
    engine = create_engine(url, connect_args={"timeout": 30.0})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection, as SQLAlchemy gives it
    connection.isolation_level = "IMMEDIATE"
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=30000",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
