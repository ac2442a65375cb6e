"""A turn ends in time and with an answer; what broke is in the log by its code, without a word of what was typed."""

from __future__ import annotations

import asyncio

import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import Activity, Attachment

from bot.host.activity import read, sdk_activity
from bot.host.adapter import FrontDoorAdapter, TurnParts
from bot.host.incoming import Incoming, Reply
from bot.host.metrics import Metrics
from bot.host.rate_limit import RateLimit
from tests.bot.host.host_cases import CARD, PATIENCE, RunHost, activity, message

LOCAL = "http://127.0.0.1:9/"
CANARY = "canary sentence"


async def _breaks(incoming: Incoming) -> Reply:
    raise KeyError(f"{CANARY} {incoming.act}")


async def _hangs(_: Incoming) -> Reply:
    await asyncio.Event().wait()
    return Reply()


async def test_a_turn_that_breaks_gets_an_apology_whose_code_is_in_the_log(run_host: RunHost) -> None:
    async with run_host(turn=_breaks) as host:
        status, said = await host.post(activity(serviceUrl=LOCAL))
        failed = [line for line in host.lines() if line["event"] == "turn failed"]
    assert status == 200
    assert said["value"]["fallbackText"] == "Sorry: code-1"
    assert failed[0]["code"] == "code-1"
    assert failed[0]["error"].startswith("KeyError ")
    assert CANARY not in host.log.getvalue()


async def test_a_turn_that_hangs_is_answered_in_time(run_host: RunHost) -> None:
    async with run_host(turn=_hangs, deadline=0.05) as host, asyncio.timeout(PATIENCE):
        status, said = await host.post(activity(serviceUrl=LOCAL))
        assert host.counted("front_door_turn_seconds_count", kind="invoke", result="too slow") == 1
    assert (status, said["value"]["fallbackText"]) == (200, "Sorry: code-1")


async def test_one_hanging_turn_holds_up_nobody_else(run_host: RunHost) -> None:
    async def turn(incoming: Incoming) -> Reply:
        return await _hangs(incoming) if incoming.activity_id == "f:hang" else Reply(CARD, "A card")

    async with run_host(turn=turn, deadline=2 * PATIENCE) as host:
        hanging = asyncio.create_task(host.post(activity(serviceUrl=LOCAL, id="f:hang")))
        async with asyncio.timeout(PATIENCE):
            for n in range(20):
                assert (await host.post(activity(serviceUrl=LOCAL, id=f"f:{n}")))[0] == 200
        assert not hanging.done()
        hanging.cancel()


async def test_an_apology_for_a_typed_message_goes_through_the_outbox(run_host: RunHost) -> None:
    async with run_host(turn=_breaks) as host:
        assert await host.post(message(CANARY, serviceUrl=LOCAL)) == (200, "")
    assert [answer.text for _, answer in host.said] == ["code-1"]


async def test_when_the_outbox_fails_too_the_apology_is_said_directly(run_host: RunHost) -> None:
    async with run_host(turn=_breaks, outbox_fails=True) as host:
        assert await host.post(message(CANARY, serviceUrl=LOCAL)) == (200, "")
    assert [answer.text for _, answer in host.said] == ["direct code-1"]


async def test_an_event_that_breaks_bothers_nobody(run_host: RunHost) -> None:
    async with run_host(turn=_breaks) as host:
        assert (await host.post(activity(serviceUrl=LOCAL, type="conversationUpdate", name=None, value=None)))[0] == 200
    assert host.said == []


async def test_a_hundred_turns_at_once_are_all_answered(run_host: RunHost) -> None:
    async with run_host() as host:
        said = await asyncio.gather(*(host.post(activity(serviceUrl=LOCAL, id=f"f:{n}")) for n in range(100)))
    assert {status for status, _ in said} == {200}
    assert len(host.turns) == 100


@pytest.mark.parametrize("text", [CANARY, "DR-0001"])
async def test_nothing_that_was_typed_and_no_name_is_logged(run_host: RunHost, text: str) -> None:
    async with run_host() as host:
        await host.post(message(text, serviceUrl=LOCAL))
        await host.post(message(text, serviceUrl="https://evil.example/"))
        assert text not in host.log.getvalue()
        assert "Requester" not in host.log.getvalue()


async def test_what_sdk_code_sends_goes_to_the_outbox() -> None:
    said: list[Reply] = []

    async def outbox(_: Incoming, answer: Reply) -> None:
        said.append(answer)

    async def middleware(context: TurnContext, _: object) -> None:
        await context.send_activity("hello")
        card = Attachment(content_type="application/vnd.microsoft.card.adaptive", content=CARD)
        await context.send_activity(Activity(type="message", attachments=[card], summary="A card"))

    async def turn(_: Incoming) -> Reply:
        raise AssertionError("the middleware ended the turn")

    parts = TurnParts(turn, outbox, lambda code: Reply(text=code), lambda _: Reply(), lambda: "code", lambda: 0.0)
    adapter = FrontDoorAdapter(parts, RateLimit(0), Metrics())
    adapter.use(_Ends(middleware))
    sent = activity()
    assert await adapter.process(sent, read(sent)) == Reply()
    assert [(answer.text, answer.card) for answer in said] == [("hello", None), ("", CARD)]


class _Ends:
    """A middleware that handles the turn itself."""

    def __init__(self, handler: object) -> None:
        self.on_turn = handler


def test_the_sdk_sees_the_same_activity() -> None:
    sent = activity()
    seen = sdk_activity(sent, read(sent))
    assert seen.from_property.aad_object_id == sent["from"]["aadObjectId"]
    assert seen.conversation.id == "a:requester"
    assert seen.value == sent["value"]
