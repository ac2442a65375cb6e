"""A roadmap that fits on a sheet of paper, so that everything said of it can be checked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.board.roadmap import UNPLACED, Names, names_of
from dialogs.records import Move
from dialogs.roadmap import Entry, Moved, Roadmap, roadmap_of
from governance_rules import Rulebook
from governance_rules.capacity import Capacity
from tests.rules_reading import load_rulebook

DAY = date(2026, 11, 23)
SINCE = date(2026, 10, 1)
AREAS = {"housing": "Housing", "place": "Place"}
RULEBOOK = load_rulebook(None, AREAS, DAY)
CAPACITY = Capacity(
    "delivery_effort",
    {"days": 5, "weeks": 20, "months": 90},
    {"now": 1, "next": 2},
    {date(2026, 10, 1): 120, date(2027, 1, 1): 150},
)
NAMES: Names = names_of(RULEBOOK, AREAS)
BOARD = "Digital, Data and Customer Board"


def entry(number: int, timeframe: str, value: int | None, effort: str = "", status: str = "Approved") -> Entry:
    """One request: its title is its number, its area goes by turns, and it is as easy as it is worth."""
    area = ("housing", "place", "")[number % 3]
    return Entry(
        f"DR-{number:04d}", f"Title {number}", area, status, timeframe, value=value, achievability=value, effort=effort
    )


ENTRIES = (
    entry(1, "now", 80, "months", "In review"),
    entry(2, "now", 70, "weeks"),
    entry(3, "now", 10, "days", "In delivery"),
    entry(4, "now", 60, "weeks"),
    entry(5, "next", 50, "months"),
    entry(6, "next", 45, "not_sure"),
    entry(7, "next", 40, "months"),
    replace(entry(8, "later", 20, "months"), by_board=True),
    entry(9, "", None),
)
"""Worked out by hand, in days. Now: 5 under way, then 90 + 20 make 115 of 120, and 20 more do not fit.

Next: 135 before it, then 90 make 225 of 270; 90 more make 315 and do not fit.
"""
MOVED = (
    Moved("DR-0008", Move(datetime(2026, 10, 14, 13, tzinfo=UTC), "next", "later", BOARD, "The budget is gone.")),
    Moved("DR-0002", Move(datetime(2026, 11, 4, 23, 30, tzinfo=UTC), "", "now", "Governance team")),
)


def roadmap(
    entries: tuple[Entry, ...] = ENTRIES, moved: tuple[Moved, ...] = MOVED, capacity: Capacity | None = CAPACITY
) -> Roadmap:
    """The roadmap of these entries on the day of the tests."""
    rulebook: Rulebook = replace(RULEBOOK, capacity=capacity)
    return roadmap_of(rulebook, entries, moved, DAY, SINCE, UNPLACED)
