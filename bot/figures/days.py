"""Working days of many requests at once: their median, and within how many nine of ten are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def median_of(days: Mapping[int, int]) -> float:
    """The median, of how many requests took each number of days; there is at least one."""
    total = sum(days.values())
    return (_nth(days, (total - 1) // 2) + _nth(days, total // 2)) / 2


def p90_of(days: Mapping[int, int]) -> int:
    """The least number of days within which at least nine of ten were; there is at least one."""
    return _nth(days, -(-sum(days.values()) * 9 // 10) - 1)


def _nth(days: Mapping[int, int], place: int) -> int:
    """The value at this place (from 0) when all are in order."""
    for value, count in sorted(Counter(days).items()):
        place -= count
        if place < 0:
            return value
    raise IndexError(place)
