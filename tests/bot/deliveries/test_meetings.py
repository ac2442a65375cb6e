"""Meetings on the register: agendas fill themselves, held news is told, and whoever presses twice says it once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot import papers
from bot.deliveries import ledger
from bot.effect_handlers import EffectContext, run_effects
from bot.meetings import wanted_meetings, with_meetings
from bot.recording import BY_THE_BOT, record
from bot.register import meetings as rows
from bot.register import people as people_rows
from bot.register import requests
from bot.register.identity import Identity
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.schema import deliveries
from dialogs import take_turn
from dialogs.agendas import KeepMeeting, Meeting, MeetingWanted, with_item
from dialogs.events import CheckUpdated, Event, NoteChanged, QuestionAsked, StatusChanged
from dialogs.model import Clock, Lookups, Needs, Person, Pressed, Request, Session
from dialogs.steps import CheckState, Outcome
from tests.bot.deliveries.meeting_cases import (
    AFTER,
    MEETING,
    MEETS,
    MEMBER,
    NEXT,
    PAPERS,
    SECRETARY,
    asked,
    decide,
    keep,
    known,
    meeting,
    opened,
    send,
    told_now,
)
from tests.bot.people.people_cast import GOVERNANCE, RULES, people
from tests.bot.register.lodged import ASKER, decision, happens, lodge
from tests.conftest import cleared


def test_what_comes_after_the_papers_is_late_and_last(register: Register) -> None:
    first = asked(register)
    send(register)
    second = asked(register, PAPERS + timedelta(days=1))
    assert [(item.reference, item.late) for item in meeting(register).items] == [
        (first.reference, False),
        (second.reference, True),
    ]


def test_what_was_put_off_or_not_reached_is_on_the_next_agenda_and_says_so(register: Register) -> None:
    gone, waits, unheard, new = (asked(register) for _ in range(4))
    under_way = opened(register)
    decide(register, gone, Outcome.GO_ON)
    decide(register, waits, Outcome.DEFER)
    keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING), ("closed",)))
    assert [item.outcome for item in meeting(register).items] == ["go_on", "defer", "", ""]
    assert len(under_way.items) == 4
    later = asked(register, AFTER)
    assert [(item.reference, item.put_off) for item in meeting(register, NEXT).items] == [
        (waits.reference, True),
        (unheard.reference, True),
        (new.reference, True),
        (later.reference, False),
    ]


def test_what_was_said_in_words_of_its_own_counts_as_said_at_the_meeting_of_the_day(register: Register) -> None:
    request = asked(register)
    send(register)
    decide(register, request, Outcome.DEFER)
    assert [(item.outcome, item.note) for item in meeting(register).items] == [("defer", "We have it.")]


def test_held_news_waits_for_the_end_of_the_meeting_and_then_all_of_it_goes(register: Register) -> None:
    request = asked(register)
    opened(register, holds_news=True)
    decide(register, request)
    assert ASKER.aad_id not in told_now(register, MEETING)
    held = [one for one in known(register, recipient=ASKER.aad_id) if one.reason]
    assert {one.kind for one in held} == {"own_card", "status"}
    assert {(one.reason, one.next_try) for one in held} == {
        ("held until the meeting of board on 2026-12-09 is over", AFTER)
    }
    assert meeting(register).held == 1
    assert keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING), ("closed",)))
    assert ASKER.aad_id in told_now(register, MEETING)
    assert {one.reason for one in known(register, recipient=ASKER.aad_id)} == {""}
    assert not keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING), ("closed",)))


@pytest.mark.parametrize(
    "event",
    [
        NoteChanged("Ask again in May."),
        StatusChanged("Approved", "We looked again."),
        CheckUpdated("sponsor", "Sponsor", CheckState.DONE),
    ],
)
def test_whatever_else_happens_to_a_request_while_its_news_is_held_waits_with_it(
    register: Register, event: Event
) -> None:
    request = lodge(register, decision(steps=("board",), checks=("sponsor",)), at=PAPERS)
    opened(register, holds_news=True)
    decide(register, request)
    assert register.write_now(lambda c: record(c, request.reference, event, BY_THE_BOT, "list", people(), MEETING))
    assert ASKER.aad_id not in told_now(register, MEETING)
    keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING), ("closed",)))
    assert ASKER.aad_id in told_now(register, MEETING)


def test_nobody_answers_a_question_that_is_held_from_them(register: Register) -> None:
    request = asked(register)
    opened(register, holds_news=True)
    decide(register, request, Outcome.MORE_INFORMATION)

    def waiting() -> tuple[Request, ...]:
        def look(connection: Connection) -> tuple[Request, ...]:
            lookups = Lookups(asked=requests.asked(connection, ASKER.aad_id))
            return with_meetings(connection, Needs(asked=True), lookups, RULES, people(), ASKER, MEETING).asked

        return register.read_now(look)

    assert waiting() == ()
    keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING), ("closed",)))
    assert [one.reference for one in waiting()] == [request.reference]


def test_a_meeting_goes_on_after_midnight_until_somebody_closes_it(register: Register) -> None:
    request, second = asked(register), asked(register)
    night = MEETING + timedelta(hours=11)

    def today() -> list[date]:
        found = register.read_now(lambda c: wanted_meetings(c, MeetingWanted(), RULES, people(), SECRETARY, night))
        return [one.day for one in found]

    send(register)
    assert today() == []
    opened(register, holds_news=True)
    assert today() == [MEETS]
    decide(register, request, now=night)
    assert [item.outcome for item in meeting(register).items] == ["decline", ""]
    assert ASKER.aad_id not in told_now(register, night)
    keep(register, KeepMeeting(replace(meeting(register), closed_at=night), ("closed",)), night)
    assert ASKER.aad_id in told_now(register, night)
    assert today() == []
    decide(register, second, now=night)
    assert [item.outcome for item in meeting(register).items] == ["decline", ""], "it was over"


def test_news_is_told_at_once_where_it_is_not_held_and_to_the_governance_team_always(register: Register) -> None:
    request, second = asked(register), asked(register)
    opened(register)
    decide(register, request)
    assert ASKER.aad_id in told_now(register, MEETING)
    keep(register, KeepMeeting(replace(meeting(register), holds_news=True), ("news_held",)))
    ledger_before = {one.id for one in known(register)}
    decide(register, second)
    new = [one for one in known(register) if one.id not in ledger_before]
    assert {one.recipient for one in new if one.reason} == {ASKER.aad_id}
    assert GOVERNANCE not in {one.recipient for one in known(register) if one.reason}


def test_in_quiet_hours_held_news_waits_on_after_the_meeting(register: Register) -> None:
    request = asked(register)

    def quiet(connection: Connection) -> None:
        people_rows.introduce(connection, ASKER, MEETING, lambda: "k")
        people_rows.prefer(connection, ASKER.aad_id, {"quiet_from": "13:00", "quiet_to": "17:00"})

    register.write_now(quiet)
    opened(register, holds_news=True)
    decide(register, request)
    keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING), ("closed",)))
    (news,) = known(register, recipient=ASKER.aad_id, kind="status")
    assert news.next_try == MEETING + timedelta(hours=3)


def test_a_question_that_a_held_outcome_closes_stays_as_it_is_until_then(register: Register) -> None:
    request = happens(register, asked(register), QuestionAsked("How many?"), SECRETARY, at=PAPERS)

    def question(connection: Connection) -> None:
        message: dict[str, Any] = {"id": "question", "kind": "message", "service": "teams", "ordering_key": "k"}
        payload = {"event": QuestionAsked.name}
        message |= {"reference": request.reference, "recipient": ASKER.aad_id, "payload": payload}
        ledger.enqueue(connection, **message, now=PAPERS)
        connection.execute(update(deliveries).values(state="done"))

    register.write_now(question)
    opened(register, holds_news=True)
    decide(register, request)
    (message,) = known(register, id="question")
    assert (message.state, message.next_try) == ("waiting", AFTER)
    keep(register, KeepMeeting(replace(meeting(register), closed_at=MEETING), ("closed",)))
    (message,) = known(register, id="question")
    assert message.next_try < MEETING


def test_what_waits_for_somebody_who_is_erased_is_forgotten(register: Register) -> None:
    request = asked(register)
    opened(register, holds_news=True)
    decide(register, request)
    assert meeting(register).held == 1
    register.write_now(lambda c: rows.forget(c, Identity(ASKER.aad_id)))
    assert meeting(register).held == 0


def test_a_meeting_that_nobody_closes_is_closed_on_the_next_working_morning(register: Register) -> None:
    request = asked(register)
    opened(register, holds_news=True)
    decide(register, request)

    def prepare(now: datetime) -> bool:
        return register.write_now(lambda c: papers.prepare_meetings(c, RULES, people(), now))

    assert not prepare(MEETING + timedelta(hours=9))
    assert meeting(register).closed_at is None
    assert register.read_now(lambda c: papers.is_due(c, RULES, people(), AFTER))
    assert prepare(AFTER)
    assert meeting(register).closed_at == AFTER
    assert ASKER.aad_id in told_now(register, AFTER)
    assert not register.read_now(rows.running)


def test_what_is_decided_after_the_last_time_to_hold_is_told_at_once(register: Register) -> None:
    request = asked(register)
    opened(register, holds_news=True)
    decide(register, request, now=AFTER)
    assert ASKER.aad_id in told_now(register, AFTER)


def test_of_several_meetings_of_a_day_the_one_under_way_is_meant(register: Register) -> None:
    asked(register)
    both = replace(RULES, bodies=tuple(replace(b, next_dates=(MEETS,)) if b.next_dates else b for b in RULES.bodies))
    governs = Person(GOVERNANCE, "Governance officer")

    def look(person: Person, wanted: MeetingWanted) -> list[tuple[str, bool]]:
        found = register.read_now(lambda c: wanted_meetings(c, wanted, both, people(), person, MEETING))
        return [(one.body, one.read) for one in found]

    assert {read for _, read in look(governs, MeetingWanted())} == {False}
    assert look(governs, MeetingWanted("board")) == [("board", True)]
    assert look(SECRETARY, MeetingWanted()) == [("board", True)]
    assert look(SECRETARY, MeetingWanted("technical_review_board")) == []
    opened(register)
    assert look(governs, MeetingWanted()) == [("board", True)]


def test_an_agenda_ahead_is_that_of_the_next_meeting_once_todays_is_over(register: Register) -> None:
    request = asked(register)

    def ahead() -> Meeting:
        found = register.read_now(
            lambda c: wanted_meetings(c, MeetingWanted("board", ahead=True), RULES, people(), SECRETARY, MEETING)
        )
        return found[0]

    assert ahead().day == MEETS
    under_way = opened(register)
    decide(register, request)
    said = with_item(under_way, replace(under_way.items[0], outcome="decline", action="Tell them", owner="PMO"))
    keep(register, KeepMeeting(replace(said, closed_at=MEETING), ("said", "closed")))
    assert ahead().day == NEXT
    assert [(item.action, item.owner) for item in meeting(register).items] == [("Tell them", "PMO")]


def test_what_an_erased_member_said_at_a_meeting_goes_with_them(register: Register) -> None:
    request, other = asked(register), lodge(register, decision(steps=("board",)), person=MEMBER, at=PAPERS)
    under_way = opened(register)
    for one in (request, other):
        item = under_way.item(one.reference)
        assert item is not None
        heard = replace(item, outcome="defer", note="Ask finance", action="Finance says", owner="Finance")
        under_way = with_item(under_way, heard)
    keep(register, KeepMeeting(under_way, ("said",)))
    assert register.write_now(lambda c: rows.empty(c, [other.reference])) == 1
    assert [item.note for item in meeting(register).items] == ["Ask finance", ""]
    said = Identity(SECRETARY.aad_id)
    register.write_now(lambda c: rows.forget(c, said))
    assert [(i.note, i.action, i.owner) for i in meeting(register).items] == [("", "", "")] * 2


def press(register: Register, person: Person, outcome: str) -> str:
    """What an instance does when a member saves an outcome: the whole turn in one job. Gives the answer."""

    def job(connection: Connection) -> str:
        met = wanted_meetings(connection, MeetingWanted("board"), RULES, people(), person, MEETING)
        data = {"body": "board", "day": MEETS.isoformat(), "reference": "DR-0001", "step": "board"}
        act = Pressed("item_outcome", data, {"outcome": outcome, "note": f"Says {person.name}"})
        clock = Clock(MEETING, lambda: "id")
        turn = take_turn(RULES, people(), Session(person, None), Lookups(meetings=met), act, clock)
        who = people_rows.introduce(connection, person, MEETING, lambda: person.aad_id[-32:])
        run_effects(connection, turn, EffectContext(who, RULES, people(), MEETING, lambda: "id"))
        return str(turn.card)

    return register.write_now(job)


def test_two_members_who_press_at_once_at_two_instances_say_it_once(postgres_url: str) -> None:
    url = cleared(postgres_url)
    first, second = open_register(url), open_register(url)
    try:
        asked(first)
        asked(first)
        opened(first)
        with ThreadPoolExecutor(2) as both:
            said = list(both.map(press, (first, second), (SECRETARY, MEMBER), ("go_on", "decline")))
        assert sum("has already said what it thinks of DR-0001" in words for words in said) == 1
        assert all("DR-0002" in words for words in said), "both go on with the next"
        item = meeting(second).items[0]
        assert (item.outcome, item.note) in {("go_on", "Says Board secretary"), ("decline", "Says Board member")}
        request = second.read_now(lambda c: requests.find(c, "DR-0001"))
        assert request is not None
        assert request.steps[0].outcome == item.outcome
    finally:
        first.close()
        second.close()
