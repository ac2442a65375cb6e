"""Titles of others cannot be gathered, who joins is named to the requester, and the requester's no is final."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.deliveries import ledger
from bot.register import people, search, throttle
from bot.register.schema import audit as history
from bot.register.schema import requests as request_rows
from bot.register.schema import throttles, titles_shown
from bot.register.titles import A_DAY, SEARCHES_A_DAY
from bot.wiring import now
from tests.bot.story.house import TENANT, House, Someone, actions_of, open_house, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, met, partner_of, submitted, walk

OTHER = "00000000-0000-0000-0000-00000000e002"
THIRD = "00000000-0000-0000-0000-00000000e003"
GUEST = {"userPrincipalName": "x_example.com#EXT#@council.onmicrosoft.com", "tenantId": TENANT, "userRole": "user"}
TITLE = DETAILS["title"]
THINGS = (
    *("Parking permits", "Library cards", "Allotment letters", "Harbour moorings"),
    *("Museum tickets", "Cemetery records", "Licence hearings", "Payroll questions"),
)


async def searches(person: Someone, words: str) -> str:
    """Try these words as a title: everything that the bot shows then."""
    for typed in ("change title", words):
        await person.post({"type": "message", "text": typed})
    return words_of(await person.press("resume"))


async def answered(person: Someone, text: str, words: str) -> None:
    """Type something, and wait for an answer with these words: news may come in between."""
    before = len(person.inbox)
    await person.post({"type": "message", "text": text})
    await until(lambda: [m for m in person.inbox[before:] if words in m.words], f"{text!r} was not answered {words!r}")


def stored(connection: Connection) -> None:
    """Make a request about each thing out of the first one."""
    first = connection.execute(select(request_rows)).mappings().first()
    assert first is not None
    given = {column.key: first[column] for column in request_rows.c}  # some have another name in the database
    for number, thing in enumerate(THINGS, 100):
        new = {"reference": f"DR-0{number}", "number": number, "interview": f"made-{number}", "item": f"i{number}"}
        connection.execute(request_rows.insert().values(**{**given, **new, "title": thing}))
        search.index(connection, f"DR-0{number}", thing)


async def test_a_guest_who_types_words_sees_no_title_and_joins_nothing(house: House) -> None:
    await submitted(house)
    guest = house.someone(OTHER, "Guest")
    house.teams.profiles[OTHER] = GUEST
    await walk(guest, PROJECT, DETAILS)
    assert house.standing(OTHER) == "guest"
    assert "join" not in verbs_of(guest.card)
    for words in (TITLE, "repairs", "booking for tenants"):
        assert "DR-0001" not in await searches(guest, words)
    await guest.press("join", reference="DR-0001")
    assert "only while it is shown to you" in words_of(guest.card)
    await answered(guest, "join DR-0001", "only while it is shown to you")
    assert "DR-0001" not in json.dumps([m.activity for m in guest.inbox]).replace("join DR-0001", "")


@pytest.mark.parametrize("said", [{"userPrincipalName": GUEST["userPrincipalName"]}, {"userRole": "guest"}])
async def test_what_an_activity_itself_says_of_a_guest_counts_at_once(house: House, said: dict[str, Any]) -> None:
    guest = house.someone(OTHER, "Guest")
    sender = {"id": f"29:{OTHER}", "name": "Guest", "aadObjectId": OTHER, **said}
    await guest.post({"type": "message", "text": "help", "from": sender})
    assert house.standing(OTHER) == "guest"


async def test_who_is_not_known_yet_counts_as_a_guest_and_nothing_waits_for_the_answer(house: House) -> None:
    await submitted(house)
    house.teams.tells.clear()
    person = house.someone(OTHER, "Member of staff (Place)")
    await walk(person, PROJECT, DETAILS, known=False)
    assert "join" not in verbs_of(person.card)
    house.teams.tells.set()
    await met(person)
    await person.press("resume")
    assert "join" in verbs_of(person.card)


async def test_a_guest_whom_the_directory_names_sees_what_is_similar(house: House) -> None:
    await submitted(house)
    named = partner_of("place")
    house.teams.profiles[named] = GUEST
    partner = house.someone(named, "IT business partner (Place)")
    await walk(partner, PROJECT, DETAILS)
    assert house.standing(named) == "guest"
    assert "join" in verbs_of(partner.card)


async def test_typing_word_after_word_shows_few_titles_in_a_day_and_each_showing_leaves_a_trace_of_ids(
    tmp_path: Path, database_url: str
) -> None:
    async with open_house(tmp_path, database_url) as house:
        await submitted(house)
        await house.front_door.register.write(stored)
        curious = house.someone(OTHER, "Curious")
        await walk(curious, PROJECT, {**DETAILS, "title": "Nothing like it whatsoever"})
        assert await tried(curious) == list(THINGS[:SEARCHES_A_DAY])
        assert await tried(curious) == list(THINGS[:SEARCHES_A_DAY]), "the same ones again"
        register = house.front_door.register
        shown = select(history).where(history.c.what == "titles_shown").order_by(history.c.number)
        lines = register.read_now(lambda c: c.execute(shown).all())
        known = register.read_now(lambda c: people.find(c, OTHER))
        assert known is not None
        assert {line.who for line in lines} == {known.key}
        assert list(dict.fromkeys(line.fields for line in lines)) == [
            f'{{"references":["DR-0{number}"]}}' for number in range(100, 100 + SEARCHES_A_DAY)
        ]
        assert len(lines) > SEARCHES_A_DAY, "what is shown again leaves its trace too"
    async with open_house(tmp_path, database_url) as house:
        curious = house.someone(OTHER, "Curious")
        assert await tried(curious) == list(THINGS[:SEARCHES_A_DAY]), "a restart forgets nothing"
        ago = titles_shown.update().values(at=now() - A_DAY)
        await house.front_door.register.write(lambda c: c.execute(ago))
        assert f"DR-0{99 + len(THINGS)}" in await searches(curious, THINGS[-1]), "a new day"


async def tried(person: Someone) -> list[str]:
    """Which of the titles somebody sees who tries them all."""
    return [thing for n, thing in enumerate(THINGS, 100) if f"DR-0{n}" in await searches(person, thing)]


async def joined(house: House, aad_id: str = OTHER, name: str = "Member of staff (Place)") -> Someone:
    """Somebody who has just joined DR-0001."""
    person = house.someone(aad_id, name)
    await walk(person, PROJECT, DETAILS)
    await person.press("join", reference="DR-0001")
    return person


async def heard(person: Someone, words: str) -> Any:
    """Wait for a message with these words."""
    return await until(lambda: next((m for m in person.inbox if words in m.words), None), f"never heard: {words}")


async def test_the_requester_hears_who_joined_and_their_no_ends_what_that_person_hears(house: House) -> None:
    requester = await submitted(house)
    joiner, second = await joined(house), await joined(house, THIRD, "Third person")
    message = await heard(requester, "Member of staff (Place) says they have the same need, and has joined DR-0001")
    await heard(requester, "Third person says they have the same need")

    (button,) = [a for a in actions_of(message.card) if a["verb"] == "remove"]
    stranger = house.someone(partner_of("place"), "IT business partner (Place)")
    others = "Other people do that for DR-0001"
    for person, said in ((joiner, others), (second, others), (stranger, "We cannot find that request")):
        await person.press("remove", on=message.card, **button["data"])
        assert said in words_of(person.card), "nobody else may press it"
    for _ in range(2):
        await requester.press("remove", on=message.card, **button["data"])
    assert "have been removed from DR-0001 already" in words_of(requester.card)
    assert {a["data"].get("person") for a in actions_of(requester.card) if a["verb"] == "remove"} == {THIRD}

    told = await heard(joiner, "has removed you from it")
    assert TITLE not in told.words
    assert len([m for m in joiner.inbox if "has removed you from it" in m.words]) == 1
    await answered(joiner, "show DR-0001", "We cannot find that request")
    assert "DR-0001" not in words_of(await joiner.press("my_requests"))
    assert "DR-0001" not in await searches(joiner, TITLE), "it is no longer shown to them as a similar one"

    house.graph.edit("Digital change requests", house.rows()[0]["id"], {"Status": "Approved"}, "governance")
    await heard(requester, "DR-0001 is now: Approved")
    await heard(second, "DR-0001 is now: Approved")
    await until(lambda: not house.front_door.register.read_now(_waits), "something is still on its way")
    assert not [m for m in joiner.inbox if "is now: Approved" in m.words]
    assert house.front_door.register.read_now(_removals) == [("removed", "DR-0001", "{}")]


async def test_news_that_waits_for_somebodys_quiet_hours_is_not_sent_once_they_were_removed(house: House) -> None:
    requester = await submitted(house)
    joiner = await joined(house)
    register = house.front_door.register
    await until(house.rows, "no item")
    await until(lambda: not register.read_now(_waits), "something is still on its way")
    await register.write(lambda c: throttle.start(c, "teams", 3600, now()))
    house.graph.edit("Digital change requests", house.rows()[0]["id"], {"Status": "Approved"}, "governance")
    await until(lambda: register.read_now(lambda c: ledger.recipients(c, "DR-0001", "status")), "no news")
    await requester.press("remove", reference="DR-0001", person=OTHER)
    await register.write(lambda c: c.execute(throttles.delete()))
    house.front_door.deliveries.wake()
    await heard(joiner, "has removed you from it")
    await until(lambda: not register.read_now(_waits), "something is still on its way")
    assert not [m for m in joiner.inbox if "is now: Approved" in m.words]


async def test_someone_is_removed_by_typed_words_and_after_a_withdrawal_too(house: House) -> None:
    requester = await submitted(house)
    joiner = await joined(house)
    await answered(requester, "withdraw DR-0001", "Do you want to withdraw DR-0001?")
    await answered(requester, "yes", "DR-0001 is withdrawn")
    await heard(joiner, "DR-0001 is now: Withdrawn")
    await answered(requester, "remove DR-0001", "no longer sees DR-0001")
    await heard(joiner, "has removed you from it")
    await answered(requester, "remove DR-0001", "Nobody else is part of DR-0001")
    late = house.someone(THIRD, "Third person")
    await walk(late, PROJECT, DETAILS)
    await answered(late, "join DR-0001", "only while it is shown to you")


def _waits(connection: Connection) -> list[Any]:
    return list(connection.exec_driver_sql("SELECT id FROM deliveries WHERE state = 'waiting'").all())


def _removals(connection: Connection) -> list[tuple[str, str, str]]:
    columns = (history.c.what, history.c.subject, history.c.fields)
    return [tuple(row) for row in connection.execute(select(*columns).where(history.c.what == "removed"))]
