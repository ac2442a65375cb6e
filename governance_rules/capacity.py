"""How much work there is room for: days by quarter, and what a request takes by how its effort was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from governance_rules.draft import Draft

MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the governance team gives: the days of each quarter, and the days of a request by its effort.

    ``question``: whose answer says how much work a request is. ``effort``: days by option; an option without an entry
    says nothing. ``within``: by timeframe, within how many quarters its work is to be done, the present one counted; a
    timeframe without an entry is not planned. ``quarters``: days by the first day of a quarter.
    """

    question: str
    effort: Mapping[str, int]
    within: Mapping[str, int]
    quarters: Mapping[date, int]

    def given(self, day: date, quarters: int) -> int | None:
        """The days of so many quarters, that of ``day`` first; None where those of one of them are not given."""
        found = [self.quarters.get(first) for first in quarters_from(day, quarters)]
        known = [days for days in found if days is not None]
        return sum(known) if len(known) == len(found) else None


def capacity_of(draft: Draft) -> Capacity | None:
    """The capacity that a sound draft says; None where it says nothing of it."""
    for r in draft.records("capacity"):
        return Capacity(
            r.get("question"),
            {x.get("option"): x.get("days") for x in r.get("effort")},
            {x.get("timeframe"): x.get("quarters") for x in r.get("timeframes")},
            {x.get("from"): x.get("days") for x in r.get("quarters")},
        )
    return None


def first_of_quarter(day: date) -> date:
    """The first day of the quarter in which this day lies."""
    return date(day.year, day.month - (day.month - 1) % MONTHS_OF_A_QUARTER, 1)


def quarters_from(day: date, many: int) -> tuple[date, ...]:
    """The first days of so many quarters, that of this day first."""
    found = [first_of_quarter(day)]
    while len(found) < many:
        found.append(next_quarter(found[-1]))
    return tuple(found)


def next_quarter(first: date) -> date:
    """The first day of the quarter after the one that begins on ``first``."""
    month = first.month + MONTHS_OF_A_QUARTER
    return date(first.year + month // 13, (month - 1) % 12 + 1, 1)
