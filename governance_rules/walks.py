"""Every way through a rulebook: which questions, processes and duties are ever met, and which ways end in no decision.

A fixed sample is walked first. When it met everything, the rest need only be counted; when it did not, every way is
walked, or, when there are too many, what the sample did not meet is looked for in the questions it depends on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from governance_rules.conditions import Test, questions_of
from governance_rules.draft import Draft
from governance_rules.model import Rulebook
from governance_rules.problems import Problem
from governance_rules.program import Part, Program, program
from governance_rules.ways import MOST_WORK, count_ways, representatives

SAMPLE = 2_000
"""How many ways a sample walks."""
_WORK_FOR_ONE = 60_000
"""The most questions that are asked to find a way to one question, process or duty that the sample did not meet."""
_WORK_FOR_ALL = 3_000_000
"""The same for all that the sample did not meet, so that a check of a thousand questions ends within seconds."""
_SAME_ALL_THE_WAY = 8
"""So many ways of the sample take the first, the second … option everywhere, as chains of questions hang on one."""


@dataclass(slots=True)
class Walked:
    """What the ways through met. ``every`` is False when only a sample was walked."""

    ways: int = 0
    every: bool = True
    asked: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    """Ids of processes, steps (process/body), checks and alerts."""
    nowhere: tuple[str, ...] | None = None
    """Answers (question: option) of a way that ends in no decision, if there is one."""
    unsure: set[str] = field(default_factory=set)
    """What was not met, though nothing shows that it cannot be."""
    found: tuple[str, ...] = ()
    """The answers of the way that was looked for last and found."""
    looked: int = 0
    """How many questions were asked so far to find what the sample did not meet."""
    unmet: list[tuple[Part, bool]] = field(default_factory=list)
    """Checks (True) and alerts (False) that no way has met yet."""
    steps_left: dict[str, tuple[tuple[str, Test], ...]] = field(default_factory=dict)
    """By process: its steps that no way has met yet."""


def walk(rulebook: Rulebook) -> Walked:
    """Walk every way through, or a sample, and say what was met."""
    ready = program(rulebook)
    walked = Walked(unmet=[*((c, True) for c in ready.checks), *((x, False) for x in ready.alerts)])
    choices = [representatives(rulebook, ready, ask.question) for ask in ready.asks]
    ways = count_ways(rulebook, ready, choices)
    walked.every = ways is not None
    _walk_sample(rulebook, ready, choices, walked)
    if ways is None or ways * len(walked.unmet) > MOST_WORK:
        walked.every = False
        _look_for_the_rest(rulebook, ready, choices, walked)
        return walked
    if not _settled(ready, walked):
        _walk_all(rulebook, ready, choices, walked)
    walked.ways = ways
    return walked


def _settled(ready: Program, walked: Walked) -> bool:
    """Whether everything was met, and nothing can end in no decision: another way would tell nothing new."""
    return (
        not walked.unmet
        and all(walked.steps_left.get(route.process.id, route.steps) == () for route in ready.routes)
        and {ask.question.id for ask in ready.asks} <= walked.asked
        and {route.process.id for route in ready.routes} <= walked.met
        and any(route.process.when.kind == "always" for route in ready.routes)
    )


def _walk_all(rulebook: Rulebook, ready: Program, choices: Sequence[list[int]], walked: Walked) -> None:
    """Walk every way."""
    asks = [
        (ask.always, ask.test, ask.question.id, next(iter(options), 0), options[1:])
        for ask, options in zip(ready.asks, choices, strict=True)
    ]
    stack = [(0, 0)]
    while stack:
        place, a = stack.pop()
        for always, test, name, first, others in asks[place:]:
            place += 1
            if always or test(a):
                walked.asked.add(name)
                stack.extend([(place, a | bit) for bit in others])
                a |= first
        _arrive(rulebook, ready, a, walked)


def _walk_sample(rulebook: Rulebook, ready: Program, choices: Sequence[list[int]], walked: Walked) -> None:
    """Walk a sample; where the ways can be counted, only until it met everything."""
    random = Random(1)  # noqa: S311 - the same sample each time, so that a check says the same twice
    for number in range(SAMPLE):
        if walked.every and not number % 50 and _settled(ready, walked):
            return
        a = 0
        for place, ask in enumerate(ready.asks):
            if ask.always or ask.test(a):
                walked.asked.add(ask.question.id)
                options = choices[place]
                if options:
                    a |= options[number % len(options)] if number < _SAME_ALL_THE_WAY else random.choice(options)
        _arrive(rulebook, ready, a, walked)


def _arrive(rulebook: Rulebook, ready: Program, a: int, walked: Walked) -> None:
    """One way has come to its end: note what it met. Plain loops, for there are a hundred thousand ways."""
    walked.ways += 1
    for route in ready.routes:
        if route.test(a):
            break
    else:
        walked.nowhere = walked.nowhere or said(rulebook, ready, a)
        return
    process = route.process.id
    left = walked.steps_left.get(process, route.steps)
    walked.met.add(process)
    if left:
        walked.met.update(f"{process}/{body}" for body, test in left if test(a))
        walked.steps_left[process] = tuple(s for s in left if f"{process}/{s[0]}" not in walked.met)
    if walked.unmet:
        with_checks = process in rulebook.checks_apply_to
        for one in [one for one in walked.unmet if (with_checks or not one[1]) and one[0].test(a)]:
            walked.unmet.remove(one)
            walked.met.add(one[0].id)


def said(rulebook: Rulebook, ready: Program, a: int) -> tuple[str, ...]:
    """Answers as words: "need: fix"."""
    found = []
    for question in rulebook.questions:
        options = [o for o, bit in ready.bits.options[question.id].items() if bit & a]
        if options:
            found.append(f"{question.id}: {', '.join(options)}")
    return tuple(found)


def no_decision(draft: Draft, walked: Walked) -> list[Problem]:
    """A problem when a way through was met that ends in no decision."""
    if walked.nowhere is None:
        return []
    last = draft.records("processes")[-1]
    way = "; ".join(walked.nowhere)
    wrong = f"A way through ends in no decision ({way[:300]})"
    mend = "Leave out the when of the last process, so that it takes everything else"
    return [Problem(last.file, last.line, wrong, mend)]


def _look_for_the_rest(rulebook: Rulebook, ready: Program, choices: Sequence[list[int]], walked: Walked) -> None:
    """Look for what the sample did not meet, each in the questions that it depends on."""
    facts = rulebook.facts

    def look(name: str, where: set[str], needs: Iterable[str], test: Test) -> None:
        if name in where:
            return
        _note(name, where, walked, found=_find(rulebook, choices, (needs, test), walked))

    for ask in ready.asks:
        look(ask.question.id, walked.asked, questions_of(ask.question.when, facts), ask.test)
    above: frozenset[str] = frozenset()
    for place, route in enumerate(ready.routes):
        above |= questions_of(route.process.when, facts)
        reached = _only(route.test, [r.test for r in ready.routes[:place]])
        look(route.process.id, walked.met, above, reached)
        for step, (body, test) in zip(route.process.steps, route.steps, strict=True):
            needs = above | questions_of(step.when, facts)
            look(f"{route.process.id}/{body}", walked.met, needs, _both(reached, test))
    duties = [*((c.id, c.when) for c in rulebook.checks), *((x.id, x.when) for x in rulebook.alerts)]
    for (name, when), part in zip(duties, (*ready.checks, *ready.alerts), strict=True):
        look(name, walked.met, questions_of(when, facts), part.test)
    if walked.nowhere is None and all(r.process.when.kind != "always" for r in ready.routes):
        nowhere = _only(lambda _: True, [r.test for r in ready.routes])
        if _find(rulebook, choices, (above, nowhere), walked):
            walked.nowhere = walked.found


def _note(name: str, where: set[str], walked: Walked, *, found: bool | None) -> None:
    """Note what was looked for: met, not met, or (None) not known to be out of reach."""
    if found is not False:
        where.add(name)
    if found is None:
        walked.unsure.add(name)


def _only(test: Test, others: Sequence[Test]) -> Test:
    """A test that holds when this one does and none of the others."""
    return lambda a: test(a) and not any(other(a) for other in others)


def _both(one: Test, two: Test) -> Test:
    """A test that holds when both do."""
    return lambda a: one(a) and two(a)


def _find(
    rulebook: Rulebook, choices: Sequence[list[int]], wanted: tuple[Iterable[str], Test], walked: Walked
) -> bool | None:
    """Whether some way makes a condition on these questions hold; None when there are too many ways to tell."""
    questions, test = wanted
    ready = program(rulebook)
    places = _places(rulebook, ready, set(questions))
    most = walked.looked + min(_WORK_FOR_ONE, max(0, _WORK_FOR_ALL - walked.looked))
    stack = [(0, 0)]
    while stack:
        at, a = stack.pop()
        while at < len(places):
            ask = ready.asks[places[at]]
            walked.looked += 1
            if ask.always or ask.test(a):
                options = choices[places[at]]
                stack.extend((at + 1, a | bit) for bit in options[1:])
                a |= options[0] if options else 0
            at += 1
        if test(a):
            walked.found = said(rulebook, ready, a)
            return True
        if walked.looked > most:
            return None
    return False


def _places(rulebook: Rulebook, ready: Program, needed: set[str]) -> list[int]:
    """The places of these questions and of all on which it depends whether they are asked."""
    conditions = {q.id: q.when for q in rulebook.questions}
    pending = list(needed)
    while pending:
        for other in questions_of(conditions[pending.pop()], rulebook.facts):
            if other not in needed:
                needed.add(other)
                pending.append(other)
    return [i for i, ask in enumerate(ready.asks) if ask.question.id in needed]
