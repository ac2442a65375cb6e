"""What is on an agenda and in which order: as many as there is room for, what is late last, and how firm it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from dialogs.agendas import (
    Item,
    Meeting,
    bodies_that_meet,
    filled,
    in_order,
    next_of,
    with_item,
)
from dialogs.cards.meetings import MOST_LISTED, agenda_card, closed_meeting_card
from dialogs.firmness import close_pairs
from dialogs.model import Request
from dialogs.steps import Outcome
from dialogs.wording import meetings as w
from dialogs.wording import say
from governance_rules.outcome import BreakdownRow
from tests.dialogs.before_the_board import DAY, MORNING, ONE, RULES, office_of, scored
from tests.dialogs.card_lint import faults
from tests.dialogs.project_office import BOARD_NAME
from tests.dialogs.walker import BOARD, Walker, words

PAPERS: Final = MORNING - timedelta(days=7)


GONE: Final = replace(ONE, steps=())
"""A request that the board has no more."""


def many(count: int) -> Iterator[Request]:
    return (scored(number, 100 - number % 100) for number in range(1, count + 1))


def test_an_agenda_takes_as_many_as_the_rules_say_and_those_put_off_first() -> None:
    found = list(many(30))
    meeting = filled(Meeting("board", DAY), found, {"DR-0029", "DR-0030"}, 20)
    assert [item.place for item in meeting.items] == list(range(1, 21))
    assert [item.reference for item in meeting.items][-3:] == ["DR-0018", "DR-0029", "DR-0030"]
    assert [item.put_off for item in meeting.items][-3:] == [False, True, True]
    assert meeting.waiting == 10
    assert not any(item.late for item in meeting.items)


def test_what_comes_after_the_papers_is_late_and_last_as_far_as_there_is_room() -> None:
    first = filled(Meeting("board", DAY), list(many(3)), (), 4)
    told = replace(first, papers_at=PAPERS)
    better = [scored(8, 100), scored(9, 99)]
    meeting = filled(told, [*many(3), *better], (), 4)
    assert [(item.reference, item.late) for item in meeting.items] == [
        ("DR-0001", False), ("DR-0002", False), ("DR-0003", False), ("DR-0008", True)
    ]  # fmt: skip
    assert meeting.waiting == 1


def test_the_order_is_by_value_then_achievability_then_age() -> None:
    found = [scored(4, 50, 10), scored(3, 50, 90), scored(2, 50, 10), scored(1, 70, 0)]
    bare = replace(scored(5, 0), decision=replace(ONE.decision, value=None, achievability=None))
    assert [r.reference for r in in_order([bare, *found])] == ["DR-0001", "DR-0003", "DR-0002", "DR-0004", "DR-0005"]


def test_what_was_called_last_is_heard_until_something_is_said_of_it() -> None:
    meeting = filled(Meeting("board", DAY), list(many(3)), (), 20)
    first, second, third = meeting.items
    assert next_of(meeting) == first
    called = with_item(with_item(meeting, replace(first, called_at=MORNING)),
                       replace(second, called_at=MORNING + timedelta(minutes=1)))  # fmt: skip
    assert next_of(called) == called.items[1]
    done = with_item(called, replace(called.items[1], outcome=Outcome.GO_ON.value))
    assert next_of(done, second.reference) == third
    assert next_of(done, third.reference) is None


def test_the_bodies_that_meet_are_those_without_working_days() -> None:
    assert [body.id for body in bodies_that_meet(RULES)] == [
        "board", "ict_improvement_group", "technical_review_board"
    ]  # fmt: skip


def test_an_agenda_of_fifty_with_the_widest_titles_is_one_card() -> None:
    wide = [replace(request, title="字" * 120) for request in many(50)]
    meeting = filled(Meeting("board", DAY), wide, {request.reference for request in wide}, 50)
    card, _ = agenda_card(RULES, replace(meeting, papers_at=PAPERS, waiting=150), papers=True)
    assert faults(card) == []
    assert f"And {50 - MOST_LISTED} more requests, which the paper has" in words(card)
    assert "150 more requests wait" in words(card)
    over = replace(
        meeting,
        opened_at=PAPERS,
        items=tuple(replace(i, outcome="decline", action="字" * 500, owner="字" * 120) for i in meeting.items),
    )
    office = office_of(wide)
    office.meetings["board", DAY] = over
    board = Walker(office=office, person=BOARD)
    board.type("close meeting")
    assert faults(board.card) == []


def with_points(number: int, rows: tuple[tuple[str, int], ...]) -> Request:
    """A request with these points for its value, and the score that they give."""
    weights = {c.question: c.weight for axis in RULES.matrix.axes if axis.role == "value" for c in axis.criteria}
    total = sum(points * weights[question] for question, points in rows)
    breakdown = tuple(BreakdownRow("value", question, points, weights[question]) for question, points in rows)
    one = scored(number, 100 * total // 30)
    return replace(one, decision=replace(one.decision, breakdown=breakdown))


def test_an_order_that_hangs_on_the_weights_is_said_to_be_close_and_names_who_changes_places() -> None:
    first = with_points(1, (("strategy_fit", 3), ("yearly_benefit", 0)))
    second = with_points(2, (("strategy_fit", 0), ("yearly_benefit", 3)))
    last = with_points(3, ())
    (pair,) = close_pairs(RULES.matrix, in_order([first, second, last]))
    assert (pair.first, pair.second) == ("DR-0001", "DR-0002")
    assert 0.4 < pair.share < 0.6
    close, _ = agenda_card(RULES, filled(Meeting("board", DAY), [first, second, last], (), 20))
    assert "DR-0001 and DR-0002 often change places" in words(close)
    firm, _ = agenda_card(RULES, filled(Meeting("board", DAY), [first, last], (), 20))
    assert say(w.FIRM_ORDER) in words(firm)
    same = [with_points(number, (("strategy_fit", 3),)) for number in (1, 2)]
    tied, _ = agenda_card(RULES, filled(Meeting("board", DAY), same, (), 20))
    assert say(w.SAME_SCORES) in words(tied)
    assert say(w.FIRM_ORDER) not in words(tied)
    alone, _ = agenda_card(RULES, filled(Meeting("board", DAY), [first], (), 20))
    assert say(w.FIRM_ORDER) not in words(alone)


def test_nothing_to_decide_is_said_as_such() -> None:
    card, summary = agenda_card(RULES, Meeting("board", DAY), papers=True)
    assert summary == f"Nothing to decide for {BOARD_NAME} on Wednesday 9 December"
    assert say(w.NOTHING_TEXT) in words(card)


@pytest.mark.parametrize(
    ("outcome", "there", "comes_back"),
    [
        ("", True, True),
        ("defer", True, True),
        ("more_information", True, True),
        ("go_on", True, False),
        ("decline", True, False),
        ("", False, False),  # it was withdrawn, or decided elsewhere
        ("defer", False, True),
        ("go_on", False, False),
    ],
)
def test_a_closed_meeting_says_that_what_it_did_not_decide_comes_back(
    outcome: str, *, there: bool, comes_back: bool
) -> None:
    item = Item(scored(1, 50) if there else GONE, 1, outcome=outcome)
    said = words(closed_meeting_card(RULES, Meeting("board", DAY, (item,), closed_at=MORNING))[0])
    assert (say(w.BACK_ON, day="13 January 2027") in said) is comes_back
    assert (say(w.OPEN_AGAIN) in said) is (there and not outcome)


@pytest.mark.parametrize(
    ("after", "called", "heard", "following"),
    [
        ("", (), (), 1),
        ("", (2,), (), 2),
        ("", (3, 2), (), 2),  # what was called last
        ("", (2,), (2,), 1),
        ("", (), (1,), 2),
        ("", (), (1, 2, 3), 0),
        ("DR-0001", (), (), 2),
        ("DR-0001", (1,), (2,), 3),
        ("DR-0003", (1,), (), 0),  # behind the last comes nothing
        ("DR-0009", (3,), (), 3),
    ],
)
def test_what_a_meeting_hears_next(after: str, called: tuple[int, ...], heard: tuple[int, ...], following: int) -> None:
    items = tuple(
        Item(
            scored(n, 50),
            n,
            outcome="go_on" if n in heard else "",
            called_at=MORNING + timedelta(minutes=called.index(n)) if n in called else None,
        )
        for n in (1, 2, 3)
    )
    found = next_of(Meeting("board", DAY, items), after)
    assert (found.place if found else 0) == following
