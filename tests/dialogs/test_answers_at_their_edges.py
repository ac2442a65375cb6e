"""What is answered to a question, wherever somebody is: whose area it is, what comes next, how long it takes, dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs.model import Interview
from dialogs.position import Position, position_of
from dialogs.suggestions import SUGGESTED
from dialogs.understanding.answering import answered, area_of
from dialogs.wording import answering as w
from dialogs.wording import say
from governance_rules import Rulebook
from tests.dialogs.contexts import context_of
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.test_long_lists import DRAFT, ONE
from tests.dialogs.walker import NOW, RULEBOOK, STAFF, words

NEW = replace(DRAFT, details={}, memory={}, rules_version=RULEBOOK.version)
BOARD = next(body for body in RULEBOOK.bodies if body.id == "board")


def told(asked: str, place: Position | None = None, rules: Rulebook = RULEBOOK, **known: Any) -> str:
    turn = answered(context_of(STAFF, rulebook=rules, **known), asked, None, place)
    return words(turn.card) if turn else ""


def place_of(process: str = "", kind: Any = "topic") -> Position:
    found = position_of(RULEBOOK, replace(NEW, answers=ANSWERS[process] if process else {}))
    return replace(found, kind=kind)


@pytest.mark.parametrize(
    ("said", "draft", "area"),
    [
        ("who is the partner for housing", None, "housing"),
        ("who can help", None, None),
        ("who can help", NEW, None),
        ("who can help", replace(NEW, answers={"service_area": "place"}), "place"),
        ("who can help", replace(NEW, memory={SUGGESTED: {"service_area": "place"}}), "place"),
        ("who is the partner for housing", replace(NEW, answers={"service_area": "place"}), "housing"),
    ],
)
def test_people_are_those_of_the_area_that_is_named_or_that_the_request_is_for(
    said: str, draft: Interview | None, area: str | None
) -> None:
    assert area_of(context_of(STAFF), said, draft) == area


@pytest.mark.parametrize(
    ("kind", "process", "said"),
    [
        ("topic", "", w.NEXT_ANSWERS),
        ("understood", "", w.NEXT_ANSWERS),
        ("decision", "project", w.NEXT_DETAILS),
        ("details", "project", w.NEXT_DETAILS),
        ("check", "project", w.NEXT_CHECK),
        ("advice", "service_desk", ""),
    ],
)
def test_what_comes_next_is_told_by_where_somebody_is(kind: str, process: str, said: str) -> None:
    shown = told("what happens next?", place_of(process, kind))
    lines = (w.NEXT_START, w.NEXT_ANSWERS, w.NEXT_DETAILS, w.NEXT_CHECK)
    assert [line for line in lines if say(line) in shown] == ([said] if said else [])
    following = {one.id: one.next for one in RULEBOOK.processes if one.next}
    assert [name for name, line in following.items() if line in shown] == ([process] if process in following else [])


def test_before_a_request_what_comes_next_is_to_start_one() -> None:
    assert say(w.NEXT_START) in told("what happens next?")


@pytest.mark.parametrize(("process", "met"), [("", "all"), ("project", "its own"), ("service_desk", "none")])
def test_how_long_it_takes_is_told_of_the_steps_of_the_route_or_of_any_where_none_is_known(
    process: str, met: str
) -> None:
    place = place_of(process) if process else None
    shown = told("how long does it take?", place)
    steps = place.brief.steps if place and place.brief else ()
    own = {body.name for body in RULEBOOK.bodies if (body.id in steps if place else not body.of)}
    assert {
        body.name
        for body in RULEBOOK.bodies
        if say(w.STEP_TAKES, name=body.name, about=body.about.rstrip(".")) in shown
    } == own
    assert bool(own) is (met != "none")
    assert (say(w.NO_STEPS) in shown) is (met == "none")
    assert (say(w.ANY_ROUTE) in shown) is (met == "all")


def with_dates(**changes: Any) -> Rulebook:
    bodies = tuple(replace(body, **changes) if body is BOARD else body for body in RULEBOOK.bodies)
    return replace(RULEBOOK, bodies=bodies)


@pytest.mark.parametrize(("ahead", "days"), [((-1, 0, 7, 14), (0, 7)), ((-1, 7), (7,)), ((-1,), ())])
def test_of_the_dates_of_a_body_the_next_two_are_told_todays_among_them(
    ahead: tuple[int, ...], days: tuple[int, ...]
) -> None:
    dates = {n: NOW.date() + timedelta(days=n) for n in ahead}
    shown = told("when does the board meet?", rules=with_dates(next_dates=tuple(dates.values())))
    assert [n for n, day in dates.items() if f"{day.day} {day:%B}" in shown] == [*days]
    assert BOARD.meets.rstrip(".") in shown


@pytest.mark.parametrize("sent", [(), (1, 2), (1, 2, 3, 4)])
def test_of_own_requests_the_newest_three_are_told(sent: tuple[int, ...]) -> None:
    made = [replace(ONE, reference=f"DR-000{n}", submitted_at=NOW + timedelta(days=n)) for n in sent]
    shown = told("where is my request?", mine=tuple(made))
    assert [one.reference for one in made if one.reference in shown] == [one.reference for one in made[-3:]]
    assert (say(w.NO_REQUESTS) in shown) is (not sent)
