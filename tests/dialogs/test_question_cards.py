"""Which questions share a card is worked out from the conditions of the rule files, whatever their ids."""

from __future__ import annotations

import random

import pytest

from dialogs.question_cards import cards_of
from governance_rules import Answer, path
from governance_rules.condition import ALWAYS, Condition
from governance_rules.model import Question, Rulebook, Topic
from tests.dialogs.journeys import random_answers
from tests.dialogs.walker import RULEBOOK


def rules(*topics: str) -> Rulebook:
    """A rulebook of topics such as ``a b<a c``: questions, each behind the one on which it hangs."""
    made = []
    for number, words in enumerate(topics):
        questions = []
        for word in words.split():
            name, _, on = word.partition("<")
            when = Condition("answered", on) if on else ALWAYS
            questions.append(Question(name, f"t{number}", name, "", when, ()))
        made.append(Topic(f"t{number}", "", tuple(questions)))
    return Rulebook(
        version="", day=RULEBOOK.day, topics=tuple(made), facts={}, processes=(), bodies=(), checks=(), alerts=(),
        details=(), terms=(), names={},
    )  # fmt: skip


def shared(rulebook: Rulebook, *without: str) -> list[str]:
    asked = [q for q in rulebook.questions if q.id not in without]
    return [" ".join(q.id for q in card) for card in cards_of(rulebook, asked)]


@pytest.mark.parametrize(
    ("topics", "cards"),
    [
        (["a b", "c d"], ["a b", "c d"]),
        (["a", "b c", "d"], ["a b c", "d"]),
        (["a", "b c<a", "d"], ["a", "b c", "d"]),
        (["a b<a", "c d"], ["a c d", "b"]),
        (["a b<a", "c d", "e f"], ["a c d", "b e f"]),
        (["a b<a c<b", "d e", "f g"], ["a d e", "b f g", "c"]),
        (["a b<a", "c<b d"], ["a", "b d", "c"]),
        (["a b<a"], ["a", "b"]),
        (["a", "b", "c", "d"], ["a b", "c d"]),
        (["a", "b<a", "c d"], ["a", "b c d"]),
    ],
)
def test_a_card_holds_what_can_be_asked_together(topics: list[str], cards: list[str]) -> None:
    assert shared(rules(*topics)) == cards


def test_a_card_is_the_same_before_and_after_it_is_answered() -> None:
    rulebook = rules("a", "b<a", "c d")
    assert shared(rulebook, "b") == ["a", "c d"]
    assert shared(rulebook) == ["a", "b c d"]


def test_no_question_of_the_shipped_rules_is_asked_beside_one_on_which_it_hangs() -> None:
    chance = random.Random(15)
    for _ in range(50):
        whole = random_answers(RULEBOOK, chance)
        cards = cards_of(RULEBOOK, path(RULEBOOK, whole).asked)
        given: dict[str, Answer] = {}
        for card in cards:
            before = path(RULEBOOK, given)
            assert card == next(c for c in cards_of(RULEBOOK, before.asked) if any(q in before.missing for q in c))
            given |= {q.id: whole[q.id] for q in card}
        assert path(RULEBOOK, given).complete
