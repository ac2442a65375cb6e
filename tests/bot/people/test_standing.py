"""Who is a guest: what Teams tells of people, and how it is asked for beside the turns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery_errors import GiveUp, TooLarge, TryLater, Unreachable
from bot.people.standing import AGAIN_AFTER, is_due, may_see_titles, standing_of
from bot.register import throttle
from dialogs.model import Person
from tests.bot.people.asking_cases import MEMBER, TENANT, UPN, WHO, asked, finished, incoming
from tests.bot.people.people_cast import HOUSING_CHAMPION, HOUSING_PARTNER, MONDAY_TEN, PROCUREMENT, people

GUEST = {**MEMBER, "userPrincipalName": "someone_example.com#EXT#@council.onmicrosoft.com"}


@pytest.mark.parametrize(
    ("profile", "standing"),
    [
        (MEMBER, "member"),
        (UPN, "member"),
        ({**MEMBER, "tenantId": TENANT.upper()}, "member"),
        (GUEST, "guest"),
        ({**GUEST, "userPrincipalName": "SOMEONE_EXAMPLE.COM#ext#@COUNCIL.ONMICROSOFT.COM"}, "guest"),
        ({**MEMBER, "userRole": "guest"}, "guest"),
        ({**MEMBER, "userRole": "anonymous"}, "guest"),
        ({**MEMBER, "userRole": "something that comes later"}, "guest"),
        ({**MEMBER, "userType": "Guest"}, "guest"),
        ({**MEMBER, "tenantId": "00000000-0000-0000-0000-000000000bad"}, "guest"),
        ({"id": "29:1", "name": "Somebody", "userRole": "user"}, None),
        ({**MEMBER, "userPrincipalName": ""}, None),
        ({**MEMBER, "userPrincipalName": None}, None),
        ({**MEMBER, "userPrincipalName": ["staff@example.org"]}, None),
        ({}, None),
    ],
)
def test_only_who_has_a_sign_in_name_of_the_tenant_is_known_as_a_member(
    profile: Mapping[str, Any], standing: str | None
) -> None:
    assert standing_of(profile, TENANT) == standing


def test_unknown_is_a_guest_and_whom_the_directory_names_may_see_titles() -> None:
    directory = people()
    assert [may_see_titles(standing, directory, WHO) for standing in ("member", "guest", None)] == [True, False, False]
    for named in (HOUSING_CHAMPION, HOUSING_PARTNER, PROCUREMENT, directory.bodies["board"][0].aad_id):
        assert may_see_titles("guest", directory, named)
        assert may_see_titles(None, directory, named)


def test_an_answer_counts_for_a_month() -> None:
    assert is_due(None, MONDAY_TEN)
    assert not is_due(MONDAY_TEN, MONDAY_TEN + AGAIN_AFTER)
    assert is_due(MONDAY_TEN, MONDAY_TEN + AGAIN_AFTER + timedelta(seconds=1))


@pytest.mark.parametrize(("answer", "standing"), [(MEMBER, "member"), (GUEST, "guest"), ({}, None)])
async def test_what_teams_tells_is_kept(tmp_path: Path, answer: Mapping[str, Any], standing: str | None) -> None:
    with asked(tmp_path, answer=answer) as teams:
        asking = teams.asking()
        asking.ask(incoming())
        await finished(asking)
        assert teams.calls == [(f"a:{WHO}", f"29:{WHO}")]
        assert teams.standing() == standing


FAILURES: list[Callable[[], Exception]] = [
    lambda: TryLater("Teams answered 503"),
    lambda: GiveUp("Teams answered 404"),
    lambda: Unreachable("Teams answered 403"),
    lambda: TooLarge("Teams answered 413"),
]


@pytest.mark.parametrize("failure", FAILURES)
async def test_who_cannot_be_asked_about_stays_unknown_and_is_asked_about_again_a_minute_later(
    tmp_path: Path, failure: Callable[[], Exception]
) -> None:
    with asked(tmp_path, answer=failure()) as teams:
        asking = teams.asking()
        for _ in range(3):
            asking.ask(incoming())
            await finished(asking)
        assert len(teams.calls) == 1
        assert teams.standing() is None
        teams.clock += 61
        teams.answer = GUEST
        asking.ask(incoming())
        await finished(asking)
        assert teams.standing() == "guest"


async def test_whoever_may_be_asked_about_again_takes_no_memory(tmp_path: Path) -> None:
    with asked(tmp_path, answer=GiveUp("Teams answered 404")) as teams:
        asking = teams.asking()
        for number in range(100):
            teams.clock += 1
            asking.ask(incoming(f"person {number}"))
        assert len(asking) == 60
        await finished(asking)


@pytest.mark.parametrize("failure", FAILURES)
async def test_in_local_mode_a_teams_that_tells_nothing_of_people_is_believed_to_hold_members(
    tmp_path: Path, failure: Callable[[], Exception]
) -> None:
    with asked(tmp_path, answer=failure()) as teams:
        asking = teams.asking(any_tenant=True)
        asking.ask(incoming())
        await finished(asking)
        assert teams.standing() == "member"


async def test_a_retry_after_holds_teams_and_while_it_runs_nobody_is_asked_about(tmp_path: Path) -> None:
    with asked(tmp_path, answer=TryLater("Teams answered 429", 20.0)) as teams:
        asking = teams.asking()
        asking.ask(incoming())
        await finished(asking)
        until: Mapping[str, datetime] = teams.register.read_now(lambda c: throttle.active(c, MONDAY_TEN))
        assert until == {"teams": MONDAY_TEN + timedelta(seconds=20)}
        teams.clock += 61
        asking.ask(incoming())
        await finished(asking)
        assert len(teams.calls) == 1


async def test_a_morning_of_people_is_asked_about_a_few_at_a_time(tmp_path: Path) -> None:
    gate = asyncio.Event()
    with asked(tmp_path, gate=gate, fills=4) as teams:
        asking = teams.asking()
        for number in range(40):
            asking.ask(incoming(f"00000000-0000-0000-0000-0000000e{number:04d}"))
        asking.ask(replace(incoming(), person=Person("", "")))
        await teams.full.wait()
        gate.set()
        await finished(asking)
        assert (len(teams.calls), teams.most) == (40, 4)


async def test_ending_waits_for_nobody_who_does_not_answer(tmp_path: Path) -> None:
    with asked(tmp_path, gate=asyncio.Event()) as teams:
        asking = teams.asking()
        asking.ask(incoming())
        await teams.full.wait()
        async with asyncio.timeout(120):
            await asking.stop()
        assert teams.standing() is None
