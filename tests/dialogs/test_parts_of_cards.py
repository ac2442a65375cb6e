"""Parts of cards, each made by itself: what stands there, and what is left out where there is nothing to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dialogs.benefits import AskedAs, Benefit
from dialogs.cards.benefit import ask_button, benefit_card, benefit_part, benefit_section, said_by
from dialogs.cards.brief import brief_question, brief_way_on
from dialogs.cards.can_do import Desk, can_do, first_to_press
from dialogs.cards.channels import channel_agenda_card
from dialogs.cards.check import similar_part
from dialogs.cards.contracts import Ending, contracts_card
from dialogs.cards.dates import day_words, decides, end_part, is_late, meetings, needed_by, request_end_part
from dialogs.model import Person, Similar, System
from dialogs.schedule import Visit
from dialogs.steps import RequestStep, StepState, steps_of
from dialogs.wording import asking, benefits, championing, channels, contracts, deciding, helping, say, say_count
from tests.dialogs.test_long_lists import DAY, DRAFT, ONE
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    GOVERNANCE,
    NOW,
    OTHER,
    PARTNER,
    PEOPLE,
    PMO,
    RULEBOOK,
    STAFF,
    buttons,
    verbs,
    words,
)

DUE = date.fromisoformat(ONE.details["needed_by"])
DONE = replace(ONE, status="Done", status_at=NOW)
SAID = Benefit(0, STAFF.aad_id, "requester", NOW, "less", "Fewer calls.", NOW)


@pytest.mark.parametrize(
    ("changes", "expected", "promised"),
    [
        ({}, True, True),
        ({"details": {}}, False, True),
        ({"answers": {"need": "fix"}}, True, False),
    ],
)
def test_who_is_asked_what_it_brought_reads_what_was_expected(
    changes: dict[str, Any], *, expected: bool, promised: bool
) -> None:
    said = words(benefit_card(RULEBOOK, PEOPLE, replace(DONE, **changes), STAFF, 0)[0])
    assert (say(benefits.EXPECTED) in said) is expected
    assert (say(benefits.PROMISED) in said) is promised
    assert say(benefits.WHY["requester"]) in said
    assert say(benefits.WHY["requester"]) not in words(benefit_card(RULEBOOK, PEOPLE, DONE, OTHER, 0)[0])


@pytest.mark.parametrize(
    ("status", "person", "answers", "offered"),
    [
        ("Done", STAFF, (), True),
        ("Done", OTHER, (), False),
        ("Approved", STAFF, (), False),
        ("Done", STAFF, (SAID,), False),
        ("Done", STAFF, (replace(SAID, measured=""),), True),  # asked, and not answered
        ("Done", STAFF, (replace(SAID, role="sponsor"),), True),
    ],
)
def test_what_it_brought_is_asked_with_a_button_until_it_was_said(
    status: str, person: Person, answers: tuple[Benefit, ...], *, offered: bool
) -> None:
    request = replace(DONE, status=status, benefits=answers)
    assert ("benefit" in verbs(benefit_part(RULEBOOK, PEOPLE, request, person))) is offered
    assert bool(ask_button(RULEBOOK, PEOPLE, request, person)) is (status == "Done" and person is STAFF)


@pytest.mark.parametrize(
    ("answers", "note", "shown"),
    [((), "", False), ((SAID,), "Fewer calls.", True), ((replace(SAID, note=""),), "", True)],
)
def test_what_was_said_is_shown_with_its_note_to_those_who_handle_it(
    answers: tuple[Benefit, ...], note: str, *, shown: bool
) -> None:
    request = replace(DONE, benefits=answers)
    part = benefit_section(PEOPLE, request)
    assert bool(part) is shown
    assert ("Fewer calls." in words(part)) is bool(note)
    assert "Fewer calls." not in words(benefit_part(RULEBOOK, PEOPLE, request, STAFF))


@pytest.mark.parametrize(("area", "name"), [("housing", "Housing"), ("place", "Place"), ("parks", None), (None, None)])
def test_who_stands_in_answers_in_the_name_of_the_area(area: str | None, name: str | None) -> None:
    roles: tuple[AskedAs, ...] = ("partner", "requester")
    partner, requester = (said_by(tuple(PEOPLE.areas.values()), replace(ONE, area=area), role) for role in roles)
    assert partner == say(championing.PARTNER_ROLE, area=name or say(championing.NO_AREA))
    assert requester == say(championing.REQUESTER_ROLE)


def test_a_question_is_asked_again_in_short_with_its_options_where_it_has_some() -> None:
    need = RULEBOOK.questions[0]
    for question in (need, replace(need, options=())):
        card = brief_question(DRAFT, question, "A line.", [])[0]
        shown = [part["text"] for part in card["body"] if part["type"] == "TextBlock"]
        options = [f"{n}. {one.label}" for n, one in enumerate(question.options, 1)]
        assert shown == [question.ask, "A line.", *(["\n".join(options)] if options else [])]
        assert card["fallbackText"] == "\n".join(["A line.", question.ask, *options])
    assert [verbs(brief_way_on("A line.", [], going=going)[0]) for going in (True, False)] == [
        {"resume", "help"},
        {"start", "help"},
    ]


BOARD_HAS_IT = replace(
    ONE, status="In review", steps=(RequestStep("board", "board", 0, StepState.CURRENT, NOW),), checks=()
)


@pytest.mark.parametrize(
    ("desk", "pressed"),
    [
        (Desk(STAFF), ["start", "my_requests"]),
        (Desk(STAFF, drafts=1), ["resume", "start", "my_requests"]),
        (Desk(BOARD, work=(BOARD_HAS_IT,)), ["my_work", "start", "my_requests"]),
        (Desk(OTHER, work=(BOARD_HAS_IT,)), ["start", "my_requests"]),
    ],
)
def test_what_waits_is_to_be_pressed_before_something_new(desk: Desk, pressed: list[str]) -> None:
    assert [one["verb"] for one in buttons(first_to_press(PEOPLE, desk))] == pressed
    lines = list(can_do(RULEBOOK, PEOPLE, desk, ()))
    assert (say_count(helping.DRAFTS_WAIT, 1) in lines) is (desk.drafts == 1)
    assert lines[-1] == say(helping.HEAR_LESS)


@pytest.mark.parametrize(
    ("person", "roles", "known_as"),
    [
        (STAFF, (), []),
        (PARTNER, (), [helping.IS_PARTNER]),
        (CHAMPION, (), [helping.IS_CHAMPION]),
        (GOVERNANCE, (), [helping.IS_GOVERNANCE]),
        (BOARD, (), [helping.IS_MEMBER]),
        (PMO, ("deliverer",), [helping.IS_OWNER]),
        (PMO, (), []),
    ],
)
def test_help_says_who_somebody_is_here(person: Person, roles: tuple[Any, ...], known_as: list[str]) -> None:
    lines = list(can_do(RULEBOOK, PEOPLE, Desk(person), roles))
    kinds = (helping.IS_PARTNER, helping.IS_CHAMPION, helping.IS_GOVERNANCE, helping.IS_MEMBER, helping.IS_OWNER)
    said = {kind: say(kind, areas="¤", bodies="¤", owned="¤").partition("¤")[0] for kind in kinds}
    assert [kind for kind in kinds if said[kind] in lines[0]] == known_as
    assert (say(helping.ALL_AREAS_LISTED) in lines) is (person is GOVERNANCE)
    assert (say(helping.AREA_LISTED, areas="Housing") in lines) is (person in {PARTNER, CHAMPION})


@pytest.mark.parametrize("day", [DAY, None])
def test_an_agenda_in_a_channel_names_the_day_where_there_is_one(day: date | None) -> None:
    card, summary = channel_agenda_card(RULEBOOK, "board", day, ())
    assert (summary == say(channels.WAITING, body=RULEBOOK.named("board"))) is (day is None)
    assert say(channels.NOTHING_YET) in words(card)


@pytest.mark.parametrize(
    ("statuses", "joins", "before"),
    [
        ((), 0, False),
        (("In review",), 1, False),
        (("Ours",), 1, False),  # a choice that somebody added is not decided
        (("Done",), 0, True),
        (("In review", "Done"), 1, True),
        (("Withdrawn", "Declined"), 0, False),
        (("Withdrawn", "Declined", "Declined", "In review"), 0, False),  # beyond the first three
    ],
)
def test_of_similar_requests_those_under_way_can_be_joined(
    statuses: tuple[str, ...], joins: int, *, before: bool
) -> None:
    similar = [Similar(f"DR-000{n}", "Title", "housing", status) for n, status in enumerate(statuses, 1)]
    part = similar_part(PEOPLE, similar)
    assert len(buttons(part)) == joins
    assert (say(asking.SIMILAR_HEADING) in words(part)) is bool(joins)
    assert (say(asking.SIMILAR_BEFORE) in words(part)) is before
    assert bool(part) is (bool(joins) or before)
    assert ("Housing" in words(part)) is bool(part)


REPAIRS = System("7", "Repairs", "A supplier", yearly_cost=1200.4)
ENDS = Ending(REPAIRS, date(2027, 3, 31), 90)


@pytest.mark.parametrize(
    ("ending", "labels"),
    [
        (ENDS, [contracts.SUPPLIER, contracts.ENDS, contracts.YEARLY_COST]),
        (replace(ENDS, system=replace(REPAIRS, supplier="")), [contracts.ENDS, contracts.YEARLY_COST]),
        (replace(ENDS, system=replace(REPAIRS, yearly_cost=None)), [contracts.SUPPLIER, contracts.ENDS]),
        (replace(ENDS, system=replace(REPAIRS, yearly_cost=0.0)),
         [contracts.SUPPLIER, contracts.ENDS, contracts.YEARLY_COST]),
    ],
)  # fmt: skip
def test_a_contract_that_ends_is_told_with_what_is_known_of_it(ending: Ending, labels: list[str]) -> None:
    card = contracts_card([ending])[0]
    known = (contracts.SUPPLIER, contracts.ENDS, contracts.YEARLY_COST)
    rows = [part["inlines"][0]["text"] for part in card["body"] if len(part.get("inlines", ())) == 2]
    assert [label for label in known if f"{say(label)}: " in rows] == labels
    for again in (True, False):
        said = words(contracts_card([replace(ending, again=again)])[0])
        assert (say(contracts.AGAIN) in said, say(contracts.FIRST) in said) == (again, not again)


@pytest.mark.parametrize(
    ("kind", "day", "after", "said"),
    [
        ("within", DAY, None, deciding.STEP_BY),
        ("meeting", DAY, None, deciding.STEP_NEXT),
        ("meeting", DAY, DAY, deciding.STEP_EARLIEST),
        ("meeting", None, None, deciding.STEP_NO_DAY),
    ],
)
def test_a_step_says_when_it_can_be(kind: Any, day: date | None, after: Any, said: str) -> None:
    assert day_words(Visit(kind, day, after), DAY) == say(said, day="Tuesday 10 March")


@pytest.mark.parametrize(
    ("due", "late"),
    [(None, False), (DAY - timedelta(days=1), True), (DAY, True), (DAY + timedelta(days=900), False)],
)
def test_a_route_that_ends_behind_the_day_that_was_given_is_too_late(due: date | None, *, late: bool) -> None:
    part = end_part(RULEBOOK, ONE.decision, DAY, due)
    assert is_late(part) is late
    passed = due is not None and due < DAY
    assert (say(deciding.TOO_LATE_PASSED, day="¤").partition("¤")[0] in words(part)) is passed
    others = words(end_part(RULEBOOK, ONE.decision, DAY, due, own=False))
    assert (say(deciding.TOO_LATE_DO) in words(part)) is late
    assert say(deciding.TOO_LATE_DO) not in others


def test_the_last_day_on_which_a_route_can_be_over_is_not_too_late() -> None:
    ends = next(n for n in range(900) if not is_late(end_part(RULEBOOK, ONE.decision, DAY, DAY + timedelta(days=n))))
    last = DAY + timedelta(days=ends)
    assert f"{last.day} {last:%B}" in words(end_part(RULEBOOK, ONE.decision, DAY, last))
    assert is_late(end_part(RULEBOOK, ONE.decision, DAY, last - timedelta(days=1)))


@pytest.mark.parametrize(
    ("details", "day"),
    [
        ({"needed_by": "2026-09-30"}, date(2026, 9, 30)),
        ({"needed_by": ""}, None),
        ({"needed_by": "soon"}, None),
        ({}, None),
    ],
)
def test_the_day_by_which_it_is_needed_is_one_that_can_be_read(details: dict[str, str], day: date | None) -> None:
    assert needed_by(RULEBOOK, {}, details) == day


def test_the_timeframe_is_decided_by_its_body_where_that_is_on_the_route() -> None:
    assert decides(RULEBOOK, ONE.decision) == RULEBOOK.named(RULEBOOK.matrix.decided_by)
    assert decides(RULEBOOK, replace(ONE.decision, steps=())) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, True),
        ({"steps": ()}, False),
        ({"status": "More information needed"}, False),
        ({"status": "Deferred"}, False),
        ({"status": "Approved"}, False),
        ({"status": "Ours"}, True),
    ],
)
def test_when_a_request_can_be_over_is_said_while_somebody_has_it(changes: dict[str, Any], *, said: bool) -> None:
    assert bool(request_end_part(RULEBOOK, replace(BOARD_HAS_IT, **changes))) is said


def test_several_contracts_stand_in_a_list_and_one_alone_is_to_be_renewed_first_of_all() -> None:
    bare = Ending(System("8", "Parking", ""), date(2027, 4, 1), 91)
    several, one = contracts_card([bare, ENDS])[0], contracts_card([ENDS])[0]
    lines = [line for line in words(several).splitlines() if "Repairs" in line or "Parking" in line]
    assert ["A supplier" in line for line in lines] == [True, False]
    assert ["£1,200" in line for line in lines] == [True, False]
    assert [button.get("style") for button in buttons(several)] == [None, None]
    assert [button.get("style") for button in buttons(one)] == ["positive"]


@pytest.mark.parametrize(
    ("kind", "day", "listed"),
    [
        ("meeting", DAY, ["Tuesday 10 March", "Tuesday 17 March"]),
        ("meeting", DAY + timedelta(days=1), ["Tuesday 17 March", "Tuesday 24 March"]),
        ("meeting", None, ["Tuesday 10 March", "Tuesday 17 March"]),
        ("within", DAY + timedelta(days=9), ["Tuesday 10 March", "Tuesday 17 March"]),
    ],
)
def test_the_next_two_meetings_are_listed_from_the_day_on_which_the_step_can_be(
    kind: Any, day: date | None, listed: list[str]
) -> None:
    dates = tuple(DAY + timedelta(days=n) for n in (14, -7, 0, 7))
    body = replace(RULEBOOK.bodies[0], next_dates=dates)
    assert meetings(body, Visit(kind, day), DAY) == listed


@pytest.mark.parametrize(
    ("status", "began", "counted"),
    [("With IT business partner", 5, True), ("Submitted", 5, False), ("With IT business partner", None, False)],
)
def test_the_days_of_a_step_run_from_when_it_began_once_it_was_picked_up(
    status: str, began: int | None, *, counted: bool
) -> None:
    alone = replace(ONE.decision, steps=ONE.decision.steps[:1])
    since = NOW - timedelta(days=began) if began else None
    steps = tuple(
        replace(step, since=since) if step.state == StepState.CURRENT else step for step in steps_of(alone, {}, NOW)
    )
    request = replace(ONE, status=status, steps=steps, decision=alone)
    left = alone.stages
    begun = since.date() if since and counted else None
    shown = end_part(RULEBOOK, alone, RULEBOOK.day, DUE, since=begun, stages=left)
    assert request_end_part(RULEBOOK, request) == shown
    other = end_part(RULEBOOK, alone, RULEBOOK.day, DUE, since=None if counted else NOW.date(), stages=left)
    assert (shown == other) is not counted
