"""Makes the local page and the stand-in for Teams, ready for the host."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.local import page
from bot.local.cast import cast_of
from bot.local.chats import Chats
from bot.local.connector import Connector
from bot.local.feed import Feed
from bot.local.listing import ListAddress
from bot.local.loopback import for_this_machine, guarded
from bot.local.onedrive import OneDrive
from bot.local.page import Deliveries, Panes, Track
from bot.local.rooms import rooms_of
from bot.local.teams import ONEDRIVE_PATH, SERVICE_PATH, Teams
from bot.local.watch import watch
from dialogs.model import People

RENDERER = Path(__file__).parents[2] / "node_modules/adaptivecards/dist/adaptivecards.min.js"
"""Where set-up installs the renderer."""


@dataclass(frozen=True, slots=True)
class LocalPage:
    """The page, ready for a host: its routes, and what starts and stops with it."""

    routes: tuple[web.RouteDef, ...]
    """``/`` and everything under ``/local/``. They must stand before a route that takes every address."""
    running: Callable[[web.Application], AsyncIterator[None]]
    """For ``app.cleanup_ctx``."""
    hang_up: Callable[[web.Application], Awaitable[None]]
    """For ``app.on_shutdown``: ends the lines of open pages, which would keep the host from stopping."""

    def live_with(self, app: web.Application) -> None:
        """Start and stop with this host. Its routes are added by whoever makes the host."""
        app.cleanup_ctx.append(self.running)
        app.on_shutdown.append(self.hang_up)


def local_page(
    *,
    data_folder: Path,
    people: People,
    deliveries: Deliveries,
    listing: ListAddress | None,
    track: Track,
    bot_id: str = "00000000-0000-0000-0000-00000000b07f",
    tenant_id: str = "00000000-0000-0000-0000-0000000007e7",
    renderer: Path = RENDERER,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
) -> LocalPage:
    """The page at ``/`` and the stand-in for Teams under ``/local/``, for a host that has not started yet.

    ``deliveries`` is asked about once a second while a page is open and must be quick. ``listing`` is None when the
    list is not on this machine. ``track`` gives the route of a request. ``bot_id`` and ``tenant_id`` are what the
    stand-in writes into every activity. The host's own port is taken from the requests of the page.
    """
    opened: list[aiohttp.ClientSession] = []

    def session() -> aiohttp.ClientSession:
        # A session is made inside the running loop, which may not be there yet when the page is attached.
        if not opened:
            opened.append(aiohttp.ClientSession(trust_env=False))
        return opened[0]

    chats = Chats(data_folder)
    feed = Feed()
    onedrive = OneDrive(new_id, data_folder / "local-onedrive")
    cast = cast_of(people)
    teams = Teams(cast, chats, feed, session, bot_id, tenant_id, now, new_id, onedrive, rooms_of(cast))
    governors = frozenset(person.aad_id for person in people.governance_team)
    panes = Panes(teams, listing, deliveries, governors, track)

    async def running(_: web.Application) -> AsyncIterator[None]:
        watching = asyncio.create_task(watch(panes))
        yield
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        for one in opened:
            await one.close()
        chats.close()

    async def hang_up(_: web.Application) -> None:
        feed.hang_up()

    service = Connector(teams, most=0).routes(SERVICE_PATH, guarded)
    files = onedrive.routes(ONEDRIVE_PATH, for_this_machine)
    routes = (*page.routes(panes, renderer), *service, *files)
    return LocalPage(routes, running, hang_up)
