"""Dates in order: each step on its first meeting after the one before, the end as a day, and plainly when late."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dialogs import confirmation, summary_card
from dialogs.cards.dates import end_part, needed_by
from dialogs.cards.route import steps_part
from dialogs.schedule import schedule_of
from dialogs.statuses import Status
from governance_rules import Rulebook, decide
from tests.dialogs.journeys import ANSWERS, random_answers
from tests.dialogs.walker import AREAS, PARTNER, PEOPLE, RULEBOOK, Office, Walker, inputs, words
from tests.rules_reading import load_rulebook

PARTNER_STEP, BOARD, GROUP, TECHNICAL = (
    "it_business_partner",
    "board",
    "ict_improvement_group",
    "technical_review_board",
)
SUNDAY = date(2026, 11, 29)
RULES = load_rulebook(None, AREAS, SUNDAY)
PROJECT = decide(RULES, ANSWERS["project"])
TEXTS = {"title": "Repairs", "problem": "They wait.", "outcome": "They do not."}


def with_body(rules: Rulebook, body: str, **changes: Any) -> Rulebook:
    """The same rules with another body; a further visit to it is left as it is."""
    bodies = tuple(replace(b, **changes) if b.id == body else b for b in rules.bodies)
    return replace(rules, bodies=bodies)


def days(rules: Rulebook, today: date, since: date | None = None) -> dict[str, date | None]:
    return {step: visit.day for step, visit in schedule_of(rules, PROJECT, today, since).visits.items()}


def test_each_step_is_on_its_first_meeting_after_the_one_before_can_be_over() -> None:
    assert days(RULES, SUNDAY) == {
        PARTNER_STEP: date(2026, 12, 7),
        BOARD: date(2026, 12, 9),
        GROUP: date(2026, 12, 17),
        TECHNICAL: date(2026, 12, 15),
    }
    assert schedule_of(RULES, PROJECT, SUNDAY).end == date(2026, 12, 17), "side by side, and the later of both"


def test_a_meeting_on_the_very_day_on_which_the_step_before_is_over_is_too_early() -> None:
    assert days(RULES, date(2026, 12, 2))[PARTNER_STEP] == date(2026, 12, 9)
    assert days(RULES, date(2026, 12, 2))[BOARD] == date(2027, 1, 13)


def test_working_days_leave_out_weekends_bank_holidays_and_closing_days() -> None:
    assert days(RULES, date(2026, 12, 22))[PARTNER_STEP] == date(2026, 12, 31)
    closed = replace(RULES, closed_on=(date(2026, 12, 29), date(2026, 12, 30)))
    assert days(closed, date(2026, 12, 22))[PARTNER_STEP] == date(2027, 1, 5)
    assert days(replace(RULES, bank_holidays="none"), date(2026, 12, 22))[PARTNER_STEP] == date(2026, 12, 29)


def test_after_a_step_without_a_date_no_date_is_made_up() -> None:
    rules = with_body(RULES, BOARD, next_dates=())
    assert days(rules, SUNDAY) == {PARTNER_STEP: date(2026, 12, 7), BOARD: None, GROUP: None, TECHNICAL: None}
    found = schedule_of(rules, PROJECT, SUNDAY)
    assert (found.end, found.unknown) == (None, BOARD)
    said = words(end_part(rules, PROJECT, SUNDAY, date(2026, 12, 1)))
    assert said == "We cannot say when you hear. There is no date yet for: Digital, Data and Customer Board."
    shown = words(steps_part(rules, PROJECT, None, SUNDAY))
    assert shown.count("There is no date yet.") == 2 + 3, "two stages of the track, and three steps in what is folded"


def test_of_two_steps_side_by_side_the_one_without_a_date_leaves_both_without_one() -> None:
    rules = with_body(RULES, GROUP, next_dates=())
    shown = words(steps_part(rules, PROJECT, None, SUNDAY))
    assert shown.count("There is no date yet.") == 1 + 1, "the stage of the track, and the step in what is folded"


def test_dates_that_have_passed_count_no_more() -> None:
    late = date(2027, 7, 10)
    assert days(RULES, late)[BOARD] is None, "the partner is done on 19 July, after the last meeting of the board"
    assert days(RULES, date(2027, 7, 1))[BOARD] == date(2027, 7, 14)


def test_a_partner_who_meets_and_takes_no_days_is_over_on_a_meeting() -> None:
    rules = with_body(RULES, PARTNER_STEP, working_days=0)
    assert days(rules, SUNDAY)[PARTNER_STEP] == date(2026, 12, 1)
    assert "Next on Tuesday 1 December" in words(steps_part(rules, PROJECT, None, SUNDAY))


def test_a_meeting_on_the_day_on_which_a_request_comes_is_too_early_for_the_first_step_too() -> None:
    rules = with_body(RULES, PARTNER_STEP, working_days=0)
    meeting, following = rules.bodies[0].next_dates[:2]
    assert days(rules, meeting)[PARTNER_STEP] == following
    assert days(rules, meeting, since=meeting - timedelta(days=1))[PARTNER_STEP] == meeting


def test_a_second_visit_to_a_body_is_on_a_later_meeting_of_it() -> None:
    board = next(b for b in RULES.bodies if b.id == BOARD)
    again = replace(board, id="board_again", of=BOARD)
    rules = replace(RULES, bodies=(*RULES.bodies, again))
    decision = replace(PROJECT, steps=(*PROJECT.steps, "board_again"))
    assert schedule_of(rules, decision, SUNDAY).visits["board_again"].day == date(2027, 1, 13)


@pytest.mark.parametrize("seed", range(40))
def test_no_step_of_any_route_is_before_the_one_above_it(seed: int) -> None:
    decision = decide(RULES, random_answers(RULES, random.Random(seed)))
    found = schedule_of(RULES, decision, SUNDAY)
    before: date | None = None
    for stage in decision.stages:
        known = [day for step in stage if (day := found.visits[step].day) is not None]
        assert len(known) == len(stage)
        assert before is None or min(known) > before
        before = max(known)
    assert found.end == before


def test_the_card_says_the_days_in_order_and_the_end_as_a_day() -> None:
    said = words(steps_part(RULES, PROJECT, None, SUNDAY))
    places = [
        said.index(part)
        for part in (
            "By Monday 7 December\n",
            "On Wednesday 9 December at the earliest\n",
            "On Thursday 17 December at the earliest\n",
            "By Monday 7 December. A first talk",
            "On Tuesday 15 December at the earliest. ",
        )
    ]
    assert places == sorted(places)
    assert words(end_part(RULES, PROJECT, SUNDAY, None)) == "The earliest decision is on Thursday 17 December."


def to_the_route(walker: Walker, process: str) -> None:
    """Answer by cards until the route is shown."""
    walker.send("start")
    for _ in range(20):
        if walker.summary.startswith("Your route is"):
            return
        shown = {i["id"]: ANSWERS[process][i["id"]] for i in inputs(walker.card)}
        walker.press("answer", {i: h if isinstance(h, str) else ",".join(h) for i, h in shown.items()})
    raise AssertionError("no route is shown")


def test_a_route_without_the_board_never_says_that_it_decides() -> None:
    walker = Walker()
    to_the_route(walker, "change_request")
    assert walker.summary == "Your route is Change request"
    assert "Suggested time" in words(walker.card)
    assert "board decides" not in words(walker.card).casefold()
    assert "earliest decision" not in words(walker.card)
    assert "You can be through with all of this on" in words(walker.card)


def test_a_route_with_the_board_names_it() -> None:
    walker = Walker()
    to_the_route(walker, "project")
    assert "The Digital, Data and Customer Board decides." in words(walker.card)
    assert "The earliest decision is on" in words(walker.card)


@pytest.mark.parametrize(
    ("due", "says"),
    [
        (date(2026, 12, 16), "That is too late for Wednesday 16 December, the date that you gave us."),
        (date(2026, 12, 17), ""),
        (None, ""),
        (date(2026, 11, 28), "The date that was given has passed: Saturday 28 November."),
    ],
)
def test_an_end_after_the_day_that_was_given_is_said_with_what_can_be_done(due: date | None, says: str) -> None:
    said = words(end_part(RULES, PROJECT, SUNDAY, due))
    assert "The earliest decision is on Thursday 17 December." in said
    assert says in said
    assert ("Talk to IT now" in said) is bool(says)
    assert "urgent" not in said, "nothing is offered that the rules do not offer"


def test_what_the_rules_offer_when_a_meeting_is_too_late_is_offered_then_alone() -> None:
    rules = with_body(RULES, BOARD, sooner="Ask the secretary for an urgent item.")
    assert "urgent item" in words(end_part(rules, PROJECT, SUNDAY, date(2026, 12, 1)))
    assert "urgent item" not in words(end_part(rules, PROJECT, SUNDAY, date(2027, 12, 1)))


def sent(rules: Rulebook, details: Mapping[str, str]) -> Office:
    office = Office()
    office.rulebook = rules
    walker = Walker(office=office)
    walker.send("start")
    walker.fill(ANSWERS["project"], details)
    assert "submit" in str(walker.card)
    if "needed_by" in details:
        assert "That is too late for Tuesday 3 March, the date that you gave us." in words(walker.card)
        assert "Your contact is" in words(walker.card)
    walker.press("submit")
    return office


def test_the_card_before_sending_the_requesters_and_the_partners_say_that_it_is_too_late() -> None:
    office = sent(RULEBOOK, {**TEXTS, "needed_by": "2026-03-03"})
    request = office.requests["DR-0001"]
    own = words(confirmation(RULEBOOK, PEOPLE, request)[0])
    theirs = words(summary_card(RULEBOOK, PEOPLE, request, PARTNER, "partner")[0])
    assert "The earliest decision is on" in own
    assert "the date that you gave us" in own
    assert "That is too late for Tuesday 3 March, the date that they gave us." in theirs


def test_a_request_that_is_shown_weeks_later_has_dates_of_that_day_and_none_once_others_have_it() -> None:
    request = sent(RULEBOOK, TEXTS).requests["DR-0001"]
    later = load_rulebook(None, AREAS, date(2026, 12, 20))
    assert "The earliest decision is on 26 January 2027." in words(confirmation(later, PEOPLE, request)[0])
    shown: dict[str, str] = {}
    for status in Status:
        card, _ = confirmation(later, PEOPLE, replace(request, status=status))
        shown[status] = words(card)
    assert {status for status, said in shown.items() if "earliest decision" in said} == {
        Status.SUBMITTED,
        Status.WITH_PARTNER,
        Status.IN_REVIEW,
    }


def test_working_days_of_a_first_step_run_from_when_it_began() -> None:
    assert days(RULES, date(2026, 12, 4), since=date(2026, 11, 30))[PARTNER_STEP] == date(2026, 12, 7)
    assert days(RULES, date(2026, 12, 8), since=date(2026, 11, 30))[PARTNER_STEP] == date(2026, 12, 8)
    assert days(RULES, date(2026, 12, 8), since=date(2026, 11, 30))[BOARD] == date(2026, 12, 9)


def test_the_text_of_the_card_says_the_end_too() -> None:
    walker = Walker()
    to_the_route(walker, "project")
    assert walker.card is not None
    assert "The earliest decision is on" in walker.card["fallbackText"]


def test_a_contracts_end_that_is_a_question_of_its_own_counts_as_a_date_that_was_given() -> None:
    question = next(q for q in RULES.questions if q.id == "deadline")
    ends = replace(question, id="contract_ends", kind="date", role="ends", options=(), error="")
    topics = tuple(replace(t, questions=(*t.questions, ends)) if t.id == question.topic else t for t in RULES.topics)
    rules = replace(RULES, topics=topics)
    assert needed_by(rules, {"contract_ends": "2027-01-31"}, {}) == date(2027, 1, 31)
    assert needed_by(rules, {"contract_ends": "2027-01-31"}, {"needed_by": "2026-12-24"}) == date(2026, 12, 24)
    assert needed_by(rules, {"contract_ends": "soon"}, {"needed_by": "in May"}) is None
