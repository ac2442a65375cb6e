"""News for the open pages: server-sent events, so that a page never has to ask."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

_BEAT_SECONDS = 15.0
"""How often a silent line carries a comment, so that a page that has gone is noticed."""

_MOST_WAITING = 1000
"""A page that does not read loses its line rather than filling the memory; it connects again and reads everything."""


@dataclass(slots=True)
class Feed:
    """Everything that open pages are told. ``tell`` never waits."""

    lines: set[asyncio.Queue[bytes | None]] = field(default_factory=set)

    def tell(self, what: str, news: Any) -> None:
        """Send one piece of news to every open page."""
        event = f"event: {what}\ndata: {json.dumps(news, ensure_ascii=False)}\n\n".encode()
        for line in list(self.lines):
            try:
                line.put_nowait(event)
            except asyncio.QueueFull:
                self.lines.discard(line)

    def hang_up(self) -> None:
        """End every line, so that the host can stop."""
        for line in list(self.lines):
            self.lines.discard(line)
            while line.full():
                line.get_nowait()
            line.put_nowait(None)

    async def serve(self, request: web.Request, headers: dict[str, str]) -> web.StreamResponse:
        """Answer a page that listens, until it goes or the host stops."""
        line: asyncio.Queue[bytes | None] = asyncio.Queue(_MOST_WAITING)
        response = web.StreamResponse(headers={**headers, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        self.lines.add(line)
        try:
            await response.write(b"event: hello\ndata: {}\n\n")
            while line in self.lines or not line.empty():
                try:
                    event = await asyncio.wait_for(line.get(), _BEAT_SECONDS)
                except TimeoutError:
                    event = b": still here\n\n"
                if event is None:
                    break
                await response.write(event)
        except ConnectionError:
            pass  # the page was closed
        finally:
            self.lines.discard(line)
        return response
