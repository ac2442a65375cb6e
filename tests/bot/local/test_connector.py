"""The stand-in for Teams takes what a bot sends, and refuses what Teams refuses."""

from __future__ import annotations

import json

import aiohttp
import pytest

from bot.local.faults import Fault
from tests.bot.local.local_cases import CHAMPION, STAFF, InMemory, Place


async def test_a_person_has_one_conversation_by_entra_id_by_teams_id_and_in_their_own_chat(place: Place) -> None:
    await place.ask("POST", f"/local/people/{CHAMPION}/say", {"text": "hello"})
    (activity,) = place.bot.heard
    by_entra_id = await place.conversation(CHAMPION)
    by_teams_id = await place.conversation(activity["from"]["id"])
    assert by_entra_id == by_teams_id == activity["conversation"]["id"]


async def test_someone_who_never_opened_the_chat_can_be_written_to(service: Place) -> None:
    await service.post(CHAMPION, text="A request for Housing", summary="DR-0001")
    assert [(m["text"], m["summary"]) for m in await service.chat(CHAMPION)] == [("A request for Housing", "DR-0001")]


async def test_a_message_can_come_with_its_conversation(service: Place) -> None:
    body = {"members": [{"id": STAFF}], "activity": {"type": "message", "text": "Hello"}}
    status, answer = await service.ask("POST", "/local/teams/v3/conversations", body)
    assert status == 201
    assert [m["id"] for m in await service.chat(STAFF)] == [answer["activityId"]]


async def test_a_conversation_with_someone_unknown_is_refused(service: Place) -> None:
    body = {"members": [{"id": "00000000-0000-0000-0000-00000000ffff"}]}
    status, answer = await service.ask("POST", "/local/teams/v3/conversations", body)
    assert (status, answer["error"]["code"]) == (403, "BotNotInConversationRoster")


async def test_a_message_can_be_changed_in_its_place_and_deleted(service: Place) -> None:
    message = await service.post(STAFF, text="one")
    path = f"/local/teams/v3/conversations/{await service.conversation(STAFF)}/activities/{message}"
    await service.ask("PUT", path, {"type": "message", "text": "two"})
    (changed,) = await service.chat(STAFF)
    await service.ask("DELETE", path)
    (deleted,) = await service.chat(STAFF)
    assert (changed["text"], changed["edited"]) == ("two", True)
    assert (deleted["text"], deleted["deleted"]) == ("", True)
    status, answer = await service.ask("PUT", path, {"type": "message", "text": "three"})
    assert (status, answer["error"]) == (403, {"code": "ServiceError", "message": "Unknown"})


async def test_a_message_that_is_not_there_cannot_be_changed_or_deleted(service: Place) -> None:
    path = f"/local/teams/v3/conversations/{await service.conversation(STAFF)}/activities/123"
    for method in ("PUT", "DELETE"):
        status, answer = await service.ask(method, path, {"type": "message", "text": "forged"})
        assert (status, answer["error"]["code"]) == (404, "ActivityNotFoundInConversation")


async def test_what_a_person_wrote_cannot_be_changed(place: Place) -> None:
    await place.ask("POST", f"/local/people/{STAFF}/say", {"text": "mine"})
    (mine,) = await place.chat(STAFF)
    path = f"/local/teams/v3/conversations/{await place.conversation(STAFF)}/activities/{mine['id']}"
    status, _ = await place.ask("PUT", path, {"type": "message", "text": "forged"})
    assert status == 404
    assert [m["text"] for m in await place.chat(STAFF)] == ["mine"]


async def test_a_message_of_one_chat_cannot_be_changed_from_another(service: Place) -> None:
    message = await service.post(STAFF, text="one")
    path = f"/local/teams/v3/conversations/{await service.conversation(CHAMPION)}/activities/{message}"
    status, _ = await service.ask("PUT", path, {"type": "message", "text": "two"})
    assert status == 404
    assert [m["text"] for m in await service.chat(STAFF)] == ["one"]


async def test_who_removed_the_app_cannot_be_written_to_until_it_is_added_again(service: Place) -> None:
    path = f"/local/teams/v3/conversations/{await service.conversation(STAFF)}/activities"
    await service.app(STAFF, "removed")
    refused = await service.ask("POST", path, {"type": "message", "text": "hello"})
    anew = await service.ask("POST", "/local/teams/v3/conversations", {"members": [{"id": STAFF}]})
    await service.app(STAFF, "added")
    taken, _ = await service.ask("POST", path, {"type": "message", "text": "hello"})
    assert [(status, said["error"]["code"]) for status, said in (refused, anew)] == [(403, "MessageWritesBlocked")] * 2
    assert taken == 201


async def test_the_bot_hears_that_the_app_was_removed_and_added(place: Place) -> None:
    await place.app(STAFF, "removed")
    await place.app(STAFF, "added")
    assert [a.get("action") for a in place.bot.of_type("installationUpdate")] == ["remove", "add"]


async def test_what_is_no_activity_is_refused(service: Place) -> None:
    path = f"/local/teams/v3/conversations/{await service.conversation(STAFF)}/activities"
    status, answer = await service.ask("POST", path, ["no object"])
    assert (status, answer["error"]["code"]) == (400, "BadSyntax")


async def test_a_conversation_that_is_not_there_is_not_found(service: Place) -> None:
    status, answer = await service.ask("POST", "/local/teams/v3/conversations/a:nobody/activities", {"type": "message"})
    assert (status, answer["error"]["code"]) == (404, "ConversationNotFound")


async def test_a_message_over_100_kilobytes_is_refused(service: Place) -> None:
    path = f"/local/teams/v3/conversations/{await service.conversation(STAFF)}/activities"
    status, answer = await service.ask("POST", path, {"type": "message", "text": "x" * 110_000})
    assert (status, answer["error"]["code"]) == (413, "MessageSizeTooBig")


async def test_the_bot_learns_the_name_and_upn_of_a_member(service: Place) -> None:
    conversation = await service.conversation(CHAMPION)
    _, members = await service.ask("GET", f"/local/teams/v3/conversations/{conversation}/members")
    _, one = await service.ask("GET", f"/local/teams/v3/conversations/{conversation}/members/{members[0]['id']}")
    assert members == [one]
    assert one["userPrincipalName"] == "champion.housing@example.org"
    assert one["aadObjectId"] == CHAMPION
    status, _ = await service.ask("GET", f"/local/teams/v3/conversations/{conversation}/members/{STAFF}")
    assert status == 404


async def test_typing_is_shown_and_not_kept(service: Place) -> None:
    path = f"/local/teams/v3/conversations/{await service.conversation(STAFF)}/activities"
    status, _ = await service.ask("POST", path, {"type": "typing"})
    assert status == 201
    assert await service.chat(STAFF) == []


async def test_it_misbehaves_as_it_is_told_and_writes_every_call_down(in_memory: InMemory) -> None:
    path = "/local/teams/v3/conversations/a:" + STAFF + "/activities"
    in_memory.teams.misbehave(
        Fault("status", "POST", status=429, retry_after=7),
        Fault("drop", "POST", "/activities$"),
        Fault("drop_after_commit", "POST"),
        Fault("hang", "POST", seconds=0.0),
    )
    async with in_memory.client.post(f"{in_memory.url}{path}", json={"text": "one"}) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    for text in ("two", "three", "four"):
        with pytest.raises(aiohttp.ClientError):
            await in_memory.client.post(f"{in_memory.url}{path}", json={"text": text})
    assert (await in_memory.ask("POST", path, {"text": "five"}))[0] == 201
    assert [m["text"] for m in await in_memory.chat(STAFF)] == ["three", "five"]
    assert [(call.status, json.loads(call.body)["text"]) for call in in_memory.teams.ledger] == [
        (429, "one"),
        (0, "two"),
        (0, "three"),
        (0, "four"),
        (201, "five"),
    ]


async def test_an_exercise_sees_what_came_twice_and_shows_what_arrives_to_who_looks(in_memory: InMemory) -> None:
    seen: list[str] = []
    in_memory.teams.looking[f"a:{STAFF}"] = lambda activity: seen.append(activity["text"])
    for text in ("one", "one", "two"):
        await in_memory.post(STAFF, text=text)
    assert seen == ["one", "one", "two"]
    assert in_memory.teams.doubles() == 1


async def test_an_outage_lasts_until_it_behaves_again(in_memory: InMemory) -> None:
    in_memory.teams.misbehave(Fault("outage", times=None))
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await in_memory.post(STAFF, text="lost")
    in_memory.teams.behave()
    await in_memory.post(STAFF, text="there")
    assert [m["text"] for m in await in_memory.chat(STAFF)] == ["there"]
