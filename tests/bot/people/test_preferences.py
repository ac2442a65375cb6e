"""When somebody is told: at once, in a digest, or after their quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.people.preferences import Digest, after_quiet_hours, chosen, when_to_tell

TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)
SEVEN = datetime(2026, 11, 24, 7, tzinfo=UTC)
QUIET = {"quiet_from": "18:00", "quiet_to": "07:00"}


def test_who_never_chose_is_told_at_once() -> None:
    assert when_to_tell({}, needs_act=False, urgent=False, now=TEN) == TEN


@pytest.mark.parametrize("often", ["daily", "weekly"])
def test_a_digest_takes_what_needs_no_act(often: str) -> None:
    assert when_to_tell({"notifications": often}, needs_act=False, urgent=False, now=TEN) == Digest(often)  # type: ignore[arg-type]  # one of the two words


def test_what_needs_an_act_comes_at_once_whatever_digest_was_chosen() -> None:
    assert when_to_tell({"notifications": "weekly"}, needs_act=True, urgent=False, now=TEN) == TEN


def test_what_needs_an_act_waits_for_the_end_of_quiet_hours() -> None:
    assert when_to_tell({"notifications": "daily", **QUIET}, needs_act=True, urgent=False, now=NIGHT) == SEVEN


def test_late_engagement_comes_at_once_even_in_quiet_hours_and_past_a_digest() -> None:
    assert when_to_tell({"notifications": "weekly", **QUIET}, needs_act=False, urgent=True, now=NIGHT) == NIGHT


@pytest.mark.parametrize(
    ("begin", "end", "at", "over"),
    [
        ("18:00", "07:00", "2026-11-23T17:59+00:00", "2026-11-23T17:59+00:00"),
        ("18:00", "07:00", "2026-11-23T18:00+00:00", "2026-11-24T07:00+00:00"),
        ("18:00", "07:00", "2026-11-24T06:59+00:00", "2026-11-24T07:00+00:00"),
        ("18:00", "07:00", "2026-11-24T07:00+00:00", "2026-11-24T07:00+00:00"),
        ("12:00", "13:00", "2026-11-23T12:30+00:00", "2026-11-23T13:00+00:00"),
        ("12:00", "13:00", "2026-11-23T13:30+00:00", "2026-11-23T13:30+00:00"),
        # In summer the council's clock is an hour before UTC.
        ("18:00", "07:00", "2026-07-01T17:30+00:00", "2026-07-02T06:00+00:00"),
        # The night in which the clocks go on, and the one in which they go back.
        ("22:00", "07:00", "2026-03-28T23:00+00:00", "2026-03-29T06:00+00:00"),
        ("22:00", "07:00", "2026-10-24T22:00+00:00", "2026-10-25T07:00+00:00"),
        # 01:30 strikes twice that night: after the first it is over.
        ("22:00", "01:30", "2026-10-25T01:15+00:00", "2026-10-25T01:30+00:00"),
        # 01:30 never strikes the other night: it is over when the clock says 02:30.
        ("22:00", "01:30", "2026-03-29T00:50+00:00", "2026-03-29T01:30+00:00"),
    ],
)
def test_quiet_hours_end_on_the_councils_clock(begin: str, end: str, at: str, over: str) -> None:
    quiet = {"quiet_from": begin, "quiet_to": end}
    assert after_quiet_hours(quiet, datetime.fromisoformat(at)) == datetime.fromisoformat(over)


@pytest.mark.parametrize(
    "unclear",
    [
        {"quiet_from": "18:00", "quiet_to": "18:00"},
        {"quiet_from": "18:00"},
        {"quiet_from": "25:00", "quiet_to": "07:00"},
        {"quiet_from": 18, "quiet_to": None},
        {"notifications": "hourly"},
    ],
)
def test_a_choice_that_says_nothing_clear_holds_nothing_back(unclear: dict[str, object]) -> None:
    assert when_to_tell(unclear, needs_act=False, urgent=False, now=NIGHT) == NIGHT


def test_choosing_a_digest_remembers_since_when_it_collects() -> None:
    assert chosen({}, {"notifications": "daily"}, TEN) == {"notifications": "daily", "since": TEN.isoformat()}


def test_changing_one_digest_for_another_loses_nothing_between_them() -> None:
    before = {"notifications": "daily", "since": TEN.isoformat()}
    assert chosen(before, {"notifications": "weekly"}, NIGHT)["since"] == TEN.isoformat()


def test_going_back_to_at_once_remembers_until_when_the_digest_collected() -> None:
    before = {"notifications": "daily", "since": TEN.isoformat()}
    after = chosen(before, {"notifications": "at_once"}, NIGHT)
    assert after == {"notifications": "at_once", "since": TEN.isoformat(), "until": NIGHT.isoformat()}
