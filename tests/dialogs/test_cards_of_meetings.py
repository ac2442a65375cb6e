"""The cards of a meeting, each made by itself: what is noted of a request, what can be pressed, what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs.agendas import Item, Meeting
from dialogs.cards.joiners import joiners_part
from dialogs.cards.meetings import (
    agenda_card,
    closed_meeting_card,
    heard_card,
    item_card,
    marks_of,
    no_meeting_card,
    which_body_card,
)
from dialogs.cards.work import Given
from dialogs.model import Person
from dialogs.statuses import Status
from dialogs.wording import meetings as w
from dialogs.wording import requesting, say, say_count
from tests.dialogs.before_the_board import DAY, MORNING, ONE, RULES, scored
from tests.dialogs.walker import OTHER, STAFF, buttons, inputs, words

ITEM = Item(scored(1, 50), 1)
GONE = Item(replace(ONE, steps=()), 1)
MEETING = Meeting("board", DAY, (ITEM,))
RUNS = replace(MEETING, opened_at=MORNING)
OVER = replace(RUNS, closed_at=MORNING)


@pytest.mark.parametrize(
    ("item", "marks"),
    [
        (ITEM, []),
        (replace(ITEM, late=True), [w.LATE]),
        (replace(ITEM, put_off=True), [w.PUT_OFF]),
        (replace(ITEM, late=True, put_off=True), [w.LATE, w.PUT_OFF]),
        (replace(ITEM, request=replace(ITEM.request, status=Status.MORE_NEEDED)), [w.WAITS_MORE]),
        (replace(ITEM, request=replace(ITEM.request, status=Status.DEFERRED)), [w.DEFERRED]),
        (GONE, [w.GONE]),
    ],
)
def test_what_members_should_know_of_a_request_is_noted(item: Item, marks: list[str]) -> None:
    assert marks_of(MEETING, item) == [say(one) for one in marks]
    assert len(marks_of(MEETING, replace(item, outcome="go_on", late=True))) == 1, "what was said stands in their place"
    said = words(agenda_card(RULES, replace(MEETING, items=(item,)))[0])
    assert [one for one in (w.LATE, w.PUT_OFF, w.WAITS_MORE, w.DEFERRED, w.GONE) if say(one) in said] == marks


@pytest.mark.parametrize(
    ("meeting", "papers", "pressed"),
    [
        (MEETING, False, [("next_item", w.START)]),
        (RUNS, False, [("next_item", w.BACK_TO_MEETING)]),
        (OVER, False, [("next_item", w.OPEN_AGAIN)]),
        (MEETING, True, [("next_item", w.START), ("pack", w.GET_PAPER)]),
        (replace(MEETING, day=DAY.replace(day=10)), False, []),  # it is not today
        (replace(MEETING, day=DAY.replace(day=10)), True, [("pack", w.GET_PAPER)]),
        (replace(MEETING, items=(GONE,)), False, []),
        (replace(MEETING, items=(replace(ITEM, outcome="go_on"),)), False, []),
    ],
)
def test_an_agenda_offers_what_can_be_done_with_it_today(
    meeting: Meeting, pressed: list[tuple[str, str]], *, papers: bool
) -> None:
    card = agenda_card(RULES, meeting, papers=papers)[0]
    assert [(one["verb"], one["title"]) for one in buttons(card)] == [(verb, say(title)) for verb, title in pressed]
    assert (say(w.START_HINT) in words(card)) is ("next_item" not in dict(pressed))


@pytest.mark.parametrize("waiting", [0, 1])
def test_an_agenda_says_for_how_many_there_is_no_room(waiting: int) -> None:
    said = words(agenda_card(RULES, replace(MEETING, waiting=waiting))[0])
    assert (say_count(w.NO_ROOM, 1) in said) is bool(waiting)


@pytest.mark.parametrize(
    ("values", "firm"),
    [((90, 10), True), ((50, 50), False), ((90,), None), ((90, None), None), ((50, 90, 50), False)],
)
def test_how_firm_an_order_is_is_said_where_two_have_scores(
    values: tuple[int | None, ...], *, firm: bool | None
) -> None:
    requests = [
        replace(one, decision=replace(one.decision, value=value, breakdown=()))
        for number, value in enumerate(values, 1)
        for one in (scored(number, 0),)
    ]
    items = tuple(Item(request, number) for number, request in enumerate(requests, 1))
    said = words(agenda_card(RULES, replace(MEETING, items=items))[0])
    assert (say(w.FIRM_ORDER) in said) is (firm is True)
    assert (say(w.SAME_SCORES) in said) is (firm is False)
    late = tuple(replace(item, late=True) for item in items[1:])
    alone = words(agenda_card(RULES, replace(MEETING, items=(*items[:1], *late)))[0])
    assert say(w.FIRM_ORDER) not in alone


@pytest.mark.parametrize(
    ("holds", "held", "said", "pressed"),
    [(False, 0, "", "hold_news"), (True, 0, say(w.HOLDING), "tell_now"), (True, 1, say_count(w.HELD, 1), "tell_now")],
)
def test_while_a_request_is_heard_it_is_said_whether_news_is_held(
    held: int, said: str, pressed: str, *, holds: bool
) -> None:
    meeting = replace(RUNS, holds_news=holds, held=held)
    card = item_card(RULES, meeting, ITEM)[0]
    assert [one["verb"] for one in card["actions"]] == ["item_outcome", "next_item", pressed, "close_meeting"]
    assert [one for one in (say(w.HOLDING), say_count(w.HELD, 1)) if one in words(card)] == ([said] if said else [])
    assert say(w.MARKS) not in words(card)
    assert say(w.MARKS) in words(item_card(RULES, meeting, replace(ITEM, late=True))[0])


@pytest.mark.parametrize(("held", "value"), [("Write to them.", "Write to them."), ("", None), (7, None), (None, None)])
def test_what_was_typed_in_a_form_stands_in_it_again(held: object, value: str | None) -> None:
    card = item_card(RULES, RUNS, ITEM, given=Given({"action": held}, {}))[0]
    assert next(one for one in inputs(card) if one["id"] == "action").get("value") == value


@pytest.mark.parametrize(("item", "heard"), [(None, False), (ITEM, False), (replace(ITEM, outcome="go_on"), True)])
def test_a_card_of_a_request_that_was_heard_says_so(item: Item | None, *, heard: bool) -> None:
    assert (heard_card(item, "DR-0001")[1] != say(w.NOT_HEARD, reference="DR-0001")) is heard


@pytest.mark.parametrize(
    ("changes", "told", "shows", "pressed"),
    [
        ({"outcome": "go_on"}, 0, [], "my_work"),
        ({"outcome": "go_on"}, 2, [say_count(w.TELLING, 2)], "my_work"),
        ({}, 0, [say(w.CAME_BACK)], "next_item"),
        ({"outcome": "go_on", "action": "Write to them."}, 0, ["Write to them."], "my_work"),
        ({"outcome": "go_on", "action": "Write to them.", "owner": "Head of Housing"}, 0,
         ["Write to them.", "Head of Housing"], "my_work"),
        ({"outcome": "go_on", "owner": "Head of Housing"}, 0, [], "my_work"),
    ],
)  # fmt: skip
def test_a_meeting_that_is_over_says_what_is_to_be_done(
    changes: dict[str, Any], told: int, shows: list[str], pressed: str
) -> None:
    card = closed_meeting_card(RULES, replace(OVER, items=(replace(ITEM, **changes),)), (), told)[0]
    known = (say_count(w.TELLING, 2), say(w.CAME_BACK), "Write to them.", "Head of Housing")
    assert [one for one in known if one in words(card)] == shows
    assert [one["verb"] for one in buttons(card)] == [pressed]
    assert say(w.CLOSED_NONE) not in words(card)
    another = closed_meeting_card(RULES, replace(OVER, day=DAY.replace(day=8), items=(replace(ITEM, **changes),)))[0]
    assert [one["verb"] for one in buttons(another)] == ["my_work"]


def test_a_meeting_of_nothing_says_so_when_it_is_over() -> None:
    assert say(w.CLOSED_NONE) in words(closed_meeting_card(RULES, replace(OVER, items=()))[0])


@pytest.mark.parametrize(("verb", "typed"), [("pack", True), ("no such verb", False)])
def test_who_is_in_several_bodies_is_asked_which_and_how_to_type_it(verb: str, *, typed: bool) -> None:
    several = [MEETING, Meeting("technical_review_board", DAY)]
    for problem in ("", "A problem."):
        card = which_body_card(RULES, several, verb, problem)[0]
        assert [one["data"]["body"] for one in buttons(card)] == ["board", "technical_review_board"]
        assert len(card["body"]) == 3 + typed + bool(problem)


@pytest.mark.parametrize(("many", "offered"), [(0, 0), (1, 1), (2, 0)])
def test_on_a_day_without_a_meeting_the_next_are_named(many: int, offered: int) -> None:
    bodies = [body for body in RULES.bodies if body.id in {"board", "technical_review_board"}][:many]
    card = no_meeting_card([replace(body, next_dates=()) for body in bodies], DAY)[0]
    assert len(buttons(card)) == offered
    assert [body.name in words(card) for body in bodies] == [True] * many
    assert len(card["body"]) == 2 + bool(many)


@pytest.mark.parametrize(
    ("joined", "there", "named"),
    [
        ((), (), []),
        ((OTHER,), (OTHER,), ["1"]),
        ((OTHER,), (), []),
        ((STAFF, OTHER), (OTHER,), ["2"]),  # the numbers are those that can be typed
    ],
)
def test_whoever_joined_and_is_still_there_can_be_removed(
    joined: tuple[Person, ...], there: tuple[Person, ...], named: list[str]
) -> None:
    part = joiners_part(replace(ONE, joined=joined, co_requesters=there))
    titles = [one["title"] for one in buttons(part)]
    assert titles == [say(requesting.REMOVE_NUMBER, number=number) for number in named]
