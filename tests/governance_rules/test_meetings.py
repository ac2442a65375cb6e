"""The meetings of the bodies: those that are cancelled are none, and limits hold where the rules say nothing."""

from __future__ import annotations

from datetime import date, time

import pytest

from governance_rules.meeting_times import after_minutes, time_of, time_words
from tests.governance_rules.rulebooks import Copy
from tests.rules_reading import load_rulebook

BRING = "    bring: Your two scores"
AREAS = {"housing": "Housing"}
DAY = date(2026, 12, 1)


def test_a_cancelled_meeting_is_none_and_the_limits_are_the_rules_own(copy: Copy) -> None:
    kept = "    cancelled: [2026-12-09]\n    items_at_most: 12\n    papers_days: 5\n"
    copy.change("bodies.yaml", BRING, kept + BRING)
    board = next(body for body in load_rulebook(copy.folder, AREAS, DAY).bodies if body.id == "board")
    assert board.next_dates[0] == date(2027, 1, 13)
    assert (board.items_at_most, board.papers_days) == (12, 5)


def test_where_the_rules_say_nothing_a_meeting_takes_twenty_and_papers_come_a_week_before() -> None:
    board = next(body for body in load_rulebook(None, AREAS, DAY).bodies if body.id == "board")
    assert board.next_dates[0] == date(2026, 12, 9)
    assert (board.items_at_most, board.papers_days) == (20, 7)


def test_place_and_time_of_a_meeting_come_from_the_rules(copy: Copy) -> None:
    copy.change("bodies.yaml", "    starts: 2pm\n", "    starts: 2:30pm\n    minutes_an_item: 15\n")
    board = next(body for body in load_rulebook(copy.folder, AREAS, DAY).bodies if body.id == "board")
    assert (board.place, board.starts, board.minutes_an_item) == ("Committee room 1, and online", time(14, 30), 15)


@pytest.mark.parametrize(
    ("words", "when"),
    [("2pm", "14:00"), ("12am", "00:00"), ("12:05pm", "12:05"), ("10.30 AM", "10:30"), ("9 am", "09:00")],
)
def test_a_time_is_read_as_people_write_it_and_said_as_an_agenda_does(words: str, when: str) -> None:
    read = time_of(words)
    assert read == time.fromisoformat(when)
    assert time_of(time_words(read)) == read


@pytest.mark.parametrize("words", ["14:00", "13pm", "0am", "2", "", "2pm or so"])
def test_what_is_no_time_is_none(words: str) -> None:
    assert time_of(words) is None


def test_an_agenda_goes_on_past_noon_and_midnight() -> None:
    assert [time_words(after_minutes(time(11, 50), n)) for n in (0, 10, 25)] == ["11:50am", "12pm", "12:15pm"]
    assert time_words(after_minutes(time(23, 50), 10)) == "12am"
