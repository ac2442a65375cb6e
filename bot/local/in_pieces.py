"""The stand-ins answer in pieces, as the real services may: who takes the first piece for the whole is found out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

PIECES: Final = 3
"""So that there is a middle one too."""
_TURNS: Final = 5
"""Turns of the loop between two pieces: a reader of the same process takes what has come in one of them."""


@web.middleware
async def in_pieces(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Let everything that an application answers leave it in pieces."""
    return await sent_in_pieces(request, await handler(request))


async def sent_in_pieces(request: web.Request, answer: web.StreamResponse) -> web.StreamResponse:
    """Send this answer in pieces. What is sent already, or too short to be cut, stays as it is."""
    body = answer.body if isinstance(answer, web.Response) else None
    if answer.prepared or not isinstance(body, bytes) or len(body) < PIECES:
        return answer
    slow = web.StreamResponse(status=answer.status, headers=answer.headers)
    slow.content_length = len(body)
    try:
        await slow.prepare(request)
        size = -(-len(body) // PIECES)
        for start in range(0, len(body), size):
            await slow.write(body[start : start + size])
            for _ in range(_TURNS):
                await asyncio.sleep(0)
    except ConnectionError:  # who asked has gone: there is nobody to answer
        pass
    return slow
