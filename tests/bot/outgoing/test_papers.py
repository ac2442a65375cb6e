"""Papers on the register: they come by themselves and once, to whoever is a member."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from bot import papers
from bot.people.working_days import opening
from bot.register.register import Register
from bot.register.schema import audit
from dialogs.model import Person
from tests.bot.deliveries.meeting_cases import (
    AFTER,
    BOARD,
    MEETING,
    MEMBER,
    PAPERS,
    SECRETARY,
    asked,
    for_board,
    meeting,
    opened,
    send,
    sender,
)
from tests.bot.people.people_cast import people
from tests.bot.register.lodged import ASKER


def test_the_members_get_the_papers_a_week_before_and_once_whichever_instance_looks(register: Register) -> None:
    first, second = asked(register), asked(register)
    assert send(register, opening(date(2026, 12, 1))) == 1, "the papers of another body"
    assert for_board(register) == []
    assert send(register, PAPERS - timedelta(hours=1)) == 0, "before work nobody is told"
    assert [send(register, PAPERS + timedelta(minutes=n)) for n in range(3)] == [2, 0, 0]
    assert {one.recipient for one in for_board(register)} == {SECRETARY.aad_id, MEMBER.aad_id}
    assert [item.reference for item in meeting(register).items] == [first.reference, second.reference]
    papers_told = register.read_now(lambda c: c.execute(select(audit.c.what)).scalars().all())
    assert papers_told.count("papers_sent") == 2


def test_a_host_that_was_down_tells_the_papers_late_and_never_after_the_meeting(register: Register) -> None:
    asked(register)
    send(register, MEETING - timedelta(hours=2))
    assert len(for_board(register)) == 2
    send(register, AFTER)
    assert len(for_board(register)) == 2


def test_the_papers_of_a_body_go_to_whom_teams_can_reach_and_else_to_the_governance_team() -> None:
    nameless = Person("", "Somebody without an account")
    reached = replace(people(), bodies={"board": (nameless, MEMBER)}, governance_team=(nameless, SECRETARY))
    assert papers.readers_of(reached, "board") == (MEMBER,)
    assert papers.readers_of(replace(reached, bodies={"board": (nameless,)}), "board") == (SECRETARY,)
    assert papers.readers_of(replace(reached, bodies={}), "board") == (SECRETARY,)


def test_a_meeting_that_was_opened_before_its_papers_has_none(register: Register) -> None:
    asked(register)
    opened(register)
    send(register)
    assert for_board(register) == []


def test_papers_are_on_the_last_working_day_that_is_early_enough() -> None:
    calendar = people().calendar
    assert papers.papers_day(BOARD, date(2026, 12, 9), calendar) == date(2026, 12, 2)
    assert papers.papers_day(BOARD, date(2026, 12, 13), calendar) == date(2026, 12, 4), "a Sunday would be too late"
    assert papers.papers_day(replace(BOARD, papers_days=14), date(2027, 1, 13), calendar) == date(2026, 12, 30)


async def test_the_card_says_what_is_to_be_decided_or_that_nothing_is(register: Register) -> None:
    send(register)
    sending, teams = sender(register, PAPERS)
    for one in for_board(register):
        await sending.papers(one)
    assert teams.said == [f"Nothing to decide for {BOARD.name} on Wednesday 9 December"] * 2
    asked(register)
    await sending.papers(for_board(register)[0])
    assert teams.said[-1] == f"Papers for {BOARD.name}, Wednesday 9 December", "made when it is sent"


async def test_papers_go_to_nobody_who_is_no_member_any_more_and_not_after_the_meeting(register: Register) -> None:
    asked(register)
    send(register)
    sending, teams = sender(register, PAPERS)
    stranger = replace(for_board(register)[0], recipient=ASKER.aad_id)
    assert await sending.papers(stranger) == {"moot": True}
    dropped = for_board(register)[0]
    dropped = replace(dropped, payload={**dropped.payload, "body": "a_body_that_the_rules_dropped"})
    assert await sending.papers(dropped) == {"moot": True}
    late, _ = sender(register, AFTER)
    assert await late.papers(for_board(register)[0]) == {"moot": True}
    assert teams.said == []
    today, heard = sender(register, MEETING)
    assert await today.papers(for_board(register)[0]) != {"moot": True}, "on its day they are of use still"
    assert len(heard.said) == 1
