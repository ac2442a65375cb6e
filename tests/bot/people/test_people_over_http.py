"""Champions, partners and the governance team over HTTP: each hears what is theirs, once, and can act on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.deliveries import ledger
from bot.register import requests
from tests.bot.people.people_cast import (
    GOVERNANCE,
    HOUSING_CHAMPION,
    HOUSING_PARTNER,
    PLACE_CHAMPION,
    PLACE_PARTNER,
    PROCUREMENT,
)
from tests.bot.story.house import House, Message, Someone, about, inputs_of, open_house, until, verbs_of, words_of

CHAMPIONS_LIST = "Digital champions"
NEWCOMER = "00000000-0000-0000-0000-00000000d002"
BOUGHT = {
    "need": "new_system",
    "service_area": "housing",
    "corporate_tool": "no",
    "reach": "my_service",
    "data": "none",
    "technical_impact": "none",
    "ai": "no",
    "procurement": "not_started",
    "whole_life_cost": "one_quote",
    "deadline": "none",
    "strategy_fit": "none",
    "yearly_benefit": "not_known",
    "delivery_effort": "days",
    "replaces_legacy": "no",
    "sponsor": "none",
    "user_research": "none",
    "title": "Repairs booking",
    "problem": "Tenants wait on the phone.",
    "outcome": "Tenants book themselves.",
}
LATE = {**BOUGHT, "procurement": "signed"}
SELF_SERVICE = {
    "need": "improve_process",
    "service_area": "housing",
    "corporate_tool": "yes",
    "reach": "my_team",
    "data": "none",
    "technical_impact": "none",
    "ai": "no",
    "title": "Leave form",
    "problem": "We pass paper round.",
    "outcome": "We press a button.",
}


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with open_house(tmp_path, database_url) as opened:
        yield opened


async def submit(person: Someone, answers: dict[str, str]) -> str:
    """Walk a person through to the confirmation. Returns the reference."""
    await person.press("start")
    for _ in range(20):
        if "submit" in verbs_of(person.card):
            break
        await person.press("answer", {name: answers.get(name, "") for name in inputs_of(person.card)})
    await person.press("submit")
    return next(word.strip(".,:") for word in words_of(person.card).split() if word.startswith("DR-"))


async def summary_for(house: House, aad_id: str, reference: str) -> Message:
    """The one card about this request in a person's chat, once it is there."""
    person = house.someone(aad_id)
    found: list[Message] = await until(
        lambda: [m for m in person.inbox if m.card and about(m) == reference], f"{aad_id} was not told of {reference}"
    )
    assert len(found) == 1
    return found[0]


def told(house: House, reference: str) -> set[str]:
    """Entra ids of everyone to whom the bot posted something about this request by itself."""
    return {m.conversation.removeprefix("a:") for m in house.teams.messages if about(m) == reference}


def status_of(house: House, reference: str) -> str:
    """The status of a request in the register."""
    found = house.front_door.register.read_now(lambda c: requests.find(c, reference))
    assert found is not None
    return found.status


def state_of(house: House, delivery_id: str) -> str:
    """How far a delivery has come."""
    found = house.front_door.register.read_now(lambda c: ledger.find(c, delivery_id))
    return found.state if found else ""


async def test_champion_and_partner_act_and_each_card_follows_in_place(house: House) -> None:
    requester = house.someone()
    reference = await submit(requester, BOUGHT)
    to_champion = await summary_for(house, HOUSING_CHAMPION, reference)
    to_partner = await summary_for(house, HOUSING_PARTNER, reference)
    assert "Housing" in to_champion.words
    assert "Tenants wait on the phone." in to_partner.words
    assert "pick_up" not in verbs_of(to_champion.card)

    stranger = house.someone(PLACE_PARTNER, "IT business partner (Place)")
    await stranger.press("pick_up", on=to_partner.card, reference=reference)
    assert "Tenants wait on the phone." not in words_of(stranger.card)
    assert status_of(house, reference) == "Submitted"

    champion, partner = house.someone(HOUSING_CHAMPION), house.someone(HOUSING_PARTNER)
    await champion.press("can_help", on=to_champion.card, reference=reference)
    await until(lambda: any("help" in m.words for m in requester.inbox), "the requester was not told who helps")

    await partner.press("pick_up", on=to_partner.card, reference=reference)
    await until(lambda: "With IT business partner" in to_champion.words, "the champion's card did not follow")
    news = await until(
        lambda: [m for m in requester.inbox if "With IT business partner" in m.words], "the pick-up was not told"
    )
    assert len(news) == 1
    assert [len([m for m in p.inbox if reference in m.words]) for p in (champion, partner)] == [1, 1]
    assert told(house, reference) == {HOUSING_CHAMPION, HOUSING_PARTNER, requester.aad_id}


async def test_a_question_reaches_the_requester_and_the_answer_comes_back(house: House) -> None:
    requester, partner = house.someone(), house.someone(HOUSING_PARTNER)
    reference = await submit(requester, BOUGHT)
    await summary_for(house, HOUSING_PARTNER, reference)
    await partner.type(f"ask {reference} Which system do you use now?")
    await until(lambda: any("question" in m.words for m in requester.inbox), "the question did not arrive")
    shown = await requester.type(f"show {reference}")
    assert "Which system do you use now?" in shown.words
    before = len(partner.inbox)
    await requester.type(f"add {reference} A spreadsheet.")
    await until(
        lambda: any("A spreadsheet." in m.words for m in partner.inbox) and len(partner.inbox) > before,
        "the answer did not come back",
    )


async def test_not_my_area_reaches_the_governance_team_and_nobody_gets_a_second_card(house: House) -> None:
    requester, champion = house.someone(), house.someone(HOUSING_CHAMPION)
    reference = await submit(requester, BOUGHT)
    card = await summary_for(house, HOUSING_CHAMPION, reference)
    await summary_for(house, HOUSING_PARTNER, reference)
    await champion.press("pass_on", on=card.card, reference=reference)
    await champion.press("answer", {"area": "not_known"})
    await summary_for(house, GOVERNANCE, reference)
    await until(lambda: card.updates, "the champion's card did not follow")
    assert told(house, reference) == {HOUSING_CHAMPION, HOUSING_PARTNER, GOVERNANCE}


async def test_not_my_area_gives_the_request_to_the_area_that_was_chosen_and_the_list_follows(house: House) -> None:
    requester, champion = house.someone(), house.someone(HOUSING_CHAMPION)
    reference = await submit(requester, BOUGHT)
    card = await summary_for(house, HOUSING_CHAMPION, reference)
    await summary_for(house, HOUSING_PARTNER, reference)
    await until(house.rows, "not in the list")
    assert "Repairs booking" in card.words
    told_now = await champion.type(f"not my area {reference} Place")
    assert f"{reference} is now with Place" in told_now.words
    new = await summary_for(house, PLACE_PARTNER, reference)
    assert "Place" in new.words
    await until(lambda: house.rows()[0]["ServiceArea"] == "Place", "the list did not follow")
    await until(lambda: "You no longer look after this" in card.words, "the champion's card was not closed")
    assert "Repairs booking" not in card.words
    refused = await champion.type(f"can help {reference}")
    assert "cannot find" in refused.words
    await house.someone(PLACE_PARTNER).press("pick_up", on=new.card, reference=reference)
    await until(lambda: house.rows()[0]["Status"] == "With IT business partner", "not picked up")


async def test_a_digest_holds_back_what_needs_no_act_but_never_late_engagement(house: House) -> None:
    requester, champion = house.someone(), house.someone(HOUSING_CHAMPION, "Housing champion")
    partner = house.someone(HOUSING_PARTNER, "IT business partner (Housing)")
    for person in (champion, partner):
        assert "saved" in (await person.type("notifications daily")).words
    ordinary = await submit(requester, BOUGHT)
    await summary_for(house, HOUSING_PARTNER, ordinary)
    late = await submit(requester, LATE)
    for aad_id in (HOUSING_CHAMPION, HOUSING_PARTNER, PROCUREMENT, GOVERNANCE):
        await summary_for(house, aad_id, late)
    helped = await submit(requester, SELF_SERVICE)
    await summary_for(house, HOUSING_CHAMPION, helped)
    assert told(house, ordinary) == {HOUSING_PARTNER}
    assert told(house, helped) == {HOUSING_CHAMPION}


async def test_who_has_not_installed_the_bot_is_told_when_they_do(house: House) -> None:
    house.teams.refuse.add(HOUSING_CHAMPION)
    requester = house.someone()
    reference = await submit(requester, BOUGHT)
    await summary_for(house, HOUSING_PARTNER, reference)
    await until(lambda: state_of(house, f"{reference}:summary:{HOUSING_CHAMPION}") == "refused", "not kept as refused")
    house.teams.refuse.clear()
    champion = house.someone(HOUSING_CHAMPION, "Housing champion")
    installed = {"type": "installationUpdate", "action": "add"}
    await champion.post(installed)
    await summary_for(house, HOUSING_CHAMPION, reference)


async def test_my_area_and_figures_show_each_person_what_is_theirs(house: House) -> None:
    requester = house.someone()
    reference = await submit(requester, BOUGHT)
    for aad_id in (HOUSING_CHAMPION, HOUSING_PARTNER):
        await summary_for(house, aad_id, reference)
    for aad_id, sees in ((HOUSING_CHAMPION, True), (PLACE_CHAMPION, False), (GOVERNANCE, True)):
        seen = await house.someone(aad_id).type("my area")
        assert (reference in seen.words) is sees
    assert reference not in (await requester.type("my area")).words
    assert "Requests in all" in (await house.someone(GOVERNANCE).type("figures")).words
    assert "Requests in all" not in (await house.someone(HOUSING_CHAMPION).type("figures")).words


async def test_the_list_of_champions_counts_without_a_restart(house: House) -> None:
    await submit(house.someone(), SELF_SERVICE)  # the lists are made when the first item is posted
    await until(house.rows, "no item in the list")
    row = {
        "Person": "New housing champion",
        "PersonAadId": NEWCOMER,
        "ServiceArea": "Housing",
        "Role": "Champion",
        "Active": True,
    }
    house.graph.add(CHAMPIONS_LIST, row, "Governance officer")
    people = house.front_door.scheduler.live_config.people
    await until(lambda: people().champion_of(NEWCOMER), "the list does not count")
    reference = await submit(house.someone(), SELF_SERVICE)
    await summary_for(house, NEWCOMER, reference)
    assert told(house, reference) == {NEWCOMER}
