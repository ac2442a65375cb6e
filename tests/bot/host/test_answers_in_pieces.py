"""What others answer is read to its end, in however many pieces it comes, and never past its limit."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.host.outbound import read_to_end

WHOLE = b"0123456789" * 300


async def _in_pieces(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    for start in range(0, len(WHOLE), 1000):
        await answer.write(WHOLE[start : start + 1000])
        for _ in range(100):  # turns of the loop in which the reader takes what has come
            await asyncio.sleep(0)
    return answer


async def _read(most: int) -> bytes:
    app = web.Application()
    app.router.add_get("/", _in_pieces)
    async with TestServer(app) as server, ClientSession() as session, session.get(server.make_url("/")) as answer:
        return await read_to_end(answer.content, most)


async def test_a_body_that_comes_in_pieces_is_read_whole() -> None:
    assert await _read(len(WHOLE)) == WHOLE


async def test_a_body_over_the_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 2999 bytes"):
        await _read(len(WHOLE) - 1)
