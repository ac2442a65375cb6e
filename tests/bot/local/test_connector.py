"""The stand-in for Teams takes what a bot sends, and refuses what Teams refuses."""

from __future__ import annotations

from tests.bot.local.local_cases import CHAMPION, STAFF, Place


async def test_a_person_has_one_conversation_by_entra_id_by_teams_id_and_in_their_own_chat(place: Place) -> None:
    await place.ask("POST", f"/local/people/{CHAMPION}/say", {"text": "hello"})
    (activity,) = place.bot.heard
    by_entra_id = await place.conversation(CHAMPION)
    by_teams_id = await place.conversation(activity["from"]["id"])
    assert by_entra_id == by_teams_id == activity["conversation"]["id"]


async def test_someone_who_never_opened_the_chat_can_be_written_to(place: Place) -> None:
    await place.post(CHAMPION, text="A request for Housing", summary="DR-0001")
    assert [(m["text"], m["summary"]) for m in await place.chat(CHAMPION)] == [("A request for Housing", "DR-0001")]


async def test_a_message_can_come_with_its_conversation(place: Place) -> None:
    body = {"members": [{"id": STAFF}], "activity": {"type": "message", "text": "Hello"}}
    status, answer = await place.ask("POST", "/local/teams/v3/conversations", body)
    assert status == 201
    assert [m["id"] for m in await place.chat(STAFF)] == [answer["activityId"]]


async def test_a_conversation_with_someone_unknown_is_refused(place: Place) -> None:
    body = {"members": [{"id": "00000000-0000-0000-0000-00000000ffff"}]}
    status, answer = await place.ask("POST", "/local/teams/v3/conversations", body)
    assert (status, answer["error"]["code"]) == (403, "BotNotInConversationRoster")


async def test_a_message_can_be_changed_in_its_place_and_deleted(place: Place) -> None:
    message = await place.post(STAFF, text="one")
    path = f"/local/teams/v3/conversations/{await place.conversation(STAFF)}/activities/{message}"
    await place.ask("PUT", path, {"type": "message", "text": "two"})
    (changed,) = await place.chat(STAFF)
    await place.ask("DELETE", path)
    (deleted,) = await place.chat(STAFF)
    assert (changed["text"], changed["edited"]) == ("two", True)
    assert (deleted["text"], deleted["deleted"]) == ("", True)


async def test_a_message_that_is_not_there_or_not_the_bots_cannot_be_changed(place: Place) -> None:
    await place.ask("POST", f"/local/people/{STAFF}/say", {"text": "mine"})
    (mine,) = await place.chat(STAFF)
    path = f"/local/teams/v3/conversations/{await place.conversation(STAFF)}/activities"
    for message in (mine["id"], "123"):
        status, _ = await place.ask("PUT", f"{path}/{message}", {"type": "message", "text": "forged"})
        assert status == 404
    assert [m["text"] for m in await place.chat(STAFF)] == ["mine"]


async def test_who_removed_the_app_cannot_be_written_to_until_it_is_added_again(place: Place) -> None:
    conversation = await place.conversation(STAFF)
    path = f"/local/teams/v3/conversations/{conversation}/activities"
    await place.ask("POST", f"/local/people/{STAFF}/app", {"app": "removed"})
    refused = await place.ask("POST", path, {"type": "message", "text": "hello"})
    await place.ask("POST", f"/local/people/{STAFF}/app", {"app": "added"})
    taken, _ = await place.ask("POST", path, {"type": "message", "text": "hello"})
    assert (refused[0], refused[1]["error"]["code"]) == (403, "MessageWritesBlocked")
    assert taken == 201
    assert [a.get("action") for a in place.bot.of_type("installationUpdate")] == ["remove", "add"]


async def test_a_message_over_100_kilobytes_is_refused(place: Place) -> None:
    path = f"/local/teams/v3/conversations/{await place.conversation(STAFF)}/activities"
    status, answer = await place.ask("POST", path, {"type": "message", "text": "x" * 110_000})
    assert (status, answer["error"]["code"]) == (413, "MessageSizeTooBig")


async def test_the_bot_learns_the_name_and_upn_of_a_member(place: Place) -> None:
    conversation = await place.conversation(CHAMPION)
    _, members = await place.ask("GET", f"/local/teams/v3/conversations/{conversation}/members")
    _, one = await place.ask("GET", f"/local/teams/v3/conversations/{conversation}/members/{members[0]['id']}")
    assert members == [one]
    assert one["userPrincipalName"] == "champion.housing@example.org"
    assert one["aadObjectId"] == CHAMPION


async def test_typing_is_shown_and_not_kept(place: Place) -> None:
    path = f"/local/teams/v3/conversations/{await place.conversation(STAFF)}/activities"
    status, _ = await place.ask("POST", path, {"type": "typing"})
    assert status == 201
    assert await place.chat(STAFF) == []
