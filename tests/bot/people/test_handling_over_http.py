"""Who handles requests, over HTTP: one welcome by role before the first card, and one question for a note."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.local.faults import Fault
from tests.bot.people.people_cast import GOVERNANCE, HOUSING_CHAMPION, HOUSING_PARTNER, PROCUREMENT
from tests.bot.people.test_people_over_http import BOUGHT, LATE, submit
from tests.bot.story.house import BOT_ACCOUNT, LIST, House, Someone, inputs_of, open_house, until

WELCOME = "Welcome to the digital front door"
MEMBERS = {"type": "conversationUpdate", "membersAdded": [{"id": "29:somebody"}, {"id": BOT_ACCOUNT}]}
INSTALLED = {"type": "installationUpdate", "action": "add"}
AS = {
    HOUSING_PARTNER: "You are the IT business partner for Housing.",
    HOUSING_CHAMPION: "You are a digital champion for Housing.",
    GOVERNANCE: "You are on the governance team.",
    PROCUREMENT: "when a request raises an alert for Procurement",
}


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with open_house(tmp_path, database_url) as opened:
        yield opened


async def told(person: Someone, reference: str) -> None:
    """Wait until somebody has a message about this request."""
    await until(lambda: any(reference in m.words for m in person.inbox), "no card")


def welcomes(person: Someone) -> list[int]:
    """At which places of their chat somebody was welcomed."""
    return [place for place, message in enumerate(person.inbox) if message.activity.get("summary") == WELCOME]


async def asked_last(person: Someone) -> None:
    """Wait until the bot has answered a last word, and so has said all that came before it."""
    await person.type("notifications")


@pytest.mark.parametrize(
    "events", [(MEMBERS, INSTALLED), (INSTALLED, MEMBERS), (INSTALLED,), (INSTALLED, MEMBERS, MEMBERS)]
)
async def test_whoever_got_a_card_first_was_welcomed_before_it_as_what_they_are_and_never_again(
    house: House, events: tuple[dict[str, object], ...]
) -> None:
    reference = await submit(house.someone(), LATE)
    for aad_id, says in AS.items():
        person = house.someone(aad_id, "Somebody")
        await told(person, reference)
        for event in events:
            await person.post(event)
        await person.type("hello")
        await asked_last(person)
        assert welcomes(person) == [0]
        assert says in person.inbox[0].words
        assert reference in person.inbox[1].words


async def test_two_cards_at_once_to_somebody_new_bring_one_welcome(house: House) -> None:
    first, second = house.someone(), house.someone("00000000-0000-0000-0000-00000000d003", "Member of staff (Place)")
    references = [await submit(first, BOUGHT), await submit(second, BOUGHT)]
    partner = house.someone(HOUSING_PARTNER)
    await until(lambda: all(any(r in m.words for m in partner.inbox) for r in references), "not both cards")
    assert welcomes(partner) == [0]


async def test_a_welcome_that_teams_does_not_take_is_said_again_before_the_card(house: House) -> None:
    person, requester = house.someone(HOUSING_PARTNER), house.someone()
    await requester.type("hello")
    house.teams.misbehave(Fault("status", status=503, path=f"{HOUSING_PARTNER}/activities"))
    reference = await submit(requester, BOUGHT)
    await until(lambda: any(reference in m.words for m in person.inbox), "no card")
    assert house.teams.connector.plan.waiting == []
    assert welcomes(person) == [0]


async def test_who_opens_the_chat_first_is_welcomed_as_what_they_are(house: House) -> None:
    for aad_id, says in AS.items():
        person = house.someone(aad_id)
        await person.post(MEMBERS)
        await person.post(INSTALLED)
        await asked_last(person)
        assert welcomes(person) == [0]
        assert says in person.inbox[0].words


async def listed(house: House) -> str:
    """The id of the one item in the list, once it is there."""
    return str((await until(house.rows, "no item in the list"))[0]["id"])


def notes_wanted(person: Someone, reference: str, status: str) -> list[str]:
    """The messages that ask for a note on a decision."""
    return [m.id for m in person.inbox if f"Please say why {reference} is {status}" in m.words]


async def test_a_decision_without_a_note_is_asked_for_one_which_reaches_list_and_requester(house: House) -> None:
    requester, officer = house.someone(), house.someone(GOVERNANCE, "Governance officer")
    reference = await submit(requester, BOUGHT)
    item = await listed(house)
    house.graph.edit(LIST, item, {"Status": "Declined"}, "governance")
    await until(lambda: notes_wanted(officer, reference, "Declined"), "nobody was asked for a note")
    asking = next(m for m in officer.inbox if m.id in notes_wanted(officer, reference, "Declined"))
    assert list(inputs_of(asking.card)) == ["decision_note"]

    await officer.press("answer", {"decision_note": "We have this already."}, on=asking.card, reference=reference)
    await until(lambda: house.rows()[0].get("DecisionNote") == "We have this already.", "the list has no note")
    told_why = await until(lambda: [m for m in requester.inbox if "We have this already." in m.words], "not told why")
    assert told_why[0].activity["summary"] == f"Why {reference} is Declined"
    house.graph.edit(LIST, item, {"Title": "Another title"}, "governance")
    house.graph.edit(LIST, item, {"Status": "Approved", "DecisionNote": "After all."}, "governance")
    await until(lambda: [m for m in requester.inbox if "After all." in m.words], "the next decision is not told")
    await asked_last(officer)
    assert len(told_why) == len([m for m in requester.inbox if "We have this already." in m.words]) == 1
    assert len(notes_wanted(officer, reference, "Declined")) == 1
    assert notes_wanted(officer, reference, "Approved") == []


async def test_a_note_in_the_list_wins_over_one_from_the_chat(house: House) -> None:
    requester, officer = house.someone(), house.someone(GOVERNANCE, "Governance officer")
    reference = await submit(requester, BOUGHT)
    item = await listed(house)
    house.graph.edit(LIST, item, {"Status": "Approved"}, "governance")
    await until(lambda: notes_wanted(officer, reference, "Approved"), "nobody was asked for a note")
    house.graph.edit(LIST, item, {"DecisionNote": "From the list."}, "governance")
    await until(lambda: [m for m in requester.inbox if "From the list." in m.words], "the note is not told")
    answer = await officer.type(f"decision note {reference} From the chat.")
    assert "has a note already" in answer.words
    assert house.rows()[0]["DecisionNote"] == "From the list."


async def test_all_areas_shows_the_officer_what_is_of_no_area_of_the_directory_too(house: House) -> None:
    reference = await submit(house.someone(), BOUGHT)
    with house.front_door.register.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE requests SET area = 'closed_area'")
    seen = await house.someone(GOVERNANCE).type("my area")
    assert reference in seen.words
    assert "All areas" in seen.words
