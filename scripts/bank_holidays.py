"""Writes `dialogs/bank_holidays.json` by the library `holidays` (`make holidays`): a test holds the two alike.

The library takes half a second of processor time to load, which the first turn after a start would wait for.
"""

from __future__ import annotations

import json
from pathlib import Path

import holidays

from dialogs.calendar import BANK_HOLIDAYS, FIRST_YEAR, LAST_YEAR, REGIONS

WEEKEND = 5


def of_region(code: str) -> list[str]:
    """Every bank holiday of a region that falls on a weekday, as ISO dates in order."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    found = holidays.country_holidays("GB", subdiv=code, years=years)
    return sorted(day.isoformat() for day in found if day.weekday() < WEEKEND and day.year in years)


def written() -> str:
    """The file as it must stand: a line for each region."""
    lines = (f'"{name}": {json.dumps(of_region(code))}' for name, code in REGIONS.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    Path(BANK_HOLIDAYS).write_text(written(), encoding="utf-8")
