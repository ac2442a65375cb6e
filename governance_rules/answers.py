"""Answers: taken in, put on the path, and what is still to be asked. Position is never stored."""

from __future__ import annotations

from collections.abc import Mapping

from governance_rules.conditions import settled
from governance_rules.model import Answer, Answers, Check, Condition, Detail, Path, Question, Rulebook
from governance_rules.problems import AnswerProblem, cut
from governance_rules.program import Program, program
from governance_rules.question_kinds import kind_of, mend


def clean_answers(rulebook: Rulebook, raw: Mapping[str, object]) -> dict[str, Answer]:
    """The answers as the engine takes them, in the order of the questions. None, "" and [] are left out.

    Raises AnswerProblem for an unknown question first, then for the first bad option (or one that stands alone given
    with another) in the order of the questions. Details of a request are ignored.
    """
    known = {q.id: q for q in rulebook.questions}
    details = {d.id for d in rulebook.details}
    for name in raw:
        if name not in known and name not in details:
            raise AnswerProblem(name, f"{cut(name)} is not a question of this rulebook. {mend(name, known)}")
    found: dict[str, Answer] = {}
    for question in known.values():
        answer = raw.get(question.id)
        if answer is None or answer in ("", [], ()):
            continue
        found[question.id] = kind_of(question).take(question, answer)
    return found


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
