"""What waits for whom is found by the register alone, on both databases, and the rules of the day say the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.people.schedule import claim, occurrences_due
from bot.people.work import mine_of, work_of
from bot.register import rights
from bot.register.register import Register
from bot.register.rights import Right, RightsChange
from bot.register.schema import requests as request_rows
from bot.register.waiting import waiting
from bot.register.work_tables import request_checks
from dialogs.events import CheckUpdated, QuestionAsked, StatusChanged, StepDecided
from dialogs.model import People, Request
from dialogs.statuses import Status
from dialogs.steps import CheckState, Outcome
from dialogs.tasks import tasks_of
from governance_rules.roles import PARTNER
from tests.bot.people.people_cast import GOVERNANCE, HOUSING_PARTNER, PLACE_PARTNER, RULES, people
from tests.bot.register.lodged import ASKER, NOW, decision, happens, lodge

THERE = people()
BOARD = THERE.bodies["board"][0].aad_id
PRIVACY = THERE.owners["information_governance"].aad_id
PMO = THERE.owners["pmo"].aad_id
DAY = timedelta(days=1)
PROJECT = decision("project", (PARTNER, "board"), ("dpia", "sponsor", "automation_first"))


def waits(register: Register, aad_id: str, there: People = THERE) -> list[str]:
    return [request.reference for request in register.read_now(lambda c: work_of(c, there, aad_id))]


def board_has_it(register: Register, request: Request) -> Request:
    return happens(register, request, StepDecided(PARTNER, PARTNER, Outcome.GO_ON, "", contact="Partner"))


def test_a_step_waits_for_its_body_alone_the_oldest_first(register: Register) -> None:
    first, second, third = (lodge(register, PROJECT, at=NOW + n * DAY) for n in range(3))
    assert waits(register, BOARD) == []
    assert waits(register, HOUSING_PARTNER) == [first.reference, second.reference, third.reference]
    assert waits(register, PLACE_PARTNER) == []
    for request, at in ((third, NOW + 4 * DAY), (first, NOW + 5 * DAY)):
        happens(register, request, StepDecided(PARTNER, PARTNER, Outcome.GO_ON, "", contact="Partner"), at=at)
    assert waits(register, BOARD) == [third.reference, first.reference], "it has had the third one longer"


@pytest.mark.parametrize("outcome", [Outcome.DECLINE, Outcome.DEFER, Outcome.MORE_INFORMATION])
def test_what_a_body_has_spoken_for_waits_for_it_no_longer(register: Register, outcome: Outcome) -> None:
    request = board_has_it(register, lodge(register, PROJECT))
    assert waits(register, BOARD) == [request.reference]
    happens(register, request, StepDecided("board", "board", outcome, "Why."))
    assert waits(register, BOARD) == []


def test_a_check_waits_for_its_owner_until_it_is_done_or_the_request_is_over(register: Register) -> None:
    done, declined, open_one = (lodge(register, PROJECT) for _ in range(3))
    assert waits(register, PRIVACY) == [done.reference, declined.reference, open_one.reference]
    happens(register, done, CheckUpdated("dpia", "dpia", CheckState.DONE, ""))
    happens(register, declined, StatusChanged(Status.DECLINED))
    assert waits(register, PRIVACY) == [open_one.reference]
    live = register.read_now(lambda c: c.execute(select(request_checks.c.reference, request_checks.c.live)).all())
    assert {reference for reference, alive in live if not alive} == {declined.reference}
    happens(register, declined, StatusChanged(Status.IN_REVIEW))
    assert declined.reference in waits(register, PRIVACY), "it was taken up again"


def test_whoever_asked_owns_the_checks_that_are_theirs_and_answers_what_they_are_asked(register: Register) -> None:
    other = decision("explore", (PARTNER,), ("dpia",))
    sponsor, asked = lodge(register, PROJECT), lodge(register, other)
    assert waits(register, ASKER.aad_id) == [sponsor.reference]
    happens(register, asked, QuestionAsked("Which system?"), THERE.areas["housing"].it_business_partner or ASKER)
    assert set(waits(register, ASKER.aad_id)) == {sponsor.reference, asked.reference}


def test_what_was_approved_waits_for_who_delivers_its_process(register: Register) -> None:
    project = lodge(register, decision("project", (PARTNER,)))
    change = lodge(register, decision("change_request", (PARTNER,)))
    for request in (project, change):
        happens(register, request, StatusChanged(Status.APPROVED))
    assert waits(register, PMO) == [project.reference]
    assert waits(register, GOVERNANCE) == []
    assert waits(register, GOVERNANCE, replace(THERE, owners={})) == [project.reference, change.reference]


def test_the_governance_team_has_what_nobody_has(register: Register) -> None:
    lost = lodge(register, PROJECT, area="an_area_that_is_gone")
    theirs, board = lodge(register, PROJECT), board_has_it(register, lodge(register, PROJECT))
    assert waits(register, GOVERNANCE) == [lost.reference]
    assert waits(register, GOVERNANCE, replace(THERE, bodies={})) == [lost.reference, board.reference]
    nobody_checks = replace(THERE, owners={})
    found = waits(register, GOVERNANCE, nobody_checks)
    assert found == [lost.reference, theirs.reference, board.reference]


def test_a_deleted_item_waits_for_nobody(register: Register) -> None:
    lodge(register, PROJECT)
    register.write_now(lambda c: c.execute(request_rows.update().values(gone=True)) and None)
    assert waits(register, PRIVACY) == []


def test_the_register_never_leaves_out_what_the_rules_of_tasks_find(register: Register) -> None:
    everybody: tuple[Callable[[Request], Request], ...] = (
        lambda request: request,
        lambda request: board_has_it(register, request),
        lambda request: happens(register, request, StatusChanged(Status.APPROVED)),
        lambda request: happens(register, request, StatusChanged("On hold until spring")),
    )
    made = [
        change(lodge(register, decided, area=area))
        for change in everybody
        for area in ("housing", "place", None)
        for decided in (PROJECT, decision("change_request", (PARTNER, "technical_review_board"), ("ai_policy", "gone")))
    ]
    for there in (THERE, replace(THERE, bodies={}), replace(THERE, owners={})):
        named = {p.aad_id: p for p in (*there.owners.values(), *there.governance_team, ASKER)}
        named |= {p.aad_id: p for members in there.bodies.values() for p in members}
        named |= {
            a.it_business_partner.aad_id: a.it_business_partner for a in there.areas.values() if a.it_business_partner
        }
        for aad_id, person in named.items():
            wanted = {request.reference for request in made if tasks_of(there, person, request)}
            found = {r.reference for r in register.read_now(partial(waiting, mine=mine_of(there, aad_id)))}
            assert wanted <= found, person.name
            assert set(waits(register, aad_id, there)) == wanted, person.name


def at(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00")


def sent_at(register: Register, now: datetime) -> dict[str, list[str]]:
    """What the schedule sends at that moment, by its name in the schedule, and enters as sent."""
    due = register.read_now(lambda c: occurrences_due(c, THERE, RULES, now))
    sent = {one.name: [i.recipient.aad_id for i in one.notifications] for one in due if one.notifications}
    register.write_now(lambda c: claim(c, due, now) and None)
    return sent


def names(sent: dict[str, list[str]], what: str) -> list[list[str]]:
    return [told for name, told in sent.items() if what in name]


def test_what_somebody_holds_is_found_by_its_rows_and_reminded_of_once(register: Register) -> None:
    board_has_it(register, lodge(register, decision("project", (PARTNER, "board"))))
    lodge(register, decision("explore", (), ("dpia", "sponsor")))
    approved = lodge(register, decision("project", (PARTNER,)))
    happens(register, approved, StatusChanged(Status.APPROVED))
    on_7th = sent_at(register, at("2026-12-07"))
    assert names(on_7th, ":checks:") == [[PRIVACY, ASKER.aad_id]]
    assert names(on_7th, ":delivery:") == [[PMO]]
    assert names(sent_at(register, at("2026-12-10")), "reminder:") == []
    members = [member.aad_id for member in THERE.bodies["board"]]
    assert names(sent_at(register, at("2026-12-11")), "reminder:") == [members]
    assert names(sent_at(register, at("2026-12-15")), "reminder:") == [[GOVERNANCE]]
    assert names(sent_at(register, at("2026-12-21")), "reminder:") == [[GOVERNANCE]], "of the delivery"


def test_a_request_that_waits_for_its_requester_is_not_reminded_of(register: Register) -> None:
    for event in (StatusChanged(Status.DEFERRED), QuestionAsked("Which system?")):
        happens(register, board_has_it(register, lodge(register, PROJECT)), event, ASKER)
    for day in ("2026-12-07", "2026-12-11", "2026-12-15"):
        assert names(sent_at(register, at(day)), "reminder:") == []


def test_checks_that_become_somebodys_stand_in_their_next_digest_once(register: Register) -> None:
    lodge(register, PROJECT, at=NOW - 60 * DAY)
    given = RightsChange((Right("information_governance", "", PRIVACY),), ())
    assert names(sent_at(register, at("2026-11-24")), f"digest:{PRIVACY}") == []
    register.write_now(lambda c: rights.keep(c, given, at("2026-11-24", 12)))
    assert names(sent_at(register, at("2026-11-25")), f"digest:{PRIVACY}") == [[PRIVACY]]
    assert names(sent_at(register, at("2026-11-26")), f"digest:{PRIVACY}") == []
