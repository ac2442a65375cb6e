"""Requests are found, linked and shown in chats over HTTP: everybody sees what they may see, and the chat no more."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from bot.host.extension import LINK, QUERY
from bot.register.schema import metadata
from dialogs import channel_reply, stranger_reply
from tests.bot.story.house import TENANT, Clock, House, Someone, open_house, until, verbs_of, words_of
from tests.bot.story.test_meetings import BOARD, BOARD_MEMBER, before_the_board, is_held
from tests.bot.story.test_traces import CHAMPION, traces
from tests.bot.story.walking import DETAILS, partner_of, submitted

OTHER: Final = "00000000-0000-0000-0000-00000000e002"
GOVERNANCE: Final = "00000000-0000-0000-0000-00000000a001"
IMPROVEMENT: Final = ("00000000-0000-0000-0000-00000000d201", "ICT Improvement Group secretary")
CHAT: Final[dict[str, Any]] = {
    "id": "19:mixed@thread.v2",
    "conversationType": "groupChat",
    "isGroup": True,
    "tenantId": TENANT,
}
TITLE: Final = DETAILS["title"]
SECRETS: Final = (DETAILS["problem"], DETAILS["sponsor_name"], "Housing", "2027")
"""What the request holds that a reader of the chat may not see."""


async def asked(person: Someone, name: str, value: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the message extension answers."""
    body = await person.post({"type": "invoke", "name": name, "value": value, "conversation": CHAT, **more})
    found: dict[str, Any] = body["composeExtension"]
    return found


async def found(person: Someone, words: str = "", **more: Any) -> list[dict[str, Any]]:
    """The results of a search."""
    value = {"commandId": "findRequests", "parameters": [{"name": "words", "value": words}]}
    results: list[dict[str, Any]] = (await asked(person, QUERY, value, **more)).get("attachments", [])
    return results


async def linked(person: Someone, url: str) -> dict[str, Any]:
    """What comes of a link."""
    return await asked(person, LINK, {"url": url})


async def refreshed(person: Someone, card: dict[str, Any], trigger: str = "automatic", **data: Any) -> dict[str, Any]:
    """What Teams shows one person in the place of a card in the chat."""
    action = card["refresh"]["action"]
    value = {"action": {**action, "data": {**action["data"], **data}}, "trigger": trigger}
    body = await person.post({"type": "invoke", "name": "adaptiveCard/action", "value": value, "conversation": CHAT})
    assert body["type"] == "application/vnd.microsoft.card.adaptive"
    answered: dict[str, Any] = body["value"]
    return answered


def held(house: House, word: str) -> list[str]:
    """The tables in which a word stands anywhere."""
    with house.front_door.register.engine.connect() as connection:
        rows = {table.name: str(connection.execute(select(table)).all()) for table in metadata.sorted_tables}
    return [name for name, there in rows.items() if word in there]


async def on_list(house: House) -> str:
    """The address of the first request's row, once it is there."""

    def address() -> str:
        with house.front_door.register.engine.connect() as connection:
            query = "SELECT list_url FROM requests WHERE reference = 'DR-0001'"
            return str(connection.exec_driver_sql(query).scalar_one())

    found: str = await until(address, "nobody knows the address of the row")
    return found


async def test_everyone_who_may_see_it_finds_it_and_nobody_else(house: House) -> None:
    person = await submitted(house)
    may = {person.aad_id, CHAMPION, partner_of("housing"), GOVERNANCE}
    others = {OTHER, partner_of("place"), BOARD[0], IMPROVEMENT[0]}
    for aad_id in may | others:
        one = house.someone(aad_id, "Somebody")
        for words in ("DR-0001", "dr-1", "1", "rep", "BOOKING repairs", ""):
            results = await found(one, words)
            assert len(results) == (aad_id in may), (aad_id, words)
        if aad_id in others:
            value = {"commandId": "findRequests", "parameters": [{"name": "words", "value": "DR-0001"}]}
            answer = await asked(one, QUERY, value)
            value["parameters"][0]["value"] = "DR-7777"  # type: ignore[index]  # a list
            assert answer == await asked(one, QUERY, value), "what there is not and what is not theirs are one"
            assert answer["type"] == "message"
    assert held(house, OTHER) == [], "who only looks leaves no trace"
    (result,) = await found(person, "repairs")
    preview = result["preview"]["content"]
    assert preview == {"title": f"DR-0001. {TITLE}", "text": "Submitted"}
    assert [secret for secret in SECRETS if secret in json.dumps(result)] == []
    assert result["content"]["actions"] == []
    ids = result["content"]["refresh"]["userIds"]
    assert ids[0] == f"8:orgid:{person.aad_id}"
    assert len(ids) <= 60
    assert person.inbox == [m for m in person.inbox if m.activity["conversation"]["id"] == person.conversation]
    assert house.teams.to(CHAT["id"]) == [], "nothing is posted into the chat"


@pytest.mark.parametrize(
    "chat",
    [
        {"id": "19:someone_other@unq.gbl.spaces", "conversationType": "personal"},
        {"id": "19:meeting_x@thread.v2", "conversationType": "groupChat", "isGroup": True},
        {"id": "19:x@thread.tacv2;messageid=1", "conversationType": "channel", "isGroup": True},
    ],
)
async def test_it_is_found_from_any_chat_and_no_chat_becomes_somebodys_own(house: House, chat: dict[str, Any]) -> None:
    person = await submitted(house)
    assert len(await found(person, "repairs", conversation={**chat, "tenantId": TENANT})) == 1
    assert held(house, str(chat["id"])) == []


async def test_one_card_serves_a_mixed_chat_and_is_up_to_date_for_whom_it_may(house: House) -> None:
    person = await submitted(house)
    card = (await found(person, "DR-0001"))[0]["content"]
    partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
    more = await refreshed(partner, card)
    assert "What is asked of you" in words_of(more)
    assert "Housing" in words_of(more)
    assert verbs_of(more) <= {"refresh", "show"}
    mine = await refreshed(person, card)
    assert "Needed by" in words_of(mine)
    stranger = house.someone(OTHER, "Somebody")
    same = await refreshed(stranger, card)
    assert words_of(same) == words_of(card)
    gone = await refreshed(stranger, card, reference="DR-7777")
    assert words_of(gone).replace("DR-7777", "DR-0001") == words_of(same)
    assert held(house, OTHER) == [], "somebody whose client shows a card is entered nowhere"
    await partner.press("pick_up", reference="DR-0001")
    assert "With IT business partner" in words_of(await refreshed(person, card))
    assert "Submitted" in words_of(await refreshed(stranger, card)), "what they see is what the card was"
    assert [t[:3] for t in traces(house)] == [(partner.aad_id, "read", "DR-0001")]
    assert house.teams.to(CHAT["id"]) == []


async def test_whoever_presses_by_hand_what_they_may_not_sees_nothing_and_leaves_a_trace(house: House) -> None:
    person = await submitted(house)
    card = (await found(person, "DR-0001"))[0]["content"]
    stranger = house.someone(OTHER, "Somebody")
    forged = await refreshed(stranger, card, "manual", title="Mine", status="**Approved**", area="housing", sure=True)
    assert "Mine" in words_of(forged)
    assert TITLE not in json.dumps(forged)
    assert "**Approved**" not in [e.get("text") for e in forged["body"]], "what they made up is not live"
    assert traces(house) == [(OTHER, "refused", "DR-0001", {"verb": "refresh"})]
    for data in (
        {"reference": ["DR-0001"]},
        {"reference": {"x": 1}},
        {"title": 7},
        {"status": None},
        {"reference": "x"},
    ):
        assert TITLE not in json.dumps(await refreshed(stranger, card, "manual", **{"title": "", **data}))


async def test_sixty_people_who_look_at_once_are_answered_and_wait_for_nothing(house: House) -> None:
    person = await submitted(house)
    card = (await found(person, "DR-0001"))[0]["content"]
    people = [house.someone(f"00000000-0000-0000-0000-00000077{n:04}", "Somebody") for n in range(59)]
    shown = await asyncio.gather(*(refreshed(one, card) for one in [person, *people]))
    assert "Needed by" in words_of(shown[0])
    assert {words_of(one) for one in shown[1:]} == {words_of(card)}
    assert held(house, "0000007700") == []


async def test_the_button_of_a_refreshed_card_shows_the_request_in_the_own_chat_alone(house: House) -> None:
    person = await submitted(house)
    more = await refreshed(person, (await found(person, "DR-0001"))[0]["content"])
    before = len(person.inbox)
    action = next(one for one in more["actions"] if one["verb"] == "show")
    value = {"action": action, "trigger": "manual"}
    body = await person.post({"type": "invoke", "name": "adaptiveCard/action", "value": value, "conversation": CHAT})
    assert channel_reply() in words_of(body["value"])
    await until(lambda: [m for m in person.inbox[before:] if "DR-0001" in m.words], "nothing came to the own chat")


@pytest.mark.parametrize("chat", [CHAT, {"id": "19:one_other@unq.gbl.spaces", "conversationType": "personal"}])
async def test_what_a_message_asks_of_such_a_card_is_posted_for_nobody_else(house: House, chat: dict[str, Any]) -> None:
    person = await submitted(house)
    data = {"reference": "DR-0001", "title": "Made up", "status": "Approved"}
    partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
    for one in (partner, person, house.someone(OTHER, "Somebody")):
        before, posted = len(one.inbox), len(house.teams.to(chat["id"]))
        await one.post({"type": "message", "value": {"verb": "refresh", **data}, "conversation": chat})
        await until(lambda seen=posted: len(house.teams.to(chat["id"])) > seen, "the message was not answered")  # type: ignore[misc]
        await until(lambda who=one, seen=before: who.inbox[seen:], "nothing came to the own chat")  # type: ignore[misc]
    for posted_there in house.teams.to(chat["id"]):
        assert channel_reply() in posted_there.words
        assert [word for word in ("Made up", "DR-0001", *SECRETS) if word in posted_there.words] == []


async def test_a_link_to_its_row_unfolds_for_whoever_may_see_it_and_no_other_link_does(house: House) -> None:
    person = await submitted(house)
    url = await on_list(house)
    item = url.rpartition("=")[2]
    base = url.rpartition("/")[0]
    (result,) = (await linked(person, url))["attachments"]
    assert result["content"] == (await found(person, "DR-0001"))[0]["content"]
    assert result["preview"]["content"]["title"] == f"DR-0001. {TITLE}"
    for same in (f"{base}/EditForm.aspx?ID={item}&e=x", f"{base}/AllItems.aspx?id={item}", f"{base}/{item}_.000"):
        assert len((await linked(person, same))["attachments"]) == 1, same
    nothing = {"type": "result", "attachmentLayout": "list", "attachments": []}
    assert await linked(house.someone(OTHER, "Somebody"), url) == nothing
    for other in (
        url.replace("https://", "http://"),
        url.replace("https://localhost", "https://localhost:8443"),
        url.replace("https://localhost", "https://x@localhost"),
        url.replace("https://localhost", "https://localhost.example.org"),
        url.replace("/sites/", "/sites/other/"),
        url.replace("/Lists/", "/Lists/Other"),
        f"{base}/DispForm.aspx?ID=7777",
        f"{base}/DispForm.aspx?ID={item}&ID=2",
        "https://example.org/",
    ):
        assert await linked(person, other) == nothing, other


async def test_a_guest_without_an_account_is_told_so_and_sees_a_shared_card_as_everybody_does(house: House) -> None:
    person = await submitted(house)
    card = (await found(person, "DR-0001"))[0]["content"]
    guest = house.someone("", "Guest")
    sender = {"from": {"id": "29:guest", "name": "Guest"}}
    value = {"commandId": "findRequests", "parameters": []}
    assert await asked(guest, QUERY, value, **sender) == {"type": "message", "text": stranger_reply()}
    pressed = {"action": card["refresh"]["action"], "trigger": "automatic"}
    activity = {"type": "invoke", "name": "adaptiveCard/action", "value": pressed, "conversation": CHAT}
    answer = await guest.post({**activity, **sender})
    assert words_of(answer["value"]) == words_of(card)


WORDS: Final = [{"name": "words", "value": "DR-0001"}]
PARAMETERS: Final[list[Any]] = [
        None, 7, "x", [], {"name": "words"}, {"name": "words", "value": None}, {"name": "words", "value": 7},
        {"name": "words", "value": ["DR-0001"]}, {"name": "words", "value": {"x": "DR-0001"}},
        {"name": ["words"], "value": "DR-0001"}, {"name": "reference", "value": "DR-0001"},
        {"name": "words", "value": "x" * 100_000}, {"name": "words", "value": "\x00DR-0001' OR 1=1 --"},
        {"name": "words", "value": '" OR rowid > 0 OR "'}, {"name": "words", "value": "%"},
        {"name": "words", "value": "_" * 40}, {"name": "words", "value": "*"}, {"name": "words", "value": "NOT x"},
        {"name": "words", "value": "\u202eDR-0001 x"}, {"name": "words", "value": "9" * 300},
]  # fmt: skip
OPTIONS: Final[list[Any]] = [
        None, 7, [], {"skip": -1}, {"skip": "1"}, {"skip": 10**30}, {"count": -5}, {"count": 10**9}, {"count": "x"},
        {"skip": 1.5, "count": 0}, {"skip": True, "count": False}, {"skip": None}, {"skip": 9999, "count": 25},
]  # fmt: skip
HOSTILE: Final[list[Any]] = [
    *(None, 1, True, [], {}, "x", {"commandId": 7}, {"commandId": "findRequests", "parameters": {}}),
    *({"commandId": "findRequests", "parameters": [one]} for one in PARAMETERS),
    *({"commandId": "findRequests", "parameters": WORDS, "queryOptions": one} for one in OPTIONS),
    *({"commandId": "findRequests", "parameters": [], "from": {"aadObjectId": one}, "aadObjectId": one} for one in (
        GOVERNANCE, CHAMPION, "", None,
    )),
    *({"commandId": one, "parameters": [{"name": "words", "value": "DR-0001"}]} for one in (
        "", " ", "findrequests", "startFromMessage", "show", "../findRequests", ["findRequests"], {"x": 1}, None, 0,
    )),
    *({"commandId": "findRequests", "state": one, "authentication": one} for one in ("x", {"token": "x"}, [1])),
    {"commandId": "findRequests", "parameters": [{"name": "words", "value": "DR-0001"}] * 5000},
    {"commandId": "findRequests", "parameters": [{"name": f"p{n}", "value": "DR-0001"} for n in range(100)]},
]  # fmt: skip


async def test_whatever_else_is_asked_shows_a_stranger_nothing_and_changes_nothing(house: House) -> None:
    await submitted(house)
    assert len(HOSTILE) >= 60
    stranger = house.someone(OTHER, "Somebody")
    envelope = {
        "channelId": "msteams",
        "serviceUrl": house.service_url,
        "recipient": {"id": "28:x"},
        "conversation": CHAT,
    }
    sender = {"from": {"id": f"29:{OTHER}", "name": "Somebody", "aadObjectId": OTHER}}
    before = held(house, "DR-0001")
    for name in (QUERY, LINK):
        for number, value in enumerate(HOSTILE):
            sent = {**envelope, **sender, "type": "invoke", "name": name, "value": value, "id": f"{name}-{number}"}
            async with house.http.post(f"{house.url}/api/messages", json=sent) as answer:
                said = await answer.text()
                assert answer.status in {200, 400, 413, 501}, (name, value)
                assert TITLE not in said, (name, value)
                assert "DR-0001" not in said, (name, value)
    assert held(house, OTHER) == []
    assert held(house, "DR-0001") == before
    assert await found(stranger, "DR-0001") == []


@pytest.mark.parametrize("asking", ["query", "link"])
async def test_what_a_meeting_holds_stands_on_no_card_that_others_read(
    tmp_path: Path, database_url: str, asking: str
) -> None:
    clock = Clock(datetime(2026, 12, 9, 14, tzinfo=UTC))
    async with open_house(tmp_path, database_url, clock=clock) as house:
        person = await before_the_board(house, "Book repairs", "Pay rent")
        url = await on_list(house)
        board = house.someone(*BOARD)
        await board.type("next item")
        await board.press("hold_news")
        await board.press("item_outcome", {"outcome": "go_on", "note": "", "timeframe": "now"})
        await is_held(house)

        async def shown(one: Someone) -> list[dict[str, Any]]:
            if asking == "query":
                return await found(one, "DR-0001")
            results: list[dict[str, Any]] = (await linked(one, url))["attachments"]
            return results

        for one in (person, board, house.someone(*BOARD_MEMBER), house.someone(GOVERNANCE, "Governance officer")):
            (result,) = await shown(one)
            assert result["preview"]["content"]["text"] == "In review"
        assert await shown(house.someone(*IMPROVEMENT)) == [], "the next body hears of it when the meeting is over"
        base = (await shown(person))[0]["content"]
        assert "Improvement" not in words_of(await refreshed(person, base))
        await board.type("close meeting")
        assert len(await shown(house.someone(*IMPROVEMENT))) == 1
