"""Our HTTP connections: they tell nothing about the software, and close what never becomes a request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Final, cast

from aiohttp import web

from bot.host.connection_limit import ConnectionLimit
from bot.logs import Log

HEAD_SECONDS: Final = 12.0
"""Seconds from the first byte (or the connection) to the end of the headers: half-open sockets go in 15 s (S9)."""
IDLE_SECONDS: Final = 75.0
"""Seconds that a connection may rest between requests: longer than the proxies in front of us keep theirs."""
LINGER_SECONDS: Final = 2.0
"""Seconds in which the rest of a refused body is dropped, so that the caller sees the answer and not a reset."""

_log = Log("connections")


class Plain(web.Response):
    """An answer outside the application: it drops the header itself, and the connection ends with it."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(status=status, text=text)
        self.force_close()

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.popall("Server", None)


class DoorProtocol(web.RequestHandler):
    """One connection.

    ``refused`` is told of malformed HTTP; ``room`` says whether there is a place for this connection; ``head_seconds``
    is how long headers may take.
    """

    __slots__ = ("_begun", "_head_seconds", "_inside", "_refused", "_room", "_watch")

    def __init__(
        self,
        server: web.Server,
        refused: Callable[[str], None],
        room: ConnectionLimit,
        *,
        loop: asyncio.AbstractEventLoop,
        head_seconds: float = HEAD_SECONDS,
    ) -> None:
        super().__init__(
            server,
            access_log=None,  # type: ignore[arg-type]  # aiohttp takes None for "no access log"
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGER_SECONDS,
            loop=loop,
        )
        self._refused = refused
        self._room = room
        self._inside = False
        self._head_seconds = head_seconds
        self._begun: float | None = None
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock: the first headers are due from now. Where there is no room, a connection ends at once."""

        def end() -> None:
            self._refused("too many connections")
            cast("asyncio.Transport", transport).abort()

        self._inside = self._room.enter(self, end)
        if not self._inside:
            end()
            return
        super().connection_made(transport)
        self._begun = self._loop.time()
        self._watch = self._loop.call_later(self._head_seconds, self._look)

    def data_received(self, data: bytes) -> None:
        """Note when headers begin and when they are complete."""
        before = self._request_count
        super().data_received(data)
        if self._request_count != before:
            self._begun = None
            self._room.heard(self)
        elif self._begun is None and self._current_request is None and not self._messages:
            self._begun = self._loop.time()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Stop the clock."""
        if not self._inside:  # it never began
            return
        self._inside = False
        self._room.leave(self)
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no HTTP, and what broke in a handler. Nothing that was sent is shown or logged."""
        del message
        broke = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        if broke:
            _log.error("a handler broke", exc)
        else:
            self._refused("not HTTP")
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was already begun")
        return Plain(500, "something went wrong\n") if broke else Plain(400, "bad request\n")

    def _look(self) -> None:
        now = self._loop.time()
        if self._begun is not None and now - self._begun >= self._head_seconds:
            self._refused("half open")
            self.force_close()
            return
        due = self._head_seconds if self._begun is None else self._begun + self._head_seconds - now
        self._watch = self._loop.call_later(max(due, 0.01), self._look)
