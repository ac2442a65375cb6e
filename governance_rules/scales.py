"""Answers that are sums of money or dates: a scale, cut into the stretches that the rules tell apart.

So an amount or a day becomes one of a few choices, and everything that is known of choices holds for it too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from governance_rules.condition import Condition
from governance_rules.measures import Measure


@dataclass(frozen=True, slots=True)
class Day:
    """What comparisons depend on beside the answers: the day, and the figures in force on it."""

    today: date
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Scale:
    """One question's scale: ``cuts`` part it into stretches, the first below the first cut. ``at`` is its first bit."""

    measure: Measure
    cuts: tuple[int, ...]
    at: int
    day: Day

    @property
    def names(self) -> tuple[str, ...]:
        """Each stretch in words, such as "25000 to 99999"."""
        if not self.cuts:
            return ("any",)
        said = [self._said(c) for c in self.cuts]
        last = [self._said(c - 1) for c in self.cuts]
        between = (f"{low} to {high}" for low, high in zip(said[:-1], last[1:], strict=True))
        return (f"below {said[0]}", *between, f"{said[-1]} or more")

    def bit_of(self, answer: str) -> int:
        """The bit of an answer, 0 when it cannot be read."""
        found = self.measure.read(answer)
        return 0 if found is None else 1 << (self.at + bisect_right(self.cuts, found))

    def of(self, condition: Condition) -> int:
        """The bits of the stretches that a comparison takes."""
        below = (1 << self.cuts.index(cut_of(condition, self.measure, self.day)) + 1) - 1
        every = (1 << len(self.cuts) + 1) - 1
        return (every & ~below if condition.kind == "from" else below) << self.at

    def _said(self, cut: int) -> str:
        return self.measure.written(cut)


def scale_of(measure: Measure, conditions: Iterable[Condition], day: Day, at: int) -> Scale:
    """The scale on which all these comparisons can be told apart."""
    return Scale(measure, tuple(sorted({cut_of(c, measure, day) for c in conditions})), at, day)


def cut_of(condition: Condition, measure: Measure, day: Day) -> int:
    """The first amount or day from which a comparison turns out otherwise."""
    value = condition.values[0]
    if condition.kind == "within":
        return day.today.toordinal() + int(value) + 1
    if measure.figures and value in day.figures:
        return day.figures[value]
    found = measure.read(value)
    assert found is not None, f"{value} was found sound and is no {measure.name}"
    return found
