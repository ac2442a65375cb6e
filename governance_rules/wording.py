"""Conditions, routes and answers in plain words, for diagrams, replays and editors."""

from __future__ import annotations

from governance_rules.model import Answer, Answers, Condition, Question, Rulebook
from governance_rules.question_kinds import kind_of
from governance_rules.question_kinds import labels as labels_of


def in_words(rulebook: Rulebook, condition: Condition) -> str:
    """A condition as a person would say it, such as "What you need: Explore an idea"."""
    kind = condition.kind
    if kind == "always":
        return "Everything else"
    if kind == "fact":
        return rulebook.meanings.get(condition.subject, condition.subject).rstrip(".")
    if kind == "not":
        return f"not ({in_words(rulebook, condition.parts[0])})"
    if kind == "points":
        return f"{rulebook.meanings.get(condition.subject, condition.subject).rstrip('.')}: {condition.count} or more"
    if kind == "at_least":
        return f"at least {condition.count} of: " + "; ".join(in_words(rulebook, p) for p in condition.parts)
    if kind in {"all", "any"}:
        joined = " and " if kind == "all" else " or "
        return joined.join(in_words(rulebook, p) for p in condition.parts)
    question = next(q for q in rulebook.questions if q.id == condition.subject)
    if kind == "answered":
        return f"{question.short}: answered"
    if kind in {"from", "below", "within"}:
        return f"{question.short}: {_compared(rulebook, question, condition)}"
    before = {"has_any_but": "anything but ", "is_exactly": "only "}.get(kind, "")
    return f"{question.short}: {before}{labels(rulebook, question.id, condition.values)}"


def _compared(rulebook: Rulebook, question: Question, condition: Condition) -> str:
    value = condition.values[0]
    if condition.kind == "within":
        return f"within {value} days"
    measure = kind_of(question).measure
    assert measure is not None, f"{question.id} was found sound and cannot be compared"
    amount = str(rulebook.bands.get(value, value)) if measure.figures else value
    return (measure.reached if condition.kind == "from" else measure.short_of).format(value=measure.shown(amount))


def labels(rulebook: Rulebook, question_id: str, answer: Answer) -> str:
    """An answer as staff read it, several joined by "or"."""
    question = next((q for q in rulebook.questions if q.id == question_id), None)
    ids = (answer,) if isinstance(answer, str) else answer
    return " or ".join(labels_of(question, answer) if question else ids)


def answers_in_words(rulebook: Rulebook, answers: Answers, questions: tuple[str, ...]) -> str:
    """Some of the answers as a short list, such as "Length of the work: Months"."""
    short = {q.id: q.short for q in rulebook.questions}
    said = [f"{short[q]}: {labels(rulebook, q, answers[q])}" for q in questions if q in answers and q in short]
    return "; ".join(said)


def route_in_words(rulebook: Rulebook, process: str, steps: tuple[str, ...]) -> str:
    """A route by name, such as "Project (IT business partner, Technical Review Board)"."""
    names = [rulebook.named(s) for s in steps]
    name = rulebook.named(process)
    return f"{name} ({', '.join(names)})" if names else name
