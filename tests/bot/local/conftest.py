"""The local page on a real port, with a small bot behind it that remembers what it was sent."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.local.graph import LOCAL_SITE, start
from bot.local.in_memory import TeamsInMemory
from bot.local.listing import ListAddress
from bot.local.opening import local_page
from tests.bot.local.local_cases import LIST, PEOPLE, STAFF, STAFF_MEMBER, Bot, InMemory, Open, Place


@pytest.fixture
async def open_place(tmp_path: Path) -> AsyncIterator[Open]:
    """Open the page; opened again, it is the same folder after a restart."""
    ending: list[Callable[[], Awaitable[None]]] = []
    seconds = itertools.count()
    ids = itertools.count(1)

    def now() -> datetime:
        return datetime(2026, 3, 2, 9, 0, tzinfo=UTC) + timedelta(seconds=next(seconds))

    async def opened() -> Place:
        while ending:
            await ending.pop()()
        bot = Bot()

        async def messages(request: web.Request) -> web.Response:
            activity = await request.json()
            bot.heard.append(activity)
            return web.json_response(bot.answer if activity["type"] == "invoke" else None, status=bot.status)

        async def deliveries() -> list[dict[str, Any]]:
            return [{"reference": "DR-0001", "what": "The list", "state": "waiting", "tries": 2, "reason": "503"}]

        async def track(reference: str) -> dict[str, Any] | None:
            return {"reference": reference, "steps": []} if reference == "DR-0001" else None

        graph = await start(0, tmp_path / "graph", new_id=lambda: f"id-{next(ids):06d}")
        page = local_page(
            data_folder=tmp_path,
            people=PEOPLE,
            deliveries=deliveries,
            listing=ListAddress(graph.url, LOCAL_SITE, LIST, "local"),
            track=track,
            now=now,
            new_id=lambda: f"00000000-0000-0000-0000-{next(ids):012d}",
        )
        app = web.Application()
        app.add_routes([web.post("/api/messages", messages), *page.routes])
        page.live_with(app)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        client = aiohttp.ClientSession()
        ending.extend((graph.close, client.close, runner.cleanup))
        return Place(f"http://127.0.0.1:{runner.addresses[0][1]}", bot, graph, client)

    yield opened
    while ending:
        await ending.pop()()


@pytest.fixture
async def place(open_place: Open) -> Place:
    """The page, just started."""
    return await open_place()


@pytest.fixture
async def in_memory() -> AsyncIterator[InMemory]:
    """The stand-in for Teams in memory, with the people of the directory and nobody else."""
    champion = PEOPLE.areas["housing"].champions[0]
    teams = TeamsInMemory({STAFF: STAFF_MEMBER, champion.aad_id: champion}, "tenant", closed=True)
    app = web.Application()
    app.add_routes(teams.routes("/local/teams"))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as client:
        yield InMemory(f"http://127.0.0.1:{runner.addresses[0][1]}", Bot(), None, client, teams)  # type: ignore[arg-type]  # no list is asked for
    await runner.cleanup()


@pytest.fixture(params=["page", "in memory"])
async def service(request: pytest.FixtureRequest, open_place: Open, in_memory: InMemory) -> Place:
    """The stand-in for Teams as the page has it, and as tests and exercises have it: one contract for both."""
    return await open_place() if request.param == "page" else in_memory
