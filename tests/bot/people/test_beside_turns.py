"""Questions about people beside the turns: a few at a time, and no more waiting than the memory is meant for."""

from __future__ import annotations

import asyncio

from bot.people.beside_turns import WAITING, BesideTurns


async def test_no_more_questions_wait_than_may_and_who_came_too_late_is_asked_about_at_a_later_turn() -> None:
    beside, hangs, asked = BesideTurns("test", 60.0, lambda: 0.0), asyncio.Event(), asyncio.Queue[str]()

    def begin(aad_id: str) -> None:
        async def ask() -> None:
            asked.put_nowait(aad_id)
            await hangs.wait()

        beside.begin(aad_id, ask)

    for number in range(WAITING):
        begin(f"person {number}")
    begin("one too many")
    assert len(beside) == WAITING
    hangs.set()
    assert "one too many" not in [await asked.get() for _ in range(WAITING)]
    await asyncio.sleep(0)  # the last one's task ends
    begin("one too many")
    begin("one too many")
    assert await asked.get() == "one too many"
    await beside.stop()
    assert asked.empty()


async def test_who_was_just_asked_about_is_asked_about_again_when_the_time_is_over() -> None:
    seconds = [0.0]
    beside, asked = BesideTurns("test", 60.0, lambda: seconds[0]), list[float]()

    async def ask() -> None:
        asked.append(seconds[0])

    for now in (0.0, 59.9, 60.0, 119.9, 120.0):
        seconds[0] = now
        beside.begin("somebody", ask)
        beside.begin("", ask)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    await beside.stop()
    assert asked == [0.0, 60.0, 120.0]


async def test_ten_thousand_people_are_remembered_and_then_the_first_is_forgotten() -> None:
    beside, asked = BesideTurns("test", 60.0, lambda: 0.0), asyncio.Queue[int]()

    def begin(number: int) -> None:
        async def ask() -> None:
            asked.put_nowait(number)

        beside.begin(str(number), ask)

    for first in range(0, 10_000, WAITING):
        for number in range(first, first + WAITING):
            begin(number)
        assert [await asked.get() for _ in range(WAITING)][-1] == first + WAITING - 1
        await asyncio.sleep(0)  # the last one's task ends
    assert len(beside) == 10_000
    begin(0)
    begin(10_000)
    assert len(beside) == 10_000
    begin(1)
    begin(0)
    assert [await asked.get(), await asked.get()] == [10_000, 0]
    await beside.stop()
    assert asked.empty()
