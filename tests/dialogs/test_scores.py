"""The scores of a route say of how many points they are, whatever the weights."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.cards.route import scores_part
from governance_rules import Rulebook, decide
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.walker import RULEBOOK, words


def with_weight(question: str, weight: int) -> Rulebook:
    """The shipped rulebook with another weight for one criterion."""
    axes = tuple(
        replace(a, criteria=tuple(replace(c, weight=weight) if c.question == question else c for c in a.criteria))
        for a in RULEBOOK.matrix.axes
    )
    return replace(RULEBOOK, matrix=replace(RULEBOOK.matrix, axes=axes))


@pytest.mark.parametrize(("weight", "most"), [(3, 30), (2, 27), (10, 51)])
def test_a_score_says_of_how_many_points_it_is_by_the_weights_of_the_day(weight: int, most: int) -> None:
    rules = with_weight("sponsor", weight)
    decision = decide(rules, ANSWERS["project"])
    got = sum(b.points * b.weight for b in decision.breakdown if b.axis == "achievability")
    assert f"How easy to do: {got} of {most} points" in words(scores_part(rules, decision))


def test_a_past_decision_keeps_the_points_of_its_own_day() -> None:
    before = decide(RULEBOOK, ANSWERS["project"])
    assert "of 30 points" in words(scores_part(with_weight("sponsor", 2), before))
    assert "of 27 points" not in words(scores_part(with_weight("sponsor", 2), before))
