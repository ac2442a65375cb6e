"""What one turn is shown while a meeting holds its news: each look-up by itself, and which meeting is meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest
from sqlalchemy import Connection, select

from bot.agenda_posts import agenda_as_told
from bot.meetings import wanted_meetings, with_meetings
from bot.register import requests
from bot.register.register import Register
from bot.register.roadmap import entries
from bot.register.schema import audit
from dialogs.agendas import KeepMeeting, Meeting, MeetingWanted
from dialogs.events import NoteChanged, StepDecided, Withdrawn
from dialogs.model import Lookups, Needs, Person, Request
from dialogs.statuses import Status
from dialogs.steps import Outcome
from tests.bot.deliveries.meeting_cases import (
    AFTER,
    BOARD,
    MEETING,
    MEETS,
    NEXT,
    PAPERS,
    SECRETARY,
    asked,
    decide,
    keep,
    meeting,
    opened,
)
from tests.bot.people.people_cast import GOVERNANCE, HOUSING_CHAMPION, RULES, people
from tests.bot.register.lodged import ASKER, change, decision, happens, lodge

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHAMPION = Person(HOUSING_CHAMPION, "Housing champion")


def told(register: Register, lookups: Lookups, person: Person = CHAMPION, **wanted: Any) -> Lookups:
    needs = Needs(**wanted)
    return register.read_now(lambda c: with_meetings(c, needs, lookups, RULES, people(), person, MEETING))


def now_is(register: Register, request: Request) -> Request:
    found = register.read_now(lambda c: requests.find(c, request.reference))
    assert found is not None
    return found


@pytest.mark.usefixtures("database_url")
def test_where_nothing_was_looked_up_no_meeting_is() -> None:
    nothing = Lookups(late={"DR-0001": 2})
    no_database = cast("Connection", None)
    assert with_meetings(no_database, Needs(), nothing, RULES, people(), CHAMPION, MEETING) is nothing


@pytest.mark.parametrize("holds", [True, False])
def test_what_is_found_for_others_too_stands_as_everybody_was_told(register: Register, *, holds: bool) -> None:
    request = asked(register)
    opened(register, holds_news=holds)
    decide(register, request)
    found = (now_is(register, request),)
    for person in (CHAMPION, SECRETARY):
        shown = told(register, Lookups(found=found), person).found
        assert [one.status for one in shown] == [request.status if holds else Status.DECLINED]


@pytest.mark.parametrize(
    ("outcome", "person", "as_told", "shown", "held"),
    [
        (Outcome.DECLINE, CHAMPION, False, "before", True),
        (Outcome.DECLINE, CHAMPION, True, "before", False),
        (Outcome.DECLINE, SECRETARY, False, "now", False),
        (None, CHAMPION, False, "now", False),
        (None, CHAMPION, True, "now", False),
    ],
)
def test_one_request_stands_as_this_person_was_told_and_is_held_from_them_where_that_differs(
    register: Register, outcome: Outcome | None, person: Person, shown: str, *, as_told: bool, held: bool
) -> None:
    request = asked(register)
    opened(register, holds_news=True)
    if outcome is not None:
        decide(register, request, outcome)
    else:
        happens(register, request, NoteChanged("A note."), at=MEETING)
    one = now_is(register, request)
    found = told(register, Lookups(request=one), person, as_told=as_told)
    assert found.request is not None
    assert (found.request.status, found.held) == (request.status if shown == "before" else one.status, held)
    assert told(register, Lookups(mine=(one,)), person).request is None


@pytest.mark.parametrize(("area", "work", "shown"), [(False, True, 1), (True, True, 0), (False, False, 0)])
def test_work_that_a_meeting_took_from_another_body_stays_until_that_is_told(
    register: Register, shown: int, *, area: bool, work: bool
) -> None:
    bodies, both = people().bodies, ("board", "technical_review_board")
    reviewer = next(one for one in bodies["technical_review_board"] if one not in bodies["board"])
    request = lodge(register, replace(decision(steps=both), together=(both,)), at=PAPERS)
    opened(register, holds_news=True)
    decide(register, request)
    listed = (now_is(register, request),) if area else ()
    found = told(register, Lookups(area_requests=listed), reviewer, work=work)
    assert len(found.work) == shown
    twice = told(register, Lookups(work=(request,)), reviewer, work=True)
    assert [one.reference for one in twice.work] == [request.reference]


def test_the_roadmap_shows_what_was_on_it_before_and_nothing_that_came_since(register: Register) -> None:
    declined, second, other = asked(register), asked(register), asked(register)
    third = lodge(register, replace(decision(steps=("group", "board")), timeframe="next", value=3), at=PAPERS)
    happens(register, third, StepDecided("group", "Group", Outcome.GO_ON), SECRETARY, at=PAPERS)
    change(register, third.reference, area=None)
    plan = register.read_now(entries)
    assert [one.reference for one in plan] == [third.reference]
    opened(register, holds_news=True)
    for one, outcome in ((declined, Outcome.DECLINE), (second, Outcome.GO_ON), (third, Outcome.DECLINE)):
        decide(register, one, outcome)
    now = register.read_now(entries)
    assert [one.reference for one in now] == [second.reference]
    assert told(register, Lookups(roadmap=now), SECRETARY).roadmap == now
    assert told(register, Lookups(roadmap=now)).roadmap == plan
    change(register, third.reference, area="housing")
    (shown,) = told(register, Lookups(roadmap=())).roadmap or ()
    assert (shown.area, shown.timeframe, shown.by_board, shown.value) == ("housing", "next", False, 3)
    assert other.reference not in {one.reference for one in now}


def test_which_meeting_of_several_is_meant_goes_by_what_has_begun_and_is_not_over(register: Register) -> None:
    asked(register)
    both = replace(RULES, bodies=tuple(replace(b, next_dates=(MEETS,)) if b.next_dates else b for b in RULES.bodies))
    governs = Person(GOVERNANCE, "Governance officer")

    def look(**wanted: Any) -> set[str]:
        found = register.read_now(
            lambda c: wanted_meetings(c, MeetingWanted(**wanted), both, people(), governs, MEETING)
        )
        return {one.body for one in found}

    every = look()
    assert len(every) > 2
    opened(register)
    assert (look(), look(ahead=True)) == ({"board"}, every)
    second = Meeting("technical_review_board", MEETS, opened_at=MEETING)
    keep(register, KeepMeeting(second, ("opened",)))
    assert look() == every, "two have begun"
    keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING), ("closed",)))
    assert look() == {"technical_review_board"}


def test_the_meeting_ahead_is_the_next_one_when_todays_is_closed_and_all_is_said(register: Register) -> None:
    request, unheard = asked(register), asked(register)

    def ahead() -> date:
        wanted = MeetingWanted("board", ahead=True)
        (found,) = register.read_now(lambda c: wanted_meetings(c, wanted, RULES, people(), SECRETARY, MEETING))
        return found.day

    under_way = opened(register)
    keep(register, KeepMeeting(replace(under_way, closed_at=MEETING), ("closed",)))
    assert ahead() == MEETS, "something on it was not heard"
    keep(register, KeepMeeting(replace(under_way, closed_at=None), ("opened_again",)))
    decide(register, request)
    decide(register, unheard)
    assert ahead() == MEETS, "it is not closed"
    keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING), ("closed",)))
    assert ahead() == NEXT


def test_the_history_of_a_meeting_tells_its_course_and_not_each_word(register: Register) -> None:
    asked(register)
    under_way = opened(register)
    assert not keep(register, KeepMeeting(under_way, ("said", "news_held")))

    def history(connection: Connection) -> list[str]:
        return list(connection.execute(select(audit.c.what).order_by(audit.c.number)).scalars())

    assert [what for what in register.read_now(history) if what.startswith("meeting_")] == [
        "meeting_opened", "meeting_news_held",
    ]  # fmt: skip


def test_nothing_is_held_once_the_meeting_counts_as_over(register: Register) -> None:
    request = asked(register)
    opened(register, holds_news=True)
    decide(register, request, now=AFTER)
    assert meeting(register).held == 0


@pytest.mark.parametrize("said", [True, False])
def test_what_was_withdrawn_leaves_the_agenda_that_all_see_whatever_was_said_of_it(
    register: Register, *, said: bool
) -> None:
    request, other = asked(register), asked(register)
    opened(register)
    if said:
        decide(register, request, Outcome.DEFER)
    shown = register.read_now(lambda c: agenda_as_told(c, RULES, BOARD, MEETING))
    assert [one.reference for one in shown[1]] == [request.reference, other.reference]
    happens(register, request, Withdrawn(), ASKER, at=MEETING)
    shown = register.read_now(lambda c: agenda_as_told(c, RULES, BOARD, MEETING))
    assert [one.reference for one in shown[1]] == [other.reference]
