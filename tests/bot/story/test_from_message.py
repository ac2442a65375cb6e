"""From a message that somebody wrote in a chat to DR-0001: over HTTP, on both databases."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.deliveries.listing import listing
from bot.logs import start_logs
from bot.register import interviews, schema
from bot.register import people as people_rows
from bot.wiring import now
from tests.bot.other_rulebooks.councils import COUNCILS
from tests.bot.story.house import BOT_ACCOUNT, STAFF, House, Someone, inputs_of, open_house, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT

NEED = "We need a new system for booking repairs, about £48,000, by next summer"
CANARY = "canary of somebody else"
GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "isGroup": True}
TWO = {"id": f"19:{STAFF}_00000000-0000-0000-0000-00000000d002@unq.gbl.spaces", "conversationType": "personal"}
OTHER = "00000000-0000-0000-0000-00000000d002"


async def opened(person: Someone, html: str = f"<p>{NEED}</p>", chat: Mapping[str, Any] = GROUP, **more: Any) -> Any:
    """Choose the action on a message; gives the card of the dialogue, or what it says."""
    payload = {"id": "1", "body": {"contentType": "html", "content": html}, **more}
    value = {"commandId": "startFromMessage", "commandContext": "message", "messagePayload": payload}
    return shown(await invoke(person, "composeExtension/fetchTask", value, chat))


async def submitted(
    person: Someone,
    card: Any,
    words: object = None,
    chat: Mapping[str, Any] = GROUP,
    activity: str = "",
    **more: object,
) -> Any:
    """Press the button of a dialogue, with these words in its box or as they stand there."""
    said = inputs_of(card)["words"].get("value", "") if words is None else words
    data = {**card["actions"][0]["data"], "words": said, **more}
    return await sent(person, data, chat, activity)


async def sent(person: Someone, data: object, chat: Mapping[str, Any] = GROUP, activity: str = "") -> Any:
    """Send what the button of a dialogue sends."""
    value = {"commandId": "startFromMessage", "commandContext": "message", "data": data}
    return shown(await invoke(person, "composeExtension/submitAction", value, chat, activity))


async def invoke(
    person: Someone, name: str, value: object, chat: Mapping[str, Any], activity: str = ""
) -> dict[str, Any]:
    body: dict[str, Any] = await person.post(
        {"type": "invoke", "name": name, "value": value, "conversation": {**chat}}, activity
    )
    return body


def shown(body: dict[str, Any]) -> Any:
    task = body["task"]
    return task["value"]["card"]["content"] if task["type"] == "continue" else task["value"]


def tables(house: House) -> dict[str, str]:
    """Everything that stands in the database, by table."""
    tables_ = schema.metadata.sorted_tables
    return house.front_door.register.read_now(lambda c: {t.name: str(c.execute(select(t)).all()) for t in tables_})


def drafts(house: House, person: Someone) -> int:
    return house.front_door.register.read_now(lambda c: interviews.count(c, person.aad_id))


async def its_card(person: Someone, verb: str = "answer") -> Any:
    """The card that came into the person's own chat."""
    message = await until(lambda: next((m for m in person.inbox if verb in verbs_of(m.card)), None), "no card came")
    person.card = message.card
    return message.card


@pytest.mark.parametrize("chat", [GROUP, TWO], ids=["group", "two people"])
async def test_from_a_message_to_a_reference(house: House, chat: dict[str, Any]) -> None:
    person = house.someone()
    await person.type("hello")
    card = await opened(person, chat=chat)
    assert inputs_of(card)["words"]["value"] == NEED
    assert "Get or build something new" in words_of(card)
    end = await submitted(person, card, chat=chat)
    assert f"users={BOT_ACCOUNT}" in json.dumps(end)
    assert "This is what we understood" in words_of(await its_card(person, "change"))
    while "submit" not in verbs_of(person.card):
        given = {**PROJECT, **DETAILS}
        box = inputs_of(person.card)
        await person.press("answer", {name: box[name].get("value") or given.get(name, "") for name in box})
    await person.press("submit")
    assert "DR-0001" in words_of(person.card)
    await until(house.rows, "no item")
    assert NEED.startswith(house.rows()[0]["Title"])
    assert house.teams.to(chat["id"]) == [] or chat is TWO, "nothing is said where the message stands"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log of one test, with the former handlers put back."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    start_logs(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


async def test_opening_a_dialogue_leaves_no_trace_and_only_what_is_sent_is_kept(
    lines: io.StringIO, house: House
) -> None:
    person = house.someone()
    html = f"<p>{NEED}</p><blockquote>{CANARY}</blockquote>"
    sender = {"user": {"id": OTHER, "displayName": "Nosy canary"}}
    link = "https://teams.microsoft.com/l/message/19:canary/1"
    more: dict[str, Any] = {
        "from": sender,
        "linkToMessage": link,
        "attachments": [{"contentType": "image/png", "name": "canary.png"}],
    }
    card = await opened(person, html, **more)
    assert CANARY in inputs_of(card)["words"]["value"]
    held = tables(house)
    assert [name for name, rows in held.items() if any(w in rows for w in ("canary", NEED, person.aad_id))] == []
    await submitted(person, card, NEED)
    await its_card(person, "change")
    kept = tables(house)
    assert [name for name, rows in kept.items() if "canary" in rows] == []
    assert NEED in kept["interviews"]
    assert "canary" not in lines.getvalue()
    assert NEED not in lines.getvalue()


async def test_who_never_met_the_bot_is_welcomed_and_reads_their_card(house: House) -> None:
    person = house.someone(OTHER, "Newcomer")
    await house.someone().type("hello")  # so that it is known where Teams is
    await submitted(person, await opened(person))
    await its_card(person, "change")
    assert "Welcome" in person.inbox[0].words
    assert len(person.inbox) == 2


async def test_who_blocked_the_bot_is_told_how_to_go_on_and_reads_it_when_they_are_back(house: House) -> None:
    person = house.someone()
    await person.type("hello")
    house.teams.states[STAFF] = "blocked"
    end = await submitted(person, await opened(person))
    assert "If you blocked this app" in words_of(end)

    def refused() -> list[Any]:
        found = house.front_door.register.read_now(lambda c: listing(c, now()))
        return [d for d in found if d.state == "refused"]

    await until(refused, "not refused")
    del house.teams.states[STAFF]
    await person.post({"type": "installationUpdate", "action": "add"})
    await its_card(person, "change")
    assert drafts(house, person) == 1


async def test_a_dialogue_that_is_sent_again_makes_one_draft_and_one_card(house: House) -> None:
    person = house.someone()
    await person.type("hello")
    card = await opened(person)
    answers = [await submitted(person, card, activity=activity) for activity in ("s1", "s1", "s2", "")]
    answers += await asyncio.gather(*(submitted(person, card, "Other words for a new system") for _ in range(5)))
    assert answers == [answers[0]] * 9
    assert drafts(house, person) == 1
    await its_card(person, "change")
    await person.type("resume")
    assert len([m for m in person.inbox if "This is what we understood" in m.words]) == 2


async def test_a_draft_in_hand_stays_among_the_drafts(house: House) -> None:
    person = house.someone()
    await person.press("start")
    await person.press("answer", {"need": "idea"})
    await submitted(person, await opened(person))
    assert "Your other draft is saved" in words_of(await its_card(person, "change"))
    await person.type("drafts")
    assert "Carry on with draft 2" in words_of(person.card)


def hostile(of_another: str) -> list[object]:
    """Sixty bodies that no dialogue sends."""
    ids: list[object] = [of_another, of_another.upper() + "\n", f" {of_another}", [of_another], {"dialog": of_another}]
    ids += [
        "",
        "x" * 33,
        "x" * 5000,
        "../" * 9,
        "a'; DROP TABLE interviews;--",
        "<at>x</at>",
        "{{DATE()}}",
        "é",
        "\u202e",
    ]
    ids += [None, True, 0, -1, 1.5, 10**30, [], {}, [[]], "\x00", "%00", "a b", "a\u200bb", "a\n", "-", "a_b"]
    words: list[object] = ["x", None, 7, ["x"], {"a": "b"}, "<script>alert(1)</script>", "=cmd()", "y" * 100_000]
    found: list[object] = [{"dialog": one, "words": "We need a new system"} for one in ids]
    found += [{"words": one} for one in words]
    found += [{"dialog": of_another, "words": one, "interview": of_another, "revision": 1} for one in words]
    found += [None, [], "x", 7, True, {}, {"verb": "submit"}, {"dialog": of_another, "verb": "withdraw"}]
    found += [
        {"dialog": f"{of_another}{mark}", "aadObjectId": STAFF} for mark in ("'", '"', ";", "\\", "\t", "-", "_", ".")
    ]
    return found


async def test_sixty_hostile_dialogues_change_nothing_of_anybodys_and_show_nothing(house: House) -> None:
    owner, other = house.someone(), house.someone(OTHER, "Other")
    await submitted(owner, await opened(owner), f"We need a new system. {CANARY}")
    await its_card(owner, "change")
    await other.type("hello")

    def kept() -> list[Any]:
        return house.front_door.register.read_now(lambda c: list(c.execute(select(schema.interviews)).all()))

    before = kept()
    (of_another,) = [row.id for row in before]
    bodies = hostile(of_another)
    assert len(bodies) >= 60
    says = {json.dumps(await sent(other, data)) for data in bodies}
    assert len(says) == 1, "always the same"
    assert CANARY not in says.pop()
    assert kept() == before
    assert len(other.inbox) == 1
    owners = house.front_door.register.read_now(lambda c: people_rows.find(c, owner.aad_id))
    assert owners is not None
    assert owners.interview == of_another


async def test_a_sent_or_cancelled_draft_does_not_come_back_by_its_dialogue(house: House) -> None:
    person = house.someone()
    await person.type("hello")
    card = await opened(person)
    await submitted(person, card)
    await its_card(person, "change")
    await person.press("cancel")
    await person.press("cancel")
    await submitted(person, card)
    assert drafts(house, person) == 0


async def test_under_the_rules_of_another_council_it_goes_the_same(tmp_path: Path, database_url: str) -> None:
    for number, council in enumerate(COUNCILS):
        folder = tmp_path / str(number)
        folder.mkdir()
        rules, directory = council.rules_and_directory(folder)
        async with open_house(folder, rules=rules, directory=directory) as house:
            person = house.someone()
            await person.type("hello")
            card = await opened(person, f"<p>{NEED}</p>")
            await submitted(person, card)
            await until(lambda p=person: len(p.inbox) > 1, "no card came")  # type: ignore[misc]
            assert drafts(house, person) == 1
            assert {"answer", "cancel"} <= set(verbs_of(person.inbox[-1].card))
    assert database_url


@pytest.mark.parametrize("part", ["<div>", "<blockquote><ul><li>", "<a ", "<p>a", "&lt;"])
async def test_a_message_of_28_kb_is_answered_long_before_teams_gives_up(house: House, part: str) -> None:
    """CPU of the whole front door for one dialogue; Teams gives up after 5 s."""
    person = house.someone()
    await opened(person)
    began = time.process_time()
    card = await opened(person, part * (28_000 // len(part)))
    assert time.process_time() - began < 2
    assert card["actions"][0]["type"] == "Action.Submit"


async def test_nobody_is_entered_who_only_looked(house: House) -> None:
    for _ in range(3):
        await opened(house.someone(OTHER))
    # Whom the directory names is entered by itself, sooner or later.
    count = select(func.count()).where(schema.people.c.aad_id == OTHER)
    assert house.front_door.register.read_now(lambda c: c.execute(count).scalar_one()) == 0
