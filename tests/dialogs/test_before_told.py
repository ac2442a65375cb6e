"""Who is told after a meeting sees a request as it stood before it, whatever the meeting has said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.before_told import as_before
from dialogs.changes import apply
from dialogs.events import By, StepDecided
from dialogs.model import Request
from dialogs.statuses import Status
from dialogs.steps import Outcome, current_steps, moved_to
from tests.dialogs.before_the_board import MORNING, ONE
from tests.dialogs.walker import BOARD

BY = By(BOARD, "Board")
CAME = MORNING - timedelta(days=9)


def with_body(*bodies: str) -> Request:
    """The request since it came to these bodies."""
    steps = moved_to(ONE.steps, set(bodies), "Somebody", CAME)
    return replace(ONE, steps=steps, status=Status.IN_REVIEW, status_at=CAME)


@pytest.mark.parametrize("outcome", Outcome)
def test_whatever_the_board_says_it_is_still_before_the_board(outcome: Outcome) -> None:
    request = with_body("board")
    event = StepDecided("board", "Board", outcome, "Because.", timeframe="later")
    after = apply(request, event, BY, MORNING)
    assert after.steps != request.steps
    before = as_before(after, "board", MORNING, sets_timeframe=True)
    assert (before.steps, before.status, before.timeline) == (request.steps, request.status, request.timeline)
    assert (before.decision_note, before.timeframe) == (request.decision_note, request.timeframe)


@pytest.mark.parametrize("outcome", [Outcome.GO_ON, Outcome.DECLINE])
def test_a_body_beside_it_has_the_request_too(outcome: Outcome) -> None:
    request = with_body("ict_improvement_group", "technical_review_board")
    assert len(current_steps(request.steps)) == 2
    said = StepDecided("technical_review_board", "Review", outcome, "Because.", process="Project")
    before = as_before(apply(request, said, BY, MORNING), "technical_review_board", MORNING)
    assert (before.steps, before.status, before.final_process) == (request.steps, request.status, "")


def test_what_was_said_before_the_meeting_stays() -> None:
    request = with_body("board")
    after = apply(request, StepDecided("board", "Board", Outcome.DEFER, "Later."), BY, MORNING)
    assert as_before(after, "board", MORNING + timedelta(hours=1)) is after
    assert as_before(after, "technical_review_board", MORNING) is after


def test_what_another_body_has_said_since_is_told_with_all_before_it() -> None:
    went_on = apply(with_body("board"), StepDecided("board", "Board", Outcome.GO_ON, "Fine."), BY, MORNING)
    review = StepDecided("technical_review_board", "Review", Outcome.DECLINE, "It does not fit.")
    after = apply(went_on, review, BY, MORNING + timedelta(hours=1))
    assert as_before(after, "board", MORNING) is after
    held_too = as_before(after, "technical_review_board", MORNING)
    assert as_before(held_too, "board", MORNING).steps == with_body("board").steps
