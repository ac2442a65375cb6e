"""Working days of the council: Monday to Friday without bank holidays and closing days, on the clock of Europe/London.

Whose bank holidays and which closing days is the calendar of the rules.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot.people.preferences import LONDON, Often
from dialogs.calendar import (
    CLOSES,
    ENGLAND,
    PICK_UP_WITHIN,
    Calendar,
    add_working_days,
    begins_on,
    free_days,
    is_working_day,
    next_working_day,
)
from dialogs.wording import local_day

OPENS = time(9)
"""When digests and reminders start to go out: people have arrived, and nothing buzzes before work."""
WEEK = timedelta(days=7)


def working_days_between(first: date, last: date, calendar: Calendar = ENGLAND) -> int:
    """How many working days lie after ``first`` up to and with ``last``: the same day is 0, Friday to Monday is 1."""
    return max(0, _weekdays_until(last) - _weekdays_until(first) - _holidays_within(first, last, calendar))


def in_working_hours(now: datetime, calendar: Calendar = ENGLAND) -> bool:
    """Whether a digest or reminder may go out now."""
    local = now.astimezone(LONDON)
    return OPENS <= local.time() < CLOSES and is_working_day(local.date(), calendar)


def latest_digest(often: Often, now: datetime, calendar: Calendar = ENGLAND) -> datetime:
    """When the newest digest that is due by now was due (UTC): the one to send when it was missed."""
    due = now
    for at in _digests(often, local_day(now) - 3 * WEEK, calendar):  # digests go out on working days, so today is one
        if at > now:
            break
        due = at
    return due


def opening(day: date) -> datetime:
    """When digests and reminders start to go out on that day (UTC)."""
    return _at(day, OPENS)


def reminder_times(submitted_at: datetime, calendar: Calendar = ENGLAND) -> tuple[datetime, datetime]:
    """When to remind the people of the area, and when to tell the governance team (UTC).

    Two and four working days after the request at the same time of day; what came outside working hours counts as come
    when work begins.
    """
    local = submitted_at.astimezone(LONDON)
    day = begins_on(local, calendar)
    at = OPENS if local.time() >= CLOSES or day != local.date() else max(local.time(), OPENS)
    first, second = (add_working_days(day, n * PICK_UP_WITHIN, calendar) for n in (1, 2))
    return _at(first, at), _at(second, at)


def _digests(often: Often, day: date, calendar: Calendar) -> Iterator[datetime]:
    """Times of digests from this day on: each working day, or the first of each week."""
    if often == "weekly":
        day -= timedelta(days=day.weekday())
        while True:
            yield _at(next_working_day(day, calendar), OPENS)
            day += WEEK
    while True:
        day = next_working_day(day, calendar)
        yield _at(day, OPENS)
        day += timedelta(days=1)


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=None), LONDON).astimezone(UTC)


def _weekdays_until(day: date) -> int:
    """Mondays to Fridays since the first Monday of the calendar (ordinal 1), this day with them."""
    weeks, rest = divmod(day.toordinal() - 1, 7)
    return 5 * weeks + min(rest + 1, 5)


def _holidays_within(first: date, last: date, calendar: Calendar) -> int:
    """Free weekdays after ``first`` up to and with ``last``."""
    return sum(
        bisect_right(free, last.toordinal()) - bisect_right(free, first.toordinal())
        for free in (free_days(calendar, year) for year in range(first.year, last.year + 1))
    )
