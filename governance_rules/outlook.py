"""What a score could still become: how far it can go once what is not known yet is known."""

from __future__ import annotations

from dataclasses import dataclass

from governance_rules.matrix import MOST_POINTS, Criterion
from governance_rules.model import Answer, Answers, Decision, Rulebook


@dataclass(frozen=True, slots=True)
class Outlook:
    """One score of a decision, and the most that it could be."""

    role: str
    """``value`` or ``achievability``, whatever the council calls it."""
    score: int
    most: int
    """The score with the best answer to each question in ``unknown``, all else as it is."""
    unknown: tuple[str, ...]
    """Ids of the questions that were answered with not knowing, where an answer could give more points."""


def outlook(rulebook: Rulebook, decision: Decision, answers: Answers) -> tuple[Outlook, ...]:
    """Both scores of a decision, with what knowing more could make of them; nothing where it has none.

    The points and weights are those of the decision's own day; what counts as not known is said by today's rules.
    """
    if decision.value is None or decision.achievability is None:
        return ()
    scores = (("value", decision.value), ("achievability", decision.achievability))
    return tuple(_of(rulebook, decision, answers, role, score) for role, score in scores)


def axis_of(rulebook: Rulebook, decision: Decision, role: str) -> str:
    """The axis of a score in a decision, which may have been made when the rules called it otherwise."""
    own = next((a.id for a in rulebook.matrix.axes if a.role == role), role)
    return own if any(line.axis == own for line in decision.breakdown) else role


def _of(rulebook: Rulebook, decision: Decision, answers: Answers, role: str, score: int) -> Outlook:
    criteria = {c.question: c for a in rulebook.matrix.axes for c in a.criteria}
    axis = axis_of(rulebook, decision, role)
    lines = [line for line in decision.breakdown if line.axis == axis]
    more: dict[str, int] = {}
    for line in lines:
        criterion = criteria.get(line.criterion)
        if criterion and _unknown(criterion, answers.get(line.criterion)) and _best(criterion) > line.points:
            more[line.criterion] = (_best(criterion) - line.points) * line.weight
    if not more:
        return Outlook(role, score, score, ())
    got = sum(line.points * line.weight for line in lines) + sum(more.values())
    most = 100 * got // (MOST_POINTS * sum(line.weight for line in lines))
    return Outlook(role, score, most, tuple(more))


def _unknown(criterion: Criterion, answer: Answer | None) -> bool:
    chosen = (answer,) if isinstance(answer, str) else answer or ()
    return not criterion.not_known.isdisjoint(chosen)


def _best(criterion: Criterion) -> int:
    known = (points for option, points in criterion.points.items() if option not in criterion.not_known)
    return max((*known, *criterion.by_number), default=0)
