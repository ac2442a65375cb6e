"""A meeting hears one request after the other: in order, nothing twice, and nothing is lost that was not decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.agendas import (
    Meeting,
    body_named,
    is_gone,
)
from dialogs.cards.meetings import ACTION_LENGTH
from dialogs.events import Record, StepDecided
from dialogs.model import KeepMeeting, OfferFile, Person, Pressed
from dialogs.statuses import Status
from dialogs.steps import without_current
from dialogs.wording import meetings as w
from dialogs.wording import say
from tests.dialogs.before_the_board import DAY, RULES, office_of, scored
from tests.dialogs.project_office import BOARD_NAME
from tests.dialogs.walker import (
    AREAS,
    BOARD,
    BOARD_MEMBER,
    CHAMPION,
    GOVERNANCE,
    PARTNER,
    REVIEWER,
    STAFF,
    Office,
    Walker,
    buttons,
    words,
)
from tests.rules_reading import load_rulebook


@pytest.fixture(name="office")
def three_before_the_board() -> Office:
    return office_of([scored(1, 40), scored(2, 90), scored(3, 60)])


def member(office: Office, person: Person = BOARD) -> Walker:
    return Walker(office=office, person=person)


def heard(walker: Walker) -> str:
    """The reference of the request that the card in hand hears."""
    button = next((b for b in buttons(walker.card) if b["verb"] == "item_outcome"), None)
    return str(button["data"]["reference"]) if button else ""


def said(walker: Walker) -> list[StepDecided]:
    return [e.event for e in walker.effects if isinstance(e, Record) and isinstance(e.event, StepDecided)]


def kept(office: Office) -> Meeting:
    return office.meetings["board", DAY]


def test_the_meeting_hears_the_most_worth_doing_first_and_closes_behind_the_last(office: Office) -> None:
    board = member(office)
    board.type("next item")
    order = [heard(board)]
    for outcome, note in (("go_on", ""), ("defer", "After the summer."), ("decline", "We have it.")):
        board.press("item_outcome", {"outcome": outcome, "note": note, "action": "Ask finance", "owner": "PMO"})
        order.append(heard(board))
    assert order == ["DR-0002", "DR-0003", "DR-0001", ""]
    assert [r.status for r in office.requests.values()] == [Status.DECLINED, Status.IN_REVIEW, Status.DEFERRED]
    shown = words(board.card)
    assert say(w.CLOSED) in shown
    assert "1. DR-0002: it can go on" in shown
    assert "To do: Ask finance (PMO)" in shown
    assert "What was not decided is on the agenda of 13 January 2027." in shown
    meeting = kept(office)
    assert meeting.closed_at is not None
    assert [(i.outcome, i.action, i.owner) for i in meeting.items] == [
        (o, "Ask finance", "PMO") for o in ("go_on", "defer", "decline")
    ]


def test_a_body_that_sets_the_timeframe_sets_it_in_the_meeting(office: Office) -> None:
    board = member(office)
    board.type("next item")
    board.press("item_outcome", {"outcome": "go_on", "note": "", "timeframe": "later"})
    assert office.requests["DR-0002"].timeframe == "later"


def test_a_request_keeps_the_time_at_which_it_was_called_and_is_called_when_something_is_said(office: Office) -> None:
    board = member(office)
    board.type("next item")
    called = kept(office).items[0].called_at
    assert called == office.now
    board.press("item_outcome", {"outcome": "go_on", "note": ""})
    assert kept(office).items[0].called_at == called
    last = {**next(b["data"] for b in buttons(board.card) if b["verb"] == "item_outcome"), "reference": "DR-0001"}
    board.send("item_outcome", last, {"outcome": "go_on", "note": ""})
    assert kept(office).items[2].called_at == office.now


def test_a_second_press_of_an_old_card_says_nothing_twice_and_skips_nothing(office: Office) -> None:
    first, second = member(office), member(office, BOARD_MEMBER)
    first.type("next item")
    second.type("next item")
    assert heard(first) == heard(second) == "DR-0002", "both are shown the same request"
    first.press("item_outcome", {"outcome": "go_on", "note": ""})
    assert heard(first) == "DR-0003"
    second.press("item_outcome", {"outcome": "decline", "note": "No."})
    assert said(second) == []
    assert say(w.SAID_ALREADY, reference="DR-0002") in words(second.card)
    assert heard(second) == "DR-0003"
    assert office.requests["DR-0002"].status == Status.IN_REVIEW
    second.press("item_outcome", {"outcome": "go_on", "note": ""})
    assert heard(second) == "DR-0001"
    first.type("next item")
    assert heard(first) == "DR-0001"


def test_a_save_that_names_no_request_shows_the_next_item_and_says_nothing_of_it(office: Office) -> None:
    board = member(office)
    board.type("next item")
    board.act(Pressed("item_outcome", {"body": "board", "day": DAY.isoformat()}, {"outcome": "go_on"}))
    assert said(board) == []
    assert heard(board) == "DR-0002"
    assert "is not on this agenda" not in words(board.card)


def test_a_request_that_is_put_off_comes_behind_nothing_and_is_on_the_next_agenda(office: Office) -> None:
    board = member(office)
    board.type("next item")
    card = board.card
    board.press("next_item", after="DR-0002")
    assert heard(board) == "DR-0003"
    assert say(w.PASSED, reference="DR-0002") in words(board.card)
    board.card = card
    board.press("next_item", after="DR-0002")
    assert heard(board) == "DR-0003", "a second press skips no other"
    board.press("item_outcome", {"outcome": "go_on", "note": ""})
    board.press("item_outcome", {"outcome": "go_on", "note": ""})
    assert "1. DR-0002: not decided, comes back" in words(board.card)
    assert office.requests["DR-0002"].status == Status.IN_REVIEW, "nothing was said of it"
    board.press("next_item")
    assert heard(board) == "DR-0002", "the meeting can go on with it"
    assert kept(office).closed_at is None


def test_what_is_wrong_with_what_was_filled_in_is_said_and_kept(office: Office) -> None:
    board = member(office)
    board.type("next item")
    for given, problem in (
        ({"outcome": "decline", "note": ""}, "Write a note"),
        ({"outcome": "", "note": "Fine."}, "Choose what happens next"),
        ({"outcome": "go_on", "action": "x" * (ACTION_LENGTH + 1)}, "Use at most 500 characters"),
        ({"outcome": "go_on", "timeframe": "soon"}, "Choose one of the times"),
    ):
        board.press("item_outcome", given)
        assert said(board) == []
        assert problem in words(board.card)
        assert heard(board) == "DR-0002"


def test_what_was_withdrawn_or_decided_elsewhere_is_passed_by(office: Office) -> None:
    board = member(office)
    board.type("next item")
    card, gone = board.card, office.requests["DR-0002"]
    office.requests["DR-0002"] = replace(gone, status=Status.WITHDRAWN, steps=without_current(gone.steps))
    board.press("item_outcome", {"outcome": "go_on", "note": ""})
    assert said(board) == []
    assert say(w.ELSEWHERE, reference="DR-0002", body=BOARD_NAME) in words(board.card)
    assert heard(board) == "DR-0003"
    assert is_gone(kept(office), kept(office).items[0])
    board.card = card
    board.press("next_item", after="DR-0002")
    assert say(w.ELSEWHERE, reference="DR-0002", body=BOARD_NAME) in words(board.card)
    assert say(w.PASSED, reference="DR-0002") not in words(board.card), "what is gone is on no next agenda"
    board.type("pack board")
    assert say(w.GONE) in words(board.card)


def test_news_is_held_until_the_meeting_is_closed_or_somebody_tells_it(office: Office) -> None:
    board = member(office)
    board.type("hold news")
    assert say(w.NOT_RUNNING) in words(board.card)
    board.type("next item")
    board.press("hold_news")
    assert say(w.HOLDING) in words(board.card)
    assert heard(board) == "DR-0002"
    assert kept(office).holds_news
    board.type("hold news")
    assert say(w.HELD_ALREADY) in words(board.card)
    board.press("item_outcome", {"outcome": "go_on", "note": ""})
    assert "News of 1 request is held until the meeting is closed." in words(board.card)
    board.type("tell now")
    assert say(w.TOLD_NOW) in words(board.card)
    assert [e.happened for e in board.effects if isinstance(e, KeepMeeting)] == [("news_told",)]
    board.type("tell now")
    assert say(w.TOLD_ALREADY) in words(board.card)
    board.type("close meeting")
    assert "2. DR-0003: not decided, comes back" in words(board.card)
    assert kept(office).closed_at is not None
    board.type("close meeting")
    assert say(w.CLOSED) in words(board.card)
    assert not [e for e in board.effects if isinstance(e, KeepMeeting)]


def test_what_was_typed_before_somebody_closed_the_meeting_is_not_lost(office: Office) -> None:
    first, second = member(office), member(office, BOARD_MEMBER)
    first.type("next item")
    second.type("close the meeting")
    first.press("item_outcome", {"outcome": "decline", "note": "We have it."})
    assert office.requests["DR-0002"].status == Status.DECLINED
    assert "1. DR-0002: it does not go ahead" in words(first.card)
    assert kept(office).closed_at is not None


def test_a_card_of_a_meeting_that_is_past_changes_nothing(office: Office) -> None:
    board = member(office)
    board.type("next item")
    card, before = board.card, dict(office.requests)
    board.type("close meeting")
    board.card = card
    office.now += timedelta(days=1)
    board.press("item_outcome", {"outcome": "go_on", "note": ""})
    assert say(w.OVER) in words(board.card)
    assert office.requests == before
    board.type("next item")
    assert say(w.NO_MEETING) in words(board.card)


def test_a_meeting_that_runs_past_midnight_goes_on_until_it_is_closed(office: Office) -> None:
    board = member(office)
    board.type("next item")
    office.now += timedelta(hours=11)
    board.press("item_outcome", {"outcome": "decline", "note": "We have it."})
    assert office.requests["DR-0002"].status == Status.DECLINED
    assert heard(board) == "DR-0003"
    board.type("hold news")
    assert say(w.HOLDING) in words(board.card)
    board.type("close meeting")
    assert say(w.CLOSED) in words(board.card)
    assert kept(office).closed_at == office.now
    board.type("next item")
    assert say(w.NO_MEETING) in words(board.card)


@pytest.mark.parametrize("person", [STAFF, PARTNER, CHAMPION, REVIEWER], ids=lambda person: person.name)
@pytest.mark.parametrize("verb", ["pack", "next_item", "item_outcome", "hold_news", "tell_now", "close_meeting"])
def test_nobody_but_its_members_and_the_governance_team_sees_or_runs_a_meeting(
    office: Office, person: Person, verb: str
) -> None:
    before = dict(office.requests)
    other = member(office, person)
    data = {"body": "board", "reference": "DR-0002", "step": "board"}
    other.send(verb, data, {"outcome": "go_on"} if verb == "item_outcome" else {})
    assert "DR-000" not in words(other.card)
    assert other.effects == ()
    assert other.last is not None
    assert [access.what for access in other.last.accesses] == ["refused"]
    assert office.requests == before


def test_the_governance_team_can_run_a_meeting_and_see_every_agenda(office: Office) -> None:
    governs = member(office, GOVERNANCE)
    governs.type("pack")
    assert len([b for b in buttons(governs.card) if b["verb"] == "pack"]) == 3, "the partner meets nobody"
    governs.type("pack board")
    assert "1. DR-0002: Request 2" in words(governs.card)
    assert [e.fields for e in governs.effects if isinstance(e, OfferFile)] == [
        {"body": "board", "meeting": DAY.isoformat()}
    ]
    governs.press("next_item")
    governs.press("item_outcome", {"outcome": "go_on", "note": ""})
    assert [e.by.role for e in governs.effects if isinstance(e, Record)] == ["Governance team"]


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ("board", "board"),
        ("Digital, Data and Customer Board", "board"),
        ("technical review board", "technical_review_board"),
        ("technical_review_board", "technical_review_board"),
        ("ICT group", "ict_improvement_group"),
        ("it business partner", None),
        ("review", "technical_review_board"),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_body_is_known_by_its_id_or_by_words_of_its_name(said: str, body: str | None) -> None:
    found = body_named(RULES, said)
    assert (found.id if found else None) == body


def test_words_that_begin_like_an_agenda_are_a_need_where_they_name_no_body(office: Office) -> None:
    person = member(office)
    person.type("pack lunches for the school trips with an app")
    assert say(w.NOT_YOURS) not in words(person.card)
    assert person.current is not None


def test_of_two_meetings_on_a_day_either_is_run_by_typed_words() -> None:
    office = office_of([scored(1, 40)])
    several = (replace(b, next_dates=(DAY,)) if b.next_dates else b for b in RULES.bodies)
    office.rulebook = replace(RULES, bodies=tuple(several))
    governs = member(office, GOVERNANCE)
    governs.type("next item")
    assert "You can also type: next item board" in words(governs.card)
    governs.type("next item board")
    assert heard(governs) == "DR-0001"
    for said, told in (("hold news", w.HOLDING), ("tell now", w.TOLD_NOW), ("close meeting", w.CLOSED)):
        governs.type(f"{said} for the Board")
        assert say(told) in words(governs.card), said
    governs.type("next item ICT group")
    assert say(w.NOTHING_TEXT) in words(governs.card)
    reviewer = member(office, REVIEWER)
    reviewer.type("next item board")
    assert say(w.UNKNOWN_BODY) in words(reviewer.card)


def test_a_meeting_that_was_closed_with_something_left_is_gone_on_with_and_not_started(office: Office) -> None:
    board = member(office)
    board.type("next item")
    board.type("close meeting")
    board.type("pack board")
    titles = [b["title"] for b in buttons(board.card)]
    assert say(w.OPEN_AGAIN) in titles
    assert say(w.START) not in titles
    board.type(say(w.OPEN_AGAIN))
    assert heard(board) == "DR-0002"


def test_words_that_begin_like_a_meeting_are_a_need_where_they_name_no_body(office: Office) -> None:
    person = member(office, STAFF)
    person.type("close meeting rooms that nobody books with an app")
    assert person.current is not None


def test_a_day_without_a_meeting_says_when_the_next_is(office: Office) -> None:
    office.now -= timedelta(days=1)
    office.rulebook = load_rulebook(None, AREAS, DAY - timedelta(days=1))
    board = member(office)
    board.type("next item")
    assert f"{BOARD_NAME} meets on Wednesday 9 December" in words(board.card)
    board.press("pack")
    assert f"Agenda for {BOARD_NAME}, Wednesday 9 December" in words(board.card)
    assert "next_item" not in [b["verb"] for b in buttons(board.card)]
    nothing = member(office_of([]))
    nothing.type("next item")
    assert say(w.NOTHING_TEXT) in words(nothing.card)
    assert nothing.effects == ()
