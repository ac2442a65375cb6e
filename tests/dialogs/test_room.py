"""How much of what people wrote each card has room for, and who has a request by its status, route and area."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs import confirmation, said_message, status_message, summary_card
from dialogs.benefits import Benefit
from dialogs.cards.benefit import benefit_card
from dialogs.cards.mine import my_requests_card
from dialogs.cards.request import who_has_it
from dialogs.cards.summary import Role
from dialogs.model import AreaPeople, Person, TimelineEntry
from dialogs.steps import RequestStep, StepState
from governance_rules.roles import PARTNER as PARTNERS
from tests.dialogs.test_long_lists import ONE
from tests.dialogs.walker import BOARD, CHAMPION, NOW, PARTNER, PEOPLE, RULEBOOK, STAFF, elements

LONG = "x" * 5000
SPOKEN = (
    RequestStep(PARTNERS, PARTNERS, 0, StepState.OVER, NOW, "go_on", LONG, "Partner", NOW),
    RequestStep("board", "board", 1, StepState.CURRENT, NOW, "more_information", LONG, "Board", NOW),
)
FULL = replace(
    ONE,
    title=LONG,
    details=dict.fromkeys(ONE.details, LONG),
    decision_note=LONG,
    final_process=LONG,
    open_question=LONG,
    steps=SPOKEN,
    timeline=tuple(TimelineEntry(NOW, what, "Champion", LONG) for what in ("noted", "asked")),
    status="In review",
)
DETAILS = {f"{name}: " for name in ("Title", "Problem", "Outcome", "Systems", "Supplier", "Needed by")}
SAID = {"IT business partner for the service area: ": {600}, "Digital, Data and Customer Board: ": {600}}


def cut(card: object) -> dict[str, set[int]]:
    """The characters that are left of what was cut, by the label before it; empty: what has none."""
    found: dict[str, set[int]] = {}
    for element in elements(card):
        runs = [run["text"] for run in element.get("inlines", ())]
        for run in runs:
            if run.endswith("…"):
                found.setdefault(runs[0] if len(runs) > 1 else "", set()).add(len(run))
    return found


def test_a_card_has_so_much_room_for_what_a_person_wrote() -> None:
    own = {**{name: {600} for name in DETAILS}, "Sponsor: ": {300, 600}, "Decided route: ": {300}, "Note: ": {1200}}
    assert cut(confirmation(RULEBOOK, PEOPLE, FULL)[0]) == {**own, "": {120, 300, 1200}}
    done = replace(FULL, status="Done", benefits=(Benefit(0, STAFF.aad_id, "requester", NOW, "less", LONG, NOW),))
    assert cut(confirmation(RULEBOOK, PEOPLE, done)[0]) == {**own, "": {120, 300}}
    news = {"Decided route: ": {300}, "Note: ": {1200}}
    assert cut(status_message(RULEBOOK, PEOPLE, FULL, "status")[0]) == {**news, "": {120}}
    assert cut(status_message(RULEBOOK, PEOPLE, FULL, "question")[0]) == {**news, "": {120, 1200}}
    assert cut(said_message(RULEBOOK, FULL, STAFF, LONG)[0]) == {"": {120, 1200}}
    assert cut(my_requests_card(RULEBOOK, PEOPLE, STAFF, [FULL], drafts=False)[0]) == {"": {120}}
    assert cut(benefit_card(RULEBOOK, PEOPLE, done, STAFF, 0)[0]) == {"": {120}, "What was expected: ": {600}}


@pytest.mark.parametrize(("role", "person"), [("champion", CHAMPION), ("partner", PARTNER), ("member", BOARD)])
def test_who_handles_it_has_more_room(role: Role, person: Person) -> None:
    handled = {**SAID, **{name: {1500} for name in (*DETAILS, "Sponsor: ")}, "Question to the requester: ": {1200}}
    found = cut(summary_card(RULEBOOK, PEOPLE, FULL, person, role)[0])
    assert found == {**handled, "Decided route: ": {300}, "": {120, 300}}


NOBODY = AreaPeople("housing", "Housing", (), None)
WITH_BOARD: dict[str, Any] = {"status": "In review", "steps": (replace(SPOKEN[1], outcome="", note=""),)}
WITH_PARTNER: dict[str, Any] = {"steps": (replace(SPOKEN[0], state=StepState.CURRENT, outcome="", note=""),)}
NO_STEPS: dict[str, Any] = {"decision": replace(ONE.decision, steps=())}


@pytest.mark.parametrize(
    ("given", "own", "others"),
    [
        ({"status": "More information needed", **WITH_PARTNER}, "you", "the person who asked"),
        (WITH_BOARD, "Digital, Data and Customer Board", "Digital, Data and Customer Board"),
        ({"status": "Approved"}, "the governance team", "the governance team"),
        ({"status": "Waiting for the budget", **WITH_PARTNER}, "the governance team", "the governance team"),
        ({**WITH_PARTNER, "it_contact": "Partner of Housing"}, "Partner of Housing", "Partner of Housing"),
        (WITH_PARTNER, "your IT business partner", "nobody yet"),
        (NO_STEPS, "your digital champion", "your digital champion"),
        ({**NO_STEPS, "area": "adult_social_care"}, "the governance team", "the governance team"),
        ({**WITH_PARTNER, "area": "adult_social_care"}, "the governance team", "the governance team"),
        ({**WITH_PARTNER, "area": None}, "the governance team", "the governance team"),
    ],
)
def test_who_has_it_is_whoever_it_waits_for_and_nobody_whom_no_card_reached(
    given: dict[str, Any], own: str, others: str
) -> None:
    request = replace(ONE, **given)
    assert who_has_it(RULEBOOK, PEOPLE, request) == own
    assert who_has_it(RULEBOOK, PEOPLE, request, own=False) == others


def test_a_champion_alone_has_no_request_with_steps_and_a_partner_none_without() -> None:
    only_champion = replace(PEOPLE, areas={"housing": replace(NOBODY, champions=(CHAMPION,))})
    only_partner = replace(PEOPLE, areas={"housing": replace(NOBODY, it_business_partner=PARTNER)})
    assert who_has_it(RULEBOOK, only_champion, replace(ONE, **WITH_PARTNER)) == "the governance team"
    assert who_has_it(RULEBOOK, only_partner, replace(ONE, **NO_STEPS)) == "the governance team"
