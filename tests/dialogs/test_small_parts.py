"""Small parts of cards at their edges."""

from __future__ import annotations

from dataclasses import replace

from dialogs.cards.route import reasons_part
from governance_rules import decide
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.walker import RULEBOOK, words


def test_reasons_leave_out_a_question_that_the_rules_of_today_no_longer_ask() -> None:
    answers = ANSWERS["explore"]
    decision = decide(RULEBOOK, answers)
    reason = next(r for r in decision.reasons if "need" in r.answers)
    without = replace(
        RULEBOOK,
        topics=tuple(replace(t, questions=tuple(q for q in t.questions if q.id != "need")) for t in RULEBOOK.topics),
    )
    said = words(reasons_part(without, answers, decision)[2])
    assert reason.because in said
    assert "What you need" in words(reasons_part(RULEBOOK, answers, decision)[2])
    assert "What you need" not in said
