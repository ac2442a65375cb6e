"""What a person does on the local page reaches the bot as Teams would send it; the answer is shown as in Teams."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.bot.failing_disk import nothing_can_be_written
from tests.bot.local.local_cases import CARD, CHAMPION, STAFF, Open, Place


def card(text: str) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": text}]}


async def test_opening_a_chat_for_the_first_time_adds_the_app_once(place: Place) -> None:
    await place.ask("POST", f"/local/people/{STAFF}/open", {})
    await place.ask("POST", f"/local/people/{STAFF}/open", {})
    assert [a["type"] for a in place.bot.heard] == ["conversationUpdate", "installationUpdate"]
    update, installation = place.bot.heard
    assert update["recipient"]["id"] in [m["id"] for m in update["membersAdded"]]
    assert installation["action"] == "add"


async def test_a_typed_message_reaches_the_bot_with_the_whole_envelope_of_teams(place: Place) -> None:
    await place.ask("POST", f"/local/people/{STAFF}/say", {"text": "renew the parking contract"})
    (activity,) = place.bot.heard
    tenant = activity["channelData"]["tenant"]["id"]
    assert activity["type"] == "message"
    assert activity["channelId"] == "msteams"
    assert activity["text"] == "renew the parking contract"
    assert activity["from"]["aadObjectId"] == STAFF
    assert activity["from"]["id"].startswith("29:")
    assert activity["recipient"]["id"].startswith("28:")
    assert activity["conversation"]["conversationType"] == "personal"
    assert activity["conversation"]["tenantId"] == tenant
    assert activity["serviceUrl"] == f"{place.url}/local/teams/"
    assert activity["locale"] == "en-GB"
    assert [a["contentType"] for a in activity["attachments"]] == ["text/html"]
    assert [m["text"] for m in await place.chat(STAFF)] == ["renew the parking contract"]


@pytest.mark.parametrize(("status", "failed"), [(200, False), (202, False), (400, True), (403, True), (503, True)])
async def test_a_message_that_the_bot_does_not_take_is_marked_as_not_delivered(
    place: Place, status: int, *, failed: bool
) -> None:
    place.bot.status = status
    await place.ask("POST", f"/local/people/{STAFF}/say", {"text": "hello"})
    assert [m["failed"] for m in await place.chat(STAFF)] == [failed]


async def test_what_a_full_disk_does_not_keep_is_told_in_a_sentence_and_goes_once_there_is_space(
    place: Place,
) -> None:
    made = f"/local/teams/v3/conversations/{await place.conversation(STAFF)}/activities"
    with nothing_can_be_written():
        status, answer = await place.ask("POST", f"/local/people/{STAFF}/say", {"text": "hello"})
        assert (status, "not saved" in answer["error"], "Make space" in answer["error"]) == (507, True, True)
        status, answer = await place.ask("POST", made, {"type": "message", "text": "hello"})
        assert (status, answer["error"]["code"]) == (503, "ServiceError")  # the bot sends it again
    assert place.bot.heard == []
    await place.ask("POST", f"/local/people/{STAFF}/say", {"text": "hello again"})
    assert [m["text"] for m in await place.chat(STAFF)] == ["hello again"]


async def test_the_answer_to_a_press_takes_the_place_of_the_card(place: Place) -> None:
    message = await place.post(STAFF, attachments=[{"contentType": CARD, "content": card("one")}])
    place.bot.answer = {"statusCode": 200, "type": CARD, "value": card("two")}
    action = {"verb": "answer", "data": {"interview": "i1", "need": "fix"}, "title": "Continue"}
    _, answer = await place.ask("POST", f"/local/people/{STAFF}/press", {"message": message, "action": action})
    (shown,) = await place.chat(STAFF)
    assert answer == {"notice": None}
    assert shown["id"] == message
    assert shown["cards"] == [card("two")]
    (invoke,) = place.bot.of_type("invoke")
    assert invoke["name"] == "adaptiveCard/action"
    assert invoke["replyToId"] == message
    assert invoke["value"]["action"]["verb"] == "answer"
    assert invoke["value"]["action"]["data"] == {"interview": "i1", "need": "fix"}
    assert invoke["from"]["aadObjectId"] == STAFF


async def test_an_error_answer_to_a_press_is_told_and_leaves_the_card(place: Place) -> None:
    message = await place.post(STAFF, attachments=[{"contentType": CARD, "content": card("one")}])
    error = {"code": "NotSaved", "message": "Your answer was not saved. Try again."}
    place.bot.answer = {"statusCode": 500, "type": "application/vnd.microsoft.error", "value": error}
    body = {"message": message, "action": {"verb": "answer", "data": {}}}
    _, answer = await place.ask("POST", f"/local/people/{STAFF}/press", body)
    (shown,) = await place.chat(STAFF)
    assert answer == {"notice": "Your answer was not saved. Try again."}
    assert shown["cards"] == [card("one")]


async def test_a_press_on_a_card_that_is_not_in_the_chat_never_reaches_the_bot(place: Place) -> None:
    message = await place.post(CHAMPION, attachments=[{"contentType": CARD, "content": card("theirs")}])
    body = {"message": message, "action": {"verb": "pick_up", "data": {}}}
    _, answer = await place.ask("POST", f"/local/people/{STAFF}/press", body)
    assert "gone" in answer["notice"]
    assert place.bot.heard == []


async def test_messages_count_as_unread_until_their_chat_is_opened(place: Place) -> None:
    await place.post(CHAMPION, text="one")
    await place.post(CHAMPION, text="two")
    _, before = await place.ask("GET", "/local/state")
    await place.ask("POST", f"/local/people/{CHAMPION}/read", {})
    _, after = await place.ask("GET", "/local/state")
    assert before["unread"] == {CHAMPION: 2}
    assert after["unread"] == {}


async def test_a_restart_loses_no_message_and_does_not_add_the_app_again(open_place: Open) -> None:
    place = await open_place()
    await place.ask("POST", f"/local/people/{STAFF}/open", {})
    await place.ask("POST", f"/local/people/{STAFF}/say", {"text": "hello"})
    message = await place.post(STAFF, text="Welcome")
    again = await open_place()
    await again.ask("POST", f"/local/people/{STAFF}/open", {})
    assert [m["text"] for m in await again.chat(STAFF)] == ["hello", "Welcome"]
    assert (await again.chat(STAFF))[1]["id"] == message
    assert again.bot.heard == []


async def test_an_open_page_hears_of_a_new_message_without_asking(place: Place) -> None:
    async with place.client.get(f"{place.url}/local/events") as events:
        assert events.headers["Content-Type"] == "text/event-stream"
        assert (await events.content.readline()) == b"event: hello\n"
        await place.post(STAFF, text="Welcome")
        lines = [(await events.content.readline()).decode() for _ in range(4)]
    assert lines[2] == "event: message\n"
    assert '"text": "Welcome"' in lines[3]


async def test_a_page_that_stays_open_does_not_keep_the_host_from_stopping(open_place: Open) -> None:
    place = await open_place()
    events = await place.client.get(f"{place.url}/local/events")
    reading = asyncio.create_task(events.content.read())
    await open_place()
    assert (await reading).startswith(b"event: hello")
