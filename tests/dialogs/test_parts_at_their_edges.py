"""Parts of cards at their edges: what is there and what is not, each looked at without the walk that leads to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dialogs import as_told, may_receive, your_turn_card
from dialogs.cards.early import early_card
from dialogs.cards.news import news_card, said_card
from dialogs.cards.progress import noted_by_step, said_rows
from dialogs.cards.route import steps_part
from dialogs.context import Command, TurnContext
from dialogs.early_recipients import Told
from dialogs.model import Clock, Lookups, Person, Session, TimelineEntry
from dialogs.records import System
from dialogs.renewing import RENEWS, begun_already, filled_in
from dialogs.requests import my_requests
from dialogs.roadmap import Entry, Room, roadmap_of
from dialogs.steps import RequestCheck, RequestStep, StepState
from governance_rules.capacity import Capacity
from tests.dialogs.contexts import context_of
from tests.dialogs.test_long_lists import DAY, DRAFT, ONE
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    GOVERNANCE,
    NOW,
    OTHER,
    PARTNER,
    PEOPLE,
    PLACE_CHAMPION,
    PMO,
    RULEBOOK,
    STAFF,
    Walker,
    buttons,
    verbs,
    words,
)

SAID = RequestStep("board", "board", 1, outcome="go_on", note="Fine.", at=NOW)


def test_what_bodies_said_stands_in_the_order_of_the_route_with_its_day_and_note() -> None:
    first = RequestStep("technical_review_board", "technical_review_board", 0, outcome="defer", at=NOW)
    silent = (RequestStep("a", "a", 2, at=NOW), RequestStep("b", "b", 3, outcome="go_on"))
    rows = said_rows(RULEBOOK, replace(ONE, steps=(SAID, *silent, first)))
    assert [words(one) for one in rows] == [
        "Technical Review Board: \nit waits for a better time, Monday 2 March",
        "Digital, Data and Customer Board: \nit can go on, Monday 2 March. Fine.",
    ]


def test_a_note_of_the_request_is_a_bodys_where_a_body_said_it() -> None:
    noted = replace(ONE, decision_note="Fine.")
    assert noted_by_step(replace(noted, steps=(SAID,)))
    assert not noted_by_step(replace(noted, steps=(replace(SAID, note="Else."),)))
    assert not noted_by_step(replace(noted, steps=(replace(SAID, outcome=""),)))


@pytest.mark.parametrize(
    ("status", "entry", "told"),
    [
        ("", 1, ("Deferred", "now")),  # of before this was kept
        ("Deferred", 1, ("Deferred", "now")),
        ("In review", 1, ("In review", "first")),
        ("In review", 2, ("In review", "second")),
        ("In review", 3, ("In review", "")),
        ("In review", 0, ("In review", "")),
    ],
)
def test_a_message_of_an_earlier_status_tells_that_one_with_the_note_that_came_with_it(
    status: str, entry: int, told: tuple[str, str]
) -> None:
    entries = tuple(TimelineEntry(NOW, "status", "Governance", note) for note in ("first", "second"))
    request = as_told(replace(ONE, status="Deferred", decision_note="now", timeline=entries), status, entry)
    assert (request.status, request.decision_note) == told


def test_the_list_of_own_requests_offers_drafts_to_whoever_has_one() -> None:
    def listed(session: Session) -> object:
        context = TurnContext(RULEBOOK, PEOPLE, session, Lookups(mine=(ONE,)), Clock(NOW, lambda: "x"))
        return my_requests(context, Command("my_requests")).card

    assert "drafts" not in verbs(listed(Session(STAFF, None)))
    assert "drafts" in verbs(listed(Session(STAFF, DRAFT)))
    assert "drafts" in verbs(listed(Session(STAFF, None, (DRAFT,))))
    assert "DR-0001" in words(listed(Session(STAFF, None)))
    assert "DR-0001" not in words(listed(Session(OTHER, None)))


def test_the_tracks_that_are_kept_for_the_next_card_do_not_grow_without_end() -> None:
    rules = replace(RULEBOOK)
    kept = rules.memo["dialogs.steps"] = dict.fromkeys(range(255), (None, []))
    steps_part(rules, ONE.decision, None, DAY)
    assert len(kept) == 256
    steps_part(rules, ONE.decision, None, DAY + timedelta(days=1))
    assert len(kept) == 256
    assert 0 not in kept, "the oldest makes room"


NOBODY = Person("", "Somebody", "")
WITH_THE_BOARD = replace(
    ONE,
    status="In review",
    steps=(RequestStep("board", "board", 0, StepState.CURRENT, NOW),),
    checks=(RequestCheck("benefits"),),
)


@pytest.mark.parametrize(
    ("person", "joined", "told"),
    [
        (STAFF, (), True),
        (OTHER, (), False),
        (OTHER, (OTHER,), True),
        (NOBODY, (NOBODY,), False),
        (CHAMPION, (), True),
        (PLACE_CHAMPION, (), False),
        (GOVERNANCE, (), True),
        (BOARD, (), True),
    ],
)
def test_of_a_request_hear_its_requester_who_joined_it_and_who_has_a_role_in_it(
    person: Person, joined: tuple[Person, ...], *, told: bool
) -> None:
    assert may_receive(PEOPLE, replace(WITH_THE_BOARD, co_requesters=joined), person) is told


@pytest.mark.parametrize(
    ("person", "status", "their_turn"),
    [
        (BOARD, "In review", True),
        (BOARD, "Deferred", False),  # it waits
        (PMO, "In review", False),  # a check is theirs, and no step
        (PMO, "Approved", True),  # they deliver it
        (STAFF, "In review", False),
        (OTHER, "In review", False),
    ],
)
def test_it_is_somebodys_turn_where_a_step_or_the_delivery_waits_for_them(
    person: Person, status: str, *, their_turn: bool
) -> None:
    request = replace(WITH_THE_BOARD, status=status)
    told = your_turn_card(RULEBOOK, PEOPLE, request, person)
    assert (told is not None) is their_turn
    if told is not None:
        assert "DR-0001" in told[1]


def test_the_room_of_a_timeframe_goes_first_to_work_under_way_and_then_down_the_list() -> None:
    days, within = {"days": 10, "weeks": 20}, {"now": 1, "next": 2, "later": 3}
    quarters = {date(2026, 1, 1): 30, date(2026, 4, 1): 25}
    rules = replace(RULEBOOK, capacity=Capacity("delivery_effort", days, within, quarters))

    def entry(number: int, timeframe: str, effort: str, status: str = "In review") -> Entry:
        return Entry(f"DR-{number}", "", "", status, timeframe, effort=effort, value=90 - number)

    entries = (
        entry(1, "now", "weeks"),
        entry(2, "now", ""),
        entry(3, "now", "days"),
        entry(4, "now", "days", "In delivery"),
        entry(5, "next", "days"),
        entry(6, "next", "weeks"),
        entry(7, "later", "weeks"),
        entry(8, "", "weeks"),
    )
    rooms = [group.room for group in roadmap_of(rules, entries, (), DAY, DAY).groups]
    assert rooms == [
        Room(40, 0, 30, date(2026, 4, 1), frozenset({"DR-3"}), frozenset({"DR-2"})),
        Room(30, 40, 55, date(2026, 7, 1), frozenset({"DR-6"})),
        Room(20, 70, None, date(2026, 10, 1)),
        None,
    ]
    assert {group.room for group in roadmap_of(RULEBOOK, entries, (), DAY, DAY).groups} == {None}


REPAIRS = System("7", "Repairs", "A supplier", " HOUSING ", contract_ends=date(2027, 3, 31))


@pytest.mark.parametrize(
    ("system", "area", "boxes"),
    [
        (REPAIRS, "housing", {"supplier": "A supplier", "needed_by": "2027-03-31"}),
        (replace(REPAIRS, area="", supplier="", contract_ends=None), None, {}),
        (replace(REPAIRS, area="Fleet"), None, {"supplier": "A supplier", "needed_by": "2027-03-31"}),
    ],
)
def test_a_renewal_begins_with_what_the_list_of_systems_says(
    system: System, area: str | None, boxes: dict[str, str]
) -> None:
    found = filled_in(context_of(Session(STAFF, None)), system)
    assert found[RENEWS] == "7"
    assert found["suggested"] == {"need": "renew"} | ({"service_area": area} if area else {})
    held = found["unfinished"]
    assert "Repairs" in held["title"]
    assert {role: held[role] for role in ("supplier", "needed_by") if role in held} == boxes


def test_another_press_finds_the_renewal_that_was_begun() -> None:
    other, renewal = replace(DRAFT, id="i8"), replace(DRAFT, id="i9", memory={RENEWS: "7"})
    for session, found in (
        (Session(STAFF, None), None),
        (Session(STAFF, other), None),
        (Session(STAFF, renewal), "i9"),
        (Session(STAFF, other, (renewal,)), "i9"),
        (Session(STAFF, None, (renewal,)), "i9"),
    ):
        begun = begun_already(context_of(session), REPAIRS)
        assert (begun and begun.id) == found


def early(**more: Any) -> str:
    told = Told(NOW, (PARTNER,), "housing", (RULEBOOK.alerts[0].id,), "A title", "", {"buying": "yes"})
    return words(early_card(RULEBOOK, PEOPLE, more.pop("by", STAFF), replace(told, **more))[0])


def test_who_hears_early_reads_what_is_known_and_nothing_that_is_not() -> None:
    alert = RULEBOOK.alerts[0]
    said = early()
    for part in (alert.because, "Housing", "A title", STAFF.name):
        assert part in said
    assert "problem" not in said.casefold()
    assert "They wait." in early(problem="They wait.")
    assert alert.because not in early(alerts=())
    assert "Parks" in early(area="Parks"), "an area that the directory knows no more"
    assert "no service area" in early(area="").casefold()


def pressed(card: object) -> list[str]:
    return [one["verb"] for one in buttons(card)]


@pytest.mark.parametrize(
    ("reader", "event", "about", "offered"),
    [
        (STAFF, "", "", ["show"]),
        (STAFF, "joined", OTHER.aad_id, ["show", "remove"]),
        (STAFF, "joined", CHAMPION.aad_id, ["show"]),  # who has left again
        (STAFF, "joined", "", ["show"]),
        (PARTNER, "joined", OTHER.aad_id, ["show"]),
        (STAFF, "asked", "", ["answer", "show"]),
        (PARTNER, "asked", "", ["show"]),
        (STAFF, "added_information", "", ["show"]),
        (OTHER, "removed", OTHER.aad_id, ["start", "my_requests"]),
    ],
)
def test_a_message_from_one_person_to_another_offers_what_the_reader_can_do(
    reader: Person, event: str, about: str, offered: Sequence[str]
) -> None:
    request = replace(ONE, co_requesters=(OTHER,), open_question="Which one?")
    assert pressed(said_card(request, reader, "Words.", about, event)[0]) == offered


def test_a_question_that_is_no_longer_asked_is_not_asked_in_its_message() -> None:
    for request in (ONE, replace(ONE, open_question="Which one?", status="Approved")):
        card, summary = said_card(request, STAFF, "Which one?", "", "asked")
        assert pressed(card) == ["show"]
        assert "Which one?" not in words(card)
        assert "question" not in summary.casefold()


@pytest.mark.parametrize(
    ("status", "changed", "reader", "offered"),
    [
        ("In review", "status", None, ["show"]),
        ("More information needed", "status", None, ["answer", "show"]),
        ("More information needed", "status", OTHER, ["show"]),
        ("In review", "question", STAFF, ["answer", "show"]),
        ("In review", ["question"], STAFF, ["answer", "show"]),
        ("In review", ["other", "note"], STAFF, ["show"]),
        ("In review", "question", OTHER, ["show"]),
        ("Approved", "question", STAFF, ["show"]),
        ("Declined", "status", STAFF, ["show", "start_again"]),
        ("Declined", "status", OTHER, ["show"]),
        ("Done", "status", OTHER, ["show"]),
    ],
)
def test_news_of_a_request_offers_what_its_reader_can_do(
    status: str, changed: object, reader: Person | None, offered: Sequence[str]
) -> None:
    request = replace(ONE, status=status, open_question="Which one?", co_requesters=(OTHER,))
    assert pressed(news_card(RULEBOOK, PEOPLE, request, changed, reader)[0]) == offered


def test_words_that_only_seem_to_mean_an_answer_are_suggested_and_a_yes_takes_it() -> None:
    walker = Walker()
    walker.send("start")
    walker.type("laptop broken")
    assert "We are not sure what you mean" in words(walker.card)
    assert walker.current is not None
    assert not walker.current.answers
    walker.type("yes")
    assert walker.advised is not None
    assert walker.advised.answers == {"need": "fix"}
