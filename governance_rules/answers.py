"""Answers: taken in, put on the path, and what is still to be asked. Position is never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from governance_rules.conditions import settled
from governance_rules.measures import MEASURES
from governance_rules.model import Answer, Answers, Check, Condition, Detail, Path, Question, Rulebook
from governance_rules.problems import AnswerProblem, cut, near_miss
from governance_rules.program import Program, program


def clean_answers(rulebook: Rulebook, raw: Mapping[str, object]) -> dict[str, Answer]:
    """The answers as the engine takes them, in the order of the questions. None, "" and [] are left out.

    Raises AnswerProblem for an unknown question first, then for the first bad option (or one that stands alone given
    with another) in the order of the questions. Details of a request are ignored.
    """
    known = {q.id: q for q in rulebook.questions}
    details = {d.id for d in rulebook.details}
    for name in raw:
        if name not in known and name not in details:
            raise AnswerProblem(name, f"{cut(name)} is not a question of this rulebook. {_mend(name, known)}")
    found: dict[str, Answer] = {}
    for question in known.values():
        answer = raw.get(question.id)
        if answer is None or answer in ("", [], ()):
            continue
        if question.kind != "choice":
            found[question.id] = _measure(question, answer)
            continue
        found[question.id] = _several(question, answer) if question.several else _single(question, answer)
    return found


def _single(question: Question, answer: object) -> str:
    if isinstance(answer, str) and question.option(answer):
        return answer
    options = [o.id for o in question.options]
    if isinstance(answer, str):
        raise AnswerProblem(question.id, f"{question.id} cannot be {cut(answer)}. {_mend(answer, options)}")
    raise AnswerProblem(question.id, f"{question.id} takes one option, as text. {_mend('', options)}")


def _measure(question: Question, answer: object) -> str:
    """A measure as the rules take it, such as a sum of money as digits."""
    if isinstance(answer, int) and not isinstance(answer, bool):
        answer = str(answer)
    measure = MEASURES[question.kind]
    if isinstance(answer, str) and measure.read(answer) is not None:
        return answer
    said = cut(answer) if isinstance(answer, str) else "something that is not text"
    raise AnswerProblem(question.id, f"{question.id} cannot be {said}. Give {measure.takes}.")


def _several(question: Question, answer: object) -> tuple[str, ...]:
    options = [o.id for o in question.options]
    if not isinstance(answer, list | tuple):
        raise AnswerProblem(question.id, f"{question.id} takes a list of options. {_mend('', options)}")
    for one in answer:
        if not isinstance(one, str) or one not in options:
            said = cut(one) if isinstance(one, str) else "something that is not text"
            raise AnswerProblem(question.id, f"{question.id} cannot hold {said}. {_mend(str(one), options)}")
    if len(set(answer)) != len(answer):
        raise AnswerProblem(question.id, f"{question.id} holds an option twice. Give each option once.")
    lone = next((o.id for o in question.options if o.alone and o.id in answer), None)
    if lone and len(answer) > 1:
        raise AnswerProblem(
            question.id, f"{lone} stands alone in {question.id}. Leave out the others, or leave out {lone}."
        )
    return tuple(o for o in options if o in answer)


def _mend(word: str, known: Iterable[str]) -> str:
    """What to do about an unknown id, as a full sentence."""
    said = near_miss(word, known)
    return said if said.endswith("?") else f"{said}."


def path(rulebook: Rulebook, answers: Answers) -> Path:
    """Where someone stands: what is asked, what is missing, which topic comes next, and which answers do not count."""
    ready = program(rulebook)
    given = ready.bits.encode(answers)
    counted = open_ = 0
    asked: list[Question] = []
    missing: list[Question] = []
    possible: set[str] = set()
    on: set[str] = set()
    for ask in ready.asks:
        question = ask.question
        holds = settled(question.when, rulebook.facts, ready.bits, counted, open_)
        if holds is False:
            continue
        possible.add(question.topic)
        if holds is None:
            open_ |= ask.mask
            continue
        asked.append(question)
        if given & ask.mask:
            counted |= given & ask.mask
            on.add(question.id)
        else:
            missing.append(question)
            open_ |= ask.mask
    first = missing[0].topic if missing else None
    topics = {q.topic for q in asked}
    return Path(
        asked=tuple(asked),
        missing=tuple(missing),
        topic=next((t for t in rulebook.topics if t.id == first), None),
        off=tuple(a for a in answers if a not in on),
        about=len(possible),
        topics=tuple(t for t in rulebook.topics if t.id in topics),
    )


def counted_bits(ready: Program, given: int) -> tuple[int, Question | None]:
    """The bits of the answers on the path, and the first question that is asked and has no answer."""
    a = 0
    for ask in ready.asks:
        if ask.always or ask.test(a):
            got = given & ask.mask
            if not got:
                return a, ask.question
            a |= got
    return a, None


def holds(rulebook: Rulebook, condition: Condition, answers: Answers) -> bool:
    """Whether a condition holds for the answers that are on the path."""
    ready = program(rulebook)
    given = ready.bits.encode(answers)
    a = 0
    for ask in ready.asks:
        if ask.always or ask.test(a):
            a |= given & ask.mask
    return settled(condition, rulebook.facts, ready.bits, a, 0) is True


def details_asked(rulebook: Rulebook, answers: Answers) -> tuple[Detail, ...]:
    """The details that are asked after these answers."""
    return tuple(d for d in rulebook.details if holds(rulebook, d.when, answers))


def advice(rulebook: Rulebook, check: Check, answers: Answers) -> str:
    """What a check asks for, with the sentences that these answers add (such as the quotes that a cost band needs)."""
    return " ".join([check.do, *(a.do for a in check.advice if holds(rulebook, a.when, answers))])
