"""What other answers would give, worked out for all of them at once.

Each other answer has a lane: a bit of numbers in which its neighbours are the other answers. What a condition comes to
is such a number, with the bits of the lanes in which it holds, so each condition is read once and not once for each
other answer. On the shipped rulebook a decision with everything that would change it takes two thirds of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from governance_rules.condition import NAMED, Condition
from governance_rules.conditions import Bits, weights_of
from governance_rules.model import Process, Question
from governance_rules.question_kinds import kind_of

Way = tuple[str, tuple[str, ...]]
"""A process with its steps."""


@dataclass(slots=True)
class _Lanes:
    """What is answered in which lanes, as far as the questions were gone through."""

    every: int
    """All lanes."""
    having: dict[int, int] = field(default_factory=dict)
    """By the bit of an option: the lanes in which it was chosen."""
    chosen: int = 0
    """The bits of the options that were chosen in any lane."""

    def any_of(self, mask: int) -> int:
        """The lanes in which one of these options was chosen."""
        found, left = 0, mask & self.chosen
        while left:
            bit = left & -left
            found |= self.having[bit]
            left ^= bit
        return found


_Holds = Callable[[_Lanes], int]
"""A condition, made ready: the lanes in which it holds."""


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    holds: _Holds
    mask: int
    options: Mapping[str, int]
    """Its other options are tried; empty where they are not."""


@dataclass(frozen=True, slots=True)
class _Route:
    process: str
    holds: _Holds
    steps: tuple[tuple[str, _Holds], ...]


@dataclass(frozen=True, slots=True)
class OtherAnswers:
    """The questions and processes of a rulebook, made ready."""

    asks: tuple[_Asked, ...]
    routes: tuple[_Route, ...]

    def ways(self, a: int, now: Way) -> Iterator[tuple[str, str, Way]]:
        """Question, other option and where it leads, for answers ``a`` of which none is missing; in order.

        Left out is what leads where these lead ``now``, to a question that has no answer yet, or to no process.
        """
        tried: list[tuple[str, str]] = []
        of_question: list[dict[int, int]] = []
        for ask in self.asks:
            got, lanes = a & ask.mask, dict[int, int]()
            if got:
                for option, bit in ask.options.items():
                    if bit != got:
                        lanes[bit] = 1 << len(tried)
                        tried.append((ask.question, option))
            of_question.append(lanes)
        found = self._ways(a, of_question, (1 << len(tried)) - 1, now)
        for number in sorted(found):
            yield *tried[number], found[number]

    def _ways(self, a: int, of_question: list[dict[int, int]], every: int, now: Way) -> dict[int, Way]:
        """By the number of the lane."""
        lanes = _Lanes(every)
        missing = 0
        for ask, others in zip(self.asks, of_question, strict=True):
            asked = ask.holds(lanes)
            missing |= _choose(lanes, asked, a & ask.mask, others)
        found: dict[int, Way] = {}
        left = every & ~missing
        for route in self.routes:
            taken = route.holds(lanes) & left
            if not taken:
                continue
            left &= ~taken
            steps = [(body, holds(lanes)) for body, holds in route.steps]
            if route.process == now[0]:
                other = 0
                for body, there in steps:
                    other |= ~there if body in now[1] else there
                taken &= other
            while taken:
                lane = taken & -taken
                found[lane.bit_length() - 1] = (route.process, tuple(body for body, there in steps if there & lane))
                taken ^= lane
        return found


def _choose(lanes: _Lanes, asked: int, got: int, others: Mapping[int, int]) -> int:
    """Note what is answered to a question in the lanes in which it is asked. Gives those in which nothing is."""
    as_it_was, answered = lanes.every, 0
    for bit, lane in others.items():
        as_it_was &= ~lane
        lanes.having[bit] = asked & lane
        lanes.chosen |= bit
        answered |= lane
    while got:
        bit = got & -got
        lanes.having[bit] = lanes.having.get(bit, 0) | (asked & as_it_was)
        lanes.chosen |= bit
        answered |= as_it_was
        got ^= bit
    return asked & ~answered


def other_answers(
    questions: tuple[Question, ...],
    processes: tuple[Process, ...],
    facts: Mapping[str, Condition],
    bits: Bits,
    cone: int,
) -> OtherAnswers:
    """Make a rulebook ready. ``cone``: the bits of the questions whose other options are tried."""
    ready = _Reading(facts, bits)

    def asked(question: Question) -> _Asked:
        mask = bits.masks[question.id]
        tried = mask & cone and kind_of(question).alternatives
        return _Asked(question.id, ready(question.when), mask, bits.options[question.id] if tried else {})

    return OtherAnswers(
        tuple(map(asked, questions)),
        tuple(_Route(p.id, ready(p.when), tuple((s.id, ready(s.when)) for s in p.steps)) for p in processes),
    )


class _Reading:
    """Makes conditions ready, each fact once."""

    def __init__(self, facts: Mapping[str, Condition], bits: Bits) -> None:
        self._facts = facts
        self._bits = bits
        self._named: dict[str, _Holds] = {}

    def __call__(self, condition: Condition) -> _Holds:
        kind = condition.kind
        if kind == "always":
            return lambda lanes: lanes.every
        if kind in NAMED:
            return self._of_name(condition)
        if kind == "at_least":
            return self._reaching(condition, condition.count or 1)
        parts = [self(part) for part in condition.parts]
        if kind == "not":
            return lambda lanes: lanes.every & ~parts[0](lanes)
        if kind == "all":
            return lambda lanes: _all(parts, lanes)
        if kind == "any":
            return lambda lanes: _any(parts, lanes)
        return self._of_question(condition)

    def _of_name(self, condition: Condition) -> _Holds:
        named = self._facts[condition.subject]
        if condition.kind == "points":
            return self._reaching(named, condition.count)
        if condition.subject not in self._named:
            self._named[condition.subject] = self(named)
        return self._named[condition.subject]

    def _of_question(self, condition: Condition) -> _Holds:
        mask, wanted = self._bits.masks.get(condition.subject, 0), self._bits.of(condition)
        if condition.kind == "is_exactly":
            return lambda lanes: _exactly(lanes, mask, wanted)
        looked_for = {"answered": mask, "has_any_but": mask & ~wanted}.get(condition.kind, wanted)
        return lambda lanes: lanes.any_of(looked_for)

    def _reaching(self, counted: Condition, count: int) -> _Holds:
        parts = list(zip(weights_of(counted), map(self, counted.parts), strict=True))
        return lambda lanes: _reached([(weight, holds(lanes)) for weight, holds in parts], count, lanes.every)


def _all(parts: list[_Holds], lanes: _Lanes) -> int:
    found = lanes.every
    for part in parts:
        found &= part(lanes)
        if not found:
            break
    return found


def _any(parts: list[_Holds], lanes: _Lanes) -> int:
    found = 0
    for part in parts:
        found |= part(lanes)
        if found == lanes.every:
            break
    return found


def _exactly(lanes: _Lanes, mask: int, wanted: int) -> int:
    """The lanes in which these options of a question were chosen, and no other of it."""
    found = lanes.every if wanted else 0
    left = wanted
    while found and left:
        bit = left & -left
        found &= lanes.having.get(bit, 0)
        left ^= bit
    return found & ~lanes.any_of(mask & ~wanted)


def _reached(weighed: list[tuple[int, int]], count: int, every: int) -> int:
    """The lanes in which the weights of what holds there come to a count.

    The sums are held as numbers too: one for each binary digit, with the lanes whose sum has it.
    """
    digits: list[int] = []
    for weight, carry in weighed:
        for place in range(weight.bit_length()):
            more, at = carry if weight >> place & 1 else 0, place
            while more:
                digits.extend([0] * (at + 1 - len(digits)))
                digits[at], more = digits[at] ^ more, digits[at] & more
                at += 1
    found = every
    for at in range(max(len(digits), count.bit_length())):
        digit = digits[at] if at < len(digits) else 0
        found = digit & found if count >> at & 1 else digit | found
    return found
