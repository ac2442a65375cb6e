"""Explanations are kept for answers that come again: so many and no more, and they change no decision."""

from __future__ import annotations

import random

from governance_rules import clean_answers, decide, load_rulebook
from governance_rules.decision import MOST_KEPT
from governance_rules.program import program
from governance_rules.reasons import MOST_KEPT as MOST_REASONS
from tests.governance_rules.rulebooks import AREAS, DAY, random_answers


def test_thousands_of_different_answers_keep_a_bounded_number_of_explanations() -> None:
    rulebook, chance = load_rulebook(None, AREAS, DAY), random.Random(5)
    most, most_reasons, different = 0, 0, set()
    for _ in range(2500):
        found = decide(rulebook, clean_answers(rulebook, random_answers(rulebook, chance)))
        different.add(found)
        most = max(most, len(program(rulebook).changes))
        most_reasons = max(most_reasons, len(program(rulebook).reasons))
    assert len(different) > MOST_KEPT
    assert most == MOST_KEPT == 1024
    assert most_reasons == MOST_REASONS == 4096


def test_a_decision_is_the_same_whether_its_explanation_was_kept_or_not() -> None:
    rulebook, chance = load_rulebook(None, AREAS, DAY), random.Random(6)
    answers = clean_answers(rulebook, random_answers(rulebook, chance))
    first, kept = decide(rulebook, answers), decide(rulebook, answers)
    program(rulebook).changes.clear()
    program(rulebook).reasons.clear()
    assert first == kept == decide(rulebook, answers)
