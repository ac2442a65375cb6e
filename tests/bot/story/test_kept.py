"""What people give is kept, over HTTP and in the database: half-written details, first words, answers to questions."""

from __future__ import annotations

import pytest

from tests.bot.story.house import LIST, House, Someone, actions_of, inputs_of, until, verbs_of, words_of
from tests.bot.story.walking import PROJECT, partner_of, submitted

HALF = {"title": "Repairs by phone", "problem": "Tenants wait.\nWe write on paper.", "outcome": "", "systems": ""}
NEED = "we want to renew the contract for the parking system"


async def news(person: Someone, words: str) -> None:
    """Wait for a message with these words."""
    await until(lambda: [m for m in person.inbox if words in m.words], f"never heard: {words}")


def edit(house: House, status: str, note: str) -> None:
    """The governance team changes the item in SharePoint."""
    house.graph.edit(LIST, house.rows()[0]["id"], {"Status": status, "DecisionNote": note}, "governance")


async def at_the_details(house: House) -> Someone:
    """A member of staff at the card of the details, which are all empty."""
    person = house.someone()
    await person.press("start")
    while "title" not in inputs_of(person.card):
        await person.press("answer", {name: PROJECT.get(name, "") for name in inputs_of(person.card)})
    return person


def filled(person: Someone) -> dict[str, str]:
    """What stands in the inputs of the card in hand."""
    return {name: str(box.get("value", "")) for name, box in inputs_of(person.card).items()}


async def again(person: Someone, name: str) -> None:
    """Carry on until the card with this input is there."""
    for _ in range(4):
        if name not in inputs_of(person.card):
            await person.press("resume" if "resume" in verbs_of(person.card) else "answer", filled(person))


@pytest.mark.parametrize("verb", ["leave", "back", "help"])
async def test_half_written_details_are_there_again_after_each_button_of_their_card(house: House, verb: str) -> None:
    person = await at_the_details(house)
    given = {**filled(person), **HALF}
    await person.press(verb, given)
    await again(person, "title")
    assert filled(person) == given


async def test_no_button_that_stays_with_the_draft_is_held_back_and_no_other_sends_what_was_filled_in(
    house: House,
) -> None:
    person = await at_the_details(house)
    sending = {a["verb"] for a in actions_of(person.card) if a.get("associatedInputs") != "none"}
    assert sending == {"answer", "back", "change", "help", "leave"}
    assert not any("isRequired" in box for box in inputs_of(person.card).values())
    await person.press("answer", filled(person))
    assert "Error: Enter a title for your request" in words_of(person.card)


async def test_radios_of_a_card_that_came_back_with_an_error_are_there_after_it_was_left(house: House) -> None:
    person = house.someone()
    await person.press("start")
    for _ in range(2):
        await person.press("answer", {name: PROJECT[name] for name in inputs_of(person.card)})
    given = {"reach": "public", "data": "residents", "technical_impact": "new_hosting,none", "ai": ""}
    await person.press("answer", given)
    assert "There is a problem" in words_of(person.card)
    assert filled(person) == given
    await person.press("leave", {**given, "ai": "decides"})
    await again(person, "ai")
    assert filled(person) == {**given, "ai": "decides"}


@pytest.mark.parametrize("how", ["pressed", "typed"])
async def test_a_need_that_is_typed_after_save_and_leave_begins_a_new_request(house: House, how: str) -> None:
    person = house.someone()
    await person.press("start")
    await person.press("answer", {"need": "idea"})
    await (person.press("leave") if how == "pressed" else person.type("save and leave"))
    await person.type(NEED)
    assert "This is what we understood" in words_of(person.card)
    await person.type("drafts")
    assert "Carry on with draft 2" in words_of(person.card)
    await person.press("resume", on=person.card, interview=_second(person))
    assert "service_area" in inputs_of(person.card)


def _second(person: Someone) -> str:
    return [str(a["data"]["interview"]) for a in actions_of(person.card) if a["verb"] == "resume"][1]


async def test_three_drafts_that_were_opened_by_a_sentence_show_it_as_their_title(house: House) -> None:
    person = house.someone()
    said = (NEED, "we need a new system for booking repairs", "our contract for the phone system ends in March")
    for need in said:
        await person.type(need)
        await person.type("save and leave")
    await person.type("drafts")
    assert all(need in words_of(person.card) for need in said)


async def test_what_the_requester_types_is_the_answer_to_the_partners_question(house: House) -> None:
    person, partner = await submitted(house), house.someone(partner_of("housing"), "IT business partner (Housing)")
    await until(house.rows, "no item")
    await partner.type("ask DR-0001 Which supplier?")
    await news(person, "Which supplier?")
    await person.type("its called ParkCo")
    assert "We took your words as your answer about DR-0001" in words_of(person.card)
    await until(lambda: "its called ParkCo" in house.rows()[0]["Problem"], "not in the list")
    await news(partner, "The requester added information to DR-0001")
    await person.type("its called ParkCo")
    assert "We took your words" not in words_of(person.card), "nothing is asked any more"


async def test_after_a_decision_the_question_and_its_button_are_gone_from_every_card(house: House) -> None:
    person, partner = await submitted(house), house.someone(partner_of("housing"), "IT business partner (Housing)")
    await until(house.rows, "no item")
    await partner.type("ask DR-0001 Which supplier?")
    await news(person, "Which supplier?")
    edit(house, "Approved", "Go on.")
    await news(person, "DR-0001 is now: Approved")
    await until(lambda: not [m for m in person.inbox if "A question for you" in m.words], "still asked")
    assert not any("information" in inputs_of(m.card) for m in person.inbox if m.card)
    await person.type("show DR-0001")
    assert "answer" not in verbs_of(person.card)
    await partner.type("show DR-0001")
    assert "Your question to the requester" not in words_of(partner.card)
    await person.type("its called ParkCo")
    assert "ParkCo" not in str(house.rows())


@pytest.mark.parametrize("by", ["card", "words"])
async def test_who_was_sent_to_the_service_desk_can_go_back_and_nothing_is_lost(house: House, by: str) -> None:
    person = house.someone()
    await person.type("my laptop is broken and will not start")
    await person.type("yes")
    assert "You do not need a request for this" in words_of(person.card)
    if by == "card":
        await person.press("back")
    else:
        await person.type("back")
    assert "need" in inputs_of(person.card)
    await person.press("answer", {"need": "improve_process"})
    assert "service_area" in inputs_of(person.card)
    await person.press("leave")
    shown = await person.type("drafts")
    assert "my laptop is broken" in shown.words
