"""The engine is pure: no order, detour or off-path answer changes a decision."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance_rules import (
    SHIPPED,
    Answer,
    AnswerProblem,
    Condition,
    Question,
    Rulebook,
    advice,
    clean_answers,
    decide,
    decision_to_json,
    fingerprint,
    holds,
    load_rulebook,
    path,
    suggest,
)
from governance_rules.conditions import Bits, settled
from governance_rules.measures import MEASURES
from governance_rules.scales import Day, scale_of
from tests.governance_rules.rulebooks import Copy

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def some_answer(question: Question, chance: random.Random) -> Answer:
    if not question.several:
        return chance.choice(question.options).id
    others = tuple(o.id for o in question.options if not o.alone and chance.random() < 0.5)
    return others or (chance.choice([o.id for o in question.options if o.alone]),)


def walked(rulebook: Rulebook, seed: int) -> dict[str, Answer]:
    """Answers of someone who answers whatever is asked, in any order within what is asked now."""
    chance = random.Random(seed)
    answers: dict[str, Answer] = {}
    while missing := path(rulebook, answers).missing:
        question = chance.choice(missing)
        answers[question.id] = some_answer(question, chance)
    return answers


@QUICK
@given(seed=st.integers(0, 2**32))
def test_any_sequence_of_answers_ends_in_a_decision_with_reasons(shipped: Rulebook, seed: int) -> None:
    answers = walked(shipped, seed)
    decision = decide(shipped, clean_answers(shipped, answers))
    assert decision.reasons
    assert path(shipped, answers).topic is None
    assert path(shipped, answers).complete


@QUICK
@given(seed=st.integers(0, 2**32), which=st.integers(0, 100))
def test_changing_and_changing_back_gives_the_first_decision(shipped: Rulebook, seed: int, which: int) -> None:
    answers = walked(shipped, seed)
    first = decision_to_json(decide(shipped, answers))
    changed_one = sorted(answers)[which % len(answers)]
    question = next(q for q in shipped.questions if q.id == changed_one)
    changed = {**answers, question.id: some_answer(question, random.Random(seed + 1))}
    while missing := path(shipped, changed).missing:
        changed[missing[0].id] = some_answer(missing[0], random.Random(seed))
    decide(shipped, changed)
    back = {**changed, question.id: answers[question.id]}
    assert decision_to_json(decide(shipped, back)) == first


@QUICK
@given(seed=st.integers(0, 2**32), shuffle=st.integers(0, 2**32))
def test_no_order_of_answering_changes_the_decision(shipped: Rulebook, seed: int, shuffle: int) -> None:
    answers = walked(shipped, seed)
    order = sorted(answers)
    random.Random(shuffle).shuffle(order)
    assert decide(shipped, {q: answers[q] for q in order}) == decide(shipped, answers)


@QUICK
@given(seed=st.integers(0, 2**32))
def test_answers_off_the_path_never_count(shipped: Rulebook, seed: int) -> None:
    answers = walked(shipped, seed)
    chance = random.Random(seed)
    more = {q.id: some_answer(q, chance) for q in shipped.questions} | answers
    assert decide(shipped, more) == decide(shipped, answers)
    assert set(path(shipped, more).off) == set(more) - set(answers)


@QUICK
@given(seed=st.integers(0, 2**32))
def test_every_alternative_is_true_when_tried(shipped: Rulebook, seed: int) -> None:
    answers = walked(shipped, seed)
    for other in decide(shipped, answers).what_would_change:
        tried = decide(shipped, {**answers, other.question: other.answer}, explain=False)
        assert (tried.process, tried.steps) == (other.process, other.steps)


def test_a_fresh_rulebook_and_one_that_has_decided_much_say_the_same(
    shipped: Rulebook, areas: dict[str, str], day: date
) -> None:
    fresh = load_rulebook(None, areas, day)
    for seed in range(50):
        answers = walked(shipped, seed)
        assert decision_to_json(decide(fresh, answers)) == decision_to_json(decide(shipped, answers))


@pytest.mark.parametrize(
    ("answered", "asked_next"),
    [
        ({}, ["need"]),
        ({"need": "fix"}, []),
        ({"need": "renew"}, ["service_area"]),
        ({"need": "idea"}, ["service_area", "corporate_tool"]),
        ({"need": "renew", "service_area": "place"}, ["reach", "data", "technical_impact", "ai"]),
    ],
)
def test_the_next_questions_follow_from_the_answers(
    shipped: Rulebook, answered: dict[str, Answer], asked_next: list[str]
) -> None:
    stand = path(shipped, answered)
    topic = [q.id for q in stand.missing if stand.topic and q.topic == stand.topic.id]
    assert topic == asked_next


def test_a_question_that_hangs_on_another_of_its_card_is_left_off_until_then(shipped: Rulebook) -> None:
    answers = {q: a for q, a in walked(shipped, 1).items() if q not in {"procurement", "whole_life_cost"}}
    answers |= {"need": "renew", "service_area": "place"}
    for question in shipped.questions:
        if question.id not in {"procurement", "whole_life_cost"}:
            answers.setdefault(question.id, some_answer(question, random.Random(1)))
    assert [q.id for q in path(shipped, answers).missing] == ["procurement"]
    assert [q.id for q in path(shipped, answers | {"procurement": "signed"}).missing] == ["whole_life_cost"]
    assert path(shipped, answers | {"procurement": "nothing_to_buy"}).complete


def test_someone_who_has_not_said_whether_a_tool_fits_is_not_asked_about_buying(shipped: Rulebook) -> None:
    stand = path(shipped, {"need": "improve_process"})
    assert [q.id for q in stand.asked] == [
        "need",
        "service_area",
        "corporate_tool",
        "reach",
        "data",
        "technical_impact",
        "ai",
    ]
    assert stand.about == 6


@pytest.mark.parametrize(
    ("raw", "question"),
    [
        ({"bogus": "x", "need": "nope"}, "bogus"),
        ({"need": "nope"}, "need"),
        ({"need": ["fix"]}, "need"),
        ({"need": 3}, "need"),
        ({"need": True}, "need"),
        ({"need": "fix", "technical_impact": "none"}, "technical_impact"),
        ({"need": "fix", "technical_impact": ["none", "not_sure"]}, "technical_impact"),
        ({"need": "fix", "technical_impact": ["new_hosting", "none"]}, "technical_impact"),
        ({"need": "fix", "technical_impact": ["new_hosting", "new_hosting"]}, "technical_impact"),
        ({"need": "fix", "technical_impact": [{"a": 1}]}, "technical_impact"),
        ({"need": "fix", "service_area": "atlantis"}, "service_area"),
        ({"strategy_fit": ["x"], "need": "y"}, "need"),
    ],
)
def test_answers_that_cannot_be_taken_are_told_wherever_they_stand(
    shipped: Rulebook, raw: dict[str, object], question: str
) -> None:
    with pytest.raises(AnswerProblem) as caught:
        clean_answers(shipped, raw)
    assert caught.value.question == question
    assert caught.value.sentence[-1] in ".?"


def test_nothing_and_details_are_no_answers(shipped: Rulebook) -> None:
    assert clean_answers(shipped, {"need": None, "reach": "", "technical_impact": [], "title": "New app"}) == {}


@pytest.mark.parametrize("quoted", ["yes", '"yes"', "'yes'"])
def test_yes_and_no_are_words_quoted_or_not(copy: Copy, quoted: str) -> None:
    copy.change(
        "facts.yaml",
        "{question: corporate_tool, is: yes}\n        - {question: reach",
        f"{{question: corporate_tool, is: {quoted}}}\n        - {{question: reach",
    )
    copy.change(
        "questions.yaml",
        "          - {id: yes, label: Yes}\n          - {id: partly",
        f"          - {{id: {quoted}, label: Yes}}\n          - {{id: partly",
    )
    rulebook = copy.load()
    assert rulebook.facts["fits_corporate_tool"].parts[1].values == ("yes",)
    assert rulebook.questions[2].options[0].id == "yes"


@pytest.mark.parametrize(
    ("on", "figure"), [(date(2027, 12, 31), 207_720), (date(2028, 1, 1), 300_000), (date(2020, 1, 1), 214_904)]
)
def test_a_row_of_figures_counts_from_its_date(copy: Copy, on: date, figure: int) -> None:
    row = "{from: 2026-01-01, pounds: 207720}"
    copy.change("figures.yaml", row, row + "\n      - {from: 2028-01-01, pounds: 300000}")
    assert copy.load(on).bands["threshold"] == figure


def test_the_version_is_the_declared_one_and_a_hash_of_the_files(copy: Copy) -> None:
    before = copy.load().version
    copy.change("questions.yaml", "ask: Who will it affect?", "ask: Who will notice it?")
    after = copy.load().version
    assert before.split("+")[0] == after.split("+")[0] == "2026.1"
    assert before != after


def test_a_fingerprint_changes_with_the_files_and_reads_nothing_while_they_stand(copy: Copy) -> None:
    first = fingerprint(copy.folder)
    assert fingerprint(copy.folder, first) == first == fingerprint(copy.folder)
    copy.change("questions.yaml", "ask: Who will it affect?", "ask: Who will notice it?")
    assert fingerprint(copy.folder, first) != first
    with pytest.raises(OSError, match="nowhere"):
        fingerprint(Path("nowhere"))


def test_a_condition_holds_only_by_answers_on_the_path(shipped: Rulebook) -> None:
    condition = Condition("is", "ai", ("feature",))
    assert not holds(shipped, condition, {"need": "fix", "ai": "feature"})
    assert holds(shipped, condition, {"need": "renew", "ai": "feature"})


def test_advice_for_buying_follows_the_band(shipped: Rulebook) -> None:
    check = next(c for c in shipped.checks if c.id == "procurement")
    answers = next(a for a in (walked(shipped, s) for s in range(500)) if a.get("whole_life_cost") == "tender")
    assert "From £25,000 you need a tender" in advice(shipped, check, answers)
    assert "three written quotes" not in advice(shipped, check, answers)


@pytest.mark.parametrize(
    ("sentence", "implied"),
    [
        ("We want to renew the parking system contract", {"need": "renew"}),
        ("My laptop is broken", {"need": "fix"}),
        ("A chatbot for residents", {"need": "new_system", "reach": "public", "ai": "feature"}),
        ("", {}),
        ("fixed prices for things", {}),
        ("I said hello to the maid", {}),
    ],
)
def test_a_sentence_suggests_answers_by_whole_words(shipped: Rulebook, sentence: str, implied: dict[str, str]) -> None:
    assert suggest(shipped, sentence) == implied


def test_a_changed_copy_of_a_rulebook_does_not_run_the_old_program(shipped: Rulebook) -> None:
    decide(shipped, {"need": "fix"})
    other = replace(shipped, processes=tuple(replace(p, name="x") for p in shipped.processes))
    assert other.memo == {}


def test_the_shipped_folder_is_where_the_package_is() -> None:
    assert (SHIPPED / "questions.yaml").is_file()


def test_an_option_that_the_rules_no_longer_know_counts_for_nothing() -> None:
    bits = Bits({"reach": {"team": 1, "public": 2}, "impact": {"none": 4, "hosting": 8}}, {"reach": 3, "impact": 12})
    assert bits.encode({"impact": ("hosting", "gone"), "reach": "gone", "gone": "public"}) == 8
    assert bits.of(Condition("any", "impact", ("gone", "hosting"))) == 8
    assert bits.of(Condition("is", "gone", ("public",))) == 0


def test_a_sum_is_only_compared_and_only_a_sum_or_a_day_can_be() -> None:
    cost = scale_of(MEASURES["money"], (Condition("from", "cost", ("25000",)),), Day(date(2026, 11, 23), {}), 0)
    bits = Bits({"cost": {name: 1 << n for n, name in enumerate(cost.names)}, "reach": {"team": 4}}, {}, {"cost": cost})
    assert [bits.of(Condition(kind, "cost", ("25000",))) for kind in ("from", "below", "is")] == [2, 1, 0]
    assert bits.of(Condition("from", "reach", ("team",))) == 4, "the rules are checked before: it counts as named"


@pytest.mark.parametrize(
    ("count", "answered", "open_", "holds_"),
    [(2, 5, 0, True), (2, 1, 4, None), (1, 1, 4, True), (3, 5, 0, False), (2, 1, 0, False), (3, 1, 4, False)],
)
def test_a_count_is_settled_once_nothing_open_could_change_it(
    count: int, answered: int, open_: int, *, holds_: bool | None
) -> None:
    bits = Bits({"reach": {"public": 1}, "data": {"residents": 4}}, {"reach": 3, "data": 12})
    parts = (Condition("is", "reach", ("public",)), Condition("is", "data", ("residents",)))
    several = Condition("at_least", parts=parts, count=count)
    points = {"risk": Condition("points", parts=parts, weights=(1, 1))}
    assert settled(several, {}, bits, answered, open_) is holds_
    assert settled(Condition("points", "risk", count=count), points, bits, answered, open_) is holds_
