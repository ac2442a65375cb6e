"""Steps and checks are work: bodies speak, owners say how far their checks are, and whoever delivers says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs.cards.work import NOTE_LENGTH
from dialogs.events import CheckUpdated, DeliveryMoved, Record, StepDecided
from dialogs.model import Person
from dialogs.statuses import Status
from dialogs.steps import Outcome, StepState, current_steps
from dialogs.wording import championing, say
from dialogs.wording import working as w
from tests.dialogs.journeys import DETAILS
from tests.dialogs.project_office import (
    BOARD_NAME,
    GROUP_NAME,
    REVIEW_NAME,
    having,
    nothing_happened,
    office_with_project,
    say_outcome,
    the,
)
from tests.dialogs.walker import (
    BOARD,
    BOARD_MEMBER,
    CHAMPION,
    DATA_TEAM,
    GOVERNANCE,
    OTHER,
    PARTNER,
    PEOPLE,
    PLACE_PARTNER,
    PMO,
    PROCUREMENT,
    REVIEWER,
    STAFF,
    Office,
    Walker,
    inputs,
    words,
)


@pytest.fixture(name="office")
def project_sent() -> Office:
    return office_with_project()


def test_a_request_goes_through_four_steps_by_cards(office: Office) -> None:
    partner = Walker(office=office, person=PARTNER)
    partner.type("show DR-0001")
    assert "step_outcome" not in str(partner.card), "it is picked up first"
    partner.press("pick_up")
    assert "Now\nIT business partner for the service area\nBy Monday 9 March" in words(partner.card)
    partner.press("step_outcome", {"outcome": "go_on", "note": ""})
    assert (the(office).status, having(office)) == (Status.IN_REVIEW, ["board"])
    assert f"{BOARD_NAME} now" in words(partner.card)
    requester = Walker(office=office)
    requester.type("show DR-0001")
    assert "Done\nIT business partner for the service area\nMonday 2 March" in words(requester.card)
    assert f"Now\n{BOARD_NAME}\nNext on 9 December 2026" in words(requester.card)
    assert f"Next\n{GROUP_NAME} and {REVIEW_NAME}" in words(requester.card)
    board = Walker(office=office, person=BOARD)
    board.type("show DR-0001")
    assert [i["id"] for i in inputs(board.card)] == ["outcome", "timeframe", "note"]
    preset = next(i["value"] for i in inputs(board.card) if i["id"] == "timeframe")
    assert preset == the(office).decision.timeframe
    board.press("step_outcome", {"outcome": "go_on", "note": "Good value.", "timeframe": "later"})
    assert having(office) == ["ict_improvement_group", "technical_review_board"]
    assert (the(office).status, the(office).timeframe) == (Status.IN_REVIEW, "later")
    requester.type("show DR-0001")
    assert f"Now\n{GROUP_NAME} and {REVIEW_NAME}" in words(requester.card)
    reviewer = Walker(office=office, person=REVIEWER)
    reviewer.type("show DR-0001")
    assert [i["id"] for i in inputs(reviewer.card)] == ["outcome", "note"]
    reviewer.press("step_outcome", {"outcome": "go_on", "note": ""})
    assert having(office) == ["ict_improvement_group"], "both have to say so"
    assert f"still with {GROUP_NAME}" in words(reviewer.card)
    governance = Walker(office=office, person=GOVERNANCE)  # the group has no members
    governance.type("show DR-0001")
    governance.press("step_outcome", {"outcome": "go_on", "note": ""})
    assert (the(office).status, the(office).final_process, having(office)) == (Status.APPROVED, "Project", [])


def test_a_request_goes_the_same_way_by_typed_words_alone(office: Office) -> None:
    def typed(person: Person, said: str) -> None:
        walker = Walker(office=office, person=person)
        walker.type(said)
        assert [e for e in walker.effects if isinstance(e, Record)], (said, words(walker.card))

    typed(PARTNER, "pick up DR-0001")
    typed(PARTNER, "outcome DR-0001 go on")
    typed(BOARD, "Outcome DR-0001 go on, later: Good value.")
    assert (the(office).timeframe, the(office).steps[1].note) == ("later", "Good value.")
    typed(REVIEWER, "outcome dr-0001 GO ON")
    typed(GOVERNANCE, "outcome DR-0001 for ICT Improvement Group go on: People like it.")
    assert the(office).status == Status.APPROVED
    typed(DATA_TEAM, "check DR-0001 data team done: The register is named.")
    typed(DATA_TEAM, "check DR-0001 not needed: It is somebody else's.")
    typed(PMO, "deliver DR-0001 in delivery")
    typed(PMO, "deliver DR-0001 done")
    assert the(office).status == Status.DONE


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("more_information", Status.MORE_NEEDED), ("defer", Status.DEFERRED), ("decline", Status.DECLINED)],
)
def test_what_does_not_go_on_needs_a_note_and_sets_the_status_of_its_name(
    office: Office, outcome: str, status: Status
) -> None:
    before = the(office)
    without = say_outcome(office, PARTNER, outcome)
    nothing_happened(without, before)
    assert say(w.OUTCOME_NOTE_ERROR) in words(without.card)
    say_outcome(office, PARTNER, outcome, "The costs are missing.")
    after = the(office)
    assert (after.status, after.decision_note) == (status, "The costs are missing.")
    assert bool(current_steps(after.steps)) is (status != Status.DECLINED)


def test_information_that_was_missing_brings_a_request_back_to_the_body_that_asked(office: Office) -> None:
    say_outcome(office, PARTNER, "go_on")
    say_outcome(office, BOARD, "more_information", "What does it cost?")
    requester = Walker(office=office)
    requester.type("It costs 20,000 pounds")
    assert (the(office).status, having(office)) == (Status.IN_REVIEW, ["board"])
    board = Walker(office=office, person=BOARD)
    board.type("my work")
    assert f"Say what happens next, for {BOARD_NAME}" in words(board.card)


def test_what_was_deferred_is_taken_up_again_by_the_same_body(office: Office) -> None:
    say_outcome(office, PARTNER, "defer", "After the summer.")
    say_outcome(office, PARTNER, "go_on")
    assert (the(office).status, having(office), the(office).decision_note) == (Status.IN_REVIEW, ["board"], "")


def test_who_passes_a_request_on_without_picking_it_up_becomes_its_contact(office: Office) -> None:
    say_outcome(office, PARTNER, "go_on")
    assert (the(office).it_contact, the(office).it_contact_id) == (PARTNER.name, PARTNER.aad_id)


@pytest.mark.parametrize("person", [STAFF, OTHER, CHAMPION, BOARD, REVIEWER, PLACE_PARTNER, PROCUREMENT])
def test_nobody_else_speaks_for_a_step(office: Office, person: Person) -> None:
    before = the(office)
    for step in (None, "it_business_partner", "board", "nonsense"):
        nothing_happened(say_outcome(office, person, "go_on", **({"step": step} if step else {})), before)


def test_a_step_that_is_over_or_has_not_come_takes_no_outcome(office: Office) -> None:
    say_outcome(office, PARTNER, "go_on")
    before = the(office)
    over = say_outcome(office, PARTNER, "decline", "No.", step="it_business_partner")
    nothing_happened(over, before)
    assert "has already said" in words(over.card)
    again = say_outcome(office, PARTNER, "go_on")
    nothing_happened(again, before)
    early = say_outcome(office, GOVERNANCE, "go_on", step="technical_review_board")
    nothing_happened(early, before)
    assert f"has not come to {REVIEW_NAME} yet" in words(early.card)


def test_of_two_members_at_the_same_moment_the_second_is_told_that_it_was_said(office: Office) -> None:
    say_outcome(office, PARTNER, "go_on")
    first, second = (Walker(office=office, person=person) for person in (BOARD, BOARD_MEMBER))
    for walker in (first, second):
        walker.type("show DR-0001")
    first.press("step_outcome", {"outcome": "go_on"})
    before = the(office)
    second.press("step_outcome", {"outcome": "decline", "note": "We have this already."})
    nothing_happened(second, before)
    assert f"{BOARD_NAME} has already said" in words(second.card)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"outcome": ""}, w.OUTCOME_ERROR),
        ({"outcome": "approve_everything"}, w.OUTCOME_ERROR),
        ({"outcome": ["go_on"]}, w.OUTCOME_ERROR),
        ({"outcome": "decline", "note": " \u200b "}, w.OUTCOME_NOTE_ERROR),
        ({"outcome": "go_on", "timeframe": "never"}, w.OUTCOME_TIMEFRAME_ERROR),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_input_and_what_was_typed_stands_there_again(
    office: Office, given: dict[str, Any], sentence: str
) -> None:
    say_outcome(office, PARTNER, "go_on")
    before = the(office)
    walker = Walker(office=office, person=BOARD)
    walker.send("step_outcome", {"reference": "DR-0001"}, {"note": "My words", **given})
    nothing_happened(walker, before)
    assert say(sentence) in words(walker.card)
    if "note" not in given:
        assert "My words" in str(walker.card)


def test_a_note_that_is_too_long_loses_nothing(office: Office) -> None:
    before = the(office)
    walker = say_outcome(office, PARTNER, "decline", "x" * (NOTE_LENGTH + 1))
    nothing_happened(walker, before)
    assert "2,001 characters" in words(walker.card)


def test_a_timeframe_is_set_by_the_body_that_decides_it_alone(office: Office) -> None:
    before = the(office)
    nothing_happened(say_outcome(office, PARTNER, "go_on", timeframe="now"), before)


def test_words_that_say_no_outcome_show_the_form_with_an_example(office: Office) -> None:
    before = the(office)
    for said in ("outcome DR-0001 looks fine to me", "outcome DR-0001", "outcome DR-0001 later"):
        walker = Walker(office=office, person=PARTNER)
        walker.type(said)
        nothing_happened(walker, before)
        assert "outcome" in [i["id"] for i in inputs(walker.card)], said
    assert "outcome DR-0001 go on" in words(walker.card)


def test_who_may_speak_for_two_bodies_at_once_says_for_which(office: Office) -> None:
    office.people = replace(PEOPLE, bodies={})
    say_outcome(office, PARTNER, "go_on")
    say_outcome(office, GOVERNANCE, "go_on")
    before = the(office)
    asked = say_outcome(office, GOVERNANCE, "go_on")
    nothing_happened(asked, before)
    assert say(w.OUTCOME_WHICH_TYPED) in words(asked.card)
    asked.press("outcome", step="technical_review_board")
    asked.press("step_outcome", {"outcome": "go_on"})
    assert having(office) == ["ict_improvement_group"]


def test_a_closed_request_takes_no_outcome_and_says_so(office: Office) -> None:
    office.requests["DR-0001"] = replace(the(office), status=Status.WITHDRAWN)
    before = the(office)
    walker = say_outcome(office, PARTNER, "go_on")
    nothing_happened(walker, before)
    assert "Withdrawn" in words(walker.card)


def test_a_member_sees_a_request_once_it_has_come_to_their_body(office: Office) -> None:
    # The board owns a check of what uses AI, and sees such a request from the start.
    office.requests["DR-0001"] = replace(the(office), checks=())
    board = Walker(office=office, person=BOARD)
    board.type("show DR-0001")
    assert DETAILS["title"] not in words(board.card)
    say_outcome(office, PARTNER, "go_on")
    board.type("show DR-0001")
    assert DETAILS["title"] in words(board.card)
    say_outcome(office, BOARD, "go_on")
    board.type("show DR-0001")
    assert DETAILS["title"] in words(board.card), "and afterwards, to read what came of it"


def test_what_was_said_is_in_the_timeline_in_the_name_of_the_body(office: Office) -> None:
    say_outcome(office, PARTNER, "go_on", "Fits what we have.")
    say_outcome(office, BOARD, "decline", "We have this already.")
    lines = [(line.what, line.who, line.note) for line in the(office).timeline]
    assert lines == [
        ("step_go_on", "Housing IT business partner", "Fits what we have."),
        ("step_decline", BOARD_NAME, "We have this already."),
    ]


def test_who_does_a_check_where_its_owner_is_missing_is_named_as_what_they_are(office: Office) -> None:
    housing = office.people.areas["housing"]
    alone = replace(office.people, areas={**office.people.areas, "housing": replace(housing, it_business_partner=None)})
    office.people = alone
    walker = Walker(office=office, person=GOVERNANCE)
    walker.type("check DR-0001 automation first done")
    (effect,) = [e for e in walker.effects if isinstance(e, Record)]
    assert effect.by.role == say(championing.GOVERNANCE_ROLE)


def test_the_events_say_what_was_said(office: Office) -> None:
    walker = say_outcome(office, PARTNER, "go_on", "Fits.")
    (effect,) = [e for e in walker.effects if isinstance(e, Record)]
    assert isinstance(effect.event, StepDecided)
    assert (effect.event.step, effect.event.outcome, effect.event.process) == (
        "it_business_partner",
        Outcome.GO_ON,
        "Project",
    )
    assert CheckUpdated.name != DeliveryMoved.name != StepDecided.name
    assert all(step.state != StepState.CURRENT or step.since == office.now for step in the(office).steps)
    office.now += timedelta(days=1)


def test_what_is_asked_of_somebody_stands_before_what_can_be_looked_up(office: Office) -> None:
    for person, verb, first in (
        (PARTNER, "step_outcome", "Your answer"),
        (BOARD, "step_outcome", f"Your answer for {BOARD_NAME}"),
        (PROCUREMENT, "check", "1 check for you"),
    ):
        walker = Walker(office=office, person=person)
        if person == PARTNER:
            walker.send("pick_up", {"reference": "DR-0001"})
        walker.send("show", {"reference": "DR-0001"})
        shown = [str(element) for element in walker.card["body"]]
        form = next(place for place, element in enumerate(shown) if f"'verb': '{verb}'" in element)
        assert first in shown[form]
        assert all("Service area: " not in one and "isVisible" not in one for one in shown[:form])
        if person == PARTNER:
            walker.send("step_outcome", {"reference": "DR-0001"}, {"outcome": "go_on", "note": "Good value."})


def test_no_card_of_a_request_says_a_note_or_the_open_checks_twice(office: Office) -> None:
    partner = Walker(office=office, person=PARTNER)
    partner.send("pick_up", {"reference": "DR-0001"})
    partner.send("step_outcome", {"reference": "DR-0001"}, {"outcome": "go_on", "note": "Good value."})
    board = Walker(office=office, person=BOARD)
    board.send("show", {"reference": "DR-0001"})
    at_once = words({**board.card, "body": [part for part in board.card["body"] if part.get("isVisible", True)]})
    assert at_once.count("Good value.") == 1
    folded = words([part for part in board.card["body"] if part.get("id") not in {"answers:part", "story:part"}])
    assert folded.count("Good value.") == 1
    assert folded.count("Data protection impact assessment screening") == 1


def test_a_body_that_asked_for_more_reads_the_answer_whole(office: Office) -> None:
    Walker(office=office, person=PARTNER).send("pick_up", {"reference": "DR-0001"})
    given = {"outcome": "more_information", "note": "How much?"}
    Walker(office=office, person=PARTNER).send("step_outcome", {"reference": "DR-0001"}, given)
    answer = "About 90,000 pounds over five years, and 12,000 a year after that. " * 4
    Walker(office=office).send("answer", {"form": "information", "reference": "DR-0001"}, {"information": answer})
    partner = Walker(office=office, person=PARTNER)
    partner.send("show", {"reference": "DR-0001"})
    assert f"Added information: \n{answer.strip()}" in words(partner.card)
