"""Who somebody is: how it is asked for beside the turns, kept, and brought into their requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.delivery_errors import GiveUp
from bot.people.asking_profile import AskingProfile
from bot.people.profiles import KEPT, KEPT_IN_PART, WhoTheyAre, is_due
from bot.register import erasure, identity, retention, throttle
from bot.register import people as people_rows
from bot.register.people_tables import profiles
from bot.register.register import Register
from bot.register.schema import deliveries, requests
from bot.sharepoint.refusals import GiveUp as GraphGivesUp
from bot.sharepoint.refusals import Missing, NotAllowed, TryLater
from dialogs.model import Person
from tests.bot.people.asking_cases import MEMBER, WHO, Asked, asked, finished, incoming
from tests.bot.people.people_cast import MONDAY_TEN
from tests.bot.register.lodged import decision, lodge

MANAGER = Person("00000000-0000-0000-0000-0000000d9001", "Head of housing", "head.housing@example.org")
HELD = "00000000-0000-0000-0000-00000000d004"
ALL = WhoTheyAre("graph", "Member of staff", "staff@example.org", "Housing Operations", MANAGER)
OTHER = "00000000-0000-0000-0000-00000000d002"


@dataclass
class Directory:
    """A Graph that tells who people are, or says no; and what asks it."""

    teams: Asked
    says: WhoTheyAre | Exception = ALL
    calls: list[str] = field(default_factory=list)
    woken: int = 0
    gate: asyncio.Event | None = None

    async def read(self, aad_id: str) -> WhoTheyAre:
        """Graph's word."""
        self.calls.append(aad_id)
        if self.gate:
            await self.gate.wait()
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    def _woken(self) -> None:
        self.woken += 1

    def asking(self) -> AskingProfile:
        """What asks it."""
        return AskingProfile(
            self.teams.register,
            self.read,
            self.teams.members,
            lambda: MONDAY_TEN,
            lambda: self.teams.clock,
            self._woken,
        )

    async def ask(self, asking: AskingProfile, aad_id: str = WHO) -> None:
        """Ask about somebody, and wait for what comes of it."""
        asking.ask(incoming(aad_id))
        await finished(asking, "profile")


def row_of(register: Register, aad_id: str = WHO) -> Any:
    return register.read_now(lambda c: c.execute(select(profiles).where(profiles.c.aad_id == aad_id)).one_or_none())


def upn_of(register: Register) -> str:
    known = register.read_now(lambda c: people_rows.find(c, WHO))
    assert known is not None
    return known.person.upn


async def test_what_graph_says_of_somebody_is_kept_with_their_address(tmp_path: Path) -> None:
    with asked(tmp_path) as teams:
        graph = Directory(teams)
        await graph.ask(graph.asking())
        row = row_of(teams.register)
        assert (row.department, row.manager_id, row.manager_upn) == (ALL.department, MANAGER.aad_id, MANAGER.upn)
        assert (row.source, row.read_at, upn_of(teams.register)) == ("graph", MONDAY_TEN, "staff@example.org")
        assert not teams.calls


REFUSALS: list[Callable[[], Exception]] = [
    lambda: NotAllowed("Graph answered 403"),
    lambda: Missing("Graph answered 404"),
    lambda: TryLater("Graph did not answer in time"),
    lambda: TryLater("Graph answered 429", 20.0),
    lambda: GraphGivesUp("Graph answered 400"),
]


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_where_graph_says_no_teams_is_asked_and_where_both_do_nothing_fails(
    tmp_path: Path, refusal: Callable[[], Exception]
) -> None:
    with asked(tmp_path, answer=MEMBER) as teams:
        graph = Directory(teams, refusal())
        await graph.ask(graph.asking())
        row = row_of(teams.register)
        assert (row.source, row.upn, row.department, row.manager_id) == ("teams", "staff@example.org", "", None)
        assert upn_of(teams.register) == "staff@example.org"
    (tmp_path / "both").mkdir()
    with asked(tmp_path / "both", answer=GiveUp("Teams answered 404")) as teams:
        graph = Directory(teams, refusal())
        await graph.ask(graph.asking())
        assert row_of(teams.register) is None


async def test_a_missing_permission_is_asked_about_once_an_hour_and_not_once_a_person(tmp_path: Path) -> None:
    with asked(tmp_path) as teams:
        graph = Directory(teams, NotAllowed("Graph answered 403"))
        asking = graph.asking()
        for number in range(30):
            await graph.ask(asking, f"00000000-0000-0000-0000-0000000e{number:04d}")
        assert (len(graph.calls), len(teams.calls)) == (1, 30)
        teams.clock += 3601
        graph.says = ALL
        await graph.ask(asking)
        assert row_of(teams.register).source == "graph"


async def test_a_graph_that_does_not_answer_is_left_alone_for_a_minute(tmp_path: Path) -> None:
    with asked(tmp_path) as teams:
        graph = Directory(teams, TryLater("Graph did not answer in time"))
        asking = graph.asking()
        await graph.ask(asking)
        await graph.ask(asking, OTHER)
        assert graph.calls == [WHO]
        teams.clock += 61
        await graph.ask(asking, "00000000-0000-0000-0000-00000000d003")
        assert len(graph.calls) == 2


async def test_while_a_retry_after_runs_nobody_is_asked_about_there(tmp_path: Path) -> None:
    with asked(tmp_path) as teams:
        graph = Directory(teams, TryLater("Graph answered 429", 20.0))
        asking = graph.asking()
        await graph.ask(asking)
        teams.clock += 19
        await graph.ask(asking, OTHER)
        assert graph.calls == [WHO]
        teams.clock += 2
        teams.register.write_now(lambda c: throttle.start(c, "graph", 20.0, MONDAY_TEN))  # met by another instance
        await graph.ask(asking, HELD)
        assert graph.calls == [WHO]
        teams.register.write_now(lambda c: throttle.start(c, "teams", 20.0, MONDAY_TEN))
        await graph.ask(asking, "00000000-0000-0000-0000-00000000d003")
        assert [who for _, who in teams.calls] == [f"29:{WHO}", f"29:{OTHER}", f"29:{HELD}"]


async def test_somebody_is_asked_about_once_however_often_they_press(tmp_path: Path) -> None:
    gate = asyncio.Event()
    with asked(tmp_path) as teams:
        graph = Directory(teams, gate=gate)
        asking = graph.asking()
        for _ in range(5):
            asking.ask(incoming())
        gate.set()
        await finished(asking, "profile")
        assert graph.calls == [WHO]


async def test_an_address_that_graph_does_not_know_is_teams_word(tmp_path: Path) -> None:
    with asked(tmp_path, answer=MEMBER) as teams:
        graph = Directory(teams, WhoTheyAre("graph", "Member of staff", "", "Housing Operations"))
        await graph.ask(graph.asking())
        row = row_of(teams.register)
        assert (row.source, row.upn, row.department) == ("graph", "staff@example.org", "Housing Operations")


async def test_a_profile_that_comes_after_the_request_goes_into_it_and_its_item_once(tmp_path: Path) -> None:
    with asked(tmp_path) as teams:
        request = lodge(teams.register, decision("project"), person=Person(WHO, "Member of staff"))
        theirs = requests.c.reference == request.reference
        graph = Directory(teams)
        asking = graph.asking()
        await graph.ask(asking)
        upn = teams.register.read_now(lambda c: c.execute(select(requests.c.upn).where(theirs)).scalar_one())
        items = teams.register.read_now(lambda c: c.execute(select(deliveries.c.id)).scalars().all())
        assert (upn, items, graph.woken) == ("staff@example.org", [f"{request.reference}:list"], 1)
        teams.clock += 601
        await graph.ask(asking)
        assert graph.woken == 1
        teams.register.write_now(lambda c: c.execute(update(requests).where(theirs).values(gone=True, upn="")))
        teams.clock += 601
        await graph.ask(asking)
        assert graph.woken == 1


async def test_nobody_is_entered_by_what_is_said_of_them(tmp_path: Path) -> None:
    with asked(tmp_path) as teams:
        graph = Directory(teams)
        await graph.ask(graph.asking(), OTHER)
        assert row_of(teams.register, OTHER) is None


@pytest.mark.parametrize(
    ("source", "old", "due"),
    [
        ("graph", KEPT - timedelta(seconds=1), False),
        ("graph", KEPT, True),
        ("partly", KEPT_IN_PART - timedelta(seconds=1), False),
        ("partly", KEPT_IN_PART, True),
        ("teams", KEPT_IN_PART, True),
        ("graph", timedelta(hours=-1), True),
    ],
)
def test_what_graph_said_counts_for_a_week_and_what_is_not_all_for_a_day(
    source: str, old: timedelta, *, due: bool
) -> None:
    assert is_due(MONDAY_TEN - old, source, MONDAY_TEN) is due
    assert is_due(None, None, MONDAY_TEN)


async def test_an_old_profile_is_tidied_away_and_the_address_stays(tmp_path: Path) -> None:
    with asked(tmp_path) as teams:
        graph = Directory(teams)
        await graph.ask(graph.asking())
        teams.register.write_now(lambda c: retention.tidy(c, MONDAY_TEN + KEPT))
        assert row_of(teams.register) is not None
        teams.register.write_now(lambda c: retention.tidy(c, MONDAY_TEN + KEPT + timedelta(seconds=1)))
        assert row_of(teams.register) is None
        assert upn_of(teams.register) == "staff@example.org"


def forget(register: Register, who: str) -> int:
    def job(connection: Any) -> int:
        found = identity.find(connection, who)
        assert found is not None
        return erasure.forget(connection, found).counts["profiles"]

    return register.write_now(job)


async def test_a_profile_goes_with_its_person_and_a_manager_out_of_others(tmp_path: Path) -> None:
    with asked(tmp_path) as teams:
        graph = Directory(teams)
        await graph.ask(graph.asking())
        assert forget(teams.register, MANAGER.aad_id) == 1
        row = row_of(teams.register)
        assert (row.manager_id, row.manager_name, row.manager_upn) == (None, "", "")
        assert row.department == "Housing Operations"
        assert forget(teams.register, "staff@example.org") == 1
        assert row_of(teams.register) is None
