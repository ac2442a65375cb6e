"""Lists at their ends: one that just fits says nothing of more, and one that is longer says how much is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dialogs.agendas import Item, Meeting
from dialogs.cards.area import area_card, digest_card, figures_card, rights_card
from dialogs.cards.benefit import benefits_card
from dialogs.cards.channels import channel_agenda_card
from dialogs.cards.contracts import Ending, contracts_card
from dialogs.cards.meetings import agenda_card, closed_meeting_card
from dialogs.cards.mine import drafts_card, my_requests_card
from dialogs.cards.my_work import my_work_card
from dialogs.cards.people import people_part
from dialogs.cards.roadmap import Part, part_card, roadmap_card
from dialogs.cards.systems import beside_rows
from dialogs.context import TurnContext
from dialogs.model import Clock, Interview, Lookups, Person, Request, Session
from dialogs.records import Beside, RequestSystem, System
from dialogs.roadmap import Entry, roadmap_of
from dialogs.steps import RequestCheck, RequestStep, StepState
from governance_rules import decide
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import CHAMPION, GOVERNANCE, NOW, PEOPLE, PMO, RULEBOOK, STAFF, words

DAY = date(2026, 3, 10)
ONE = Request("DR-0001", "i1", STAFF, "housing", "Quicker repairs", DETAILS, ANSWERS["project"],
              decide(RULEBOOK, ANSWERS["project"]), "Submitted", NOW, NOW, on_list=True)  # fmt: skip
DRAFT = Interview("i0", 1, {}, {}, None, route_seen=False, rules_version="1", started=NOW, touched=NOW)


def requests(many: int, **more: Any) -> list[Request]:
    """So many requests, the oldest first."""
    made = [replace(ONE, reference=f"DR-{n:04}", title=f"Title {n}.", **more) for n in range(1, many + 1)]
    return [replace(one, submitted_at=NOW + timedelta(minutes=n)) for n, one in enumerate(made)]


def area(many: int) -> object:
    context = TurnContext(RULEBOOK, PEOPLE, Session(CHAMPION, None), Lookups(), Clock(NOW, lambda: "x"))
    return area_card(context, requests(many), "open")[0]


def my_work(many: int) -> object:
    """Requests with a body for which nobody speaks: the governance team has them."""
    step = (RequestStep("ict_improvement_group", "ict_improvement_group", 0, StepState.CURRENT, NOW),)
    return my_work_card(RULEBOOK, PEOPLE, GOVERNANCE, requests(many, steps=step))[0]


def tasks(many: int) -> object:
    """Of one request: checks that all have one owner."""
    checks = tuple(RequestCheck(one.id) for one in RULEBOOK.checks)[:many]
    owned = replace(PEOPLE, check_owners={check.id: "pmo" for check in checks})
    return my_work_card(RULEBOOK, owned, PMO, requests(1, checks=checks, steps=()))[0]


def meeting(many: int) -> Meeting:
    return Meeting("board", DAY, tuple(Item(one, n, outcome="go_on") for n, one in enumerate(requests(many), 1)))


def contracts(many: int) -> object:
    ends = (date(2027, 1, 1) + timedelta(days=n) for n in range(many))
    return contracts_card([Ending(System(str(n), f"Title {n}."), day, 9) for n, day in enumerate(ends, 1)])[0]


def beside(many: int) -> object:
    """Other requests about a system, as the governance team sees them."""
    others = tuple(Beside(f"Title {n}.", "housing", "Submitted", replaces=False) for n in range(many))
    known = replace(ONE, systems=(RequestSystem("Housing repairs", "7", replaces=False),), beside=others)
    return beside_rows(PEOPLE, known, "governance", GOVERNANCE)


def roadmap(many: int) -> object:
    entries = [Entry(f"DR-{n:04}", f"Title {n}.", "housing", "In review", "now") for n in range(1, many + 1)]
    return roadmap_card(PEOPLE, roadmap_of(RULEBOOK, entries, (), DAY, DAY))[0]


def rights(many: int) -> object:
    return rights_card(RULEBOOK, PEOPLE, [(f"Title {n}.", "champion", "housing") for n in range(many)], [])[0]


def digest(many: int) -> object:
    return digest_card(RULEBOOK, PEOPLE, GOVERNANCE, requests(many), NOW)[0]


LISTS: list[tuple[Callable[[int], object], int, str, str]] = [
    (area, 10, "And 1 more.", "And 3 more."),
    (digest, 10, "And 1 more.", "And 3 more."),
    (
        lambda n: my_requests_card(RULEBOOK, PEOPLE, STAFF, requests(n), drafts=False)[0],
        10,
        "And 1 more.",
        "And 3 more.",
    ),
    (my_work, 10, "1 more request waits. It comes", "3 more requests wait. They come"),
    (tasks, 5, "And 1 more.", "And 3 more."),
    (lambda n: agenda_card(RULEBOOK, meeting(n))[0], 30, "And 1 more request", "And 3 more request"),
    (lambda n: closed_meeting_card(RULEBOOK, meeting(n))[0], 30, "And 1 more request", "And 3 more request"),
    (
        lambda n: channel_agenda_card(RULEBOOK, "board", DAY, meeting(n).items)[0],
        30,
        "And 1 more request",
        "And 3 more request",
    ),
    (contracts, 40, "And 1 more. It stands", "And 3 more. They stand"),
    (beside, 5, "and 1 more", "and 3 more"),
    (rights, 20, "And 1 more.", "And 3 more."),
    (roadmap, 10, "And 1 more.", "And 3 more."),
]


@pytest.mark.parametrize(("made", "most", "one", "three"), LISTS)
def test_a_list_that_just_fits_says_nothing_of_more_and_a_longer_one_how_much(
    made: Callable[[int], object], most: int, one: str, three: str
) -> None:
    fits, one_too_many, three_too_many = (words(made(many)) for many in (most, most + 1, most + 3))
    assert " more" not in fits.replace("tell us more", "")
    assert one in one_too_many
    assert three in three_too_many
    assert one_too_many.count("Title ") == three_too_many.count("Title ") == fits.count("Title ")


def benefits(many: int) -> object:
    return benefits_card(RULEBOOK, PEOPLE, STAFF, [(one, 0) for one in requests(many)])[0]


def drafts(many: int) -> object:
    """Drafts whose first answers named a title."""
    open_ones = [replace(DRAFT, id=f"i{n}", details={"title": f"Title {n}."}) for n in range(many)]
    return drafts_card(RULEBOOK, open_ones)[0]


def found_people(many: int) -> object:
    return people_part([("Champion", Person(str(n), f"Title {n}.", f"{n}@example.org")) for n in range(many)])


@pytest.mark.parametrize(("made", "most"), [(benefits, 10), (drafts, 10), (found_people, 6)])
def test_a_list_that_needs_no_end_in_words_stops_where_the_card_is_full(
    made: Callable[[int], object], most: int
) -> None:
    assert [words(made(many)).count("Title ") for many in (2, most, most + 1)] == [2, most, most]


def test_several_people_are_numbered_from_one_and_one_alone_is_not() -> None:
    assert words(found_people(1)).startswith("Champion: Title 0.")
    said = words(found_people(3))
    assert [line for line in said.splitlines() if "Title" in line and "Champion" in line] == [
        f"{n + 1}. Champion: Title {n}." for n in range(3)
    ]


def test_a_timeframe_of_many_pages_has_them_one_after_the_other_and_none_is_left_out() -> None:
    entries = [Entry(f"DR-{n:04}", f"Title {n}.", "housing", "In review", "now") for n in range(1, 22)]
    shown = roadmap_of(RULEBOOK, entries, (), DAY, DAY)
    part = Part("timeframe", "now", "Now")
    cards = [words(part_card(PEOPLE, shown, part, page)[0]) for page in (1, 2, 3)]
    assert [card.count("Title ") for card in cards] == [10, 10, 1]
    assert [("Next page" in card, "Page before" in card) for card in cards] == [
        (True, False),
        (True, True),
        (False, True),
    ]
    assert words(part_card(PEOPLE, shown, part, 0)[0]) == cards[0]
    assert words(part_card(PEOPLE, shown, part, 4)[0]) == cards[2]
    ten = roadmap_of(RULEBOOK, entries[:10], (), DAY, DAY)
    assert "Next page" not in words(part_card(PEOPLE, ten, part, 1)[0])


FIGURES = {
    "total": 0,
    "median_days_to_decision": 3.5,
    "overruled": None,
    "share_met_it_first": 0.505,
    "share_contracts_in_time": 0,
    "share_benefits": "unknown",
    "by_area": {"housing": 2, "gone": 1},
    "by_process": {},
    "waiting_longest": [{"reference": f"DR-{n:04}", "days": n} for n in range(12)],
}


def test_figures_are_told_as_far_as_there_are_some() -> None:
    said = words(figures_card(RULEBOOK, PEOPLE, FIGURES)[0]).replace(": \n", ": ").split("\n")
    assert said[1:9] == [
        "Requests in all: 0",
        "Working days to a decision (median): 3.5",
        "Met IT before buying: 50 in 100",
        "Contracts met in time: 0 in 100",
        "Requests by service area",
        "Housing: 2",
        "gone: 1",
        "Waiting longest",
    ]
    days = ["0 working days", "1 working day", *(f"{n} working days" for n in range(2, 10))]
    assert said[9:-1] == [f"DR-{n:04}: {waits}" for n, waits in enumerate(days)]
    assert words(figures_card(RULEBOOK, PEOPLE, {})[0]).split("\n")[1] == "There are no figures yet."
    assert "There are no figures yet." not in said
