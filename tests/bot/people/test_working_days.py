"""Working days: weekends, bank holidays of England, and the clock of the council."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people import working_days as days
from bot.people.preferences import Often
from dialogs import calendar as calendar_of_days
from dialogs.calendar import Calendar
from dialogs.wording import local_day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 28), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),  # Boxing Day is on a Saturday
        (date(2026, 8, 31), False),
        (date(2026, 8, 3), True),  # a bank holiday of Scotland
        (date(2026, 3, 17), True),  # one of Northern Ireland
        (date(2150, 12, 25), True),  # beyond the calendar only weekends are free
    ],
)
def test_the_council_works_on_weekdays_that_are_no_bank_holiday_of_england(day: date, *, works: bool) -> None:
    assert calendar_of_days.is_working_day(day) is works


@pytest.mark.parametrize(
    ("calendar", "day", "works"),
    [
        (Calendar("scotland"), date(2026, 8, 3), False),
        (Calendar("scotland"), date(2026, 8, 31), True),
        (Calendar("northern_ireland"), date(2026, 3, 17), False),
        (Calendar("none"), date(2026, 12, 25), True),
        (Calendar("none"), date(2026, 11, 28), False),
        (Calendar(closed_on=(date(2026, 12, 24),)), date(2026, 12, 24), False),
        (Calendar(closed_on=(date(2026, 12, 24),)), date(2026, 12, 25), False),
        (Calendar("none", (date(2150, 12, 24),)), date(2150, 12, 24), False),
    ],
)
def test_the_rules_say_whose_bank_holidays_and_which_other_days_are_free(
    calendar: Calendar, day: date, *, works: bool
) -> None:
    assert calendar_of_days.is_working_day(day, calendar) is works


def test_digests_and_reminders_keep_to_the_days_of_the_rules() -> None:
    closed = Calendar("scotland", (date(2026, 11, 24), date(2026, 11, 25)))
    submitted = datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert [t.date() for t in days.reminder_times(submitted, closed)] == [date(2026, 11, 27), date(2026, 12, 2)]
    tuesday = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert not days.in_working_hours(tuesday, closed)
    assert days.latest_digest("daily", tuesday, closed).date() == date(2026, 11, 23)
    assert calendar_of_days.add_working_days(date(2026, 11, 23), 1, closed) == date(2026, 11, 26)
    assert days.working_days_between(date(2026, 11, 23), date(2026, 11, 26), closed) == 1


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 11, 23), 2, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 12, 24), 2, date(2026, 12, 30)),
    ],
)
def test_working_days_are_added_over_weekends_and_bank_holidays(day: date, count: int, then: date) -> None:
    assert calendar_of_days.add_working_days(day, count) == then


@given(st.dates(date(2015, 1, 1), date(2035, 1, 1)), st.integers(0, 800))
def test_working_days_between_are_those_one_would_count_by_hand(first: date, length: int) -> None:
    by_hand = sum(calendar_of_days.is_working_day(first + timedelta(days=n)) for n in range(1, length + 1))
    assert days.working_days_between(first, first + timedelta(days=length)) == by_hand


@pytest.mark.parametrize(
    ("submitted", "first", "second"),
    [
        ("2026-11-23T10:15+00:00", "2026-11-25T10:15+00:00", "2026-11-27T10:15+00:00"),
        ("2026-11-23T07:00+00:00", "2026-11-25T09:00+00:00", "2026-11-27T09:00+00:00"),
        ("2026-11-23T20:00+00:00", "2026-11-26T09:00+00:00", "2026-11-30T09:00+00:00"),
        ("2026-11-28T12:00+00:00", "2026-12-02T09:00+00:00", "2026-12-04T09:00+00:00"),
        ("2026-12-24T10:00+00:00", "2026-12-30T10:00+00:00", "2027-01-04T10:00+00:00"),
        # Over the end of summer time: the same time on the council's clock.
        ("2026-10-23T13:00+00:00", "2026-10-27T14:00+00:00", "2026-10-29T14:00+00:00"),
    ],
)
def test_reminders_come_two_and_four_working_days_after_a_request(submitted: str, first: str, second: str) -> None:
    times = days.reminder_times(datetime.fromisoformat(submitted))
    assert times == (datetime.fromisoformat(first), datetime.fromisoformat(second))


@pytest.mark.parametrize(
    ("often", "now", "due"),
    [
        ("daily", "2026-11-23T08:59+00:00", "2026-11-20T09:00+00:00"),
        ("daily", "2026-11-23T09:00+00:00", "2026-11-23T09:00+00:00"),
        ("daily", "2026-11-29T10:00+00:00", "2026-11-27T09:00+00:00"),
        ("daily", "2026-12-28T10:00+00:00", "2026-12-24T09:00+00:00"),
        ("daily", "2026-07-01T08:00+00:00", "2026-07-01T08:00+00:00"),
        ("weekly", "2026-11-27T10:00+00:00", "2026-11-23T09:00+00:00"),
        ("weekly", "2026-08-31T10:00+00:00", "2026-08-24T08:00+00:00"),
        ("weekly", "2026-09-01T08:00+00:00", "2026-09-01T08:00+00:00"),
        ("weekly", "2026-12-28T10:00+00:00", "2026-12-21T09:00+00:00"),
    ],
)
def test_digests_come_in_the_morning_of_working_days(often: Often, now: str, due: str) -> None:
    assert days.latest_digest(often, datetime.fromisoformat(now)) == datetime.fromisoformat(due)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)), st.sampled_from(["daily", "weekly"]))  # noqa: DTZ001 - hypothesis wants them without a zone
def test_whenever_one_looks_the_latest_digest_is_the_same_until_the_next(at: datetime, often: Often) -> None:
    now = at.replace(tzinfo=UTC)
    latest = days.latest_digest(often, now)
    assert now - timedelta(days=14) < latest <= now
    assert latest == days.opening(local_day(latest))
    assert days.latest_digest(often, latest) == latest


@pytest.mark.parametrize(
    ("at", "working"),
    [
        ("2026-11-23T08:59+00:00", False),
        ("2026-11-23T09:00+00:00", True),
        ("2026-11-23T17:30+00:00", False),
        ("2026-11-28T12:00+00:00", False),
        ("2026-12-25T12:00+00:00", False),
        ("2026-07-01T08:00+00:00", True),
    ],
)
def test_nothing_goes_out_beyond_working_hours(at: str, *, working: bool) -> None:
    assert days.in_working_hours(datetime.fromisoformat(at)) is working
