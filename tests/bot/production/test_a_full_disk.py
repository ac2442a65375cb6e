"""A front door whose disk takes nothing more: everyone is told, nothing is half done, and it goes on by itself (R9)."""

from __future__ import annotations

from pathlib import Path

from tests.bot.failing_disk import nothing_can_be_written
from tests.bot.production.internet import internet
from tests.bot.production.outside import open_door, ready, real_command
from tests.bot.story.house import LIST, until, words_of
from tests.bot.story.walking import DETAILS, PROJECT, walk

TOLD = "Your answer is not saved"


async def test_on_a_full_disk_everyone_is_told_and_afterwards_the_same_press_is_saved(
    tmp_path: Path, free_port: int
) -> None:
    async with internet(tmp_path) as world, open_door(world, tmp_path / "door", free_port) as door:
        await ready(door)
        code, said = await door.command("list", "provision")
        assert code == 0, said
        person, other = door.someone(), door.someone("00000000-0000-0000-0000-0000000f0001")
        await walk(person, PROJECT, DETAILS)
        check_answers = person.card
        with nothing_can_be_written(door.process.pid):
            assert TOLD in words_of(await person.press("submit"))
            assert TOLD in (await other.type("start")).words
            assert (await door.get("/healthz"))[0] == 200
        assert world.graph.rows(LIST) == []
        await person.press("submit", on=check_answers)
        assert TOLD not in words_of(person.card)
        assert TOLD not in (await other.type("start")).words
        await until(lambda: len(world.graph.rows(LIST)) == 1, "not in the list", seconds=40)
        code, said = await door.command("audit", "verify")
        assert code == 0, said
        assert await door.stop() == 0


async def test_a_front_door_that_starts_on_a_full_disk_says_so_and_starts_once_there_is_space(
    tmp_path: Path, free_port: int
) -> None:
    async with internet(tmp_path) as world:
        async with open_door(world, tmp_path / "door", free_port) as door:
            await ready(door)
            assert await door.stop() == 0
        with nothing_can_be_written():  # what is started now inherits it
            code, said = await real_command(
                door.env, door.data, "serve", "--port", str(free_port), "--data", str(door.data)
            )
        assert (code, "Traceback" in said) == (1, False)
        assert "full or cannot be written. Make space there, and start again." in said
        async with open_door(world, tmp_path / "door", free_port) as again:
            await ready(again)
            assert await again.stop() == 0
