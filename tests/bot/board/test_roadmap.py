"""The roadmap: its order, how it fits, and what is said of it as text and JSON; each number worked out by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.board.roadmap import as_json, as_text, room_words
from dialogs.roadmap import Entry, Roadmap, Room
from tests.bot.board.roadmaps import CAPACITY, ENTRIES, NAMES, entry, roadmap

TEXT = """\
Roadmap of 23 November 2026

Now: 4 requests
  135 days of work. There are 120 days until the end of December 2026: 1 request no longer fits.
  Housing
    DR-0003  Title 3
      In delivery. Value 10, how easy to do 10. Timeframe suggested by the rules
  Place
    DR-0001  Title 1
      In review. Value 80, how easy to do 80. Timeframe suggested by the rules
    DR-0004  Title 4
      Approved. Value 60, how easy to do 60. Timeframe suggested by the rules. No longer fits
  No service area
    DR-0002  Title 2
      Approved. Value 70, how easy to do 70. Timeframe suggested by the rules

Next: 3 requests
  180 days of work, after 135 days before it. There are 270 days until the end of March 2027: 1 request no longer \
fits. 1 request has no known effort.
  Housing
    DR-0006  Title 6
      Approved. Value 45, how easy to do 45. Timeframe suggested by the rules. Effort not known
  Place
    DR-0007  Title 7
      Approved. Value 40, how easy to do 40. Timeframe suggested by the rules. No longer fits
  No service area
    DR-0005  Title 5
      Approved. Value 50, how easy to do 50. Timeframe suggested by the rules

Later: 1 request
  No service area
    DR-0008  Title 8
      Approved. Value 20, how easy to do 20. Timeframe decided

No timeframe: 1 request
  Housing
    DR-0009  Title 9
      Approved

Moved since 1 October 2026
  DR-0008  from Next to Later on 14 October 2026, by Digital, Data and Customer Board: The budget is gone.
  DR-0002  from no timeframe to Now on 4 November 2026, by Governance team
"""


def references(found: Roadmap) -> list[tuple[str, list[str]]]:
    return [(group.timeframe, [e.reference for e in group.entries]) for group in found.groups]


def room(found: Roadmap, timeframe: str) -> Room:
    (group,) = (group for group in found.groups if group.timeframe == timeframe)
    assert group.room is not None
    return group.room


def test_each_timeframe_has_the_highest_value_first_and_what_has_none_stands_last() -> None:
    assert references(roadmap()) == [
        ("now", ["DR-0001", "DR-0002", "DR-0004", "DR-0003"]),
        ("next", ["DR-0005", "DR-0006", "DR-0007"]),
        ("later", ["DR-0008"]),
        ("", ["DR-0009"]),
    ]


def test_of_equal_value_what_is_easier_is_first_and_then_what_is_older() -> None:
    found = (entry(1, "now", 50), replace(entry(2, "now", 50), achievability=60), entry(3, "now", 50))
    assert references(roadmap((*found, entry(4, "now", None), entry(5, "now", 0))))[0][1] == [
        "DR-0002",
        "DR-0001",
        "DR-0003",
        "DR-0005",
        "DR-0004",
    ]


def test_a_timeframe_that_the_rules_know_no_more_stands_after_those_that_they_know() -> None:
    found = references(roadmap((entry(1, "this_summer", 50), entry(2, "", None))))
    assert [timeframe for timeframe, _ in found] == ["now", "next", "later", "this_summer", ""]


def test_what_is_too_much_for_the_days_no_longer_fits() -> None:
    found = roadmap()
    assert room(found, "now") == Room(135, 0, 120, date(2027, 1, 1), frozenset({"DR-0004"}))
    over, unknown = frozenset({"DR-0007"}), frozenset({"DR-0006"})
    assert room(found, "next") == Room(180, 135, 270, date(2027, 4, 1), over, unknown)
    assert [group.room for group in found.groups[2:]] == [None, None]


def test_days_that_are_just_enough_are_enough() -> None:
    found = roadmap((entry(1, "now", 50, "months"), entry(2, "now", 40, "weeks"), entry(3, "now", 30, "days")))
    assert room(found, "now") == Room(115, 0, 120, date(2027, 1, 1))
    more = roadmap(tuple(entry(n, "now", 50, "weeks") for n in range(1, 8)))
    assert room(more, "now") == Room(140, 0, 120, date(2027, 1, 1), frozenset({"DR-0007"}))


def test_work_under_way_has_the_days_before_what_is_worth_more() -> None:
    under_way = entry(2, "now", 10, "months", "In delivery")
    assert room(roadmap((entry(1, "now", 90, "months"), under_way)), "now").over == {"DR-0001"}


def test_days_that_nobody_has_given_make_nothing_not_fit() -> None:
    found = roadmap(capacity=replace(CAPACITY, quarters={date(2027, 1, 1): 1}))
    assert (room(found, "now").given, room(found, "now").over) == (None, frozenset())
    said = "  135 days of work. Nobody has said how many days there are until the end of December 2026."
    assert said in as_text(found, NAMES).splitlines()


def test_work_that_all_fits_is_said_to_fit() -> None:
    found = as_text(roadmap((entry(1, "now", 50, "days"),)), NAMES)
    assert "  5 days of work. There are 120 days until the end of December 2026: all of it fits." in found.splitlines()


def test_the_text_says_all_of_it_by_timeframe_and_area() -> None:
    assert as_text(roadmap(), NAMES) == TEXT


def test_an_empty_roadmap_says_so() -> None:
    assert as_text(roadmap((), (), None), NAMES).splitlines() == [
        "Roadmap of 23 November 2026",
        "",
        "Now: 0 requests",
        "",
        "Next: 0 requests",
        "",
        "Later: 0 requests",
        "",
        "Moved since 1 October 2026",
        "  Nothing moved.",
    ]


def test_the_json_is_that_of_the_contract() -> None:
    told = json.loads(as_json(roadmap(ENTRIES[:8], capacity=None)))
    assert list(told) == ["as_of", "now", "next", "later", "moved"]
    assert told["as_of"] == "2026-11-23"
    assert told["later"] == [
        {
            "reference": "DR-0008",
            "title": "Title 8",
            "area": None,
            "status": "Approved",
            "value": 20,
            "achievability": 20,
            "timeframe_by": "board",
        }
    ]
    assert {one["timeframe_by"] for one in told["now"]} == {"rules"}
    assert told["now"][0]["area"] == "place"
    assert told["moved"] == [
        {
            "reference": "DR-0008",
            "from": "next",
            "to": "later",
            "on": "2026-10-14",
            "by": "Digital, Data and Customer Board",
        },
        {"reference": "DR-0002", "from": None, "to": "now", "on": "2026-11-04", "by": "Governance team"},
    ]


def test_the_json_has_what_has_no_timeframe_and_what_no_longer_fits_where_there_is_any() -> None:
    told = json.loads(as_json(roadmap()))
    assert [one["reference"] for one in told["no_timeframe"]] == ["DR-0009"]
    assert told["capacity"][1] == {
        "timeframe": "next",
        "days": 180,
        "days_before": 135,
        "days_given": 270,
        "until": "2027-04-01",
        "no_longer_fits": ["DR-0007"],
        "effort_not_known": ["DR-0006"],
    }


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("One\nline\t<b>of</b> it", "One line <b>of</b> it"),
        ("\u202eturned round\u202c", "turned round"),
        ("宽" * 120, "宽" * 120),
        ("bell\x07 and half \ud83d", "bell and half"),
    ],
)
def test_a_title_stays_on_its_line_and_turns_nothing_round(title: str, shown: str) -> None:
    hostile: Entry = replace(ENTRIES[0], title=title)
    assert f"    DR-0001  {shown}" in as_text(roadmap((hostile,)), NAMES).splitlines()


def test_one_is_said_as_one_and_several_as_several() -> None:
    effort = ("not_sure", "not_sure", "days")
    found = roadmap(tuple(entry(n, "next", 50, kind) for n, kind in enumerate(effort, 1)), ())
    said = as_text(found, NAMES)
    assert (
        "5 days of work. There are 270 days until the end of March 2027: all of it fits. 2 requests have no known"
        in said
    )
    day = Room(1, 1, 2, date(2027, 1, 1), frozenset({"a", "b"}))
    assert room_words(day) == (
        "1 day of work, after 1 day before it. There are 2 days until the end of December 2026: "
        "2 requests no longer fit."
    )
    for over in ("", "a"):
        assert ". There is 1 day until the end of December 2026: " in room_words(
            replace(day, given=1, over=frozenset(over))
        )


def test_a_value_is_told_only_with_how_easy_it_is() -> None:
    half = (replace(ENTRIES[0], achievability=None), replace(ENTRIES[1], value=None), replace(ENTRIES[3], value=0))
    said = as_text(roadmap(half, ()), NAMES)
    assert said.count("Value") == 1
    assert "Value 0, how easy to do 60" in said


def test_what_has_no_name_is_shown_by_its_id_and_what_is_nowhere_by_words() -> None:
    assert (NAMES.area("other"), NAMES.area("")) == ("other", "No service area")
    assert (NAMES.timeframe("this_summer"), NAMES.timeframe("")) == ("this summer", "no timeframe")
