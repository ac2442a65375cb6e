"""Reminders of work that somebody holds: when, to whom, and what is never reminded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.people.reminders import reminders_due
from bot.people.work_reminders import due_day, due_times, name_of, still_waits, work_reminders_due
from bot.people.working_days import reminder_times
from dialogs.calendar import ENGLAND
from dialogs.model import People, Person, Request
from dialogs.steps import CheckState, RequestCheck, RequestStep, StepState
from dialogs.tasks import Held, held_of
from governance_rules.roles import PARTNER
from tests.bot.people.people_cast import (
    GOVERNANCE,
    HOUSING_PARTNER,
    MONDAY_TEN,
    REQUESTER,
    RULES,
    at_once,
    people,
    request,
)

BOARD = [member.aad_id for member in people().bodies["board"]]
PRIVACY = people().owners["information_governance"]
PMO = people().owners["pmo"]
DAY = timedelta(days=1)


def at(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00")


def step(body: str = "board", since: datetime = MONDAY_TEN, **fields: Any) -> RequestStep:
    return RequestStep(body, body, 1, StepState.CURRENT, since, **fields)


def at_board(since: datetime = MONDAY_TEN, status: str = "In review", **fields: Any) -> Request:
    return request("DR-0001", status=status, status_at=since, steps=(step(since=since),), **fields)


def reminded(
    now: datetime, asked: Request, done: tuple[str, ...] = (), there: People | None = None
) -> list[tuple[str, list[str]]]:
    due = work_reminders_due(RULES, (asked,), there or people(), at_once, done, now)
    return [(d.name, [i.recipient.aad_id for i in d.notifications]) for d in due]


def who(now: datetime, asked: Request, there: People | None = None) -> list[list[str]]:
    return [told for _, told in reminded(now, asked, there=there)]


def test_a_body_is_reminded_two_working_days_after_its_meeting_and_two_later_the_governance_team() -> None:
    (held,) = held_of(people(), at_board())
    assert due_day(RULES, held, ENGLAND) == date(2026, 12, 9)
    assert due_times(RULES, held, ENGLAND) == (at("2026-12-11"), at("2026-12-15"))
    first, second = (name_of("DR-0001", held, stage) for stage in (1, 2))
    minute = timedelta(minutes=1)
    assert reminded(at("2026-12-11") - minute, at_board()) == []
    assert reminded(at("2026-12-11"), at_board()) == [(first, BOARD)]
    assert reminded(at("2026-12-15") - minute, at_board(), (first,)) == []
    assert reminded(at("2026-12-15"), at_board(), (first,)) == [(second, [GOVERNANCE])]
    assert reminded(at("2026-12-16"), at_board(), (first, second)) == []


def test_a_meeting_on_the_day_on_which_it_came_is_too_soon() -> None:
    held = Held("step", at("2026-12-09", 8), "board", "board")
    assert due_day(RULES, held, ENGLAND) == date(2027, 1, 13)


@pytest.mark.parametrize(
    ("body", "since", "day"),
    [
        (PARTNER, "2026-11-23", "2026-11-30"),  # five working days
        (PARTNER, "2026-12-23", "2027-01-04"),  # Christmas, its substitute day and New Year are none
        ("a_body_that_is_gone", "2026-11-23", "2026-12-07"),
        ("board", "2027-08-02", "2027-08-16"),  # after its last known meeting
    ],
)
def test_without_a_meeting_a_step_has_its_working_days_or_ten(body: str, since: str, day: str) -> None:
    assert due_day(RULES, Held("step", at(since), body, body), ENGLAND) == date.fromisoformat(day)


def test_who_picked_it_up_is_reminded_from_then_on() -> None:
    taken = request(
        "DR-0001", status="With IT business partner", status_at=at("2026-11-25"), steps=(step(PARTNER, MONDAY_TEN),)
    )
    assert due_day(RULES, held_of(people(), taken)[0], ENGLAND) == date(2026, 12, 2)
    assert who(at("2026-12-04"), taken) == [[HOUSING_PARTNER]]


def test_what_nobody_has_picked_up_is_reminded_of_as_that_alone() -> None:
    waiting = request("DR-0001", steps=(step(PARTNER),))
    assert held_of(people(), waiting) == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "More information needed"},
        {"status": "Deferred"},
        {"status": "Declined"},
        {"status": "Withdrawn"},
        {"open_question": "Which system?"},
    ],
)
def test_nobody_is_reminded_while_it_waits_for_something_else_or_is_over(fields: dict[str, Any]) -> None:
    waiting = replace(at_board(), checks=(RequestCheck("dpia"),), **fields)
    assert reminded(at("2026-12-15"), waiting) == []


def test_a_step_that_comes_back_later_is_reminded_anew() -> None:
    first, again = at_board(), at_board(at("2026-12-16"))
    done = tuple(name for name, _ in reminded(at("2026-12-15"), first))
    assert len(done) == 2
    assert who(at("2027-01-15"), again) == [BOARD]
    assert not {name for name, _ in reminded(at("2027-01-15"), again)} & {*done}


def test_after_more_information_came_a_body_has_until_its_next_meeting() -> None:
    back = replace(at_board(), status_at=at("2026-12-14"))
    assert reminded(at("2026-12-15"), back) == []
    assert who(at("2027-01-15"), back) == [BOARD]


def test_a_body_without_members_is_the_governance_teams() -> None:
    assert who(at("2026-12-11"), at_board(), replace(people(), bodies={})) == [[GOVERNANCE]]


def checked(*checks: RequestCheck, **fields: Any) -> Request:
    return request("DR-0001", checks=checks, **fields)


DPIA, SPONSOR, CYBER = RequestCheck("dpia"), RequestCheck("sponsor"), RequestCheck("cyber")
CHECK_DUE = at("2026-12-07")


def test_the_owners_of_open_checks_are_reminded_once_and_the_governance_team_never() -> None:
    cyber = people().owners["cyber_security"].aad_id
    asked = checked(DPIA, SPONSOR, CYBER)
    assert reminded(CHECK_DUE - timedelta(minutes=1), asked) == []
    ((name, told),) = reminded(CHECK_DUE, asked)
    assert told == [PRIVACY.aad_id, REQUESTER.aad_id, cyber]
    assert reminded(CHECK_DUE + 7 * DAY, asked, (name,)) == []
    assert who(CHECK_DUE, asked, replace(people(), owners={})) == [[REQUESTER.aad_id]]


@pytest.mark.parametrize("state", [CheckState.DONE, CheckState.NOT_NEEDED])
def test_of_a_check_that_is_closed_nobody_is_reminded(state: CheckState) -> None:
    assert who(CHECK_DUE, checked(replace(DPIA, state=state), CYBER)) == [[people().owners["cyber_security"].aad_id]]
    assert who(CHECK_DUE, checked(replace(DPIA, state=state))) == []
    assert who(CHECK_DUE, checked(replace(DPIA, state=CheckState.STARTED))) == [[PRIVACY.aad_id]]


def approved(process: str = "project", **fields: Any) -> Request:
    return request("DR-0001", process=process, status="Approved", status_at=MONDAY_TEN, **fields)


def test_what_is_approved_and_not_begun_is_brought_up_after_ten_days_and_after_twenty() -> None:
    assert reminded(at("2026-12-04"), approved()) == []
    ((first, told),) = reminded(at("2026-12-07"), approved())
    assert told == [PMO.aad_id]
    ((_, later),) = reminded(at("2026-12-21"), approved(), (first,))
    assert later == [GOVERNANCE]
    assert reminded(at("2026-12-21"), replace(approved(), status="In delivery")) == []
    assert reminded(at("2026-12-21"), approved("explore")) == [], "the rules name nobody who delivers it"
    assert who(at("2026-12-07"), approved(), replace(people(), owners={})) == [[GOVERNANCE]]


def test_nothing_goes_out_outside_working_hours_nor_over_christmas() -> None:
    came = at_board(at("2026-12-10"))  # its meeting is on 13 January
    assert who(at("2027-01-15", 8), came) == []
    assert who(at("2027-01-15", 18), came) == []
    assert who(at("2027-01-16", 10), came) == [], "a Saturday"
    sent = replace(checked(DPIA), submitted_at=at("2026-12-18", 10))
    assert [who(at(day), sent) for day in ("2026-12-25", "2026-12-28", "2027-01-01", "2027-01-05")] == [[], [], [], []]
    assert who(at("2027-01-06"), sent) == [[PRIVACY.aad_id]]


def test_what_is_older_than_two_weeks_is_left_to_my_work() -> None:
    assert who(CHECK_DUE + 13 * DAY + timedelta(hours=1), checked(DPIA)) == [], "a Sunday"
    assert who(CHECK_DUE + 11 * DAY, checked(DPIA)) == [[PRIVACY.aad_id]]
    assert who(CHECK_DUE + 14 * DAY, checked(DPIA)) == []


def test_a_reminder_waits_for_the_end_of_quiet_hours() -> None:
    def quiet(_aad_id: str) -> Mapping[str, Any]:
        return {"quiet_from": "09:00", "quiet_to": "14:00"}

    (due,) = work_reminders_due(RULES, (at_board(),), people(), quiet, (), at("2026-12-11"))
    assert {i.at for i in due.notifications} == {at("2026-12-11", 14)}


def test_a_reminder_that_waited_is_moot_once_it_is_done_or_came_back_later() -> None:
    board, officer = Person(BOARD[0], ""), Person(GOVERNANCE, "")
    (held,) = held_of(people(), at_board())
    assert still_waits(people(), at_board(), board, held.name, 1) == held
    assert still_waits(people(), at_board(), officer, held.name, 2) == held
    for now in (
        at_board(at("2026-12-16")),
        replace(at_board(), status="Deferred"),
        replace(at_board(), steps=()),
        replace(at_board(), status="Approved"),
    ):
        assert still_waits(people(), now, board, held.name, 1) is None
        assert still_waits(people(), now, officer, held.name, 2) is None
    assert still_waits(replace(people(), bodies={}), at_board(), board, held.name, 1) is None, "no member any more"
    assert still_waits(people(), at_board(), board, held.name, 2) is None


def test_of_two_bodies_that_have_it_each_is_reminded_of_its_own_visit() -> None:
    other = Person("00000000-0000-0000-0000-0000000000f9", "Member of the group")
    there = replace(people(), bodies={**people().bodies, "ict_improvement_group": (other,)})
    both = replace(at_board(), steps=(step(), step("ict_improvement_group")))
    held = {one.body: one for one in held_of(there, both)}
    assert still_waits(there, both, other, held["board"].name, 1) is None
    assert still_waits(there, both, other, held["ict_improvement_group"].name, 1) == held["ict_improvement_group"]
    assert still_waits(there, replace(both, checks=(DPIA,)), PRIVACY, held["board"].name, 1) is None


def test_of_their_own_check_whoever_asked_is_reminded_as_that() -> None:
    due = work_reminders_due(RULES, (checked(SPONSOR, DPIA),), people(), at_once, (), CHECK_DUE)
    roles = {one.recipient.aad_id: one.role for those in due for one in those.notifications}
    assert roles == {REQUESTER.aad_id: "requester", PRIVACY.aad_id: "owner"}


def test_of_checks_and_deliveries_it_is_asked_again_too() -> None:
    (checks,) = held_of(people(), checked(DPIA))
    owner, pmo = Person(PRIVACY.aad_id, ""), Person(PMO.aad_id, "")
    assert still_waits(people(), checked(DPIA), owner, checks.name, 1) == checks
    assert still_waits(people(), checked(DPIA, CYBER), pmo, checks.name, 1) is None
    assert still_waits(people(), checked(replace(DPIA, state=CheckState.DONE), CYBER), owner, checks.name, 1) is None
    (delivery,) = held_of(people(), approved())
    assert still_waits(people(), approved(), pmo, delivery.name, 1) == delivery
    assert still_waits(people(), replace(approved(), status="In delivery"), pmo, delivery.name, 1) is None


def test_a_request_that_comes_back_to_be_picked_up_is_reminded_of_anew_from_then_on() -> None:
    sent, back = at("2026-11-02", 10), at("2026-11-23", 10)
    again = request("DR-0001", submitted_at=sent, steps=(step(PARTNER, back),))
    done = ("reminder:DR-0001:1", "reminder:DR-0001:2")
    assert reminders_due((again,), people(), at_once, done, back) == ()
    (due,) = reminders_due((again,), people(), at_once, done, reminder_times(back)[0])
    assert [i.recipient.aad_id for i in due.notifications] == [HOUSING_PARTNER]
    assert due.notifications[0].stage == 1
    assert due.name not in done
