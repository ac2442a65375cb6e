"""Entra, Teams and Graph take calls and answer none: staff hardly notice, and everything arrives afterwards."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.bot.production.internet import ENTRA, GRAPH, TEAMS, internet
from tests.bot.production.outside import open_door, ready, typed
from tests.bot.story.house import LIST, Someone, until, words_of
from tests.bot.story.walking import DETAILS, PROJECT, walk


async def _timed(person: Someone) -> float:
    """Send a whole request; gives the slowest wait for a card, in seconds (a walk has at least ten cards)."""
    began = time.monotonic()
    cards = await walk(person, PROJECT, DETAILS)
    slowest = (time.monotonic() - began) / cards
    began = time.monotonic()
    await person.press("submit")
    return max(slowest, time.monotonic() - began)


@pytest.mark.parametrize("hanging", [[ENTRA], [TEAMS, GRAPH]])
async def test_cards_are_answered_in_time_while_others_hang(tmp_path: Path, free_port: int, hanging: list[str]) -> None:
    async with internet(tmp_path) as world, open_door(world, tmp_path / "door", free_port) as door:
        await ready(door)
        code, said = await door.command("list", "provision")
        assert code == 0, said
        for name in hanging:
            world.flows[name].clear()
        people = [door.someone(f"00000000-0000-0000-0000-0000000f{number:04d}") for number in range(4)]
        for person in people:
            assert (await door.post(typed("help", person.aad_id)))[0] < 300
        # Beside four processes on a busy machine; who waited for what hangs would wait until the turn is given up.
        assert max(await asyncio.gather(*map(_timed, people))) < 3
        assert all("not yet" in words_of(person.card).lower() for person in people)
        assert (await door.get("/readyz"))[0] == 200
        for name in hanging:
            world.flows[name].set()
        await until(lambda: len(world.graph.rows(LIST)) == 4, "not in the list", seconds=40)
        await until(lambda: all(person.inbox for person in people), "no answer", seconds=40)
        assert await door.stop() == 0
