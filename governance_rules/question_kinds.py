"""What an answer to a question can be: one option, several, or a measure. A row says what the rules do with each.

A measure's own row, such as that of money, is in `measures.py`; how people are asked is in `dialogs/question_kinds.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from governance_rules.measures import MEASURES, Measure
from governance_rules.model import Answer, Question
from governance_rules.problems import AnswerProblem, cut, near_miss


@dataclass(frozen=True, slots=True)
class AnswerKind:
    """One kind of answer."""

    take: Callable[[Question, object], Answer]
    """An answer as the engine takes it. Raises AnswerProblem for any other."""
    label: Callable[[Question, str], str]
    """One option or measure as staff read it; what the rules no longer have stands as it is."""
    of: Callable[[Sequence[str]], Answer]
    """What is chosen or measured, as an answer: one at least."""
    takes: str
    """What such a question takes, as `rules check` says it."""
    compared_by: frozenset[str]
    """The words of a condition that fit, beside ``answered``."""
    words: str
    """What to write instead of one that does not fit."""
    measure: Measure | None = None
    """None where there are options to choose from."""
    together: bool = False
    """Whether several may be given together."""

    @property
    def alternatives(self) -> bool:
        """Whether each other option can be tried in its place, to say what it would change."""
        return self.measure is None and not self.together


def kind_of(question: Question) -> AnswerKind:
    """The row of a question."""
    return kind_named(question.kind, several=question.several)


def kind_named(name: str | None, *, several: object) -> AnswerKind:
    """The row of this name, as a rule file has it: none is a choice."""
    return _OF_MEASURES.get(name or "") or (SEVERAL if several else ONE)


def labels(question: Question, answer: Answer) -> tuple[str, ...]:
    """An answer as staff read it, each of its options by itself."""
    chosen = (answer,) if isinstance(answer, str) else answer
    return tuple(kind_of(question).label(question, one) for one in chosen)


def mend(word: str, known: Iterable[str]) -> str:
    """What to do about an unknown id, as a full sentence."""
    said = near_miss(word, known)
    return said if said.endswith("?") else f"{said}."


def _single(question: Question, answer: object) -> str:
    if isinstance(answer, str) and question.option(answer):
        return answer
    options = [o.id for o in question.options]
    if isinstance(answer, str):
        raise AnswerProblem(question.id, f"{question.id} cannot be {cut(answer)}. {mend(answer, options)}")
    raise AnswerProblem(question.id, f"{question.id} takes one option, as text. {mend('', options)}")


def _several(question: Question, answer: object) -> tuple[str, ...]:
    options = [o.id for o in question.options]
    if not isinstance(answer, list | tuple):
        raise AnswerProblem(question.id, f"{question.id} takes a list of options. {mend('', options)}")
    for one in answer:
        if not isinstance(one, str) or one not in options:
            said = cut(one) if isinstance(one, str) else "something that is not text"
            raise AnswerProblem(question.id, f"{question.id} cannot hold {said}. {mend(str(one), options)}")
    if len(set(answer)) != len(answer):
        raise AnswerProblem(question.id, f"{question.id} holds an option twice. Give each option once.")
    lone = next((o.id for o in question.options if o.alone and o.id in answer), None)
    if lone and len(answer) > 1:
        raise AnswerProblem(
            question.id, f"{lone} stands alone in {question.id}. Leave out the others, or leave out {lone}."
        )
    return tuple(o for o in options if o in answer)


def _label(question: Question, chosen: str) -> str:
    option = question.option(chosen)
    return option.label if option else chosen


def _first(chosen: Sequence[str]) -> str:
    return chosen[0]


def _measured(measure: Measure) -> AnswerKind:
    def take(question: Question, answer: object) -> str:
        if isinstance(answer, int) and not isinstance(answer, bool):
            answer = str(answer)
        if isinstance(answer, str) and measure.read(answer) is not None:
            return answer
        said = cut(answer) if isinstance(answer, str) else "something that is not text"
        raise AnswerProblem(question.id, f"{question.id} cannot be {said}. Give {measure.takes}.")

    def label(_: Question, answer: str) -> str:
        return measure.shown(answer)

    words = f"Use {measure.words}"
    return AnswerKind(take, label, _first, f"a {measure.name}", measure.compared_by, words, measure)


ONE: Final = AnswerKind(
    _single, _label, _first, takes="one option", compared_by=frozenset({"is", "one_of"}),
    words="Use is or one_of, with not before it for the opposite",
)  # fmt: skip
SEVERAL: Final = AnswerKind(
    _several, _label, tuple, takes="several options", compared_by=frozenset({"has", "has_any_but", "exactly"}),
    words="Use has, has_any_but or exactly", together=True,
)  # fmt: skip
_OF_MEASURES: Final = {name: _measured(measure) for name, measure in MEASURES.items()}
