"""Installing the app through the real SDK: its calls are held against Graph's contract with all others."""

from __future__ import annotations

import pytest

from bot.local.faults import Fault
from bot.local.graph.apps import SELF
from bot.sharepoint.installing import CannotInstall, TeamsApp, chat, find_app, install, installation
from bot.sharepoint.refusals import TryLater
from bot.unreachable import Why
from tests.bot.sharepoint.sharepoint_cases import Desk

APP = TeamsApp("00000000-0000-0000-0000-00000000b07f")
WHO = "00000000-0000-0000-0000-00000000c001"


async def test_the_app_is_found_installed_once_and_has_a_chat(desk: Desk) -> None:
    desk.stand_in.keep_person(WHO, "champion.housing@example.org", "Housing champion")
    published = desk.stand_in.apps.publish(APP.external_id)
    found = await find_app(desk.graph, APP)
    assert (found, await find_app(desk.graph, TeamsApp("", "named"))) == (published, "named")
    assert (await installation(desk.graph, APP, WHO), await chat(desk.graph, APP, WHO)) == ("", "")
    assert [await install(desk.graph, found, WHO) for _ in range(2)] == [True, False]
    assert await installation(desk.graph, APP, WHO)
    assert (await chat(desk.graph, APP, WHO)).startswith(f"19:{WHO}_")


async def test_a_chat_that_cannot_be_looked_at_costs_nothing(desk: Desk) -> None:
    desk.stand_in.keep_person(WHO, "champion.housing@example.org", "Housing champion")
    desk.stand_in.apps.withhold(SELF)
    assert await chat(desk.graph, APP, WHO) == ""
    with pytest.raises(CannotInstall) as refused:
        await installation(desk.graph, APP, WHO)
    assert refused.value.why is Why.PERMISSION


@pytest.mark.parametrize(
    ("status", "raised", "said"),
    [
        (403, CannotInstall, "set TEAMS_APP_ID, or grant"),
        (401, TryLater, "401"),
        (500, TryLater, "500"),
    ],
)
async def test_a_catalogue_that_may_not_be_looked_into_is_told_from_one_that_fails(
    desk: Desk, status: int, raised: type[Exception], said: str
) -> None:
    desk.stand_in.misbehave(Fault("status", "GET", "/appCatalogs/teamsApps", times=None, status=status))
    with pytest.raises(raised, match=said):
        await find_app(desk.graph, APP)


@pytest.mark.parametrize(
    ("status", "why", "said"),
    [
        (403, Why.PERMISSION, "the bot may not install it: grant"),
        (404, Why.GONE, "404"),
        (400, Why.UNKNOWN, "400"),
    ],
)
async def test_each_refusal_of_an_installation_says_what_it_is(desk: Desk, status: int, why: Why, said: str) -> None:
    desk.stand_in.misbehave(Fault("status", "POST", "/teamwork/installedApps", times=None, status=status))
    with pytest.raises(CannotInstall, match=said) as refused:
        await install(desk.graph, "named", WHO)
    assert refused.value.why is why


async def test_a_sign_in_that_fails_says_nothing_of_anybody(desk: Desk) -> None:
    desk.stand_in.misbehave(Fault("status", "POST", "/teamwork/installedApps", times=None, status=401))
    with pytest.raises(TryLater):
        await install(desk.graph, "named", WHO)
