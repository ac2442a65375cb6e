"""What the rules say of one set of answers: a decision, its reasons, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One criterion's part of a score: points 0 to 3, times its weight."""

    axis: str
    criterion: str
    points: int
    weight: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one part of a decision is there. ``part`` is the id of the part ("for" in JSON)."""

    part: str
    because: str
    answers: tuple[str, ...]
    strategy: str | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """One other answer that would give another process or other steps."""

    question: str
    answer: str
    process: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say of one set of answers on one day."""

    process: str
    steps: tuple[str, ...]
    checks: tuple[str, ...]
    alerts: tuple[str, ...]
    timeframe: str | None
    value: int | None
    achievability: int | None
    breakdown: tuple[BreakdownRow, ...]
    reasons: tuple[Reason, ...]
    what_would_change: tuple[Alternative, ...]
    rules_version: str
    together: tuple[tuple[str, ...], ...] = ()
    """Those of the steps that work side by side: each group in order. What stands in none comes one after another."""

    def reason(self, part: str) -> Reason | None:
        """The reason of one part of the decision by the part's id, or None."""
        return next((r for r in self.reasons if r.part == part), None)

    @property
    def stages(self) -> tuple[tuple[str, ...], ...]:
        """The steps in order, those that work side by side as one stage."""
        found: list[tuple[str, ...]] = []
        for step in self.steps:
            group = next((g for g in self.together if step in g), (step,))
            if not found or found[-1] != group:
                found.append(group)
        return tuple(found)
