"""A person's share of turns: a minute's worth may be used at once, then so many a minute."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

PEOPLE: Final = 10_000
"""Whom we remember at most. The one seen longest ago is forgotten, which only ever gives them a full share again."""
FULL_AGAIN: Final = 60.0
"""Seconds without a turn after which a share is full, whatever was used of it: nothing is left to remember."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a turn may go on; if not, the seconds to wait, and whether this is the first refusal in a row."""

    allowed: bool
    wait: int = 0
    first: bool = False


@dataclass(slots=True)
class _Share:
    left: float
    at: float
    told: bool = False


_YES: Final = Verdict(allowed=True)


class RateLimit:
    """Counts each person's turns. ``per_minute`` 0: no limit. Times are seconds of any clock that only goes up."""

    def __init__(self, per_minute: int, people: int = PEOPLE) -> None:
        self._per_minute = per_minute
        self._people = people
        self._shares: OrderedDict[str, _Share] = OrderedDict()

    def __len__(self) -> int:
        return len(self._shares)

    def take(self, aad_id: str, now: float) -> Verdict:
        """Take one turn from this person's share."""
        if not self._per_minute or not aad_id:
            return _YES
        while self._shares and next(iter(self._shares.values())).at <= now - FULL_AGAIN:
            self._shares.popitem(last=False)
        share = self._shares.get(aad_id)
        if share is None:
            self._shares[aad_id] = share = _Share(float(self._per_minute), now)
            if len(self._shares) > self._people:
                self._shares.popitem(last=False)
        else:
            self._shares.move_to_end(aad_id)
        each_second = self._per_minute / 60
        share.left = min(float(self._per_minute), share.left + max(0.0, now - share.at) * each_second)
        share.at = now
        if share.left >= 1:
            share.left -= 1
            share.told = False
            return _YES
        first, share.told = not share.told, True
        return Verdict(allowed=False, wait=math.ceil((1 - share.left) / each_second), first=first)
