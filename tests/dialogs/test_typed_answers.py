"""Answers as people type them, fifty for each question of the shipped rulebook: understood or asked back, not guessed.

The two files of `typed_answers/` are lines of question, expected option ids (or "ask back") and words. `held_out.txt`
was written before the code that reads them and is not looked at when words are added; `worked_on.txt` is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from dialogs.question_kinds import match_typed
from dialogs.understanding.own_words import understand
from tests.dialogs.walker import RULEBOOK, Office, Walker
from tests.rules_reading import load_rulebook

HALVES = ("held_out", "worked_on")
FOLDER = Path(__file__).parent / "typed_answers"
AREAS = {
    "children_and_learning": "Children and learning",
    "adult_social_care": "Adult social care",
    "housing": "Housing",
    "place": "Place",
    "customer_and_communities": "Customer and communities",
    "corporate_services": "Corporate services",
}
SHIPPED = load_rulebook(None, AREAS, date(2026, 3, 2))
FEWEST_UNDERSTOOD, MOST_WRONG = 0.9, 0.02
QUESTIONS = [q.id for q in RULEBOOK.questions]


@cache
def answers(half: str) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Each line of a half: question, expected options (none: asked back), words."""
    found = []
    for line in (FOLDER / f"{half}.txt").read_text(encoding="utf-8").splitlines():
        question, expected, words = (part.strip() for part in line.split(" | "))
        found.append((question, () if expected == "ask back" else tuple(expected.split(", ")), words))
    return tuple(found)


def meant(question_id: str, words: str) -> tuple[str, ...]:
    """The options that the words are taken for; none when they are asked back."""
    question = next(q for q in SHIPPED.questions if q.id == question_id)
    exact = match_typed(question, words)
    chosen = exact if exact is not None else understand(SHIPPED, question, words).chosen
    return tuple(o.id for o in question.options if o.id in chosen)


def scored(question: str, halves: tuple[str, ...] = HALVES) -> tuple[Counter[str], list[str]]:
    """How many answers were understood, wrong and not understood, and those that were not."""
    count: Counter[str] = Counter()
    missed = []
    for half in halves:
        for of, expected, words in answers(half):
            if of != question:
                continue
            got = meant(question, words)
            how = "understood" if got == expected else "wrong" if got else "not understood"
            count[how] += 1
            if how != "understood":
                missed.append(f"{half}: {words} -> {got}")
    return count, missed


@pytest.mark.parametrize("question", QUESTIONS)
def test_there_are_fifty_answers_to_each_question_half_of_them_held_out(question: str) -> None:
    for half in HALVES:
        assert sum(of == question for of, _, _ in answers(half)) >= 25


@pytest.mark.parametrize("half", [*HALVES, "both"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_as_people_type_them_are_understood_and_hardly_ever_wrong(question: str, half: str) -> None:
    count, missed = scored(question, HALVES if half == "both" else (half,))
    total = count.total()
    assert count["understood"] >= FEWEST_UNDERSTOOD * total, missed
    # One wrong of fifty at most; a half of the file alone may hold that one.
    assert count["wrong"] <= max(1, MOST_WRONG * total), missed


def at(*typed: str) -> Walker:
    """Somebody who has typed these answers since the start."""
    walker = Walker(Office(rulebook=SHIPPED))
    for words in ("start", *typed):
        walker.type(words)
    return walker


def test_words_are_told_as_the_answer_that_they_were_taken_for() -> None:
    walker = at("something new")
    assert walker.current is not None
    assert walker.current.answers["need"] == "new_system"
    assert "Get or build something new" in str(walker.card["body"])
    assert "something new" in str(walker.card["body"])


def test_a_plain_yes_to_two_kinds_of_yes_is_asked_back_with_both() -> None:
    walker = at("5", "housing", "no", "my team", "none", "none")
    walker.type("yes please")
    assert walker.current is not None
    assert "ai" not in walker.current.answers
    said = str(walker.card["body"])
    assert "Did you mean: 2. Yes, as a feature" in said
    assert "3. Yes, and it helps to decide" in said


def suggested(question: str, answer: str) -> Walker:
    """Somebody at the first question, whose words have suggested the answer to another."""
    walker = Walker()
    walker.send("start")
    assert walker.current is not None
    walker.current = replace(walker.current, memory={"suggested": {question: answer}})
    return walker


def test_yes_takes_what_is_suggested_also_where_yes_is_an_answer() -> None:
    walker = suggested("ai", "feature")
    for words in ("new system", "housing", "no", "just us", "none", "nope"):
        walker.type(words)
    assert "We suggest: Yes, as a feature" in str(walker.card["body"])
    walker.type("yes please")
    assert walker.current is not None
    assert walker.current.answers["ai"] == "feature"


def test_no_to_a_suggestion_asks_plainly() -> None:
    walker = suggested("reach", "public")
    for words in ("new system", "housing", "no"):
        walker.type(words)
    assert "We suggest: Residents" in str(walker.card["body"])
    walker.type("no thanks")
    assert walker.current is not None
    assert "We suggest" not in str(walker.card["body"])
    assert "reach" not in walker.current.answers


@pytest.mark.parametrize(
    "words",
    [
        "it could be housing or place",
        "residents? or maybe staff, not sure",
        "neither here nor there",
        "x" * 5000,
        "no " * 900,
        "not not not",
        "\u202e1",
        "all but all",
        "half a hundred of a",
        "£",
        "a couple of",
        "££££ 1e9 to -3k",
    ],
)
def test_no_words_make_reading_them_fail(words: str) -> None:
    for question in SHIPPED.questions:
        found = understand(SHIPPED, question, words)
        known = {o.id for o in question.options}
        assert {*found.chosen, *found.close} <= known
