"""Small parts of cards at their edges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.cards.elements import bar
from dialogs.cards.route import reasons_part
from governance_rules import decide
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.walker import RULEBOOK, words


@pytest.mark.parametrize(
    ("share", "widths"),
    [(-5, [100]), (0, [100]), (1, [1, 99]), (99, [99, 1]), (100, [100]), (105, [100])],
)
def test_a_bar_is_a_hundred_wide_whatever_the_score(share: int, widths: list[int]) -> None:
    columns = bar(share)["columns"]
    assert [c["width"] for c in columns] == widths
    assert (columns[0]["style"] == "accent") is (share > 0)


def test_reasons_leave_out_a_question_that_the_rules_of_today_no_longer_ask() -> None:
    answers = ANSWERS["explore"]
    decision = decide(RULEBOOK, answers)
    reason = next(r for r in decision.reasons if "need" in r.answers)
    without = replace(
        RULEBOOK,
        topics=tuple(replace(t, questions=tuple(q for q in t.questions if q.id != "need")) for t in RULEBOOK.topics),
    )
    said = words({"body": reasons_part(without, answers, decision)})
    assert reason.because in said
    assert "What you need" in words({"body": reasons_part(RULEBOOK, answers, decision)})
    assert "What you need" not in said
