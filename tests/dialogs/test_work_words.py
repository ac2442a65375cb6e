"""Words about steps, checks and delivery: what was typed stays, and each card says what is so for its reader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.cards.my_work import asked_words
from dialogs.cards.request import requester_card
from dialogs.cards.work import outcome_card
from dialogs.model import Person
from dialogs.statuses import Status
from dialogs.steps import RequestCheck
from dialogs.wording import working as w
from tests.dialogs.project_office import BOARD_NAME, nothing_happened, office_with_project, say_outcome, the
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    DATA_TEAM,
    GOVERNANCE,
    PARTNER,
    PEOPLE,
    PMO,
    STAFF,
    Office,
    Walker,
    inputs,
    verbs,
    words,
)


@pytest.fixture(name="office")
def project_sent() -> Office:
    return office_with_project()


def test_what_was_typed_goes_with_whoever_says_for_which_body_they_speak(office: Office) -> None:
    office.people = replace(PEOPLE, bodies={})
    for person in (PARTNER, GOVERNANCE):
        say_outcome(office, person, "go_on")
    walker = Walker(office=office, person=GOVERNANCE)
    walker.type("outcome DR-0001 decline: We have this already.")
    assert w.OUTCOME_WHICH_TYPED in words(walker.card)
    walker.press("outcome", step="technical_review_board")
    filled = {one["id"]: one.get("value") for one in inputs(walker.card)}
    assert (filled["outcome"], filled["note"]) == ("decline", "We have this already.")
    walker.press("step_outcome", {"outcome": "decline", "note": "We have this already."})
    assert the(office).status == Status.DECLINED


def test_the_same_outcome_and_the_same_check_again_change_nothing_and_say_so(office: Office) -> None:
    say_outcome(office, PARTNER, "more_information", "What does it cost?")
    before = the(office)
    again = say_outcome(office, PARTNER, "more_information", "What does it cost?")
    nothing_happened(again, before)
    owner = Walker(office=office, person=DATA_TEAM)
    for _ in range(2):
        owner.type("check DR-0001 data_team started: We read it.")
    assert w.CHECK_SAME.partition(" is already ")[2].partition("{state}")[2] in words(owner.card)
    assert [line.what for line in the(office).timeline].count("check_started") == 1


def test_the_name_of_a_check_may_stand_in_quotes(office: Office) -> None:
    owner = Walker(office=office, person=DATA_TEAM)
    owner.type("check DR-0001 \u201cdata_team\u201d done")
    assert next(check.state for check in the(office).checks if check.id == "data_team") == "done"


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        (PARTNER, {"outcome", "check"}),
        (BOARD, {"outcome", "check"}),
        (DATA_TEAM, {"check"}),
        (PMO, {"check", "deliver"}),
        (GOVERNANCE, {"outcome", "check", "deliver"}),
        (CHAMPION, set()),
        (STAFF, set()),
    ],
)
def test_help_offers_the_words_for_work_to_those_whose_it_is(person: Person, offered: set[str]) -> None:
    walker = Walker(office=Office(), person=person)
    walker.type("help")
    said = words(walker.card)
    assert {word for word in ("outcome", "check", "deliver") if f"**{word} DR-0001" in said} == offered


def test_a_card_says_what_is_so_to_those_of_whom_nothing_is_asked(office: Office) -> None:
    def asked(person: Person) -> str:
        walker = Walker(office=office, person=person)
        walker.type("show DR-0001")
        return words(walker.card).partition("What is asked of you: ")[2].strip().partition("\n")[0]

    only = tuple(check for check in the(office).checks if check.id == "data_team")
    office.requests["DR-0001"] = replace(the(office), checks=only)
    say_outcome(office, PARTNER, "go_on")
    assert asked(GOVERNANCE) == f"Nothing yet. It is with {BOARD_NAME}."
    Walker(office=office, person=DATA_TEAM).type("check DR-0001 data_team done")
    assert asked(DATA_TEAM) == "Nothing now."
    say_outcome(office, BOARD, "defer", "Next year.")
    assert {asked(CHAMPION), asked(GOVERNANCE)} == {"Nothing now. It waits for a better time."}


def test_the_governance_team_is_told_when_the_rules_know_a_check_no_more(office: Office) -> None:
    request = replace(the(office), checks=(RequestCheck("old_check"),))
    said = asked_words(office.rulebook, PEOPLE, GOVERNANCE, request)
    assert "The rules name nobody for this any more, so it is for you." in said


def test_who_asked_and_also_speaks_or_delivers_can_do_so_from_their_own_card(office: Office) -> None:
    office.requests["DR-0001"] = replace(the(office), requester=BOARD, checks=())
    own = Walker(office=office, person=BOARD)
    own.type("show DR-0001")
    assert "outcome" not in verbs(own.card), "the partner has it"
    say_outcome(office, PARTNER, "go_on")
    own.type("show DR-0001")
    own.press("outcome")
    own.press("step_outcome", {"outcome": "decline", "note": "We have this already."})
    assert the(office).status == Status.DECLINED
    office.requests["DR-0001"] = replace(the(office), requester=PMO, status=Status.APPROVED)
    delivering = Walker(office=office, person=PMO)
    delivering.type("show DR-0001")
    delivering.press("deliver", state="in_delivery")
    assert the(office).status == Status.IN_DELIVERY


def test_a_step_that_the_rules_know_no_more_is_named_in_words(office: Office) -> None:
    gone = tuple(replace(step, id="old_board", body="old_board") for step in the(office).steps[:1])
    decision = replace(the(office).decision, steps=("old_board",), together=())
    request = replace(the(office), steps=gone, decision=decision)
    for card in (requester_card(office.rulebook, PEOPLE, request), outcome_card(office.rulebook, request, gone[0])):
        assert "old board" in words(card[0])
        assert "old_board" not in words(card[0])
