"""A decision: process, steps, checks, alerts and scores, a reason for each, and what would change it."""

from __future__ import annotations

from governance_rules.answers import counted_bits
from governance_rules.keeping import keep
from governance_rules.model import Alternative, Answers, BreakdownRow, Decision, Reason, Rulebook
from governance_rules.problems import AnswerProblem
from governance_rules.program import Program, Route, program
from governance_rules.reasons import Scores, reasons_of

MOST_KEPT = 1024
"""How many explanations are kept for answers that come again, 1 MB at the most.

A person's card is shown and sent within minutes, and a busy morning brings a thousand in a quarter of an hour.
"""


def decide(rulebook: Rulebook, answers: Answers, explain: bool = True) -> Decision:  # noqa: FBT001, FBT002 - the seam says so
    """What the rules say of these answers on the rulebook's day. The same answers always give the same decision.

    ``answers`` are clean; those off the path do not count. Without ``explain`` there are no reasons and no
    alternatives. Raises AnswerProblem for the first question that is asked and has no answer.
    """
    ready = program(rulebook)
    a, missing = counted_bits(ready, ready.bits.encode(answers))
    if missing is not None:
        raise AnswerProblem(missing.id, f"{missing.id} has no answer. {(missing.error or missing.ask).rstrip('.')}.")
    route = _route(ready, a)
    if route is None:
        raise AnswerProblem(
            None, "No process of the rulebook takes these answers. Add one without a condition at the end."
        )
    process = route.process.id
    steps = tuple(body for body, test in route.steps if test(a))
    checks = tuple(c.id for c in ready.checks if c.test(a)) if process in rulebook.checks_apply_to else ()
    alerts = tuple(c.id for c in ready.alerts if c.test(a))
    scores = _scores(rulebook, ready, a) if process in rulebook.matrix.applies_to else None
    reasons: tuple[Reason, ...] = ()
    if explain:
        parts = (*checks, *alerts)
        reasons = reasons_of(rulebook, ready, a, route=route, steps=steps, parts=parts, scores=scores)
    return Decision(
        process=process,
        steps=steps,
        checks=checks,
        alerts=alerts,
        timeframe=scores.timeframe if scores else None,
        value=scores.value if scores else None,
        achievability=scores.achievability if scores else None,
        breakdown=scores.rows if scores else (),
        reasons=reasons,
        what_would_change=_what_would_change(ready, a, process, steps) if explain else (),
        rules_version=rulebook.version,
        together=_together(route, steps),
    )


def _route(ready: Program, a: int) -> Route | None:
    return next((r for r in ready.routes if r.test(a)), None)


def _together(route: Route, steps: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The groups of those of the steps that work side by side, where more than one of a group is on the route."""
    if not route.together:
        return ()
    there = (tuple(s for s in group if s in steps) for group in route.together)
    return tuple(group for group in there if len(group) > 1)


def _scores(rulebook: Rulebook, ready: Program, a: int) -> Scores:
    matrix = rulebook.matrix
    rows = tuple(BreakdownRow(w.axis, w.criterion.question, w.of(a), w.criterion.weight) for w in ready.weighed)
    score = {}
    for axis in matrix.axes:
        total = sum(r.points * r.weight for r in rows if r.axis == axis.id)
        score[axis.role] = 100 * total // axis.most
    value, achievability = score["value"], score["achievability"]
    value_band, achievability_band = matrix.band(value), matrix.band(achievability)
    lift = next((i for i, part in enumerate(ready.lifts) if part.test(a)), None)
    timeframe = matrix.cells[value_band.id, achievability_band.id] if lift is None else matrix.lifts[lift].timeframe
    return Scores(value, achievability, value_band, achievability_band, timeframe, lift, rows)


def _what_would_change(ready: Program, a: int, process: str, steps: tuple[str, ...]) -> tuple[Alternative, ...]:
    """Every other option of a single choice that gives another process or other steps, in order."""
    key = a & ready.cone
    kept: tuple[Alternative, ...] | None = ready.changes.get(key)
    if kept is not None:
        return kept
    ways = ready.others.ways(a, (process, steps))
    found = tuple(Alternative(question, option, *way) for question, option, way in ways)
    return keep(ready.changes, key, found, MOST_KEPT)
