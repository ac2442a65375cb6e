"""Where people speak to each other on the local page, the bot hears what Teams tells it, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from governance_rules import suggest
from tests.bot.local.local_cases import CARD, CHAMPION, GOVERNANCE, PARTNER, STAFF, Open, Place
from tests.bot.people.people_cast import RULES

BINS = "Our bin collections are on a spreadsheet that only one of us knows. Could we get a proper system?"
IN_LIST = "sites/front-door/Lists/Digital%20change%20requests/DispForm.aspx?ID=1"
NEED = "<b>bins</b> & more\nplease"
PREVIEW = "application/vnd.microsoft.card.thumbnail"


def card(text: str, **more: object) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": text}], **more}


def result(title: object = "DR-0001 Bins", content: dict[str, Any] | None = None) -> dict[str, Any]:
    preview = {"contentType": PREVIEW, "content": {"title": title, "text": "Submitted"}}
    return {"contentType": CARD, "content": content or card("bins"), "preview": preview}


def found(*attachments: dict[str, Any]) -> dict[str, Any]:
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": list(attachments)}}


def at(person: str, what: str, room: str = "bins") -> str:
    return f"/local/people/{person}/rooms/{room}/{what}"


async def there(place: Place, person: str, room: str = "bins") -> list[dict[str, Any]]:
    """What somebody sees in a room."""
    status, answer = await place.ask("GET", at(person, "chat", room))
    assert status == 200, answer
    messages: list[dict[str, Any]] = answer["messages"]
    return messages


async def said(place: Place, person: str, text: str, room: str = "bins", **more: object) -> str:
    """Somebody says something; the id of the message."""
    await place.ask("POST", at(person, "say", room), {"text": text, **more})
    return str((await there(place, person, room))[-1]["id"])


async def test_a_need_stands_in_a_chat_of_colleagues_before_anybody_types(open_place: Open) -> None:
    place = await open_place()
    first, *_ = await there(place, STAFF)
    again = await there(await open_place(), PARTNER)
    assert first["text"] == BINS
    assert first["by"] == {"key": STAFF, "name": "Member of staff (Housing)"}
    assert [m["id"] for m in again][:1] == [first["id"]]
    assert len([m for m in again if m["text"] == BINS]) == 1
    assert place.bot.heard == []


async def test_only_members_see_a_room_or_do_anything_in_it(place: Place) -> None:
    for method, what in (("GET", "chat"), ("POST", "say"), ("POST", "find"), ("POST", "dialog"), ("POST", "look")):
        status, _ = await place.ask(method, at(GOVERNANCE, what), {"text": "hello"} if method == "POST" else None)
        assert status == 404, what
    status, _ = await place.ask("GET", at(STAFF, "chat", "no-room"))
    _, state = await place.ask("GET", "/local/state")
    assert status == 404
    assert [(r["key"], GOVERNANCE in r["members"]) for r in state["rooms"]] == [
        ("bins", False),
        ("channel", True),
        ("meeting", True),
    ]


async def test_the_bot_hears_nothing_that_does_not_mention_it(place: Place) -> None:
    await said(place, STAFF, "Good morning")
    await said(place, STAFF, "This is ours", card=card("DR-0001"))
    assert place.bot.heard == []
    assert [m["text"] for m in await there(place, PARTNER)][-2:] == ["Good morning", "This is ours"]


async def test_who_mentions_it_first_adds_it_and_every_post_in_a_channel_is_a_thread_of_its_own(place: Place) -> None:
    message = await said(place, GOVERNANCE, "@Front door agenda here", "channel")
    await said(place, GOVERNANCE, "@Front door <b>again</b>", "channel")
    update, installation, post, again = place.bot.heard
    channel = update["conversation"]["id"]
    assert (update["type"], installation["type"]) == ("conversationUpdate", "installationUpdate")
    assert [m["id"] for m in update["membersAdded"]] == [update["recipient"]["id"]]
    assert update["channelData"]["eventType"] == "teamMemberAdded"
    assert channel.startswith("19:")
    assert channel.endswith("@thread.tacv2")
    assert post["conversation"] == {
        "isGroup": True,
        "conversationType": "channel",
        "tenantId": post["channelData"]["tenant"]["id"],
        "id": f"{channel};messageid={message}",
    }
    assert post["channelData"]["team"] == post["channelData"]["channel"] == {"id": channel}
    assert post["text"] == "<at>Front door</at> agenda here"
    (mention,) = [e for e in post["entities"] if e["type"] == "mention"]
    assert (mention["text"], mention["mentioned"]["id"]) == ("<at>Front door</at>", post["recipient"]["id"])
    assert "<b>" not in again["attachments"][0]["content"]
    assert (await there(place, CHAMPION, "channel"))[0]["text"] == "@Front door agenda here"


async def test_a_chat_of_a_meeting_says_of_which_meeting_it_is(place: Place) -> None:
    await said(place, GOVERNANCE, "@Front door next item", "meeting")
    post = place.bot.heard[-1]
    assert post["conversation"]["conversationType"] == "groupChat"
    assert post["conversation"]["id"].startswith("19:meeting_")
    assert post["conversation"]["id"].endswith("@thread.v2")
    assert post["channelData"]["meeting"]["id"]


async def test_the_bot_writes_only_where_it_was_added(place: Place) -> None:
    await said(place, STAFF, "Good morning")
    _, state = await place.ask("GET", "/local/state")
    room = "19:unknown@thread.v2"
    before, _ = await place.ask("POST", f"/local/teams/v3/conversations/{room}/activities", {"type": "message"})
    await said(place, STAFF, "@Front door help")
    room = place.bot.heard[-1]["conversation"]["id"]
    path = f"/local/teams/v3/conversations/{room}/activities"
    status, answer = await place.ask("POST", path, {"type": "message", "text": "**Hello**"})
    _, members = await place.ask("GET", f"/local/teams/v3/conversations/{room}/members")
    last = (await there(place, PARTNER))[-1]
    assert (before, status) == (404, 201)
    assert (last["id"], last["by"], last["markdown"]) == (answer["id"], None, True)
    assert {m["aadObjectId"] for m in members} == set(state["rooms"][0]["members"])
    assert (await place.ask("GET", "/local/state"))[1]["unread"] == {}


async def test_a_room_without_the_bot_refuses_what_it_posts(place: Place) -> None:
    await place.ask("POST", at(STAFF, "find"), {"words": ""})
    room = place.bot.heard[-1]["conversation"]["id"]
    status, answer = await place.ask("POST", f"/local/teams/v3/conversations/{room}/activities", {"type": "message"})
    assert (status, answer["error"]["code"]) == (403, "BotNotInConversationRoster")


async def test_a_message_is_handed_over_whole_and_its_dialogue_sends_what_was_filled_in(place: Place) -> None:
    message = await said(place, STAFF, NEED, card=card("DR-0001"))
    shown = {"title": "Start a request", "card": {"contentType": CARD, "content": card("bins")}}
    place.bot.answer = {"task": {"type": "continue", "value": shown}}
    _, opened = await place.ask("POST", at(PARTNER, "dialog"), {"message": message})
    place.bot.answer = {"task": {"type": "message", "value": "Go on in your own chat."}}
    body = {"message": message, "data": {"sentence": "Bins"}}
    _, ended = await place.ask("POST", at(PARTNER, "submit"), body)

    fetch, submit = place.bot.heard
    payload = fetch["value"]["messagePayload"]
    assert (opened, ended) == ({"title": "Start a request", "card": card("bins")}, {"words": "Go on in your own chat."})
    assert (fetch["name"], submit["name"]) == ("composeExtension/fetchTask", "composeExtension/submitAction")
    assert fetch["from"]["aadObjectId"] == PARTNER
    assert fetch["value"]["commandId"] == "startFromMessage"
    assert fetch["value"]["commandContext"] == "message"
    assert payload["from"]["user"]["id"] == STAFF
    assert payload["body"] == {"contentType": "html", "content": _HTML}
    assert json.loads(payload["attachments"][0]["content"]) == card("DR-0001")
    assert submit["value"]["data"] == {"sentence": "Bins"}
    assert submit["value"]["messagePayload"] == payload


_HTML = "<div><p>&lt;b&gt;bins&lt;/b&gt; &amp; more<br>please</p></div>"


async def test_a_search_asks_first_without_words_then_with_them(place: Place) -> None:
    place.bot.answer = found(result())
    _, first = await place.ask("POST", at(STAFF, "find"), {"words": ""})
    await place.ask("POST", at(STAFF, "find"), {"words": "bins", "skip": 25})
    initial, typed = [activity["value"] for activity in place.bot.heard]
    assert first == {"cards": [{"card": card("bins"), "title": "DR-0001 Bins", "text": "Submitted"}], "words": ""}
    assert initial["parameters"] == [{"name": "initialRun", "value": "true"}]
    assert initial["queryOptions"] == {"skip": 0, "count": 25}
    assert typed["parameters"] == [{"name": "words", "value": "bins"}]
    assert typed["queryOptions"]["skip"] == 25


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"composeExtension": {"type": "result", "attachmentLayout": "list"}},
        found({"contentType": CARD, "content": card("no preview")}),
        found(result(title="")),
        found(result(title=7)),
        found(result(content=card("too new", version="1.6"))),
        found(result(content={"type": "Carousel", "version": "1.5"})),
        {"composeExtension": {"type": "result", "attachmentLayout": "shelf", "attachments": []}},
    ],
)
async def test_an_answer_that_teams_would_not_draw_is_not_drawn(place: Place, answer: dict[str, Any]) -> None:
    place.bot.answer = answer
    _, shown = await place.ask("POST", at(STAFF, "find"), {"words": "bins"})
    assert shown["cards"] == []
    assert shown["words"].startswith("Unable to reach app")


@pytest.mark.parametrize(
    "answer",
    [
        {"task": {"type": "continue", "value": {"card": {"contentType": CARD, "content": card("no title")}}}},
        {"task": {"type": "continue", "value": {"title": "No card"}}},
        {"task": {"type": "message", "value": {"text": "no words"}}},
        {"task": "continue"},
    ],
)
async def test_a_dialogue_that_teams_would_not_draw_is_not_drawn(place: Place, answer: dict[str, Any]) -> None:
    message = await said(place, STAFF, "bins")
    place.bot.answer = answer
    _, shown = await place.ask("POST", at(STAFF, "dialog"), {"message": message})
    assert set(shown) == {"words"}
    assert shown["words"].startswith("Unable to reach app")


async def test_a_link_is_asked_about_only_where_the_package_names_its_host(place: Place) -> None:
    place.bot.answer = found(result(), result())
    for url in ("https://example.org/x", "javascript:alert(1)", "https://[::", f"localhost/{IN_LIST}"):
        status, nothing = await place.ask("POST", at(STAFF, "link"), {"url": url})
        assert (status, nothing["cards"]) == (200, [])
    assert place.bot.heard == []
    url = f"https://localhost/{IN_LIST}"
    _, unfolded = await place.ask("POST", at(STAFF, "link"), {"url": url})
    assert len(unfolded["cards"]) == 1
    assert place.bot.heard[0]["value"] == {"url": url}


@pytest.mark.parametrize("by", ["Teams", "Entra"])
async def test_a_card_brings_itself_up_to_date_for_those_whom_it_names_and_for_nobody_else(
    place: Place, by: str
) -> None:
    await place.ask("POST", at(STAFF, "find"), {"words": ""})
    teams_id = place.bot.heard.pop()["from"]["id"]
    staff = teams_id if by == "Teams" else f"8:orgid:{STAFF}"
    again = {"type": "Action.Execute", "verb": "show", "data": {"reference": "DR-0001"}}
    base = card("base", refresh={"action": again, "userIds": [staff]})
    message = await said(place, STAFF, "Ours", card=base)
    place.bot.answer = {"statusCode": 200, "type": CARD, "value": card("for you")}

    await place.ask("POST", at(PARTNER, "look"), {"message": message})
    assert place.bot.heard == []
    await place.ask("POST", at(STAFF, "look"), {"message": message})
    (invoke,) = place.bot.heard
    assert (invoke["name"], invoke["value"]["trigger"]) == ("adaptiveCard/action", "automatic")
    assert (invoke["replyToId"], invoke["value"]["action"]["verb"]) == (message, "show")
    assert invoke["value"]["action"]["data"] == {"reference": "DR-0001"}
    mine, theirs = (await there(place, STAFF))[-1], (await there(place, PARTNER))[-1]
    assert mine["cards"] == [card("for you")]
    assert theirs["cards"] == [base]
    assert mine["refreshes"] == theirs["refreshes"] == [STAFF]


async def test_the_answer_to_a_press_is_for_who_pressed_until_the_message_is_edited(place: Place) -> None:
    await said(place, STAFF, "@Front door help")
    room = place.bot.heard[-1]["conversation"]["id"]
    path = f"/local/teams/v3/conversations/{room}/activities"
    one = {"type": "message", "attachments": [{"contentType": CARD, "content": card("one")}]}
    _, made = await place.ask("POST", path, one)
    place.bot.answer = {"statusCode": 200, "type": CARD, "value": card("for the partner")}
    await place.ask("POST", at(PARTNER, "press"), {"message": made["id"], "action": {"verb": "show"}})
    seen = [(await there(place, who))[-1]["cards"] for who in (PARTNER, STAFF)]
    assert seen == [[card("for the partner")], [card("one")]]
    assert place.bot.heard[-1]["value"]["trigger"] == "manual"

    two = {"type": "message", "attachments": [{"contentType": CARD, "content": card("two")}]}
    await place.ask("PUT", f"{path}/{made['id']}", two)
    assert [(await there(place, who))[-1]["cards"] for who in (PARTNER, STAFF)] == [[card("two")], [card("two")]]


async def test_a_targeted_message_is_seen_by_its_recipient_alone_also_when_it_is_edited(place: Place) -> None:
    await said(place, STAFF, "@Front door help")
    room, staff = place.bot.heard[-1]["conversation"]["id"], place.bot.heard[-1]["from"]["id"]
    path = f"/local/teams/v3/conversations/{room}/activities"
    one = {"type": "message", "text": "for you", "recipient": {"id": staff}}
    _, made = await place.ask("POST", f"{path}?isTargetedActivity=true", one)
    edit = {"type": "message", "text": "for you, again"}
    await place.ask("PUT", f"{path}/{made['id']}?isTargetedActivity=true", edit)
    assert (await there(place, STAFF))[-1]["text"] == "for you, again"
    assert [m["text"] for m in await there(place, PARTNER)][-1] == "@Front door help"
    heard = len(place.bot.heard)
    for what, body in (("press", {"action": {"verb": "show"}}), ("dialog", {}), ("look", {})):
        await place.ask("POST", at(PARTNER, what), {"message": made["id"], **body})
    assert len(place.bot.heard) == heard


def test_the_need_that_somebody_reads_in_the_group_is_understood() -> None:
    assert suggest(RULES, BINS) == {"need": "new_system"}
