"""What `serve --local` starts beside the bot: a Graph with the lists and the app, and the page over the register."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.deliveries import outcomes
from bot.deliveries.claims import claim
from bot.live_config import LiveConfig
from bot.local.beside import LOCAL_TENANT, lists_for, page_for, start_graph
from bot.local.graph import StandIn, start
from bot.register.opening import open_register
from bot.register.register import Register
from bot.settings import GRAPH, Settings
from bot.sharepoint.access import LOCAL_APP, LOCAL_FOLDER, LOCAL_SITE, SYSTEMS_LIST, GraphAccess
from bot.sharepoint.graph import open_graph
from tests.bot.deliveries.delivery_cases import clock, want
from tests.bot.register.lodged import decision, lodge
from tests.rules_reading import load_rulebook

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
ELSEWHERE = "http://127.0.0.1:9/v1.0"


@pytest.fixture(scope="module")
def live_config() -> LiveConfig:
    """The shipped rulebook and directory."""
    return LiveConfig(None, None, lambda: NOW, load_rulebook)


async def names_its_site(settings: Settings) -> bool:
    """Whether the Graph of these settings has the site of these settings."""
    address, headers = f"{settings.graph_base_url}/sites/{settings.sharepoint_site}", {"Authorization": "Bearer local"}
    async with aiohttp.ClientSession() as http, http.get(address, headers=headers) as answer:
        return answer.status == 200


async def test_a_graph_is_started_where_none_is_named_and_everything_has_an_id(
    live_config: LiveConfig, tmp_path: Path
) -> None:
    fitting, close = await start_graph(Settings(_env_file=None), tmp_path, live_config.people())
    assert await names_its_site(fitting)
    await close()
    assert (fitting.microsoft_app_id, fitting.microsoft_app_tenant_id) == (LOCAL_APP, LOCAL_TENANT)
    assert (fitting.graph_is_loopback, fitting.sharepoint_site) == (True, LOCAL_SITE)
    assert (tmp_path / LOCAL_FOLDER / "graph.sqlite").exists()
    own = Settings(_env_file=None, MicrosoftAppId="app", MicrosoftAppTenantId="tenant", sharepoint_site="host:/sites/x")
    fitting, close = await start_graph(own, tmp_path / "own", live_config.people())
    assert await names_its_site(fitting)
    await close()
    assert (fitting.microsoft_app_id, fitting.microsoft_app_tenant_id) == ("app", "tenant")
    assert fitting.sharepoint_site == "host:/sites/x"
    named = Settings(_env_file=None, graph_base_url=ELSEWHERE)
    fitting, close = await start_graph(named, tmp_path / "named", live_config.people())
    await close()
    assert (fitting.graph_base_url, fitting.sharepoint_site, fitting.microsoft_app_id) == (ELSEWHERE, "", LOCAL_APP)
    assert not (tmp_path / "named").exists()


@pytest.fixture
async def stand_in(tmp_path: Path) -> AsyncIterator[StandIn]:
    """A Graph without a list."""
    made = await start(0, tmp_path / "graph")
    yield made
    await made.close()


async def test_examples_of_systems_come_with_a_new_list_alone(live_config: LiveConfig, stand_in: StandIn) -> None:
    graph = open_graph(GraphAccess(stand_in.url, LOCAL_SITE))
    settings = Settings(_env_file=None)
    await lists_for(settings, live_config, examples=True)(graph)
    there = stand_in.rows(SYSTEMS_LIST)
    assert [row["Title"] for row in there][:2] == ["Housing repairs", "Parking permits"]
    assert all(row["ServiceArea"] for row in there)
    for row in there[1:]:
        stand_in.remove(SYSTEMS_LIST, row["id"])
    before = len(stand_in.ledger)
    await lists_for(settings, live_config, examples=True)(graph)
    await graph.close()
    assert len(stand_in.rows(SYSTEMS_LIST)) == 1
    assert {call.method for call in stand_in.ledger[before:]} == {"GET"}, "nothing was lacking"


async def test_lists_that_nobody_plays_with_begin_empty(live_config: LiveConfig, stand_in: StandIn) -> None:
    graph = open_graph(GraphAccess(stand_in.url, LOCAL_SITE))
    await lists_for(Settings(_env_file=None), live_config)(graph)
    await graph.close()
    assert stand_in.columns(SYSTEMS_LIST)
    assert stand_in.rows(SYSTEMS_LIST) == []


@pytest.fixture
def register(made_file: Path, tmp_path: Path) -> Any:
    """A register with one request, and deliveries that wait and that are done."""
    shutil.copy(made_file, tmp_path / "front-door.sqlite")
    made = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    lodge(made, decision(), at=NOW)
    for name in ("DR-0001:list", "DR-0001:champion"):
        made.write_now(lambda c, name=name: want(c, name))  # type: ignore[misc]
    made.write_now(lambda c: want(c, "digest:champion", reference=None, payload={"name": "Housing champion"}))
    begun = made.write_now(lambda c: claim(c, "DR-0001:champion", 1, "one", clock()))
    assert begun is not None
    made.write_now(lambda c: outcomes.set_aside(c, begun, "Teams answered 400"))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("graph", "problem"), [(ELSEWHERE, "The list could not be reached."), (GRAPH, "The list is in SharePoint itself.")]
)
async def test_the_page_shows_the_route_what_is_under_way_and_a_list_on_this_machine(
    live_config: LiveConfig, register: Register, tmp_path: Path, graph: str, problem: str
) -> None:
    settings = Settings(_env_file=None, graph_base_url=graph)
    page = page_for(settings, tmp_path / "page", live_config, register)
    app = web.Application()
    app.add_routes(page.routes)
    page.live_with(app)
    async with TestClient(TestServer(app)) as client:

        async def get(path: str) -> tuple[int, Any]:
            async with client.get(f"/local/{path}") as answer:
                return answer.status, await answer.json()

        assert (await get("route/DR-0001"))[0] == 200
        assert (await get("route/DR-0009"))[0] == 404
        rows = {row["id"]: row for row in (await get("deliveries"))[1]["rows"]}
        assert [rows[one]["reference"] for one in ("DR-0001:list", "digest:champion")] == ["DR-0001", ""]
        assert rows["digest:champion"]["for"] == "Housing champion"
        assert (rows["DR-0001:list"]["for"], bool(rows["DR-0001:list"]["next_try"])) == ("the list", True)
        aside = rows["DR-0001:champion"]
        assert (aside["for"], aside["next_try"], aside["reason"]) == ("", "", "Teams answered 400")
        assert (await get("list"))[1]["problem"].startswith(problem)
