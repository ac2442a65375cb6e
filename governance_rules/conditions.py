"""Conditions made quick: answers become bits of one number, and each condition a function of that number.

Readings of the same condition: ``compile_condition`` (true or false when every question is settled) and ``settled``
(also "cannot be told yet", for someone half-way); ``because_of`` in `reasons` (the questions that make it true or
false), and `other_answers` (for many answers at once).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from governance_rules.condition import NAMED
from governance_rules.model import Answers, Condition, Question
from governance_rules.question_kinds import kind_of
from governance_rules.scales import Day, Scale, scale_of

Test = Callable[[int], int]
"""A compiled condition: the answers as bits in; not 0 when it holds. Of named points it gives their sum."""


@dataclass(frozen=True, slots=True)
class Bits:
    """Which bit of the number stands for which option. ``masks`` has all bits of each question, in order.

    An answer that is money or a date has the bit of the stretch of its scale in which it lies.
    """

    options: Mapping[str, Mapping[str, int]]
    masks: Mapping[str, int]
    scales: Mapping[str, Scale] = field(default_factory=dict)

    def encode(self, answers: Answers) -> int:
        """Answers as bits. What the rulebook does not know has no bit."""
        bits = 0
        for question, answer in answers.items():
            known = self.options.get(question)
            if known is None:
                continue
            if isinstance(answer, str):
                bits |= known.get(answer) or self._measured(question, answer)
            else:
                for one in answer:
                    bits |= known.get(one, 0)
        return bits

    def _measured(self, question: str, answer: str) -> int:
        """The bit of a sum of money or a date; 0 for a choice, and for what cannot be read."""
        scale = self.scales.get(question)
        return scale.bit_of(answer) if scale else 0

    def of(self, condition: Condition) -> int:
        """The bits that a condition on a question looks for."""
        if condition.subject in self.scales and condition.kind in {"from", "below", "within"}:
            return self.scales[condition.subject].of(condition)
        known = self.options.get(condition.subject, {})
        bits = 0
        for value in condition.values:
            bits |= known.get(value, 0)
        return bits


def lay_out(questions: tuple[Question, ...], conditions: Iterable[Condition], day: Day) -> Bits:
    """Give every option of every question its bit, and every stretch of a scale that some condition tells apart."""
    compared: dict[str, list[Condition]] = {}
    for leaf in leaves(conditions):
        if leaf.kind in {"from", "below", "within"}:
            compared.setdefault(leaf.subject, []).append(leaf)
    options: dict[str, dict[str, int]] = {}
    masks: dict[str, int] = {}
    scales: dict[str, Scale] = {}
    at = 0
    for question in questions:
        ids: Iterable[str] = (o.id for o in question.options)
        if (measure := kind_of(question).measure) is not None:
            scale = scales[question.id] = scale_of(measure, compared.get(question.id, ()), day, at)
            ids = scale.names
        options[question.id] = {name: 1 << (at + i) for i, name in enumerate(ids)}
        masks[question.id] = ((1 << len(options[question.id])) - 1) << at
        at += len(options[question.id])
    return Bits(options, masks, scales)


def leaves(conditions: Iterable[Condition]) -> Iterable[Condition]:
    """The conditions on single questions inside conditions (facts and points are not followed)."""
    for condition in conditions:
        if condition.parts:
            yield from leaves(condition.parts)
        elif condition.subject and condition.kind not in NAMED:
            yield condition


def compile_facts(facts: Mapping[str, Condition], bits: Bits) -> dict[str, Test]:
    """Every fact as a function, and every named number of points as one that gives their sum.

    Facts may use facts, in any order, but not in a circle (the reader sees to that).
    """
    done: dict[str, Test] = {}

    def make(name: str) -> None:
        if name in done:
            return
        for used in facts_of(facts[name]):
            make(used)
        done[name] = compile_condition(facts[name], bits, done)

    for name in facts:
        make(name)
    return done


def facts_of(condition: Condition) -> tuple[str, ...]:
    """Ids of the facts and points that a condition names itself."""
    if condition.kind in NAMED:
        return (condition.subject,)
    return tuple(f for part in condition.parts for f in facts_of(part))


def compile_condition(condition: Condition, bits: Bits, facts: Mapping[str, Test]) -> Test:
    """One condition as a function of the answers' bits: functions put together, no text that is evaluated."""
    mask = _mask(condition, bits)
    if mask is not None:
        return mask.__and__
    kind = condition.kind
    if kind == "always":
        return _always
    if kind in NAMED:
        named = facts[condition.subject]
        return named if kind == "fact" else _reaching(named, condition.count)
    if kind == "is_exactly":
        return _exactly(bits.masks.get(condition.subject, 0), bits.of(condition))
    parts = tuple(compile_condition(part, bits, facts) for part in condition.parts)
    if kind == "at_least":
        total = _sum(tuple(zip(weights_of(condition), parts, strict=True)))
        # Named points (no count) give their sum, which each condition compares with its own number.
        return _reaching(total, condition.count) if condition.count else total
    if kind == "not":
        return _not(parts[0])
    return _all(parts) if kind == "all" else _any(parts)


def _mask(condition: Condition, bits: Bits) -> int | None:
    """The bits of which any one makes the condition true, or None where that is not all that there is to it."""
    match condition.kind:
        case "any":
            found = [_mask(part, bits) for part in condition.parts]
            return None if None in found else reduce(or_, filter(None, found), 0)
        case "answered":
            return bits.masks.get(condition.subject, 0)
        case "has_any_but":
            return bits.masks.get(condition.subject, 0) & ~bits.of(condition)
        case "always" | "fact" | "points" | "at_least" | "not" | "all" | "is_exactly":
            return None
        case _:
            return bits.of(condition)


def _always(_: int) -> bool:
    return True


def _reaching(total: Test, count: int) -> Test:
    return lambda a: total(a) >= count


def _exactly(mask: int, wanted: int) -> Test:
    return lambda a: wanted != 0 and a & mask == wanted


def _sum(parts: tuple[tuple[int, Test], ...]) -> Test:
    return lambda a: sum(weight for weight, test in parts if test(a))


def _not(test: Test) -> Test:
    return lambda a: not test(a)


def _all(parts: tuple[Test, ...]) -> Test:
    match parts:
        case one, two:  # a pair, the usual case, needs no loop
            return lambda a: one(a) and two(a)

    def test(a: int) -> bool:
        for part in parts:  # noqa: SIM110 - a generator takes twice as long
            if not part(a):
                return False
        return True

    return test


def _any(parts: tuple[Test, ...]) -> Test:
    match parts:
        case one, two:  # a pair, the usual case, needs no loop
            return lambda a: one(a) or two(a)

    def test(a: int) -> bool:
        for part in parts:  # noqa: SIM110 - a generator takes twice as long
            if part(a):
                return True
        return False

    return test


def weights_of(condition: Condition) -> tuple[int, ...]:
    """What each part of a count weighs."""
    return condition.weights or (1,) * len(condition.parts)


def counted(condition: Condition, results: list[bool | None], count: int) -> bool | None:
    """Whether the weights of what holds come to a count; None while what is open could still make the difference."""
    each = list(zip(weights_of(condition), results, strict=True))
    surely = sum(n for n, holds in each if holds)
    if surely >= count:
        return True
    return None if surely + sum(n for n, holds in each if holds is None) >= count else False


def settled(condition: Condition, facts: Mapping[str, Condition], bits: Bits, a: int, open_: int) -> bool | None:
    """Whether a condition holds, or None while that depends on ``open_``: bits of questions asked, not answered."""
    kind = condition.kind
    if kind == "fact":
        return settled(facts[condition.subject], facts, bits, a, open_)
    if kind == "not":
        inner = settled(condition.parts[0], facts, bits, a, open_)
        return None if inner is None else not inner
    if kind in {"all", "any"}:
        results = [settled(p, facts, bits, a, open_) for p in condition.parts]
        decisive = kind == "any"
        if decisive in results:
            return decisive
        return None if None in results else not decisive
    if kind in {"always", "points", "at_least"}:
        return kind == "always" or _settled_count(condition, facts, bits, a, open_)
    mask = bits.masks.get(condition.subject, 0)
    return None if mask & open_ else of_question(condition, bits, a & mask)


def of_question(condition: Condition, bits: Bits, given: int) -> bool:
    """Whether a condition on one question holds; ``given``: the bits of what is answered to it."""
    kind = condition.kind
    if kind == "answered":
        return bool(given)
    wanted = bits.of(condition)
    if kind == "has_any_but":
        return bool(given & ~wanted)
    if kind == "is_exactly":
        return bool(wanted) and given == wanted
    return bool(given & wanted)


def _settled_count(condition: Condition, facts: Mapping[str, Condition], bits: Bits, a: int, open_: int) -> bool | None:
    of = facts[condition.subject] if condition.kind == "points" else condition
    return counted(of, [settled(p, facts, bits, a, open_) for p in of.parts], condition.count)


def questions_of(condition: Condition, facts: Mapping[str, Condition]) -> frozenset[str]:
    """Ids of every question on which a condition depends, through facts too."""
    if condition.kind in NAMED:
        found = facts.get(condition.subject)
        return questions_of(found, facts) if found else frozenset()
    if condition.parts:
        return frozenset().union(*(questions_of(p, facts) for p in condition.parts))
    return frozenset({condition.subject}) if condition.subject else frozenset()
