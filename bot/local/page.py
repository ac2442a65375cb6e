"""The local page: its files, and what it asks and tells of chats, the list and deliveries."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.local import teams as acting
from bot.local.cast import Player
from bot.local.listing import EDITABLE, ListAddress, ListUnavailable, change_item, read_list
from bot.local.loopback import HEADERS, guarded, port_of
from bot.local.room_pages import NobodyIsThere, RoomPages
from bot.local.shown import as_shown
from bot.local.teams import Teams
from bot.loopback import Handler

STATIC = Path(__file__).parent / "static"
_KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_DISK = "This was not saved: the disk of this machine is full or cannot be written. Make space, and do it again."
_MOST_TYPED = 20_000
"""Longer than any answer; Teams itself stops at about 28,000 characters."""

Deliveries = Callable[[], Awaitable[list[dict[str, Any]]]]
"""What is under way, newest first: plain JSON with the keys that the deliveries pane shows."""

Track = Callable[[str], Awaitable[dict[str, Any] | None]]
"""The route of the request with this reference, as `bot.local.track.track_of` gives it; None: there is none."""


@dataclass(frozen=True, slots=True)
class Panes:
    """What the page shows: the chats, the list (None when it is not on this machine) and the deliveries."""

    teams: Teams
    listing: ListAddress | None
    deliveries: Deliveries
    governors: frozenset[str]
    """Entra ids of the governance team, who may edit the list here."""
    track: Track


def routes(panes: Panes, renderer: Path) -> list[web.RouteDef]:
    """Every address of the page. All answer this machine only. ``renderer`` is the installed Adaptive Cards script."""
    page = _Page(panes)
    rooms = RoomPages(panes.teams, _json, panes.listing.site.split(":", 1)[0] if panes.listing else "")
    one = "/local/people/{person}"
    files = {f"/local/{path.name}": path for path in sorted(STATIC.iterdir()) if path.suffix in _KINDS}
    files |= {"/": STATIC / "index.html", "/local/adaptivecards.js": renderer}
    return [
        *(web.get(address, guarded(_file(path))) for address, path in files.items()),
        web.get("/local/state", guarded(page.state)),
        web.get("/local/events", guarded(page.events)),
        web.get(f"{one}/chat", _found(page.chat)),
        web.post(f"{one}/open", _found(page.open_chat)),
        web.post(f"{one}/read", _found(page.read)),
        web.post(f"{one}/app", _found(page.app)),
        web.post(f"{one}/say", _found(page.say)),
        web.post(f"{one}/press", _found(page.press)),
        web.post(f"{one}/consent", _found(page.consent)),
        *rooms.routes(_found),
        web.get("/local/list", guarded(page.listing)),
        web.patch("/local/list/{item}", guarded(page.edit)),
        web.get("/local/deliveries", guarded(page.deliveries)),
        web.get("/local/route/{reference}", guarded(page.route)),
    ]


async def list_for_page(panes: Panes) -> dict[str, Any]:
    """The list for the page, or why it is not there: ``{"columns": [], "rows": [], "problem": "…"}``."""
    if panes.listing is None:
        return {"columns": [], "rows": [], "problem": "The list is in SharePoint itself. Open it there."}
    try:
        return {**await read_list(panes.teams.session(), panes.listing), "name": panes.listing.name}
    except ListUnavailable as reason:
        return {"columns": [], "rows": [], "problem": str(reason)}


class _NobodyHasThisId(Exception):
    """Nobody has this id."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What the page asks and tells, one method each."""

    panes: Panes

    async def state(self, _: web.Request) -> web.Response:
        teams, governors = self.panes.teams, self.panes.governors
        people = [
            {
                "key": p.key,
                "name": p.person.name,
                "group": p.group,
                "governs": p.key in governors,
                "teamsId": p.teams_id,
            }
            for p in teams.cast.values()
        ]
        rooms = [
            {"key": r.key, "kind": r.kind, "name": r.name, "members": [p.key for p in r.members]}
            for r in teams.rooms.values()
        ]
        return web.json_response({"people": people, "unread": teams.unread(), "rooms": rooms})

    async def chat(self, request: web.Request) -> web.Response:
        key = self._player(request).key
        chats = self.panes.teams.chats
        return web.json_response({"messages": [as_shown(m) for m in chats.messages(key)], "app": chats.has_app(key)})

    async def open_chat(self, request: web.Request) -> web.Response:
        player, teams = self._player(request), self.panes.teams
        await acting.open_chat(teams, player, port_of(request))
        self._mark_read(player)
        return web.json_response({"app": teams.chats.has_app(player.key)})

    async def read(self, request: web.Request) -> web.Response:
        self._mark_read(self._player(request))
        return web.json_response({})

    async def app(self, request: web.Request) -> web.Response:
        player, teams = self._player(request), self.panes.teams
        wanted = (await _json(request)).get("app")
        if wanted in {"added", "removed"} and wanted != teams.chats.has_app(player.key):
            await (acting.add_app if wanted == "added" else acting.remove_app)(teams, player, port_of(request))
        return web.json_response({"app": teams.chats.has_app(player.key)})

    async def say(self, request: web.Request) -> web.Response:
        text = str((await _json(request)).get("text", "")).strip()
        if not text or len(text) > _MOST_TYPED:
            return web.json_response({"error": "Type a message."}, status=400)
        await acting.say(self.panes.teams, self._player(request), text, port_of(request))
        return web.json_response({})

    async def press(self, request: web.Request) -> web.Response:
        body, player = await _json(request), self._player(request)
        action = body.get("action")
        if not isinstance(action, dict):
            return web.json_response({"error": "Press a button of a card."}, status=400)
        notice = await acting.press(self.panes.teams, player, str(body.get("message", "")), action, port_of(request))
        return web.json_response({"notice": notice})

    async def consent(self, request: web.Request) -> web.Response:
        body, player = await _json(request), self._player(request)
        message, allow = str(body.get("message", "")), body.get("allow") is True
        notice = await acting.consent(self.panes.teams, player, message, port_of(request), allow=allow)
        return web.json_response({"notice": notice})

    async def listing(self, _: web.Request) -> web.Response:
        return web.json_response(await list_for_page(self.panes))

    async def edit(self, request: web.Request) -> web.Response:
        body, panes = await _json(request), self.panes
        asked = body.get("fields")
        fields = {k: str(v) for k, v in asked.items() if k in EDITABLE} if isinstance(asked, dict) else {}
        if body.get("as") not in panes.governors:
            return web.json_response({"error": "Only the governance team changes the list."}, status=403)
        if panes.listing is None or not fields:
            return web.json_response({"error": "There is nothing to change."}, status=400)
        item, etag = request.match_info["item"], str(body.get("etag", ""))
        try:
            await change_item(panes.teams.session(), panes.listing, item, etag, fields)
        except ListUnavailable as reason:
            return web.json_response({"error": str(reason)}, status=409)
        panes.teams.feed.tell("list", await list_for_page(panes))
        return web.json_response({})

    async def deliveries(self, _: web.Request) -> web.Response:
        return web.json_response({"rows": await self.panes.deliveries()})

    async def route(self, request: web.Request) -> web.Response:
        track = await self.panes.track(request.match_info["reference"])
        if track is None:
            return web.json_response({"error": "No request has this reference."}, status=404)
        return web.json_response(track)

    async def events(self, request: web.Request) -> web.StreamResponse:
        return await self.panes.teams.feed.serve(request, HEADERS)

    def _mark_read(self, player: Player) -> None:
        teams = self.panes.teams
        teams.chats.read(player.key)
        teams.feed.tell("unread", teams.unread())

    def _player(self, request: web.Request) -> Player:
        player = self.panes.teams.cast.get(request.match_info["person"].lower())
        if player is None:
            raise _NobodyHasThisId
        return player


def _found(handler: Handler) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (_NobodyHasThisId, NobodyIsThere):
            return web.json_response({"error": "Nobody here has this id."}, status=404)
        except sqlite3.OperationalError:
            return web.json_response({"error": _DISK}, status=507)

    return guarded(answer)


def _file(path: Path) -> Handler:
    async def file(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(path, headers={"Content-Type": f"{_KINDS[path.suffix]}; charset=utf-8"})

    async def missing(_: web.Request) -> web.StreamResponse:
        return web.json_response({"error": f"{path.name} is not installed. Run make setup."}, status=404)

    # The renderer is installed by set-up; without it the page says so, and everything else of it works.
    return file if path.exists() else missing


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
