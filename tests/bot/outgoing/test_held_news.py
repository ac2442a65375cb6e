"""While a meeting holds its news, nothing that lists requests gives away what it has decided."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection, update

from bot.deliveries import ledger
from bot.meetings import keep_meeting, meeting_of, with_meetings
from bot.outgoing.file_makers import AreaExport
from bot.recording import record
from bot.register import requests
from bot.register.register import Register
from bot.register.schema import deliveries
from dialogs.agendas import KeepMeeting, Meeting
from dialogs.events import By, InformationAdded, StepDecided
from dialogs.model import Lookups, Needs, Person, Similar
from dialogs.statuses import Status
from dialogs.steps import Outcome
from tests.bot.deliveries.meeting_cases import MEETING, SECRETARY, asked, decide, keep, known, meeting, opened
from tests.bot.people.people_cast import HOUSING_CHAMPION, RULES, people
from tests.bot.register.lodged import decision, lodge

CHAMPION = Person(HOUSING_CHAMPION, "Housing champion")


def statuses(register: Register, person: Person) -> dict[str, set[str]]:
    """The statuses that each kind of list shows this person."""

    def look(reference: str) -> Lookups:
        every = register.read_now(lambda c: requests.several(c, [reference]))
        one = every[0]
        similar = (Similar(one.reference, one.title, one.area or "", one.status),)
        found = Lookups(similar=similar, area_requests=every, work=every, about_system=every)
        return register.read_now(lambda c: with_meetings(c, Needs(), found, RULES, people(), person, MEETING))

    told = look("DR-0001")
    listed = {"area": told.area_requests, "work": told.work, "system": told.about_system}
    shown = {name: {request.status for request in several} for name, several in listed.items()}
    return {**shown, "similar": {one.status for one in told.similar}}


def test_lists_show_what_was_before_until_people_are_told(register: Register) -> None:
    decided = asked(register)
    opened(register, holds_news=True)
    decide(register, decided)

    before, after = {decided.status}, {str(Status.DECLINED)}
    kinds = ("area", "work", "system", "similar")
    assert statuses(register, CHAMPION) == dict.fromkeys(kinds, before)
    assert statuses(register, SECRETARY) == dict.fromkeys(kinds, after)
    keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING), ("closed",)))
    assert statuses(register, CHAMPION) == dict.fromkeys(kinds, after)


@pytest.mark.parametrize(("holds", "shown"), [(True, "Submitted"), (False, "Declined")])
async def test_the_table_of_an_area_says_what_people_were_told(register: Register, shown: str, *, holds: bool) -> None:
    decided = asked(register)
    opened(register, holds_news=holds)
    decide(register, decided)

    export = AreaExport(register, lambda: RULES, people, lambda: MEETING)
    table = (await export.make(CHAMPION, {"filter": "all"})).data.decode()
    assert shown in table
    assert ("Declined" in table) is (shown == "Declined")


def of(register: Register, body: str, *, ahead: bool) -> list[str]:
    """The references on the agenda of this body's meeting."""
    known = next(one for one in RULES.bodies if one.id == body)
    found = register.read_now(lambda c: meeting_of(c, known, max(known.next_dates), ahead=ahead))
    return [item.reference for item in found.items]


@pytest.mark.parametrize("outcome", [Outcome.GO_ON, Outcome.DECLINE])
def test_another_body_s_agenda_tells_nothing_by_what_comes_or_goes(register: Register, outcome: Outcome) -> None:
    group, board = "ict_improvement_group", "technical_review_board"
    holder = "board" if outcome is Outcome.GO_ON else group
    route = decision(steps=(holder, board))
    beside = replace(route, together=((holder, board),)) if holder == group else route
    asked_here = lodge(register, beside, at=MEETING)
    before = of(register, board, ahead=True)
    under_way = Meeting(holder, MEETING.date(), opened_at=MEETING, holds_news=True)
    register.write_now(lambda c: keep_meeting(c, KeepMeeting(under_way, ("opened",)), "", "k", MEETING))
    event = StepDecided(holder, holder, outcome, "We have it.")
    by = By(SECRETARY, holder)
    assert register.write_now(lambda c: record(c, asked_here.reference, event, by, "k", people(), MEETING))
    assert of(register, board, ahead=True) == before, "whoever reads the agenda is told by it"
    assert of(register, board, ahead=False) == [], "what is decided already is not heard"
    over = replace(under_way, closed_at=MEETING)
    register.write_now(lambda c: keep_meeting(c, KeepMeeting(over, ("closed",)), "", "k", MEETING))
    told = [asked_here.reference] if outcome is Outcome.GO_ON else []
    assert of(register, board, ahead=True) == of(register, board, ahead=False) == told


def test_what_a_meeting_holds_is_sent_by_no_retry_and_by_no_installation_before_it_is_over(register: Register) -> None:
    decided = asked(register)
    opened(register, holds_news=True)
    decide(register, decided)
    waits = {one.id: one.next_try for one in known(register, state="waiting") if "held until" in one.reason}
    assert waits
    (first, *_) = waits

    def refuse(connection: Connection) -> None:
        which = deliveries.c.id == first
        connection.execute(update(deliveries).where(which).values(state="refused", reason="403", recipient="somebody"))

    for again in (
        lambda c: ledger.retry(c, "DR-0001", MEETING),
        lambda c: ledger.retry(c, None, MEETING),
        lambda c: ledger.reinstalled(c, "somebody", MEETING),
    ):
        register.write_now(refuse)
        sent = register.write_now(again) or []
        assert waits.keys().isdisjoint(sent)
        assert {one.id: one.next_try for one in known(register, state="waiting") if one.id in waits} == waits
        assert set(register.read_now(lambda c: ledger.held(c, "DR-0001"))) == waits.keys()
    keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING), ("closed",)))
    assert {one.next_try for one in known(register, state="waiting") if one.id in waits} == {ledger.AT_ONCE}
    assert register.read_now(lambda c: ledger.held(c, None)) == []


def test_information_that_comes_while_a_question_is_held_does_not_answer_it(register: Register) -> None:
    sent = asked(register)
    opened(register, holds_news=True)
    decide(register, sent, outcome=Outcome.MORE_INFORMATION)
    before = register.read_now(lambda c: requests.find(c, "DR-0001"))
    added = InformationAdded("It costs nothing.", "problem", "It is slow. It costs nothing.", None)
    register.write_now(
        lambda c: record(c, "DR-0001", added, By(sent.requester, "requester"), "key", people(), MEETING) and None
    )
    after = register.read_now(lambda c: requests.find(c, "DR-0001"))
    assert before is not None
    assert after is not None
    assert before.status == after.status == Status.MORE_NEEDED
    assert (before.open_question, before.steps) == (after.open_question, after.steps)
    assert after.details["problem"].endswith("It costs nothing.")
