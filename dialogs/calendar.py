"""On which days the council works, as the rules say it."""

from __future__ import annotations

import json
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from dialogs.wording import LONDON, local_day
from governance_rules import Rulebook


@dataclass(frozen=True, slots=True)
class Calendar:
    """On which days the council works: Monday to Friday without the bank holidays of ``bank_holidays``.

    ``closed_on`` are further days on which nobody works.
    """

    bank_holidays: str = "england"
    closed_on: tuple[date, ...] = ()


def months_later(since: date, months: int) -> date:
    """The same day of the month so many months later, or earlier where negative; the last day of a shorter month.

    Raises ValueError for a day that no calendar has.
    """
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))


def calendar_of(rulebook: Rulebook) -> Calendar:
    """On which days the council works, as a rulebook says it."""
    return Calendar(rulebook.bank_holidays, rulebook.closed_on)


FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Outside these years only weekends are free: the calendar of bank holidays ends there, and no request is that old."""
_SATURDAY = 5
REGIONS: Final = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}

ENGLAND = Calendar()
"""What holds where the rules say nothing."""
BANK_HOLIDAYS: Final = Path(__file__).with_name("bank_holidays.json")
"""Those on weekdays, by region, as `scripts/bank_holidays.py` takes them from the library `holidays`."""


def is_working_day(day: date, calendar: Calendar = ENGLAND) -> bool:
    """Whether the council works on this day."""
    return day.weekday() < _SATURDAY and day.toordinal() not in free_days(calendar, day.year)


def next_working_day(day: date, calendar: Calendar = ENGLAND) -> date:
    """This day, or the first working day after it."""
    while not is_working_day(day, calendar):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, calendar: Calendar = ENGLAND) -> date:
    """The day that many working days later; a weekend or bank holiday counts as the working day after it."""
    day = next_working_day(day, calendar)
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1), calendar)
    return day


CLOSES: Final = time(17, 30)
"""What comes later in the day counts as come on the next working day."""
PICK_UP_WITHIN: Final = 2
"""Working days in which the area's IT business partner picks a request up."""


def begins_on(local: datetime, calendar: Calendar = ENGLAND) -> date:
    """The working day on which what came at this time of the council's clock begins to count."""
    late = local.time() >= CLOSES
    return next_working_day(local_day(local) + timedelta(days=1 if late else 0), calendar)


def pick_up_by(sent: datetime, calendar: Calendar = ENGLAND) -> date:
    """The day by which somebody picks up a request that was sent at this time (aware)."""
    return add_working_days(begins_on(sent.astimezone(LONDON), calendar), PICK_UP_WITHIN, calendar)


@lru_cache(maxsize=4 * (LAST_YEAR - FIRST_YEAR + 1))
def free_days(calendar: Calendar, year: int) -> tuple[int, ...]:
    """The bank holidays and closing days of this year that fall on weekdays, as ordinals, in order."""
    free = [day.toordinal() for day in calendar.closed_on if day.year == year and day.weekday() < _SATURDAY]
    known = _bank_holidays().get(calendar.bank_holidays, ())
    first, after = (bisect_left(known, f"{y:04}") for y in (year, year + 1))
    return tuple(sorted({*free, *(date.fromisoformat(day).toordinal() for day in known[first:after])}))


@lru_cache(maxsize=1)
def _bank_holidays() -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = json.loads(BANK_HOLIDAYS.read_text(encoding="utf-8"))
    return found
