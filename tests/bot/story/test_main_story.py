"""The main story over HTTP: from the first word to the decision that comes back."""

from __future__ import annotations

from pathlib import Path

from house import LIST, House, Someone, inputs_of, open_house, until, verbs_of, words_of

from bot.people.directory import read_directory

PROJECT = {
    "need": "new_system",
    "service_area": "housing",
    "corporate_tool": "no",
    "reach": "several_services",
    "data": "residents",
    "technical_impact": "new_integration,new_hosting",
    "ai": "no",
    "procurement": "not_started",
    "whole_life_cost": "tender",
    "deadline": "law",
    "strategy_fit": "organisation_and_process",
    "yearly_benefit": "10k_to_50k",
    "delivery_effort": "months",
    "replaces_legacy": "yes",
    "sponsor": "named",
    "user_research": "planned",
}
DETAILS = {
    "title": "Repairs booking for tenants",
    "problem": "Tenants wait on the phone to book a repair.",
    "outcome": "Tenants book a repair themselves.",
    "sponsor_name": "Head of Housing",
    "supplier": "",
    "systems": "",
    "needed_by": "2027-04-01",
}


async def walk(person: Someone, answers: dict[str, str], details: dict[str, str]) -> int:
    """Press on until the card can be submitted. Returns the number of cards."""
    cards = 1
    await person.press("start")
    while "submit" not in verbs_of(person.card):
        wanted = inputs_of(person.card)
        assert "answer" in verbs_of(person.card), words_of(person.card)
        await person.press("answer", {name: {**answers, **details}.get(name, "") for name in wanted})
        cards += 1
        assert cards < 20, words_of(person.card)
    return cards


async def submitted(house: House) -> Someone:
    """A member of staff who has just sent a request."""
    person = house.someone()
    await walk(person, PROJECT, DETAILS)
    await person.press("submit")
    return person


async def test_a_request_goes_from_the_first_word_to_the_decision_that_comes_back(
    tmp_path: Path, database_url: str
) -> None:
    async with open_house(tmp_path, database_url) as house:
        person = house.someone()
        assert "start" in words_of((await person.type("hello")).card).lower()
        assert await walk(person, PROJECT, DETAILS) <= 12
        await person.press("submit")
        assert "DR-0001" in words_of(person.card)

        row = (await until(house.rows, "no item in the list"))[0]
        assert row["Reference"] == "DR-0001"
        assert row["Title"] == DETAILS["title"]
        assert row["Status"] == "Submitted"
        everyone = await until(
            lambda: len({m.conversation for m in house.teams.messages}) >= 3 and house.teams.messages, "not told"
        )
        told = {m.conversation for m in everyone if "DR-0001" in m.words and "Housing" in m.words}
        assert len(told) >= 2, told

        partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
        summary = await until(
            lambda: next((m for m in partner.inbox if "pick_up" in verbs_of(m.card)), None), "no partner's card"
        )
        await partner.press("pick_up", on=summary.card, reference="DR-0001")
        await until(lambda: house.rows()[0]["Status"] == "With IT business partner", "not picked up in the list")
        news = await until(
            lambda: [m for m in person.inbox if "With IT business partner" in m.words], "requester not told"
        )
        assert len(news) == 1

        house.graph.edit(
            LIST, house.rows()[0]["id"], {"Status": "Approved", "DecisionNote": "Go ahead in April."}, "governance"
        )
        decision = await until(lambda: [m for m in person.inbox if "Approved" in m.words], "decision not told")
        assert "Go ahead in April." in decision[0].words
        assert "DR-0001" in decision[0].words
        assert len(decision) == 1


def partner_of(area: str) -> str:
    """The Entra id of an area's IT business partner in the example directory."""
    post = read_directory(None).areas[area].it_business_partner
    assert post is not None
    return post.person.aad_id
