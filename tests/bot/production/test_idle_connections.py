"""More idle connections than the process has descriptors: the front door goes on, and ends when it is told to."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.bot.production.internet import Internet
from tests.bot.production.outside import open_door, ready, typed
from tests.bot.story.house import until

pytestmark = pytest.mark.asyncio(loop_scope="module")
DESCRIPTORS = 256
PERSON = "00000000-0000-0000-0000-0000000e0300"


async def test_idle_connections_take_no_descriptor_that_the_work_needs(
    world: Internet, tmp_path: Path, free_port: int
) -> None:
    async with open_door(world, tmp_path, free_port, DESCRIPTORS) as door, AsyncExitStack() as idle:
        await ready(door)
        await door.bare.close()  # what it kept open has a place, and is not asked again
        ended: list[asyncio.Task[bytes]] = []
        for _ in range(2 * DESCRIPTORS):
            reader, writer = await asyncio.open_connection("127.0.0.1", free_port)
            idle.callback(writer.close)
            ended.append(asyncio.create_task(_ended(reader)))
        kept = DESCRIPTORS // 4
        await until(lambda: sum(task.done() for task in ended) >= len(ended) - kept, "nothing was closed", 60)
        assert "Too many open files" not in door.log()
        await idle.aclose()
        async with asyncio.timeout(60):
            assert (await _healthy(free_port)).startswith(b"HTTP/1.1 200")
        async with door.http.post(f"{door.url}/api/messages", json=typed("help", PERSON)) as answer:
            assert answer.status < 300
        await until(lambda: world.teams.to(f"a:{PERSON}"), "no answer")
        assert await door.stop() == 0, door.log()[-2000:]


async def _ended(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionError:
        return b""


async def _healthy(port: int) -> bytes:
    """Ask until there is room: the host hears one after another that the idle ones have gone."""
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        said = await _ended(reader)
        writer.close()
        if said:
            return said
