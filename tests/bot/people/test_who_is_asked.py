"""What waits for whom: whose a reminder is, who is asked for what, and for how long a request has waited."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.people.reminders import came_back, days_late, nobody_has_it
from bot.people.sponsor_cards import sponsor_card_of
from bot.people.work import hears_by_digest, mine_of, waiting_for
from bot.people.work_reminders import work_reminders_due
from bot.people.working_days import reminder_times
from dialogs.model import Person, Request
from dialogs.records import Sponsor, SponsorState
from dialogs.steps import RequestStep, StepState
from dialogs.tasks import held_of
from governance_rules.roles import PARTNER
from tests.bot.people.people_cast import GOVERNANCE, HOUSING_PARTNER, MONDAY_TEN, RULES, at_once, people, request

BOARD = people().bodies["board"][0].aad_id
DAY = timedelta(days=1)


def test_the_card_of_a_sponsor_is_one_for_each_time_that_somebody_is_named() -> None:
    named = Sponsor(Person("s", "Sponsor"), SponsorState.ASKED, MONDAY_TEN)
    assert sponsor_card_of(request(sponsor=named)) == "DR-0042:sponsor:2026-11-23T10:00:00.000000:s"
    assert sponsor_card_of(request()) == ""
    assert sponsor_card_of(request(sponsor=replace(named, person=Person("", "Sponsor")))) == ""


def test_a_request_is_late_from_its_first_reminder_and_only_while_nobody_has_it() -> None:
    due = reminder_times(MONDAY_TEN, people().calendar)[0]
    late = [days_late(people(), request(), at) for at in (due - timedelta(seconds=1), due, due + DAY, due + 2 * DAY)]
    assert late == [0, 1, 1, 2]
    taken = request(status="Approved")
    assert not nobody_has_it(people(), taken)
    assert days_late(people(), taken, due + DAY) == 0
    assert days_late(people(), taken, due - DAY) == 0


def test_a_request_came_back_when_its_partner_has_it_later_than_it_was_sent() -> None:
    times = (None, MONDAY_TEN - DAY, MONDAY_TEN, MONDAY_TEN + DAY)
    assert [came_back(MONDAY_TEN, since) for since in times] == [None, None, None, MONDAY_TEN + DAY]


@pytest.mark.parametrize(("body", "role", "who"), [(PARTNER, "partner", HOUSING_PARTNER), ("board", "member", BOARD)])
def test_whoever_speaks_for_a_body_is_reminded_in_that_role(body: str, role: str, who: str) -> None:
    step = RequestStep(body, body, 1, StepState.CURRENT, MONDAY_TEN)
    held = request(status="In review", status_at=MONDAY_TEN, steps=(step,))
    assert [one.body for one in held_of(people(), held)] == [body]
    now = datetime.fromisoformat(f"{'2026-12-02' if body == PARTNER else '2026-12-11'}T10:00:00+00:00")
    told = [one for due in work_reminders_due(RULES, (held,), people(), at_once, (), now) for one in due.notifications]
    assert who in {one.recipient.aad_id for one in told}
    assert {one.role for one in told if one.recipient.aad_id == who} == {role}


def test_each_is_asked_for_what_is_theirs_and_the_governance_team_for_what_is_nobodys() -> None:
    there = people()
    owner = next(iter(there.deliverers.values()))
    deliverer = there.owners[owner].aad_id
    own = {key for key, one in there.deliverers.items() if there.owners.get(one, Person("", "")).aad_id == deliverer}
    assert mine_of(there, deliverer).processes == own
    orphaned = replace(there, owners={key: one for key, one in there.owners.items() if key != owner})
    nobodys = {key for key, one in there.deliverers.items() if one == owner}
    assert nobodys <= mine_of(orphaned, GOVERNANCE).processes
    assert not nobodys & mine_of(there, GOVERNANCE).processes
    assert mine_of(orphaned, BOARD).processes == frozenset()
    assert mine_of(there, GOVERNANCE).spoken is not None
    assert mine_of(there, BOARD).spoken is None
    assert not hears_by_digest(there, HOUSING_PARTNER)
    shared = replace(there, check_owners={"a": "it_business_partner", "b": "requester", "c": "pmo", "d": "nobody"})
    mine = mine_of(shared, BOARD)
    assert (list(mine.partner_checks), list(mine.requester_checks)) == (["a"], ["b"])
    housing = replace(there.areas["housing"], it_business_partner=None)
    spoken = mine_of(replace(shared, areas={**there.areas, "housing": housing}), GOVERNANCE).spoken
    assert spoken is not None
    assert spoken.areas == there.areas.keys() - {"housing"}
    assert spoken.checks == {"a", "b", "c"}


def test_what_has_waited_longest_comes_first_and_what_waits_for_nobody_is_left_out() -> None:
    def at_board(number: int, since: datetime) -> Request:
        step = RequestStep("board", "board", 1, StepState.CURRENT, since)
        return request(f"DR-000{number}", status="In review", status_at=since, steps=(step,))

    found = (at_board(1, MONDAY_TEN), at_board(2, MONDAY_TEN - DAY), request("DR-0003", status="Done"))
    assert [one.reference for one in waiting_for(people(), BOARD, found)] == ["DR-0002", "DR-0001"]
