"""The agenda of a meeting: what is on it, in which order, and what there is no time for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from bot.board.agenda import Marks, agenda_of, is_before
from dialogs.model import Request
from dialogs.statuses import Status
from dialogs.steps import RequestStep, StepState
from governance_rules import Rulebook, load_rulebook
from governance_rules.bodies import Body
from tests.bot.board.requests_cast import AREAS, DAY, a_request

MEETING = date(2026, 12, 9)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(None, AREAS, DAY)


@pytest.fixture(scope="module")
def board(rulebook: Rulebook) -> Body:
    return next(body for body in rulebook.bodies if body.id == "board")


def scored(rulebook: Rulebook, number: int, value: int | None, achievability: int | None = 50) -> Request:
    request = a_request(rulebook, number)
    return replace(request, decision=replace(request.decision, value=value, achievability=achievability))


def test_what_is_worth_most_comes_first_then_what_is_easiest_then_the_oldest(rulebook: Rulebook, board: Body) -> None:
    requests = [
        scored(rulebook, 10, 60, 20),
        scored(rulebook, 9, 60, 20),
        scored(rulebook, 4, None, None),
        scored(rulebook, 3, 60, 70),
        scored(rulebook, 2, 0, 0),
        scored(rulebook, 1, 90, 0),
    ]
    agenda = agenda_of(requests, board, MEETING)
    assert [item.request.reference for item in agenda.items] == [f"DR-{n:04d}" for n in (1, 3, 9, 10, 2, 4)]
    assert [item.place for item in agenda.items] == [1, 2, 3, 4, 5, 6]


def test_only_what_is_with_the_body_now_is_on_its_agenda(rulebook: Rulebook, board: Body) -> None:
    request = a_request(rulebook, 1)
    over = RequestStep("board", "board", 1, StepState.OVER)
    assert is_before(request, "board")
    assert not is_before(request, "technical_review_board")
    assert not is_before(replace(request, steps=(over,)), "board")
    assert not is_before(replace(request, status=Status.WITHDRAWN), "board")
    assert is_before(replace(request, status=Status.DEFERRED), "board")
    assert agenda_of([replace(request, steps=(over,))], board, MEETING).items == ()


def test_each_request_has_its_time(rulebook: Rulebook, board: Body) -> None:
    requests = [a_request(rulebook, number) for number in range(1, 4)]
    said = [item.time for item in agenda_of(requests, board, MEETING).items]
    assert said == ["2pm", "2:10pm", "2:20pm"]
    late = replace(board, starts=time(11, 45), minutes_an_item=20)
    assert [item.time for item in agenda_of(requests, late, MEETING).items] == ["11:45am", "12:05pm", "12:25pm"]
    assert {item.time for item in agenda_of(requests, replace(board, starts=None), MEETING).items} == {""}


def test_what_is_more_than_a_meeting_takes_waits(rulebook: Rulebook, board: Body) -> None:
    requests = [a_request(rulebook, number) for number in range(1, 101)]
    agenda = agenda_of(requests, board, MEETING)
    assert (len(agenda.items), len(agenda.heard), len(agenda.waiting)) == (100, 20, 80)
    assert {item.time for item in agenda.waiting} == {""}


def test_what_is_kept_of_a_meeting_stands_first_and_in_its_place(rulebook: Rulebook, board: Body) -> None:
    requests = [scored(rulebook, 1, 90), scored(rulebook, 2, 50), scored(rulebook, 3, 70)]
    kept = {"DR-0002": Marks(1, put_off=True), "DR-0003": Marks(2, late=True)}
    agenda = agenda_of(requests, board, MEETING, kept)
    assert [(item.request.reference, item.late, item.put_off) for item in agenda.items] == [
        ("DR-0002", False, True),
        ("DR-0003", True, False),
        ("DR-0001", False, False),
    ]
