"""Which questions share a card: those of one topic, as far as none hangs on another, and a topic of one takes another.

Worked out from the conditions of the rule files alone, so that it is the same before and after the answers of a card.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from governance_rules import Rulebook
from governance_rules.conditions import questions_of
from governance_rules.model import Question, Topic

QuestionCard = tuple[Question, ...]


def cards_of(rulebook: Rulebook, asked: Sequence[Question]) -> tuple[QuestionCard, ...]:
    """The questions that are on the way, card by card.

    One that hangs on another of its card comes first on the next card; after the last topic it has its own.
    """
    hangs_on = _conditions(rulebook)
    of_topic: dict[str, list[Question]] = {}
    for question in asked:
        of_topic.setdefault(question.topic, []).append(question)
    cards: list[QuestionCard] = []
    late: list[Question] = []
    done: set[str] = set()
    for place, topic in enumerate(rulebook.topics):
        if topic.id not in of_topic or topic.id in done:
            continue
        here, late = _apart([*late, *of_topic[topic.id]], hangs_on)
        if len(here) == 1:
            beside = _beside(rulebook.topics[place + 1 :], of_topic, [*here, *late], hangs_on)
            more, later = _apart(of_topic.get(beside, ()), hangs_on)
            here, late = [*here, *more], [*late, *later]
            done.add(beside)
        cards.append(tuple(here))
    while late:
        here, late = _apart(late, hangs_on)
        cards.append(tuple(here))
    return tuple(cards)


def waiting_on(rulebook: Rulebook, question: Question, missing: Iterable[Question]) -> bool:
    """Whether it may yet be asked: one of the ``missing`` questions, which are asked now, has a say in it."""
    return any(other.id in _conditions(rulebook)[question.id] for other in missing)


def _conditions(rulebook: Rulebook) -> Mapping[str, frozenset[str]]:
    """By question: the questions on which it depends whether it is asked."""
    found: dict[str, frozenset[str]] | None = rulebook.memo.get("dialogs.hangs_on")
    if found is None:
        found = {q.id: frozenset(questions_of(q.when, rulebook.facts)) for q in rulebook.questions}
        rulebook.memo["dialogs.hangs_on"] = found
    return found


def _apart(
    questions: Iterable[Question], hangs_on: Mapping[str, frozenset[str]]
) -> tuple[list[Question], list[Question]]:
    """Those that can be asked together, and those that hang on one of the others."""
    here: list[Question] = []
    late: list[Question] = []
    for question in questions:
        hangs = any(other.id in hangs_on[question.id] for other in (*here, *late))
        (late if hangs else here).append(question)
    return here, late


def _beside(
    following: Sequence[Topic],
    of_topic: Mapping[str, Sequence[Question]],
    card: Sequence[Question],
    hangs_on: Mapping[str, frozenset[str]],
) -> str:
    """The topic that a card of one question takes along: the next, unless it hangs on that card; empty for none."""
    shown = {question.id for question in card}
    for topic in following:
        if any(not shown.isdisjoint(hangs_on[question.id]) for question in topic.questions):
            return ""
        if topic.id in of_topic:
            return topic.id
    return ""
