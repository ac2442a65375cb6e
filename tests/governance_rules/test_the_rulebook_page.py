"""The shipped rule files and the engine say what the rulebook page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from governance_rules import (
    AnswerProblem,
    Rulebook,
    clean_answers,
    decide,
    decision_from_json,
    decision_to_json,
    decision_to_store,
    details_asked,
    path,
)
from tests.governance_rules import oracle
from tests.rules_reading import load_rulebook

Make = Callable[..., dict[str, object]]


def test_every_question_and_option_of_the_page_is_there_in_its_order(shipped: Rulebook) -> None:
    assert {q.id: [o.id for o in q.options] for q in shipped.questions} == oracle.OPTIONS
    assert [q.id for q in shipped.questions] == [*oracle.OPTIONS]
    assert [q.id for q in shipped.questions if q.several] == [*oracle.SEVERAL]
    assert [b.id for b in shipped.bodies] == [*oracle.BODIES]


def test_a_topic_is_a_card_as_on_the_page(shipped: Rulebook) -> None:
    assert [[q.id for q in t.questions] for t in shipped.topics] == [
        ["need"],
        ["service_area", "corporate_tool"],
        ["reach", "data", "technical_impact", "ai"],
        ["procurement", "whole_life_cost"],
        ["deadline", "strategy_fit", "yearly_benefit"],
        ["delivery_effort", "replaces_legacy", "sponsor", "user_research"],
    ]


@pytest.mark.parametrize("skip", [0.0, 0.05])
def test_thousands_of_random_answers_are_decided_as_the_page_says(
    shipped: Rulebook, any_answers: Make, skip: float
) -> None:
    met = set()
    for seed in range(4_000):
        raw = any_answers(seed, skip)
        expected = oracle.decided(raw)
        try:
            document = decision_to_json(decide(shipped, clean_answers(shipped, raw)))
            found = {key: document[key] for key in expected if key != "question"}
        except AnswerProblem as problem:
            found = {"question": problem.question}
        assert found == expected, raw
        met.add(found.get("process"))
    assert met >= {"service_desk", "explore", "project", "change_request"}


def test_self_service_is_decided_as_the_page_says(shipped: Rulebook, any_answers: Make) -> None:
    small = {"need": "improve_process", "corporate_tool": "yes", "technical_impact": ["none"], "ai": "no"}
    met = set()
    for seed in range(1_000):
        raw = any_answers(seed) | small
        found = decision_to_json(decide(shipped, clean_answers(shipped, raw)))
        expected = oracle.decided(raw)
        assert {key: found[key] for key in expected} == expected
        met.add(found["process"])
    assert met >= {"self_service", "project", "change_request"}


def test_every_part_has_one_reason_and_nothing_else_has(shipped: Rulebook, any_answers: Make) -> None:
    ids = re.compile(r"[{}]|\b[a-z0-9]+_[a-z0-9_]+\b")
    for seed in range(2_000):
        answers = clean_answers(shipped, any_answers(seed))
        decision = decide(shipped, answers)
        scored = ["timeframe", "value", "achievability"] if decision.timeframe else []
        parts = [decision.process, *decision.steps, *decision.checks, *decision.alerts, *scored]
        assert [r.part for r in decision.reasons] == parts
        asked = {q.id for q in path(shipped, answers).asked}
        for reason in decision.reasons:
            assert reason.answers
            assert set(reason.answers) <= asked
            assert reason.because[0].isupper()
            assert reason.because.endswith(".")
            assert not ids.search(reason.because), reason.because
            assert reason.strategy is None or re.fullmatch(r"Priority [1-9]", reason.strategy)


def test_the_breakdown_adds_up_to_the_scores(shipped: Rulebook, any_answers: Make) -> None:
    for seed in range(500):
        decision = decide(shipped, clean_answers(shipped, any_answers(seed)))
        for axis, score in (("value", decision.value), ("achievability", decision.achievability)):
            rows = [b for b in decision.breakdown if b.axis == axis]
            assert bool(rows) == (score is not None)
            if rows:
                assert sum(b.weight for b in rows) == 10
                assert score == 100 * sum(b.points * b.weight for b in rows) // 30


def test_a_decision_survives_its_json(shipped: Rulebook, any_answers: Make) -> None:
    for seed in range(100):
        decision = decide(shipped, clean_answers(shipped, any_answers(seed)))
        assert decision_from_json(decision_to_store(decision)) == decision


@pytest.mark.parametrize(
    ("on", "threshold"),
    [
        (date(2024, 1, 1), "£214,904"),
        (date(2025, 12, 31), "£214,904"),
        (date(2026, 1, 1), "£207,720"),
        (date(2030, 5, 1), "£207,720"),
    ],
)
def test_labels_show_the_threshold_in_force_on_the_day(areas: dict[str, str], on: date, threshold: str) -> None:
    rulebook = load_rulebook(None, areas, on)
    cost = next(q for q in rulebook.questions if q.id == "whole_life_cost")
    label = next(o.label for o in cost.options if o.id == "above_threshold")
    assert threshold in label
    assert "with VAT" in label
    assert "without VAT" in next(o.label for o in cost.options if o.id == "one_quote")


def test_details_are_asked_as_the_page_says(shipped: Rulebook, any_answers: Make) -> None:
    for seed in range(500):
        raw = any_answers(seed)
        counted, _ = oracle.on_path(raw)
        asked = [d.id for d in details_asked(shipped, clean_answers(shipped, raw))]
        expected = ["title", "problem", "outcome", "systems"]
        if counted.get("procurement") not in (None, "nothing_to_buy"):
            expected.append("supplier")
        if counted.get("sponsor") == "named":
            expected.append("sponsor_name")
        if counted.get("deadline") not in (None, "none"):
            expected.append("needed_by")
        assert asked == expected
