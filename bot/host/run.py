"""Runs the application on a port until it is told to stop, and stops it well."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.host.app import MANAGEMENT
from bot.host.connection_limit import BACKLOG, ConnectionLimit, most_connections
from bot.host.health import Readiness
from bot.host.metrics import Metrics
from bot.host.protocol import HEAD_SECONDS, DoorProtocol
from bot.logs import Log

LAME_SECONDS: Final = 0.5
"""Seconds between "not ready" and the end of accepting, so that a load balancer sees it first."""
DRAIN_SECONDS: Final = 7.0
"""Seconds that turns under way may take: more than a turn's deadline."""
CALLBACK_SECONDS: Final = 12.0
"""Seconds for everything that wants to end in order (deliveries, the database), together."""
HARD_SECONDS: Final = 23.0
"""Seconds after which the process ends whatever hangs: SIGTERM is answered in under 25 s (goals, R14)."""

OPERATORS: Final = 32
"""Connections at once on the port for operators: probes and a few scrapers."""

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)

Stopping = Callable[[], Awaitable[None]]
_log = Log("host")


class PortInUse(Exception):
    """Another program listens on the port. The words say what to do."""

    def __init__(self, port: int, setting: str = "--port") -> None:
        super().__init__(f"Port {port} is in use. Stop the other program, or choose another port with {setting}.")


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the application listens."""

    host: str
    port: int


@asynccontextmanager
async def listening(
    app: web.Application,
    metrics: Metrics,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    head_seconds: float = HEAD_SECONDS,
    drain_seconds: float = DRAIN_SECONDS,
    most: int | None = None,
    setting: str = "--port",
) -> AsyncIterator[Listening]:
    """Accept requests while the block runs; then accept no more, let those under way end, and close.

    ``most``: connections at once; None: as many as this process has descriptors for. Raises `PortInUse`,
    which names ``setting`` as where to choose another port.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=drain_seconds)
    await runner.setup()
    server = runner.server
    if server is None:
        raise RuntimeError("aiohttp made no server")
    loop = asyncio.get_running_loop()

    room = ConnectionLimit(most_connections() if most is None else most)

    def connection() -> DoorProtocol:
        return DoorProtocol(server, metrics.refused, room, loop=loop, head_seconds=head_seconds)

    try:
        sockets = await loop.create_server(connection, host, port, reuse_address=True, backlog=BACKLOG)
    except OSError as error:
        await runner.cleanup()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(port, setting) from None
        raise
    try:
        yield Listening(host, sockets.sockets[0].getsockname()[1])
    finally:
        sockets.close()
        await runner.cleanup()


def end_at_the_latest() -> None:
    """End this process in 23 s though a thread hangs: Python waits for its threads without a limit when it exits."""
    last = threading.Timer(HARD_SECONDS, os._exit, [0])
    last.daemon = True
    last.start()


def _nothing() -> None:
    """No last resort: the process is not ours to end."""


async def run(
    app: web.Application,
    metrics: Metrics,
    readiness: Readiness,
    *,
    host: str,
    port: int,
    management_port: int | None = None,
    started: Callable[[Listening], Awaitable[None]],
    stopping: Sequence[Stopping] = (),
    stop: asyncio.Event | None = None,
    last_resort: Callable[[], None] = _nothing,
) -> int:
    """Serve until SIGTERM or SIGINT (or ``stop``), then drain and end. Returns the exit code.

    ``management_port``: where the operators' application of ``app`` answers, if it has one, until the very end.
    ``started`` is awaited once the port is open; ``stopping`` are awaited in order when no turn is left.
    ``last_resort`` is called when the end begins: a command that owns its process gives `end_at_the_latest`.
    """
    ended = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in _SIGNALS:
        with suppress(NotImplementedError):  # Windows: there Ctrl+C ends the program by itself
            loop.add_signal_handler(name, ended.set)
    try:
        async with (
            _for_operators(app.get(MANAGEMENT), metrics, host, management_port),
            listening(app, metrics, host=host, port=port) as place,
        ):
            beginning = asyncio.create_task(_begin(started, place))
            ending = asyncio.create_task(ended.wait())
            await asyncio.wait({beginning, ending}, return_when=asyncio.FIRST_COMPLETED)
            if beginning.done() and beginning.exception() is not None:
                ending.cancel()
                await beginning
            await ending
            readiness.stopping = True
            last_resort()
            _log.info("stopping")
            beginning.cancel()
            await asyncio.sleep(LAME_SECONDS)
    except PortInUse as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        for name in _SIGNALS:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(name)
    await _end_in_order(stopping)
    _log.info("stopped")
    return 0


@asynccontextmanager
async def _for_operators(
    app: web.Application | None, metrics: Metrics, host: str, port: int | None
) -> AsyncIterator[None]:
    """Answer operators on a port of their own while the block runs, if this application has it so."""
    if app is None or port is None:
        yield
        return
    async with listening(app, metrics, host=host, port=port, most=OPERATORS, setting="MANAGEMENT_PORT"):
        yield


async def _begin(started: Callable[[Listening], Awaitable[None]], place: Listening) -> None:
    await started(place)


async def _end_in_order(stopping: Sequence[Stopping]) -> None:
    try:
        async with asyncio.timeout(CALLBACK_SECONDS):
            for callback in stopping:
                try:
                    await callback()
                except TimeoutError:
                    raise
                except Exception as error:  # the next one must end too
                    _log.error("did not end in order", error)
    except TimeoutError:
        _log.error("ended before everything was in order")
