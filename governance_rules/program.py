"""A rulebook made ready to run: every condition compiled, and what depends on what worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field

from governance_rules.conditions import Bits, Test, compile_condition, compile_facts, lay_out, questions_of
from governance_rules.model import Alternative, Condition, Criterion, Process, Question, Rulebook
from governance_rules.other_answers import OtherAnswers, other_answers
from governance_rules.scales import Day


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, ready to run: when it is asked, and the bits of its options."""

    question: Question
    test: Test
    mask: int
    always: bool


@dataclass(frozen=True, slots=True)
class Route:
    """One process, ready to run, with the ids and tests of its steps."""

    process: Process
    test: Test
    steps: tuple[tuple[str, Test], ...]
    together: tuple[tuple[str, ...], ...] = ()
    """Groups of steps that work side by side, whether or not they are on the route."""


@dataclass(frozen=True, slots=True)
class Part:
    """One check, alert or lift, ready to run."""

    id: str
    test: Test


@dataclass(frozen=True, slots=True)
class Weighed:
    """One criterion of the matrix, ready to run. ``points`` maps the bits of an answer to points."""

    axis: str
    criterion: Criterion
    mask: int
    points: dict[int, int]
    alone: int

    def of(self, a: int) -> int:
        """The points of the answers: 0 when the question was not answered."""
        got = a & self.mask
        if not got:
            return 0
        known = self.points.get(got)
        if known is None:
            steps = self.criterion.by_number
            chosen = (got & ~self.alone).bit_count()
            known = self.points[got] = steps[min(chosen, len(steps)) - 1] if steps and chosen else 0
        return known


@dataclass(frozen=True, slots=True)
class Program:
    """A rulebook ready to run.

    ``cone`` has the bits of every question on which the questions asked, process and steps depend.
    """

    bits: Bits
    asks: tuple[Asked, ...]
    routes: tuple[Route, ...]
    checks: tuple[Part, ...]
    alerts: tuple[Part, ...]
    lifts: tuple[Part, ...]
    weighed: tuple[Weighed, ...]
    cone: int
    rank: dict[str, int]
    """The place of each question in the order of asking."""
    others: OtherAnswers
    """What other answers would give."""
    reasons: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    """What a condition (by its identity) rests on, for the answers that it depends on; kept from call to call."""
    cones: dict[int, int] = field(default_factory=dict)
    """The bits of all questions on which a condition (by its identity) depends."""
    changes: dict[int, tuple[Alternative, ...]] = field(default_factory=dict)
    """What would change a decision, for the answers on which the route depends; kept from call to call."""


def program(rulebook: Rulebook) -> Program:
    """The program of a rulebook, made at the first call and kept with it."""
    made: Program | None = rulebook.memo.get("program")
    if made is None:
        made = rulebook.memo["program"] = _make(rulebook)
    return made


def _groups(process: Process) -> tuple[tuple[str, ...], ...]:
    """The steps of a process that work side by side, by group."""
    groups: list[list[str]] = []
    for step in process.steps:
        if step.together and groups:
            groups[-1].append(step.id)
        else:
            groups.append([step.id])
    return tuple(tuple(g) for g in groups if len(g) > 1)


def conditions_of(rulebook: Rulebook) -> list[Condition]:
    """Every condition of the rules, facts included; not those of details and advice, which decide nothing."""
    return [
        *(q.when for q in rulebook.questions),
        *rulebook.facts.values(),
        *(p.when for p in rulebook.processes),
        *(s.when for p in rulebook.processes for s in p.steps),
        *(c.when for c in rulebook.checks),
        *(a.when for a in rulebook.alerts),
        *(x.when for x in rulebook.matrix.lifts),
    ]


def every_condition(rulebook: Rulebook) -> list[Condition]:
    """Those of details and advice too."""
    return [
        *conditions_of(rulebook),
        *(d.when for d in rulebook.details),
        *(a.when for c in rulebook.checks for a in c.advice),
    ]


def _make(rulebook: Rulebook) -> Program:
    questions = rulebook.questions
    bits = lay_out(questions, every_condition(rulebook), Day(rulebook.day, rulebook.bands))
    facts = compile_facts(rulebook.facts, bits)

    def test(condition: Condition) -> Test:
        return compile_condition(condition, bits, facts)

    routing = [
        *(q.when for q in questions),
        *(p.when for p in rulebook.processes),
        *(s.when for p in rulebook.processes for s in p.steps),
    ]
    depends = frozenset().union(*(questions_of(c, rulebook.facts) for c in routing)) if routing else frozenset()
    cone = sum(bits.masks.get(q, 0) for q in depends)
    weighed = []
    for axis in rulebook.matrix.axes:
        for criterion in axis.criteria:
            options = bits.options[criterion.question]
            points = {options[o]: n for o, n in criterion.points.items() if o in options}
            alone = sum(points) if criterion.by_number else 0
            weighed.append(Weighed(axis.id, criterion, bits.masks[criterion.question], points, alone))
    return Program(
        bits=bits,
        asks=tuple(Asked(q, test(q.when), bits.masks[q.id], q.when.kind == "always") for q in questions),
        routes=tuple(
            Route(p, test(p.when), tuple((s.id, test(s.when)) for s in p.steps), _groups(p)) for p in rulebook.processes
        ),
        checks=tuple(Part(c.id, test(c.when)) for c in rulebook.checks),
        alerts=tuple(Part(a.id, test(a.when)) for a in rulebook.alerts),
        lifts=tuple(Part(lift.timeframe, test(lift.when)) for lift in rulebook.matrix.lifts),
        weighed=tuple(weighed),
        cone=cone,
        rank={q.id: i for i, q in enumerate(questions)},
        others=other_answers(questions, rulebook.processes, rulebook.facts, bits, cone),
    )
