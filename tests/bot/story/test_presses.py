"""Presses that come twice, late, forged or in a rush: one request, one item, nothing lost."""

from __future__ import annotations

import asyncio
import uuid

from sqlalchemy import select

from bot.register.schema import people
from tests.bot.story.house import BOT_ACCOUNT, LIST, House, inputs_of, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, partner_of, submitted, walk

OTHER = "00000000-0000-0000-0000-00000000d009"


async def test_the_same_activity_five_times_is_one_request_and_the_same_answer(house: House) -> None:
    person = house.someone()
    await walk(person, PROJECT, DETAILS)
    last = person.card
    activity = uuid.uuid4().hex
    cards = [await person.press("submit", on=last, activity=activity) for _ in range(5)]
    assert all(card == cards[0] for card in cards)
    assert len(await until(house.rows, "no item")) == 1


async def test_pressing_send_twice_lodges_one_request_and_shows_the_same_reference(house: House) -> None:
    person = house.someone()
    await walk(person, PROJECT, DETAILS)
    last = person.card
    cards = await asyncio.gather(*(person.press("submit", on=last) for _ in range(10)))
    assert all("DR-0001" in words_of(card) for card in cards)
    await until(house.rows, "no item")
    await person.press("my_requests")
    assert "DR-0002" not in words_of(person.card)


async def test_an_old_card_answers_with_the_present_one_and_changes_nothing(house: House) -> None:
    person = house.someone()
    await person.press("start")
    old = person.card
    await person.press("answer", {"need": "renew"})
    present = inputs_of(person.card)
    again = await person.press("answer", {"need": "fix"}, on=old)
    assert inputs_of(again).keys() == present.keys()
    assert "service_area" in inputs_of(again)


async def test_foreign_inputs_and_unknown_verbs_change_nothing(house: House) -> None:
    person = house.someone()
    await person.press("start")
    first = person.card
    hostile = (
        {"sponsor": "named"},
        {"need": "no_such"},
        {"need": ["renew", "fix"]},
        {"need": {"a": 1}},
        {"made_up": "x"},
    )
    for inputs in hostile:
        card = await person.press("answer", inputs, on=first)
        assert "need" in inputs_of(card), inputs
    card = await person.press("no_such_verb", on=first)
    assert card["type"] == "AdaptiveCard"
    await person.press("resume")
    assert "need" in inputs_of(person.card)


async def test_a_stranger_with_somebody_elses_card_gets_nothing_and_changes_nothing(house: House) -> None:
    person = await submitted(house)
    confirmation = person.card
    await until(house.rows, "no item")
    stranger = house.someone(OTHER, "Member of staff (Place)")
    for verb in ("show", "withdraw", "pick_up", "can_help", "add_note", "add_information", "ask", "pass_on"):
        card = await stranger.press(verb, on=confirmation, reference="DR-0001", yes="true")
        assert DETAILS["title"] not in words_of(card), verb
        assert DETAILS["problem"] not in words_of(card), verb
    for text in ("show DR-0001", "withdraw DR-0001", "yes", "pick up DR-0001"):
        assert DETAILS["title"] not in (await stranger.type(text)).words, text
    assert house.rows()[0]["Status"] == "Submitted"


async def test_a_withdrawn_request_is_withdrawn_in_the_list_and_a_decided_one_is_not(house: House) -> None:
    person = await submitted(house)
    await until(house.rows, "no item")
    await person.type("withdraw DR-0001")
    if (await person.type("show DR-0001")).words.count("Withdrawn") == 0:
        await person.type("withdraw DR-0001")
        await person.type("yes")
    await until(lambda: house.rows()[0]["Status"] == "Withdrawn", "not withdrawn in the list")

    await walk(person, PROJECT, {**DETAILS, "title": "A second request"})
    await person.press("submit")
    await until(lambda: len(house.rows()) == 2, "no second item")
    house.graph.edit(LIST, house.rows()[1]["id"], {"Status": "Approved"}, "governance")
    await until(lambda: [m for m in person.inbox if "Approved" in m.words], "not told")
    await person.type("withdraw DR-0002")
    await person.type("yes")
    assert house.rows()[1]["Status"] == "Approved"


async def test_a_changed_note_alone_is_told_once_and_other_columns_say_nothing(house: House) -> None:
    person = await submitted(house)
    row = (await until(house.rows, "no item"))[0]
    house.graph.edit(LIST, row["id"], {"FinalProcess": "Change request"}, "governance")
    house.graph.edit(LIST, row["id"], {"DecisionNote": "Please bring the costs."}, "governance")
    told = await until(lambda: [m for m in person.inbox if "Please bring the costs." in m.words], "note not told")
    house.graph.edit(LIST, row["id"], {"Status": "In review"}, "governance")
    await until(lambda: [m for m in person.inbox if "In review" in m.words], "status not told")
    assert len([m for m in person.inbox if m.updates == 0 and "DR-0001" in m.words]) == 2
    assert len(told) == 1


async def test_in_a_channel_nothing_of_a_request_is_said_and_the_talk_moves_to_the_personal_chat(house: House) -> None:
    person = await submitted(house)
    channel = {"id": "19:housing@thread.tacv2", "conversationType": "channel", "isGroup": True, "tenantId": "t"}
    answer = await person.type("show DR-0001", conversation=channel)
    assert DETAILS["title"] not in answer.words
    assert "DR-0001" not in answer.words
    await until(lambda: [m for m in person.inbox if DETAILS["title"] in m.words], "not shown in the personal chat")


async def test_several_typed_messages_at_once_are_answered_once_each_in_order(house: House) -> None:
    person = house.someone()
    for text in ("start", "5", "3", "no"):
        await person.post({"type": "message", "text": text})
    inbox = await until(lambda: len(person.inbox) == 4 and person.inbox, "not four answers")
    assert [next(iter(inputs_of(m.card)), "") for m in inbox] == ["need", "service_area", "corporate_tool", "reach"]


async def test_only_the_areas_partner_picks_up_and_only_once_is_told(house: House) -> None:
    person = await submitted(house)
    await until(house.rows, "no item")
    wrong = house.someone(partner_of("place"), "IT business partner (Place)")
    await wrong.press("pick_up", on={}, reference="DR-0001")
    assert house.rows()[0]["Status"] == "Submitted"
    right = house.someone(partner_of("housing"), "IT business partner (Housing)")
    for _ in range(3):
        await right.press("pick_up", on={}, reference="DR-0001")
    await until(lambda: house.rows()[0]["Status"] == "With IT business partner", "not picked up")
    assert house.rows()[0]["ITContact"] == "IT business partner (Housing)"
    await until(lambda: [m for m in person.inbox if "With IT business partner" in m.words], "not told")
    assert len([m for m in person.inbox if "With IT business partner" in m.words]) == 1


async def test_the_list_holds_every_column_in_words(house: House) -> None:
    await submitted(house)
    row = (await until(house.rows, "no item"))[0]
    assert row["Process"] == "Project"
    assert row["ServiceArea"] == "Housing"
    assert "; " in row["Steps"]
    assert row["NeededBy"].startswith("2027-04-01")
    assert row["SponsorName"] == "Head of Housing"
    assert row["RequesterAadId"]
    assert row["RulesVersion"]
    assert "submit" not in verbs_of({})


async def test_an_installation_that_teams_tells_twice_is_greeted_once(house: House) -> None:
    person = house.someone()
    added = {"type": "conversationUpdate", "membersAdded": [{"id": BOT_ACCOUNT}]}
    await person.post(added)
    await person.post({"type": "installationUpdate", "action": "add"})
    await until(lambda: person.inbox, "not greeted")
    await person.type("help")
    assert len(person.inbox) == 2
    assert "start" in verbs_of(person.inbox[0].card)


async def test_an_installation_is_greeted_once_however_much_later_it_is_told_again(house: House) -> None:
    person = house.someone()
    await person.post({"type": "installationUpdate", "action": "add"})
    await until(lambda: person.inbox, "not greeted")
    await person.type("help")
    await person.post({"type": "conversationUpdate", "membersAdded": [{"id": BOT_ACCOUNT}]})
    await person.post({"type": "installationUpdate", "action": "add-upgrade"})
    await person.type("help")
    assert len(person.inbox) == 3


async def test_who_removes_the_bot_and_installs_it_again_is_greeted_again_at_once(house: House) -> None:
    person = house.someone()
    await person.post({"type": "installationUpdate", "action": "add"})
    await person.post({"type": "installationUpdate", "action": "remove"})
    await person.post({"type": "installationUpdate", "action": "add"})
    await until(lambda: len(person.inbox) == 2, "not greeted again")


async def test_who_wrote_before_the_installation_is_told_is_greeted_all_the_same(house: House) -> None:
    person = house.someone()
    await person.type("help")
    await person.post({"type": "installationUpdate", "action": "add"})
    await until(lambda: len(person.inbox) == 2, "not greeted")


async def test_a_guest_is_told_whom_the_bot_serves_and_nothing_is_kept_of_them(house: House) -> None:
    guest = house.someone()
    await guest.post({"type": "message", "text": "start", "from": {"id": "29:guest", "name": "Guest canary"}})
    await until(lambda: guest.inbox, "no answer")
    assert "You are here as a guest" in guest.inbox[0].activity["text"]
    with house.front_door.register.engine.connect() as connection:
        assert connection.execute(select(people.c.name).where(people.c.name == "Guest canary")).all() == []
