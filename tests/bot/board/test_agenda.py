"""The agenda of a meeting: what is on it, in which order, and what there is no time for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from bot.board.agenda import Agenda, agenda_of
from dialogs.agendas import Item, Meeting, filled
from dialogs.model import Request
from governance_rules import Rulebook
from governance_rules.bodies import Body
from tests.bot.board.requests_cast import a_request

MEETING = date(2026, 12, 9)


def scored(rulebook: Rulebook, number: int, value: int | None, achievability: int | None = 50) -> Request:
    request = a_request(rulebook, number)
    return replace(request, decision=replace(request.decision, value=value, achievability=achievability))


def agenda(board: Body, requests: Sequence[Request], kept: Meeting | None = None) -> Agenda:
    """The agenda when these are with the board and nothing, or this, was kept of its meeting."""
    meeting = filled(kept or Meeting("board", MEETING), requests, (), board.items_at_most)
    return agenda_of(meeting, board, requests)


def test_what_is_worth_most_comes_first_then_what_is_easiest_then_the_oldest(rulebook: Rulebook, board: Body) -> None:
    requests = [
        scored(rulebook, 10, 60, 20),
        scored(rulebook, 9, 60, 20),
        scored(rulebook, 4, None, None),
        scored(rulebook, 3, 60, 70),
        scored(rulebook, 2, 0, 0),
        scored(rulebook, 1, 90, 0),
    ]
    found = agenda(board, requests)
    assert [item.request.reference for item in found.items] == [f"DR-{n:04d}" for n in (1, 3, 9, 10, 2, 4)]
    assert [item.place for item in found.items] == [1, 2, 3, 4, 5, 6]


def test_each_request_has_its_time(rulebook: Rulebook, board: Body) -> None:
    requests = [a_request(rulebook, number) for number in range(1, 4)]
    assert [item.time for item in agenda(board, requests).items] == ["2pm", "2:10pm", "2:20pm"]
    late = replace(board, starts=time.fromisoformat("11:45"), minutes_an_item=20)
    assert [item.time for item in agenda(late, requests).items] == ["11:45am", "12:05pm", "12:25pm"]
    assert {item.time for item in agenda(replace(board, starts=None), requests).items} == {""}


def test_what_is_more_than_a_meeting_takes_waits_at_the_end(rulebook: Rulebook, board: Body) -> None:
    found = agenda(board, [a_request(rulebook, number) for number in range(1, 101)])
    assert (len(found.items), len(found.heard), len(found.waiting)) == (100, 20, 80)
    assert {item.time for item in found.waiting} == {""}
    assert [item.place for item in found.items] == list(range(1, 101))


def test_what_was_kept_stands_in_its_place_and_what_has_left_the_body_is_no_item(
    rulebook: Rulebook, board: Body
) -> None:
    gone = replace(scored(rulebook, 4, 95), steps=())
    kept = Meeting(
        "board",
        MEETING,
        (Item(scored(rulebook, 2, 50), 1, put_off=True), Item(gone, 2), Item(scored(rulebook, 3, 70), 3, late=True)),
    )
    found = agenda(board, [scored(rulebook, 1, 90), scored(rulebook, 2, 50), scored(rulebook, 3, 70)], kept)
    assert [(item.request.reference, item.place, item.late, item.put_off) for item in found.items] == [
        ("DR-0002", 1, False, True),
        ("DR-0003", 3, True, False),
        ("DR-0001", 4, False, False),
    ]
