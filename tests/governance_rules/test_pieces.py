"""Pieces of rule files: all that is wrong with one is told at its line, and nothing of what is right.

They are looked at without a whole rulebook around them, which `slips.yaml` has: that is a hundred times as quick.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from governance_rules.condition import ALWAYS, Condition
from governance_rules.condition_reading import read_condition
from governance_rules.draft import Draft
from governance_rules.files import read_file
from governance_rules.matrix_soundness import find_unsound_matrix
from governance_rules.nodes import Table, read_nodes
from governance_rules.question_soundness import find_unsound_questions
from governance_rules.role_soundness import find_unheard, find_unsound_roles, give_roles

PIECES = yaml.safe_load(Path(__file__).with_name("pieces.yaml").read_text(encoding="utf-8"))
AREAS = {"housing": "Housing"}


def _roles(draft: Draft) -> None:
    give_roles(draft)
    find_unsound_roles(draft, AREAS)


LOOKS: dict[str, Callable[[Draft], None]] = {
    "questions": lambda draft: find_unsound_questions(draft, AREAS),
    "matrix": find_unsound_matrix,
    "roles": _roles,
    "directory": lambda draft: find_unheard(draft, {"data_team"}, ("board", "again", "it_business_partner")),
}


@pytest.mark.parametrize("piece", PIECES, ids=[f"{one['looks']}: {one['of']}" for one in PIECES])
def test_all_that_is_wrong_with_a_piece_is_told_and_nothing_of_what_is_right(piece: dict[str, Any]) -> None:
    draft = Draft()
    for said in read_file("rules.yaml", piece["rules"].encode()):
        draft.take(said)
    draft.problems.clear()  # what its records lack is not looked at here
    LOOKS[piece["looks"]](draft)
    assert [f"{one.line}{'?' if one.hint else ''}: {one.wrong}" for one in draft.problems] == piece["says"]
    assert all(one.mend for one in draft.problems)


FACT = Condition("fact", "a")
NO_ID = "is not an id"
ONE_OF_ALL = "The condition names a question and says"


@pytest.mark.parametrize(
    ("words", "meant", "wrong"),
    [
        ("always", ALWAYS, ""),
        ("5", ALWAYS, "when is not a condition"),
        ("{}", ALWAYS, "when is not a condition"),
        ("[a]", ALWAYS, "when is not a condition"),
        ("{need: fix}", ALWAYS, "when has no question, fact, points, all, any, not or at_least"),
        ("{question: need, is: fix}", Condition("is", "need", ("fix",)), ""),
        ("{question: need, is: fix, al: x}", Condition("is", "need", ("fix",)), "al cannot stand beside question"),
        ("{fact: a, is: x}", FACT, "is cannot stand beside fact"),
        ("{all: [{fact: a}, {any: [{fact: a}]}]}", Condition("all", parts=(FACT, Condition("any", parts=(FACT,)))), ""),
        ("{all: []}", Condition("all", parts=(ALWAYS,)), "all should hold a list of conditions"),
        ("{any: x}", Condition("any", parts=(ALWAYS,)), "any should hold a list of conditions"),
        ("{not: {fact: a}}", Condition("not", parts=(FACT,)), ""),
        ("{at_least: 2, of: [{fact: a}, {fact: a}]}", Condition("at_least", parts=(FACT, FACT), count=2), ""),
        ("{at_least: 2, of: [{fact: a}]}", Condition("at_least", parts=(FACT,), count=2), "at_least 2 can never hold"),
        ("{at_least: 0, of: [{fact: a}]}", Condition("at_least", parts=(FACT,), count=1), "a whole number from 1"),
        ("{at_least: '1', of: [{fact: a}]}", Condition("at_least", parts=(FACT,), count=1), "a whole number from 1"),
        ("{at_least: 1}", ALWAYS, "at_least names no conditions"),
        ("{points: risk, at_least: 2}", Condition("points", "risk", count=2), ""),
        ("{points: risk}", ALWAYS, "names points and says nothing about them"),
        ("{points: risk, at_least: x}", ALWAYS, "a whole number from 1"),
        ("{points: [a], at_least: 2}", ALWAYS, "points should be one id"),
        ("{fact: [a]}", ALWAYS, "fact should be one id"),
        ("{fact: Big One}", ALWAYS, f"Big One {NO_ID}"),
        ("{fact: ''}", ALWAYS, f"Nothing {NO_ID}"),
        ("{question: need}", ALWAYS, f"{ONE_OF_ALL} nothing"),
        ("{question: need, is: a, has: b}", ALWAYS, f"{ONE_OF_ALL} two things"),
        ("{question: [x], one_of: [a]}", ALWAYS, "question should be one id"),
        ("{question: need, answered: yes}", Condition("answered", "need"), ""),
        ("{question: need, answered: true}", Condition("answered", "need"), ""),
        ("{question: need, answered: no}", Condition("answered", "need"), "answered can only be yes"),
        ("{question: need, is: [a]}", ALWAYS, "is takes one option"),
        ("{question: need, has: a}", Condition("has", "need", ("a",)), ""),
        ("{question: need, one_of: [a, b]}", Condition("one_of", "need", ("a", "b")), ""),
        ("{question: need, one_of: [a, B b]}", Condition("one_of", "need", ("a",)), f"B b {NO_ID}"),
        ("{question: need, one_of: []}", Condition("one_of", "need"), "one_of names no option"),
        ("{question: cost, at_least: tender}", Condition("from", "cost", ("tender",)), ""),
        ("{question: cost, at_least: [1]}", ALWAYS, "Write whole pounds"),
        ("{question: cost, below: a-b}", ALWAYS, "Write whole pounds"),
        ("{question: ends, before: 2027-04-01}", Condition("below", "ends", ("2027-04-01",)), ""),
        ("{question: ends, before: x y}", ALWAYS, "Write such as 2027-04-01"),
        ("{question: ends, within_days: [1]}", ALWAYS, "Write a number of days, such as 90"),
    ],
)
def test_a_condition_is_read_and_one_that_is_none_is_told_and_always_holds(
    words: str, meant: Condition, wrong: str
) -> None:
    draft = Draft()
    root = read_nodes(f"when: {words}\n", "rules.yaml", draft.problems)
    assert isinstance(root, Table)
    assert read_condition(draft, "rules.yaml", "when", root.entries["when"]) == meant
    assert [wrong in f"{one.wrong}. {one.mend}" for one in draft.problems] == ([True] if wrong else [])
    named = {"need", "cost", "ends", "risk", "a"} & {meant.subject, *(part.subject for part in meant.parts)}
    assert {one.subject for one in draft.references} >= named
