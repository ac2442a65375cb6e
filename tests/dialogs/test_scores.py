"""The scores of a route say of how many points they are, whatever the weights."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs import summary_card
from dialogs.cards.route import score_words, scores_part
from governance_rules import Rulebook, decide
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import PARTNER, PEOPLE, RULEBOOK, Walker, words


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
    assert f"How easy to do: {got} of {most} points" in words(scores_part(rules, ANSWERS["project"], decision)[2])


def test_a_past_decision_keeps_the_points_of_its_own_day() -> None:
    before = decide(RULEBOOK, ANSWERS["project"])
    assert "of 30 points" in words(scores_part(with_weight("sponsor", 2), ANSWERS["project"], before)[2])
    assert "of 27 points" not in words(scores_part(with_weight("sponsor", 2), ANSWERS["project"], before)[2])


NOT_KNOWN = {**ANSWERS["change_request"], "yearly_benefit": "not_known", "delivery_effort": "not_sure"}
VALUE = "Value: 16 out of 100 now, up to 46 once you know yearly benefit"
EASE = "How easy to do: 33 out of 100 now, up to 73 once you know length of the work"


def test_what_is_not_known_yet_is_said_beside_the_score_with_what_knowing_it_could_make_of_it() -> None:
    walker = Walker()
    walker.to_route(NOT_KNOWN)
    for card in (walker.card, walker.type("why")):
        said = words(card)
        assert VALUE in said
        assert EASE in said
        assert "It is fine not to know." in said
        assert VALUE in card["fallbackText"]
    walker.fill(NOT_KNOWN, DETAILS)
    walker.press("submit")
    (request,) = walker.office.requests.values()
    assert VALUE in words(walker.card)
    assert VALUE in words(summary_card(RULEBOOK, PEOPLE, request, PARTNER, "partner")[0])
    assert (request.decision.value, request.decision.achievability) == (16, 33), "what is stored stays"


def test_where_everything_is_known_a_score_is_a_plain_score() -> None:
    walker = Walker()
    walker.to_route({**NOT_KNOWN, "yearly_benefit": "under_10k", "delivery_effort": "weeks"})
    said = words(walker.card)
    assert "once you know" not in said
    assert "It is fine not to know." not in said
    assert "Value: 26 out of 100" in said.split("\n")


@pytest.mark.parametrize(
    ("name", "inside"),
    [("Yearly benefit", "yearly benefit"), ("IT work", "IT work"), ("PCs", "PCs"), ("E-Forms", "e-Forms"), ("B", "b")],
)
def test_a_name_inside_a_sentence_begins_small_unless_its_second_letter_is_a_capital(name: str, inside: str) -> None:
    topics = tuple(
        replace(t, questions=tuple(replace(q, short=name) if q.id == "yearly_benefit" else q for q in t.questions))
        for t in RULEBOOK.topics
    )
    said = score_words(replace(RULEBOOK, topics=topics), decide(RULEBOOK, NOT_KNOWN), NOT_KNOWN)
    assert said[0] == f"Value: 16 out of 100 now, up to 46 once you know {inside}"
