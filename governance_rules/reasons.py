"""Why a decision came out as it did: for every part a sentence, the answers it rests on, and the priority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from governance_rules.conditions import Bits, counted, of_question, questions_of
from governance_rules.keeping import keep
from governance_rules.model import Band, BreakdownRow, Condition, Reason, Rulebook
from governance_rules.program import Program, Route

MOST_KEPT = 4096
"""How many reasons are kept for answers that come again, 1 MB at the most: a decision has some four of its own."""
Owed = tuple[bool, frozenset[str]]
"""Whether a condition holds, and the answered questions that make it so."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The two scores of a request with their bands, points and the timeframe.

    ``lift`` is the place of the lift that held.
    """

    value: int
    achievability: int
    value_band: Band
    achievability_band: Band
    timeframe: str
    lift: int | None
    rows: tuple[BreakdownRow, ...]


def reasons_of(
    rulebook: Rulebook,
    ready: Program,
    a: int,
    *,
    route: Route,
    steps: tuple[str, ...],
    parts: tuple[str, ...],
    scores: Scores | None,
) -> tuple[Reason, ...]:
    """A reason for the process, each step, check and alert, and with ``scores`` for timeframe and both scores."""
    process = route.process
    why = _Why(rulebook, ready, a)
    owed = why.process(route)

    def reason(part: str, because: str, when: Condition, strategy: str | None) -> Reason:
        return Reason(part, because, why(when) or owed, strategy)

    return (
        Reason(process.id, process.because, owed, process.strategy),
        *(reason(s.id, s.because, s.when, s.strategy) for s in process.steps if s.id in steps),
        *(reason(c.id, c.because, c.when, c.strategy) for c in rulebook.checks if c.id in parts),
        *(reason(x.id, x.because, x.when, x.strategy) for x in rulebook.alerts if x.id in parts),
        *(_of_scores(rulebook, why, scores) if scores else ()),
    )


class _Why:
    """Which answers a condition rests on, kept for when the same answers come again."""

    def __init__(self, rulebook: Rulebook, ready: Program, a: int) -> None:
        self.rulebook = rulebook
        self.ready = ready
        self.a = a
        self.known: dict[str, Owed] = {}

    def __call__(self, condition: Condition) -> tuple[str, ...]:
        if condition.kind == "always":
            return ()
        return self._kept(id(condition), [condition])

    def process(self, route: Route) -> tuple[str, ...]:
        """What the process rests on. The one that takes everything else rests on why the rows above it did not hold."""
        if route.process.when.kind != "always":
            return self._kept(id(route.process), [route.process.when])
        above = self.rulebook.processes[: self.rulebook.processes.index(route.process)]
        return self._kept(id(route.process), [p.when for p in above])

    def _kept(self, key: int, conditions: list[Condition]) -> tuple[str, ...]:
        """The answers that these conditions rest on, by the answers that they depend on."""
        ready, facts = self.ready, self.rulebook.facts
        cone = ready.cones.get(key)
        if cone is None:
            needs = frozenset[str]().union(*(questions_of(c, facts) for c in conditions))
            cone = ready.cones[key] = sum(ready.bits.masks[q] for q in needs)
        kept = ready.reasons
        found: tuple[str, ...] | None = kept.get((key, self.a & cone))
        if found is None:
            owed: set[str] = set()
            for condition in conditions:
                owed |= because_of(condition, facts, ready.bits, self.a, self.known)[1]
            found = keep(kept, (key, self.a & cone), self.ordered(owed), MOST_KEPT)
        return found or self.first()

    def ordered(self, questions: Iterable[str]) -> tuple[str, ...]:
        """Those of the questions that have an answer, in the order of asking."""
        masks = self.ready.bits.masks
        return tuple(sorted((q for q in questions if masks[q] & self.a), key=self.ready.rank.__getitem__))

    def first(self) -> tuple[str, ...]:
        """The first answered question: what a rule that always holds rests on."""
        return next(((k.question.id,) for k in self.ready.asks if k.mask & self.a), ())


def _of_scores(rulebook: Rulebook, why: _Why, scores: Scores) -> list[Reason]:
    matrix = rulebook.matrix
    bands = {
        "value": (scores.value, scores.value_band),
        "achievability": (scores.achievability, scores.achievability_band),
    }
    weighed = {axis.id: why.ordered(c.question for c in axis.criteria) or why.first() for axis in matrix.axes}
    if scores.lift is None:
        name = rulebook.names[scores.timeframe]
        said = matrix.because.replace("{timeframe}", name[:1].lower() + name[1:])
        for axis in matrix.axes:
            said = said.replace(f"{{{axis.id}_band}}", bands[axis.role][1].name)
        every = why.ordered({q for questions in weighed.values() for q in questions})
        found = [Reason("timeframe", said, every, matrix.strategy)]
    else:
        lift = matrix.lifts[scores.lift]
        found = [Reason("timeframe", lift.because, why(lift.when) or why.first(), lift.strategy)]
    for axis in matrix.axes:
        score, band = bands[axis.role]
        said = axis.because.replace("{score}", str(score)).replace("{band}", band.name)
        found.append(Reason(axis.id, said, weighed[axis.id], axis.strategy))
    return found


def because_of(
    condition: Condition, facts: Mapping[str, Condition], bits: Bits, a: int, known: dict[str, Owed]
) -> Owed:
    """Whether a condition holds, and the answered questions that make it so; ``known``: the same of facts, by id.

    A true "any" is owed to its true parts, a true "all" to every part; a false "all" to its first false part that
    rests on an answer, a false "any" to every part. A count that is reached is owed to what was counted, one that is
    not to every part.
    """
    kind = condition.kind
    if kind == "always":
        return True, frozenset()
    if kind == "fact":
        if condition.subject not in known:
            known[condition.subject] = because_of(facts[condition.subject], facts, bits, a, known)
        return known[condition.subject]
    if kind in {"points", "at_least"}:
        of = facts[condition.subject] if kind == "points" else condition
        parts = [because_of(p, facts, bits, a, known) for p in of.parts]
        reached = counted(of, [holds for holds, _ in parts], condition.count) is True
        return reached, frozenset().union(*(owed for holds, owed in parts if holds or not reached))
    if kind == "not":
        holds, owed = because_of(condition.parts[0], facts, bits, a, known)
        return not holds, owed
    if kind in {"all", "any"}:
        parts = [because_of(p, facts, bits, a, known) for p in condition.parts]
        decisive = kind == "any"
        deciding = [owed for holds, owed in parts if holds is decisive]
        if not deciding:
            return not decisive, frozenset().union(*(owed for _, owed in parts))
        if decisive:
            return True, frozenset().union(*deciding)
        return False, next((owed for owed in deciding if owed), frozenset())
    given = a & bits.masks.get(condition.subject, 0)
    return of_question(condition, bits, given), frozenset({condition.subject}) if given else frozenset()
