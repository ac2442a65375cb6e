"""A step or a timeframe that somebody wrote into the list is understood as people write it, or decides nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.sharepoint.step_names import NamedSteps, named_steps, named_timeframe
from dialogs.steps import RequestStep, StepState
from tests.bot.sharepoint.sharepoint_cases import rulebook

STEPS = (
    RequestStep("it_business_partner", "it_business_partner", 0, StepState.OVER),
    RequestStep("board", "board", 1, StepState.CURRENT),
    RequestStep("technical_review_board", "technical_review_board", 2),
)
TRB = ("technical_review_board",)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("Technical Review Board", TRB),
        ("technical_review_board", TRB),
        ("  TECHNICAL   review\u00a0Board ; ", TRB),
        ("Digital, Data and Customer Board", ("board",)),
        ("digital,data and customer board", ("board",)),
        ("Technical Review Board; Digital, Data and Customer Board", ("board", *TRB)),
        ("Digital, Data and Customer Board, Technical Review Board", ("board", *TRB)),
        ("board,technical_review_board", ("board", *TRB)),
        ("board\nTechnical Review Board", ("board", *TRB)),
        ("board; board; Board", ("board",)),
        ("", ()),
        (" ;, ; ", ()),
    ],
)
def test_names_are_read_forgivingly(text: str, steps: tuple[str, ...]) -> None:
    assert named_steps(text, STEPS, rulebook()) == NamedSteps(steps)


def test_a_name_that_is_no_step_costs_itself_alone() -> None:
    named = named_steps("Technical Review Board; The mayor; ICT Improvement Group", STEPS, rulebook())
    assert named == NamedSteps(TRB, 2, ("ict_improvement_group",))
    assert named_steps("Technical, Review Board", STEPS, rulebook()) == NamedSteps((), 2)


def test_a_cell_of_a_column_that_was_made_a_page_of_text_is_read_to_its_start_alone() -> None:
    assert named_steps("; " * 400_000 + "board", STEPS, rulebook()) == NamedSteps(())


def test_the_visit_that_is_meant_is_the_one_that_can_be() -> None:
    twice = (*STEPS[:2], RequestStep("board_again", "board", 2))
    bodies = (
        *rulebook().bodies,
        replace(rulebook().bodies[1], id="board_again", name="The board once more", of="board"),
    )
    rules = replace(rulebook(), bodies=bodies)
    assert named_steps("The board once more", twice, rules).steps == ("board_again",)
    assert named_steps("Digital, Data and Customer Board", twice, rules).steps == ("board",)


@pytest.mark.parametrize(
    ("text", "timeframe"), [("Now", "now"), (" LATER ", "later"), ("next", "next"), ("Soon", None)]
)
def test_a_timeframe_is_read_by_name_or_id(text: str, timeframe: str | None) -> None:
    assert named_timeframe(text, rulebook()) == timeframe


def test_a_step_that_the_rules_know_no_more_is_read_as_the_cell_shows_it() -> None:
    steps = (*STEPS, RequestStep("old_panel", "old_panel", 3))
    assert named_steps("old panel", steps, rulebook()).steps == ("old_panel",)
