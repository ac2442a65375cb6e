"""How far a score could still go: what knowing more would make of it, and never a point that no answer gives."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from governance_rules import SHIPPED, Rulebook, RulebookProblems, decide
from governance_rules.outlook import outlook
from tests.rules_reading import load_rulebook

KNOWN: dict[str, Any] = {
    "need": "change_system",
    "service_area": "housing",
    "reach": "my_service",
    "data": "none",
    "technical_impact": ("none",),
    "ai": "no",
    "procurement": "nothing_to_buy",
    "deadline": "service_plan",
    "strategy_fit": ("people_and_skills",),
    "yearly_benefit": "under_10k",
    "delivery_effort": "weeks",
    "replaces_legacy": "no",
    "sponsor": "informal",
    "user_research": "planned",
}
UNKNOWN: dict[str, Any] = {
    "yearly_benefit": "not_known",
    "delivery_effort": "not_sure",
    "technical_impact": ("not_sure",),
}
"""The questions of the matrix that can be answered with not knowing, and that answer."""
_MANY: dict[str, list[Any]] = {"technical_impact": [("none",), ("new_hosting",), ("new_hosting", "data_migration")]}


def answers_of(rulebook: Rulebook, question: str) -> list[Any]:
    asked = next(q for q in rulebook.questions if q.id == question)
    return _MANY.get(question) or [o.id for o in asked.options if o.id != UNKNOWN[question]]


@pytest.mark.parametrize("open_ones", [c for n in range(4) for c in itertools.combinations(UNKNOWN, n)])
def test_the_most_is_the_best_that_any_answers_to_what_is_not_known_would_give(
    shipped: Rulebook, open_ones: tuple[str, ...]
) -> None:
    answers = {**KNOWN, **{question: UNKNOWN[question] for question in open_ones}}
    seen = {one.role: one for one in outlook(shipped, decide(shipped, answers), answers)}
    best = {"value": 0, "achievability": 0}
    for given in itertools.product(*(answers_of(shipped, question) for question in open_ones)):
        told = decide(shipped, {**answers, **dict(zip(open_ones, given, strict=True))})
        assert told.value is not None
        assert told.achievability is not None
        best = {
            "value": max(best["value"], told.value),
            "achievability": max(best["achievability"], told.achievability),
        }
    assert {role: one.most for role, one in seen.items()} == best
    assert {question for one in seen.values() for question in one.unknown} == set(open_ones)


def test_what_gives_no_points_because_it_is_so_is_no_unknown(shipped: Rulebook) -> None:
    answers = {**KNOWN, "strategy_fit": ("none",), "sponsor": "none", "deadline": "none", "user_research": "none"}
    assert all(
        one.unknown == () and one.most == one.score for one in outlook(shipped, decide(shipped, answers), answers)
    )


def test_a_route_without_scores_has_no_outlook(shipped: Rulebook) -> None:
    answers = {"need": "fix"}
    assert outlook(shipped, decide(shipped, answers), answers) == ()


def test_a_past_decision_goes_by_the_weights_of_its_own_day(shipped: Rulebook) -> None:
    answers = {**KNOWN, **UNKNOWN}
    before = decide(shipped, answers)
    axes = tuple(replace(a, criteria=tuple(replace(c, weight=9) for c in a.criteria)) for a in shipped.matrix.axes)
    today = replace(shipped, matrix=replace(shipped.matrix, axes=axes))
    assert outlook(today, before, answers) == outlook(shipped, before, answers)


def test_an_option_that_there_is_not_is_found_by_the_check(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "rules"))
    matrix = folder / "matrix.yaml"
    written = matrix.read_text(encoding="utf-8")
    matrix.write_text(written.replace("not_known: [not_known]", "not_known: [not_know]"), encoding="utf-8")
    with pytest.raises(RulebookProblems) as raised:
        load_rulebook(folder, {"housing": "Housing"}, date(2026, 3, 2))
    assert "yearly_benefit has no option not_know. Did you mean not_known?" in str(raised.value)
