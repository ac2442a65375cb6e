"""Walks through the conversation by pressing buttons, as a member of staff would."""

from __future__ import annotations

from bot.people.directory import read_directory
from tests.bot.story.house import House, Someone, inputs_of, until, verbs_of, words_of

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


async def walk(person: Someone, answers: dict[str, str], details: dict[str, str], *, known: bool = True) -> int:
    """Press on until the card can be submitted. Returns the number of cards. ``known``: wait until `met`."""
    cards = 1
    await person.press("start")
    if known:
        await met(person)
    while "submit" not in verbs_of(person.card):
        wanted = inputs_of(person.card)
        assert "answer" in verbs_of(person.card), words_of(person.card)
        await person.press("answer", {name: {**answers, **details}.get(name, "") for name in wanted})
        cards += 1
        assert cards < 20, words_of(person.card)
    return cards


async def met(person: Someone) -> None:
    """Wait until the front door knows whether this is a guest, which it asks beside the turns."""
    house = person.house
    if isinstance(house, House):  # not from outside, where nobody can look into the register
        await until(lambda: house.standing(person.aad_id), "nobody said whether this is a guest", pause=0.02)


async def type_through(person: Someone, answers: dict[str, str], details: dict[str, str]) -> list[str]:
    """Type on, with no word but the contract's, until the card can be submitted. Returns the inputs that came."""
    came: list[str] = []
    await person.type("start")
    await met(person)
    while "submit" not in verbs_of(person.card):
        wanted = inputs_of(person.card)
        assert len(wanted) == 1, words_of(person.card)
        name, box = next(iter(wanted.items()))
        came.append(name)
        assert len(came) < 40, came
        if "choices" in box:
            ids = [choice["value"] for choice in box["choices"]]
            await person.type(", ".join(str(ids.index(one) + 1) for one in answers[name].split(",")))
        else:
            await person.type(details.get(name, "") or "skip")
    return came


async def submitted(house: House) -> Someone:
    """A member of staff who has just sent a request."""
    person = house.someone()
    await walk(person, PROJECT, DETAILS)
    await person.press("submit")
    return person


def partner_of(area: str) -> str:
    """The Entra id of an area's IT business partner in the example directory."""
    post = read_directory(None).areas[area].it_business_partner
    assert post is not None
    return post.person.aad_id
