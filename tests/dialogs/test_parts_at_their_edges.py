"""Parts of cards at their edges: what is there and what is not, each looked at without the walk that leads to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs import as_told
from dialogs.cards.progress import noted_by_step, said_rows
from dialogs.cards.route import steps_part
from dialogs.context import Command, TurnContext
from dialogs.model import Clock, Lookups, Session, TimelineEntry
from dialogs.requests import my_requests
from dialogs.steps import RequestStep
from tests.dialogs.test_long_lists import DAY, DRAFT, ONE
from tests.dialogs.walker import NOW, OTHER, PEOPLE, RULEBOOK, STAFF, verbs, words

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
    assert len(kept) == 1
