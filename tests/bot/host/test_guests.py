"""Whoever Teams gives no Entra id for: they hear once who they are to the bot, and nothing of theirs is kept."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from bot.host.activity import read
from bot.host.adapter import FrontDoorAdapter, Outbox, TurnParts
from bot.host.incoming import Incoming, Reply
from bot.host.metrics import Metrics
from bot.host.rate_limit import RateLimit
from tests.bot.host.host_cases import activity, message

GUEST = {"from": {"id": "29:guest", "name": "Guest"}}
STRANGER = Reply(text="You have no account of this council.")


def at_once(said: list[str]) -> Outbox:
    """Notes to which messages a guest is told something."""

    async def noted(incoming: Incoming, answer: Reply) -> None:
        assert answer is STRANGER
        said.append(incoming.activity_id)

    return noted


def door(said: list[str], direct: Outbox | None, per_minute: int = 0, clock: list[float] | None = None) -> Any:
    """An adapter whose turns answer "turn",."""

    async def turn(_: Incoming) -> Reply:
        return Reply(text="turn")

    async def outbox(incoming: Incoming, _: Reply) -> None:
        said.append(incoming.activity_id)

    times = clock or [0.0]
    parts = TurnParts(
        turn, outbox, lambda code: Reply(text=code), lambda _: Reply(text="wait"), lambda: "code",
        lambda: times.pop(0) if len(times) > 1 else times[0], STRANGER, direct,
    )  # fmt: skip
    return FrontDoorAdapter(parts, RateLimit(per_minute), Metrics())


async def take(adapter: Any, sent: dict[str, Any]) -> Reply:
    answer: Reply = await adapter.process(sent, read(sent))
    return answer


async def test_a_guest_is_told_at_once_and_a_message_that_comes_again_is_told_nothing() -> None:
    said: list[str] = []
    adapter = door(said, at_once(said))
    for name in ("m1", "m2", "m1"):
        assert await take(adapter, message("hi", id=name, **GUEST)) is STRANGER
    assert said == ["m1", "m2"]


async def test_neither_a_press_nor_another_bot_is_answered_by_a_message(caplog: pytest.LogCaptureFixture) -> None:
    said: list[str] = []
    adapter = door(said, at_once(said))
    assert await take(adapter, activity(id="press", **GUEST)) is STRANGER
    assert await take(adapter, message("hi", **{"from": {"id": "28:bot"}})) is STRANGER
    assert (await take(adapter, activity(type="typing", **GUEST))).text == "turn"
    assert said == []
    assert caplog.records == []


async def test_where_nothing_can_be_said_at_once_a_guest_is_told_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def breaks(_: Incoming, __: Reply) -> None:
        raise OSError("gone")

    assert await take(door([], breaks), message("hi", **GUEST)) is STRANGER
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    caplog.clear()
    silent = door([], None)
    assert await take(silent, message("hi", **GUEST)) is STRANGER
    assert caplog.records == []


async def test_a_guest_who_is_too_fast_is_told_nothing_more() -> None:
    said: list[str] = []
    adapter = door(said, at_once(said), per_minute=2)
    for n in range(4):
        await take(adapter, message("hi", id=f"m{n}", **GUEST))
    assert said == ["m0", "m1"]


async def test_only_a_refresh_that_teams_makes_by_itself_is_of_another_share() -> None:
    adapter = door([], None, per_minute=1)

    def sent(verb: str, trigger: str) -> dict[str, Any]:
        return activity(value={"action": {"type": "Action.Execute", "verb": verb, "data": {}}, "trigger": trigger})

    said = [
        (await take(adapter, sent(*one))).text
        for one in (("start", "automatic"), ("refresh", "automatic"), ("start", "manual"))
    ]
    assert said == ["turn", "turn", "wait"]


@pytest.mark.parametrize(("took", "lines"), [(1.0, 0), (1.25, 1)])
async def test_only_a_turn_of_over_a_second_is_named_in_the_log(
    caplog: pytest.LogCaptureFixture, took: float, lines: int
) -> None:
    await take(door([], None, clock=[5.0, 5.0 + took]), activity())
    assert len(caplog.records) == lines
