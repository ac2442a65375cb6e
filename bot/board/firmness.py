"""How firm an order is: how often each request keeps its place when the weights of the matrix are a little different.

Every weight goes up or down by up to a fifth, each by itself and any amount as likely as another; the scores are worked
out as the rules do, rounded down, and the requests put in order by value, then achievability, then number. A fixed seed
gives the same shares every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dialogs.agendas import in_order
from dialogs.firmness import EASILY, FIFTH, SEED, UNSEEN_LOSS
from dialogs.model import Request
from governance_rules import Decision, Rulebook
from governance_rules.matrix import MOST_POINTS
from governance_rules.outlook import axis_of

DRAWS: Final = 10_000
_NOT_SCORED: Final = -1
_ROOM: Final = 128
"""More than there are scores, so that a lower axis never outweighs a higher one."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Two requests that change places in this share of the draws; ``first`` stands before ``second`` by the rules."""

    first: str
    second: str
    share: float


@dataclass(frozen=True, slots=True)
class Firmness:
    """The share of draws in which each request keeps its place, by reference, and the pairs that swap easily.

    Shares are 0 to 1; the pairs that swap most come first. ``draws``: how many there were.
    """

    keeps: dict[str, float]
    swaps: tuple[Swap, ...]
    draws: int


def firmness(rulebook: Rulebook, requests: Sequence[Request], seed: int = SEED, draws: int = DRAWS) -> Firmness:
    """How firm the order of these requests is, by value, then achievability, then number, however they are given.

    Points and weights are those of each decision's own day, so that its scores are the ones that people were told. What
    has no scores stands behind all that has. 200 requests take half a second and 60 MB.
    """
    if not requests:
        return Firmness({}, (), draws)
    ordered = in_order(requests)
    decisions = [request.decision for request in ordered]
    chance = np.random.default_rng(seed)
    key = np.zeros((len(decisions), draws), dtype=np.int32)
    for role in ("value", "achievability"):
        score = _scores(rulebook, role, decisions, chance, draws)
        key = key * np.int32(_ROOM) + score + np.int32(1)
    # The rules' own order decides between equals: no two keys of a draw are the same.
    places = np.arange(len(decisions), dtype=np.int32)
    key = key * np.int32(len(decisions)) - places[:, None]
    return _compared([request.reference for request in ordered], key)


def _scores(
    rulebook: Rulebook, role: str, decisions: Sequence[Decision], chance: np.random.Generator, draws: int
) -> NDArray[np.int32]:
    """The score of each request (rows) in each draw (columns), 0 to 100; one below where it has none."""
    own = [
        {row.criterion: row for row in decision.breakdown if row.axis == axis_of(rulebook, decision, role)}
        for decision in decisions
    ]
    criteria = list(dict.fromkeys(criterion for rows in own for criterion in rows))
    weights, points = np.zeros((2, len(decisions), len(criteria)))
    for place, rows in enumerate(own):
        for row in rows.values():
            weights[place, criteria.index(row.criterion)] = row.weight
            points[place, criteria.index(row.criterion)] = row.points
    changes = chance.uniform(1 - FIFTH, 1 + FIFTH, (len(criteria), draws))
    most = MOST_POINTS * (weights @ changes)
    scored = np.array(
        [decision.value is not None and bool(rows) for decision, rows in zip(decisions, own, strict=True)]
    )
    most[~scored] = 1
    score: NDArray[np.int32] = np.floor(100 * ((points * weights) @ changes) / most + UNSEEN_LOSS).astype(np.int32)
    score[~scored] = _NOT_SCORED
    return score


def _compared(references: Sequence[str], key: NDArray[np.int32]) -> Firmness:
    """Each row against those below it: how often they change places; and how often each stands where it stood."""
    draws = key.shape[1]
    swaps = []
    for place, reference in enumerate(references):
        shares = np.count_nonzero(key[place + 1 :] > key[place], axis=1) / draws
        swaps += [
            Swap(reference, references[place + 1 + other], float(shares[other]))
            for other in np.flatnonzero(shares > EASILY).tolist()
        ]
    swaps.sort(key=lambda swap: -swap.share)
    falling = np.ascontiguousarray(-key.T)
    kept = np.count_nonzero(np.sort(falling, axis=1) == falling, axis=0) / draws
    return Firmness({name: float(share) for name, share in zip(references, kept, strict=True)}, tuple(swaps), draws)
