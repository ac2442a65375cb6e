"""How people are asked a question, and how what they press or type is read: a row for one option, several, a measure.

What the rules know of each is in `governance_rules/question_kinds.py`; each measure's own row is in `measures.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from dialogs.cards.elements import Element, clean
from dialogs.detail_kinds import a_day
from dialogs.measures import ASKED_FOR, AskedFor, input_of
from dialogs.understanding.answer_parser import (
    ForeignAnswerError,
    Wrong,
    ids_of,
    ids_within,
    one_named,
    read_one,
    read_several,
    several_named,
)
from dialogs.wording import answering, say
from dialogs.wording import asking as w
from governance_rules import Answer
from governance_rules.model import Question
from governance_rules.question_kinds import kind_of as kind_in_the_rules


@dataclass(frozen=True, slots=True)
class AskedKind:
    """One kind of answer, as a card asks for it and a person gives it."""

    shape: Callable[[Question], tuple[Element, str]]
    """What its input is, and its hint."""
    read: Callable[[Question, object], Answer | Wrong | None]
    """What an input holds; None when nothing was given. Raises ForeignAnswerError for what the card does not offer."""
    typed: Callable[[Question, str], list[str] | None]
    """The option ids, or the measure, that typed words are outright; None when they are none."""
    left: Callable[[Question, object], str | None]
    """What was left in its input, as a card can show it again; None: it says nothing."""
    again: Callable[[Question, str], str]
    """What was left there, as far as the rules still have it; empty: nothing."""
    shown: Callable[[Question, Answer], str]
    """An answer in words."""
    type_it: str
    """How somebody types it."""
    missing: str
    """What is said when none was given and the rules say nothing."""
    refused: tuple[str, ...]
    """What is said when typed words are not understood for the second time and after."""
    has_options: bool = True
    """Whether a person's own words may be understood as one of its options."""


def kind_of(question: Question) -> AskedKind:
    """The row of a question."""
    rules = kind_in_the_rules(question)
    if rules.measure is not None:
        return _OF_MEASURES[rules.measure.name]
    return SEVERAL if rules.together else ONE


def match_typed(question: Question, words: str) -> list[str] | None:
    """What typed words are outright: option ids by numbers, labels or ids (several as ``1, 3``), or a measure."""
    return kind_of(question).typed(question, words)


def answer_words(question: Question, answer: Answer | None) -> str:
    """An answer in words, empty when there is none."""
    return "" if answer is None else kind_of(question).shown(question, answer)


def answer_of(question: Question, chosen: Sequence[str]) -> Answer:
    """What was typed or is suggested, as an answer to the question."""
    return kind_in_the_rules(question).of(chosen)


def _choices(*, several: bool) -> Callable[[Question], tuple[Element, str]]:
    def shape(question: Question) -> tuple[Element, str]:
        choices = [{"title": o.label, "value": o.id} for o in question.options]
        looks = {"style": "expanded", "wrap": True, "isMultiSelect": several}
        return {"type": "Input.ChoiceSet", **looks, "choices": choices}, question.hint

    return shape


def _labels(question: Question, answer: Answer) -> str:
    chosen = (answer,) if isinstance(answer, str) else answer
    return "; ".join(o.label for c in chosen if (o := question.option(c)))


def _left_of_one(question: Question, raw: object) -> str | None:
    found = ids_within(question, ids_of(raw))  # nobody can take back a choice of one: an empty one was never made
    return found[0] if len(found) == 1 else None


def _left_of_several(question: Question, raw: object) -> str | None:
    given = ids_of(raw)
    if given is None:
        return None
    return ",".join(ids_within(question, given)) or (None if given else "")


def _still(question: Question, left: str) -> str:
    return ",".join(i for i in left.split(",") if question.option(i))


def _measured(row: AskedFor) -> AskedKind:
    def read(question: Question, raw: object) -> str | Wrong | None:
        if not isinstance(raw, str):
            raise ForeignAnswerError
        words = clean(raw).strip()
        if not words:
            return None
        if (found := row.read(words)) is not None:
            return found
        # An input for dates can show no text again, and what the rules say of an empty one does not say what is wrong.
        said = question.error or say(row.enter)
        return Wrong(said, words[:_SHOWN]) if row.longest else Wrong(say(row.enter))

    def typed(question: Question, words: str) -> list[str] | None:
        found = read(question, words)
        return [found] if isinstance(found, str) else None

    def left(_: Question, raw: object) -> str | None:
        if not isinstance(raw, str):
            return None
        words = clean(raw).strip()
        return words[: row.longest] if row.longest else a_day(words)

    def shown(_: Question, answer: Answer) -> str:
        return row.shown(answer) if isinstance(answer, str) else ""

    return AskedKind(
        lambda question: input_of(row, question.hint), read, typed, left, lambda _, words: words, shown, row.type_it,
        w.CHOOSE_ONE, answering.SECOND_SUM, has_options=False,
    )  # fmt: skip


_SHOWN = 60

ONE: Final = AskedKind(
    _choices(several=False), read_one, one_named, _left_of_one, _still, _labels, w.TYPE_NUMBER, w.CHOOSE_ONE,
    answering.SECOND,
)  # fmt: skip
SEVERAL: Final = AskedKind(
    _choices(several=True), read_several, several_named, _left_of_several, _still, _labels, w.TYPE_NUMBERS,
    w.CHOOSE_SOME, answering.SECOND,
)  # fmt: skip
_OF_MEASURES: Final = {name: _measured(row) for name, row in ASKED_FOR.items()}
