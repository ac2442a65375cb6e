"""Who was asked something about a request answers in their own words; what is decided asks nothing any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs import said_message, summary_card
from dialogs.cards.request import INFORMATION_LENGTH
from dialogs.changes import apply
from dialogs.events import By, StatusChanged
from dialogs.model import Person
from dialogs.statuses import DECIDED, UNDECIDED, Status
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import GOVERNANCE, NOW, PARTNER, PEOPLE, RULEBOOK, STAFF, Office, Walker, inputs, verbs, words

QUESTION = "Which supplier?"
ANSWER = "its called ParkCo"


def asked(*, requests: int = 1) -> tuple[Walker, Office]:
    """Somebody whose partner has asked about each of their requests."""
    office = Office()
    walker, partner = Walker(office=office), Walker(office=office, person=PARTNER)
    for number in range(1, requests + 1):
        walker.send("start")
        walker.fill(ANSWERS["project"], DETAILS)
        walker.press("submit")
        partner.type(f"ask DR-{number:04} {QUESTION}")
    assert office.requests["DR-0001"].open_question == QUESTION
    return walker, office


@pytest.mark.parametrize(
    "said", [ANSWER, "yes", "no", "ok", "2", "change of supplier, to ParkCo", "Housing", "Is ParkCo fine?"]
)
def test_typed_words_are_the_answer_to_the_partners_question(said: str) -> None:
    walker, office = asked()
    walker.type(said)
    request = office.requests["DR-0001"]
    assert request.open_question == ""
    assert said in request.details["problem"]
    assert request.timeline[-1].note == said
    assert "We took your words as your answer about DR-0001" in words(walker.card)


def test_words_are_the_answer_too_where_the_list_asks_for_more_information() -> None:
    walker, office = asked()
    walker.type(ANSWER)
    office.requests["DR-0001"] = replace(office.requests["DR-0001"], status=Status.MORE_NEEDED)
    walker.type("About 400 permits a year")
    assert office.requests["DR-0001"].status == Status.SUBMITTED
    assert "About 400 permits a year" in office.requests["DR-0001"].details["problem"]


@pytest.mark.parametrize(
    "said", ["help", "my requests", "start", "show DR-0001", "DR-0001", "hello", "what is the board?"]
)
def test_what_means_something_else_is_no_answer(said: str) -> None:
    walker, office = asked()
    walker.type(said)
    assert office.requests["DR-0001"].open_question == QUESTION


def test_while_a_question_of_a_draft_is_open_words_answer_that_one() -> None:
    walker, office = asked()
    walker.send("start")
    walker.type("renew")
    walker.type(ANSWER)
    assert office.requests["DR-0001"].open_question == QUESTION


def test_after_a_draft_was_left_words_answer_whoever_asked() -> None:
    walker, office = asked()
    walker.send("start")
    walker.type("save and leave")
    walker.type(ANSWER)
    assert ANSWER in office.requests["DR-0001"].details["problem"]


def test_while_an_are_you_sure_is_open_words_are_no_answer() -> None:
    walker, office = asked()
    walker.type("withdraw DR-0001")
    walker.type(ANSWER)
    assert office.requests["DR-0001"].open_question == QUESTION


def test_in_a_channel_words_are_no_answer() -> None:
    walker, office = asked()
    walker.personal_chat = False
    walker.type(ANSWER)
    assert office.requests["DR-0001"].open_question == QUESTION


def test_where_two_requests_wait_the_words_stand_in_the_box_of_the_one_asked_last() -> None:
    walker, office = asked(requests=2)
    walker.type(ANSWER)
    assert all(request.open_question == QUESTION for request in office.requests.values())
    assert inputs(walker.card)[0]["value"] == ANSWER
    assert "DR-0001, DR-0002" in words(walker.card).replace("DR-0002, DR-0001", "DR-0001, DR-0002")
    walker.press("answer", {"information": ANSWER})
    assert office.requests["DR-0002"].open_question == ""
    walker.type("a second answer")
    assert office.requests["DR-0001"].open_question == ""


def test_an_answer_that_is_too_long_comes_back_as_it_was_typed() -> None:
    walker, office = asked()
    walker.type("many words " * 400)
    assert office.requests["DR-0001"].open_question == QUESTION
    assert inputs(walker.card)[0]["value"] == ("many words " * 400).strip()
    assert "Make it 4,000 or fewer" in words(walker.card)


@pytest.mark.parametrize("status", sorted(DECIDED))
def test_after_a_decision_no_card_shows_the_question_or_a_box_for_the_answer(status: str) -> None:
    walker, office = asked()
    before = office.requests["DR-0001"]
    decided = apply(before, StatusChanged(status), By(Person("", ""), ""), NOW)
    assert (decided.open_question, decided.asked_by) == ("", "")
    for request in (decided, replace(before, status=status)):  # of a register from before, too
        office.requests["DR-0001"] = replace(request, timeline=())
        walker.type("show DR-0001")
        cards = [walker.card, said_message(RULEBOOK, request, STAFF, "There is a question for you.", event="asked")[0]]
        cards += [
            summary_card(RULEBOOK, PEOPLE, office.requests["DR-0001"], person, role)[0]
            for person, role in ((PARTNER, "partner"), (GOVERNANCE, "governance"))
        ]
        for card in cards:
            assert QUESTION not in words(card)
            # Only what was deferred can be taken up again, by who speaks for its step.
            assert not inputs(card) or status == Status.DEFERRED
            assert not {i["id"] for i in inputs(card)} - {"outcome", "note", "timeframe"}
            assert "answer" not in verbs(card)


def test_an_answer_may_be_as_long_as_its_box_and_no_longer() -> None:
    for length, taken in ((INFORMATION_LENGTH, True), (INFORMATION_LENGTH + 1, False)):
        walker, office = asked()
        walker.send("answer", {"form": "information", "reference": "DR-0001"}, {"information": "x" * length})
        assert (office.requests["DR-0001"].open_question == "") is taken
        assert ("4,001 characters" in words(walker.card)) is not taken
    walker, _ = asked()
    walker.send("answer", {"form": "information", "reference": "DR-0001"}, {"information": "x" * 4000, "other": "y"})
    assert "characters" not in words(walker.card), "it is not its length that is wrong"


@pytest.mark.parametrize("status", sorted(UNDECIDED))
def test_a_status_that_decides_nothing_leaves_the_question_open(status: str) -> None:
    _, office = asked()
    moved = apply(office.requests["DR-0001"], StatusChanged(status), By(Person("", ""), ""), NOW)
    assert moved.open_question == QUESTION
