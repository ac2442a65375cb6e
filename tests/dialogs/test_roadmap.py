"""The roadmap in the chat: any member of staff sees titles, areas and timeframes, in parts that fit on a card."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dialogs import take_turn
from dialogs.access_log import Access
from dialogs.cards.roadmap import MOST_SHOWN
from dialogs.model import Clock, Lookups, Pressed, Session, Turn, Typed
from dialogs.roadmap import Entry
from tests.dialogs.card_lint import MOST_BYTES, faults
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import NOW, OTHER, PEOPLE, RULEBOOK, STAFF, Office, Walker, buttons, elements, words

TIMES = ("now", "next", "later", "")


def entry(number: int, timeframe: str = "now", area: str = "housing", **more: Any) -> Entry:
    made = Entry(f"DR-{number:04d}", f"Title {number}", area, "In review", timeframe, value=50, achievability=41)
    return replace(made, **more)


def shown(entries: tuple[Entry, ...] | None, **data: object) -> Turn:
    return acted(entries, Pressed("roadmap", data))


def acted(entries: tuple[Entry, ...] | None, act: Pressed | Typed) -> Turn:
    known = Lookups(roadmap=entries)
    return take_turn(RULEBOOK, PEOPLE, Session(OTHER, None), known, act, Clock(NOW, lambda: "new"))


def said(turn: Turn) -> str:
    assert turn.card is not None
    return words(turn.card)


def headings(turn: Turn) -> list[str]:
    return [part["text"] for part in elements(turn.card) if part.get("style") == "heading"]


def runs(turn: Turn) -> list[str]:
    return [part["text"] for part in elements(turn.card) if part["type"] == "TextRun"]


def test_it_shows_titles_areas_and_timeframes_and_nothing_else_of_a_request() -> None:
    turn = shown(tuple(entry(n, timeframe) for n, timeframe in enumerate(TIMES, 1)))
    assert headings(turn) == ["Roadmap", "Now (1)", "Next (1)", "Later (1)", "No timeframe yet (1)"]
    assert runs(turn) == [part for n in range(1, 5) for part in (f"Title {n}", ", Housing")]
    told = json.dumps(turn.card)
    for hidden in ("DR-000", "In review", "50", "41", "decided", "suggest"):
        assert hidden not in told


def test_of_many_it_shows_the_first_of_each_timeframe_and_a_way_to_all_of_them() -> None:
    turn = shown(tuple(entry(n, timeframe) for n in range(1, 13) for timeframe in TIMES[:3]))
    assert runs(turn)[::2] == [f"Title {n}" for n in (1, 2, 3)] * 3
    assert said(turn).count("And 9 more.") == 3
    assert [b["data"] for b in buttons(turn.card) if b["verb"] == "roadmap"] == [{"part": t} for t in TIMES[:3]]


def test_a_timeframe_is_told_by_service_area_and_an_area_by_timeframe() -> None:
    entries = (entry(1, area="place"), entry(2), entry(3, area=""), entry(4, "next"), entry(5, area="housing"))
    assert headings(shown(entries, part="now")) == ["Roadmap: Now", "Housing", "Place", "No service area"]
    assert runs(shown(entries, part="now")) == ["Title 2", "Title 5", "Title 1", "Title 3"]
    assert headings(shown(entries, part="housing")) == ["Roadmap: Housing", "Now", "Next"]
    assert runs(shown(entries, part="housing")) == ["Title 2", "Title 5", "Title 4"]


def test_pages_hold_all_of_it_once_and_lead_on_and_back() -> None:
    entries = tuple(entry(n) for n in range(1, 24))
    turns = [shown(entries, part="now")]
    while on := [b for b in buttons(turns[-1].card) if b["title"] == "Next page"]:
        turns.append(acted(entries, Pressed("roadmap", on[0]["data"])))
    assert [title for turn in turns for title in runs(turn)] == [f"Title {n}" for n in range(1, 24)]
    assert [len(runs(turn)) for turn in turns] == [MOST_SHOWN, MOST_SHOWN, 3]
    assert "23 requests. Page 3 of 3." in said(turns[2])
    (back,) = (b for b in buttons(turns[2].card) if b["title"] == "Page before")
    assert runs(acted(entries, Pressed("roadmap", back["data"]))) == runs(turns[1])


@pytest.mark.parametrize("page", [0, -5, 99, 10**12, "two", 1.5, True, None])
def test_a_page_that_there_is_not_is_the_nearest(page: object) -> None:
    entries = tuple(entry(n) for n in range(1, 24))
    assert "of 3." in said(shown(entries, part="now", page=page))


@pytest.mark.parametrize(
    "title", ["\U0001f3d7" * 120, "宽" * 120, "W" * 4000, "\u202eround " * 30, "<at>All</at> {{x}} [a](b)"]
)
def test_five_thousand_of_the_longest_titles_stay_within_a_card(title: str) -> None:
    areas = [*PEOPLE.areas, ""]
    entries = tuple(entry(n, TIMES[n % 4], areas[n % len(areas)], title=title) for n in range(5000))
    for data in ({}, {"part": "now"}, {"part": "housing", "page": 7}):
        turn = shown(entries, **data)
        assert turn.card is not None
        assert faults(turn.card) == []
        assert len(json.dumps(turn.card)) < MOST_BYTES


def test_nothing_on_it_is_said() -> None:
    assert "Nothing is on the roadmap yet." in said(shown(()))
    assert "Nothing is planned here yet." in said(shown((), part="later"))


def test_a_guest_is_told_that_it_is_for_staff_and_that_they_asked_is_kept() -> None:
    turn = shown(None)
    assert "The roadmap is for staff of the council" in said(turn)
    assert turn.accesses == (Access("refused", fields={"verb": "roadmap"}),)


def test_that_somebody_looked_is_kept_without_a_word_of_it() -> None:
    assert shown((entry(1),)).accesses == (Access("listed", fields={"verb": "roadmap", "requests": 1}),)


@pytest.mark.parametrize(
    ("typed", "heading"),
    [
        ("roadmap", "Roadmap"),
        ("Show me the roadmap please", "Roadmap"),
        ("roadmap now", "Roadmap: Now"),
        ("Roadmap: Housing", "Roadmap: Housing"),
        ("show the roadmap adult social care page 2", "Roadmap: Adult social care"),
    ],
)
def test_it_is_typed_as_a_whole_or_with_a_timeframe_or_an_area(typed: str, heading: str) -> None:
    walker = Walker(office=Office(), person=OTHER)
    walker.type(typed)
    assert walker.wanted.roadmap
    assert walker.summary in {heading, "Nothing is on the roadmap yet."}
    assert next(e["text"] for e in elements(walker.card) if e.get("style") == "heading") == heading


@pytest.mark.parametrize("typed", ["roadmap for our new booking system", "We need a roadmap", "roadmap of the service"])
def test_other_words_about_a_roadmap_are_what_somebody_needs(typed: str) -> None:
    walker = Walker(office=Office(), person=OTHER)
    walker.type(typed)
    assert "Roadmap" not in [e.get("text") for e in elements(walker.card) if e.get("style") == "heading"]


def test_within_a_draft_it_leads_back_to_the_draft() -> None:
    walker = Walker(office=Office(), person=STAFF)
    walker.send("start")
    walker.type("roadmap")
    assert walker.current is not None
    walker.type("resume")
    walker.fill(ANSWERS["project"], DETAILS)
    walker.press("submit")
    walker.type("roadmap now")
    assert DETAILS["title"] in words(walker.card)
