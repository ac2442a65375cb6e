"""How firm the order of an agenda is, in words for a card: which requests change places when weights change a little.

Every weight goes up or down by up to a fifth, as for the paper of the same meeting, whose shares come of many more
draws. A fixed seed gives the same words every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import mul
from random import Random
from typing import Final

from dialogs.records import Request
from governance_rules.matrix import MOST_POINTS, Axis, Matrix

DRAWS: Final = 400
"""Few enough that a turn need not wait: a share may be a few in a hundred off."""
FIFTH: Final = 0.2
"""By how much of itself a weight goes up or down at most."""
EASILY: Final = 0.25
"""Neighbours that change places in more of the draws than this are named."""
SEED: Final = 20_241_130
"""The same agenda says the same; another seed moves a share by little."""
UNSEEN_LOSS: Final = 1e-9
"""What a sum of fractions may be short of the whole number that it stands for."""


@dataclass(frozen=True, slots=True)
class Close:
    """Two neighbours on an agenda that change places in this share of the draws."""

    first: str
    second: str
    share: float


_Points = tuple[tuple[int, ...], ...]
"""Of each request, the points for each criterion of one score."""


def close_pairs(matrix: Matrix, requests: Sequence[Request], draws: int = DRAWS) -> tuple[Close, ...]:
    """The neighbours of an order that swap easily, those that swap most first. ``requests``: in the order of the rules.

    What has no scores is left out.
    """
    scored = [one for one in requests if one.decision.value is not None]
    axes = sorted(matrix.axes, key=lambda axis: axis.role != "value")
    weights = tuple(tuple(criterion.weight for criterion in axis.criteria) for axis in axes)
    swapped = _swapped(weights, tuple(_points(axis, scored) for axis in axes), draws)
    found = [
        Close(before.reference, after.reference, count / draws)
        for (before, after), count in zip(pairwise(scored), swapped, strict=True)
        if count > EASILY * draws
    ]
    return tuple(sorted(found, key=lambda one: -one.share))


def _points(axis: Axis, requests: Sequence[Request]) -> _Points:
    found = []
    for request in requests:
        given = {row.criterion: row.points for row in request.decision.breakdown if row.axis == axis.id}
        found.append(tuple(given.get(criterion.question, 0) for criterion in axis.criteria))
    return tuple(found)


@lru_cache(maxsize=32)
def _swapped(weights: tuple[tuple[int, ...], ...], points: tuple[_Points, ...], draws: int) -> tuple[int, ...]:
    """In how many draws each request changes places with the one behind it. An agenda is often looked at again."""
    chance = Random(SEED)  # noqa: S311 - nothing secret hangs on it
    swapped = [0] * max(0, len(points[0]) - 1)
    for _ in range(draws):
        keys = list(zip(*(_drawn(chance, *axis) for axis in zip(weights, points, strict=True)), strict=True))
        for place, (before, after) in enumerate(pairwise(keys)):
            swapped[place] += after > before
    return tuple(swapped)


def _drawn(chance: Random, weights: tuple[int, ...], points: _Points) -> list[int]:
    """The score of each request with these weights a little different, rounded down as the rules do."""
    now = [weight * chance.uniform(1 - FIFTH, 1 + FIFTH) for weight in weights]
    most = MOST_POINTS * sum(now)
    return [int(100 * sum(map(mul, now, given)) / most + UNSEEN_LOSS) for given in points]
