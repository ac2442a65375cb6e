"""The prioritisation matrix: two scores, their bands, and the timeframe that each pair of bands suggests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from governance_rules.condition import Condition

MOST_POINTS = 3
"""The most points of one criterion, before its weight."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the matrix: its weight, and the points (0 to 3) of each answer.

    For a choice of several, ``points`` are of the options that stand alone and ``by_number`` of one, two, three or
    more chosen.
    """

    question: str
    weight: int
    points: Mapping[str, int]
    by_number: tuple[int, ...] = ()
    not_known: frozenset[str] = frozenset()
    """Options that only say that the answer is not known yet: the score may go up once it is (`outlook`)."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One score of the matrix. ``because`` has the places ``{score}`` and ``{band}``."""

    id: str
    name: str
    because: str
    strategy: str | None
    criteria: tuple[Criterion, ...]
    role: Literal["value", "achievability"] = "value"
    """Which of the two scores it is, whatever the council calls it: what is worth doing, or what can be done."""

    @property
    def most(self) -> int:
        """The most that the weights allow: 3 points times each weight."""
        return MOST_POINTS * sum(c.weight for c in self.criteria)


@dataclass(frozen=True, slots=True)
class Band:
    """A score from ``at_least`` (0 to 100) counts as this band; the highest that fits wins."""

    id: str
    name: str
    at_least: int


@dataclass(frozen=True, slots=True)
class Lift:
    """A condition that puts a request in this timeframe whatever its scores are."""

    when: Condition
    timeframe: str
    because: str
    strategy: str | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """How a request is prioritised: two scores, their bands, and the cell that suggests a timeframe.

    ``cells`` maps (value band, achievability band) to a timeframe id. ``bands`` go from the highest down.
    """

    applies_to: frozenset[str]
    because: str
    strategy: str | None
    axes: tuple[Axis, ...]
    bands: tuple[Band, ...]
    cells: Mapping[tuple[str, str], str]
    lifts: tuple[Lift, ...]
    decided_by: str = ""
    """The body that decides when the work happens; empty where the rules name none."""

    def name_of(self, role: str) -> str:
        """What the council calls a score."""
        return next((axis.name for axis in self.axes if axis.role == role), role)

    def band(self, score: int) -> Band:
        """The band that a score of 0 to 100 counts as."""
        return next(b for b in self.bands if score >= b.at_least)


def no_matrix() -> Matrix:
    """The matrix of a rulebook that scores nothing."""
    return Matrix(frozenset(), "", None, (), (), {}, ())
