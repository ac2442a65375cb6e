"""SIGTERM: what was accepted is answered, and nothing is sent twice after the next start."""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError

from tests.bot.production.internet import GRAPH, TEAMS, Internet
from tests.bot.production.outside import Outside, open_door, ready, typed
from tests.bot.story.house import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_replies_of_accepted_turns_are_sent_before_the_end(
    world: Internet, tmp_path: Path, free_port: int
) -> None:
    async with open_door(world, tmp_path, free_port) as door:
        await ready(door)
        world.flows[TEAMS].clear()
        people = [f"00000000-0000-0000-0000-0000000e{number:04d}" for number in range(5)]
        assert {(await door.post(typed("help", person)))[0] for person in people} <= {200, 201, 202}
        await until(lambda: world.to(TEAMS), "nothing on its way")
        began = time.monotonic()
        ending = asyncio.create_task(door.stop())
        assert await _not_ready(door)
        world.flows[TEAMS].set()
        assert await ending == 0
        assert time.monotonic() - began < 25
    assert all(len(world.teams.to(f"a:{person}")) == 1 for person in people)
    async with open_door(world, tmp_path, free_port) as door:
        await ready(door)
        assert (await door.post(typed("help", people[0])))[0] < 300
        await until(lambda: len(world.teams.to(f"a:{people[0]}")) == 2, "no answer")
        assert await door.stop() == 0
    assert all(len(world.teams.to(f"a:{person}")) == 1 for person in people[1:])


async def test_what_was_answered_before_a_kill_is_sent_after_the_next_start(
    world: Internet, tmp_path: Path, free_port: int
) -> None:
    person = "00000000-0000-0000-0000-0000000e0100"
    async with open_door(world, tmp_path, free_port) as door:
        await ready(door)
        world.flows[TEAMS].clear()
        assert (await door.post(typed("help", person)))[0] < 300
        await door.stop(signal.SIGKILL)
    world.flows[TEAMS].set()
    world.graph_is_down = True
    before = len(world.to(GRAPH))
    async with open_door(world, tmp_path, free_port) as door:
        await ready(door)  # though Graph is down
        await until(lambda: world.teams.to(f"a:{person}"), "lost", seconds=10)
        await until(lambda: len(world.to(GRAPH)) > before, "Graph was not tried")
        assert (await door.get("/readyz"))[0] == 200
        assert await door.stop() == 0
    world.graph_is_down = False


async def _not_ready(door: Outside) -> bool:
    """Whether it says 503, or refuses, before long."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with suppress(asyncio.TimeoutError):
            try:
                if (await door.get("/readyz"))[0] == 503:
                    return True
            except ClientConnectionError:
                return True
    return False
