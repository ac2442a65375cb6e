"""A request through every body of its route over HTTP, with every role: by cards, by typed words, and by the list."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.bot.story.house import LIST, House, Someone, inputs_of, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, partner_of, walk

BOARD: Final = ("00000000-0000-0000-0000-00000000d101", "Board secretary")
BOARD_MEMBER: Final = ("00000000-0000-0000-0000-00000000d102", "Board member")
GROUP: Final = ("00000000-0000-0000-0000-00000000d201", "ICT Improvement Group secretary")
REVIEW: Final = ("00000000-0000-0000-0000-00000000d301", "Technical Review Board secretary")
PMO: Final = ("00000000-0000-0000-0000-00000000f008", "Project management office")
GOVERNANCE: Final = ("00000000-0000-0000-0000-00000000a001", "Governance officer")
DATA_TEAM: Final = ("00000000-0000-0000-0000-00000000f004", "Data team")
ROUTE: Final = {**PROJECT, "reach": "public", "data": "residents", "technical_impact": "new_hosting"}
BOARD_NAME: Final = "Digital, Data and Customer Board"


async def sent(house: House) -> Someone:
    person = house.someone()
    await walk(person, ROUTE, DETAILS)
    await person.press("submit")
    assert "DR-0001" in words_of(person.card)
    await until(house.rows, "no item in the list")
    return person


def row(house: House) -> dict[str, Any]:
    return house.rows()[0]


async def in_list(house: House, **cells: object) -> None:
    await until(
        lambda: all(row(house).get(name) == value for name, value in cells.items()),
        f"the list does not say {cells}, but { {name: row(house).get(name) for name in cells} }",
    )


async def card_of(someone: Someone, verb: str) -> dict[str, Any]:
    """The last card that came to somebody and that has this verb."""
    found = await until(
        lambda: next((m for m in reversed(someone.inbox) if m.card and verb in verbs_of(m.card)), None),
        f"{someone.name} has no card with {verb}",
    )
    card: dict[str, Any] = found.card
    return card


def status_news(person: Someone) -> list[str]:
    """The statuses that the requester was told, in order."""
    return [m.words.partition("DR-0001 is now: ")[2].partition("\n")[0] for m in person.inbox if "is now: " in m.words]


async def test_a_request_goes_through_four_steps_to_done_by_cards(house: House) -> None:
    person = await sent(house)
    partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
    await partner.press("pick_up", on=await card_of(partner, "pick_up"), reference="DR-0001")
    assert "Now\nIT business partner for the service area\nBy " in words_of(partner.card)
    await partner.press("step_outcome", {"outcome": "go_on", "note": "It fits what we have."})
    await in_list(house, Status="In review", CurrentStep=BOARD_NAME)

    board, second = house.someone(*BOARD), house.someone(*BOARD_MEMBER)
    shown = await card_of(board, "step_outcome")
    assert "It fits what we have." in words_of(shown)
    assert {"outcome", "note", "timeframe"} <= set(inputs_of(shown))
    theirs = await card_of(second, "step_outcome")
    await board.press("step_outcome", {"outcome": "go_on", "note": "Good value.", "timeframe": "later"}, on=shown)
    await second.press("step_outcome", {"outcome": "decline", "note": "We have this already."}, on=theirs)
    assert f"{BOARD_NAME} has already said" in words_of(second.card)
    await in_list(house, CurrentStep="ICT Improvement Group; Technical Review Board", Timeframe="Later")

    group, review = house.someone(*GROUP), house.someone(*REVIEW)
    await group.press("step_outcome", {"outcome": "go_on", "note": ""}, on=await card_of(group, "step_outcome"))
    await in_list(house, CurrentStep="Technical Review Board")
    await review.press("step_outcome", {"outcome": "go_on", "note": ""}, on=await card_of(review, "step_outcome"))
    await in_list(house, Status="Approved", FinalProcess="Project")
    assert not row(house).get("CurrentStep")
    assert row(house)["StepsDone"].count("go on") == 4

    pmo = house.someone(*PMO)
    await pmo.press("deliver", on=await card_of(pmo, "deliver"), state="in_delivery")
    await in_list(house, Status="In delivery")
    await pmo.press("deliver", state="done")
    await in_list(house, Status="Done")
    wanted = ["With IT business partner", "In review", "Approved", "In delivery", "Done"]
    await until(lambda: len(status_news(person)) >= len(wanted), "not all was told to the requester")
    assert status_news(person) == wanted, "each status once, and nothing on the way from step to step"


async def test_it_goes_the_same_way_by_typed_words_alone(house: House) -> None:
    person = await sent(house)
    for someone, said in (
        ((partner_of("housing"), "IT business partner (Housing)"), "pick up DR-0001"),
        ((partner_of("housing"), "IT business partner (Housing)"), "outcome DR-0001 go on: It fits what we have."),
        (BOARD, "outcome DR-0001 more information: What does it cost?"),
    ):
        await house.someone(*someone).type(said)
    await in_list(house, Status="More information needed", DecisionNote="What does it cost?")
    await until(lambda: [m for m in person.inbox if "What does it cost?" in m.words], "the requester is not asked")
    await person.type("It costs 20,000 pounds")
    await in_list(house, Status="In review", CurrentStep=BOARD_NAME)
    work = await house.someone(*BOARD).type("my work")
    assert f"Say what happens next, for {BOARD_NAME}" in words_of(work.card)
    for someone, said in (
        (BOARD, "outcome DR-0001 go on, later"),
        (REVIEW, "outcome DR-0001 go on"),
        (GROUP, "outcome DR-0001 go on"),
        (DATA_TEAM, "check DR-0001 data_team done: The register is named."),
        (GOVERNANCE, "check DR-0001 dpia not needed: No personal data after all."),
        (PMO, "deliver DR-0001 in delivery"),
        (PMO, "deliver DR-0001 done"),
    ):
        await house.someone(*someone).type(said)
    await in_list(house, Status="Done", Timeframe="Later")
    assert "The register is named." in row(house)["ChecksDone"]
    assert "Data protection impact assessment screening" in row(house)["ChecksDone"]
    assert "Data protection impact assessment screening" not in (row(house)["ChecksOpen"] or "")


async def test_the_list_moves_a_request_and_its_status_wins(house: House) -> None:
    person = await sent(house)
    before = len(person.inbox)
    house.graph.edit(LIST, row(house)["id"], {"CurrentStep": "Technical Review Board"}, "governance")
    review = house.someone(*REVIEW)
    shown = await card_of(review, "step_outcome")
    await in_list(house, Status="In review")
    shown_to_requester = await person.type("show DR-0001")
    assert "Technical Review Board" in words_of(shown_to_requester.card)
    assert not [m for m in person.inbox[before:] if "is now: " in m.words], "a step moved in the list says nothing more"
    house.graph.edit(LIST, row(house)["id"], {"Status": "Declined", "DecisionNote": "No money."}, "governance")
    await until(lambda: [m for m in person.inbox if "No money." in m.words], "the decision is not told")
    await review.press("step_outcome", {"outcome": "go_on"}, on=shown)
    assert "Declined" in words_of(review.card)
    assert row(house)["Status"] == "Declined"


@pytest.mark.parametrize("someone", [BOARD, DATA_TEAM, PMO], ids=["a member", "an owner", "who delivers"])
async def test_nobody_says_anything_about_what_is_not_theirs(house: House, someone: tuple[str, str]) -> None:
    await sent(house)
    before = dict(row(house))
    other = house.someone(*someone)
    for verb, data, given in (
        ("step_outcome", {}, {"outcome": "go_on"}),
        ("step_outcome", {"step": "it_business_partner"}, {"outcome": "decline", "note": "No."}),
        ("check_update", {"check": "dpia"}, {"state": "done"}),
        ("deliver", {}, {"state": "done"}),
    ):
        await other.press(verb, given, on={"actions": []}, reference="DR-0001", **data)
        assert "Nothing has changed" in words_of(other.card) or "cannot find" in words_of(other.card), verb
    assert row(house) == before
