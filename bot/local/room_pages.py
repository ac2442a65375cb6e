"""What the local page asks and tells of the rooms where people speak to each other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.local import in_rooms
from bot.local.cast import Player
from bot.local.loopback import port_of
from bot.local.rooms import Room
from bot.local.teams import Teams

Read = Callable[[web.Request], Awaitable[dict[str, Any]]]
"""Reads the JSON of a request; what is none is an empty object."""
_MOST_TYPED = 20_000


class NobodyIsThere(Exception):
    """Nobody with this id is in a room of this name."""


@dataclass(frozen=True, slots=True)
class RoomPages:
    """The addresses of the rooms, one method each. ``host``: of the links that the app's package names; empty: none."""

    teams: Teams
    read: Read
    host: str

    def routes(self, around: Callable[[Any], Any]) -> list[web.RouteDef]:
        """All of them, below a person; ``around`` is put around each."""
        one = "/local/people/{person}/rooms/{room}"
        actions = (self.say, self.look, self.press, self.find, self.link, self.dialog, self.submit)
        return [
            web.get(f"{one}/chat", around(self.chat)),
            *(web.post(f"{one}/{action.__name__}", around(action)) for action in actions),
        ]

    async def chat(self, request: web.Request) -> web.Response:
        """What somebody sees in a room."""
        room, player = self._there(request)
        return web.json_response({"messages": in_rooms.messages(self.teams, room, player)})

    async def say(self, request: web.Request) -> web.Response:
        """A message, perhaps with a card."""
        room, player = self._there(request)
        body = await self.read(request)
        text, card = str(body.get("text", "")).strip(), body.get("card")
        if (not text and not isinstance(card, dict)) or len(text) > _MOST_TYPED:
            return web.json_response({"error": "Type a message."}, status=400)
        card = card if isinstance(card, dict) else None
        await in_rooms.say(self.teams, room, player, text, card, port_of(request))
        return web.json_response({})

    async def look(self, request: web.Request) -> web.Response:
        """A card that brings itself up to date is in sight."""
        room, player = self._there(request)
        message = str((await self.read(request)).get("message", ""))
        await in_rooms.look(self.teams, room, player, message, port_of(request))
        return web.json_response({})

    async def press(self, request: web.Request) -> web.Response:
        """A button of a card."""
        room, player = self._there(request)
        body = await self.read(request)
        action = body.get("action")
        if not isinstance(action, dict):
            return web.json_response({"error": "Press a button of a card."}, status=400)
        message = str(body.get("message", ""))
        notice = await in_rooms.press(self.teams, room, player, message, action, port_of(request))
        return web.json_response({"notice": notice})

    async def find(self, request: web.Request) -> web.Response:
        """A search: `words`, and how many results were shown already as `skip`."""
        room, player = self._there(request)
        body = await self.read(request)
        words, skip = str(body.get("words", "")).strip(), body.get("skip", 0)
        skip = skip if isinstance(skip, int) else 0
        return web.json_response(await in_rooms.find(self.teams, room, player, words, skip, port_of(request)))

    async def link(self, request: web.Request) -> web.Response:
        """A link: Teams asks only of those whose host the app's package names."""
        room, player = self._there(request)
        url = str((await self.read(request)).get("url", ""))
        if not self.host or _host(url) != self.host:
            return web.json_response({"cards": [], "words": ""})
        return web.json_response(await in_rooms.unfold(self.teams, room, player, url, port_of(request)))

    async def dialog(self, request: web.Request) -> web.Response:
        """The action on a message."""
        room, player = self._there(request)
        message = str((await self.read(request)).get("message", ""))
        return web.json_response(await in_rooms.choose(self.teams, room, player, message, port_of(request)))

    async def submit(self, request: web.Request) -> web.Response:
        """The button of the dialogue."""
        room, player = self._there(request)
        body = await self.read(request)
        message, data = str(body.get("message", "")), body.get("data")
        data = data if isinstance(data, dict) else {}
        return web.json_response(await in_rooms.submit(self.teams, room, player, message, data, port_of(request)))

    def _there(self, request: web.Request) -> tuple[Room, Player]:
        room = self.teams.rooms.get(request.match_info["room"])
        key = request.match_info["person"].lower()
        player = next((p for p in room.members if p.key.lower() == key), None) if room else None
        if room is None or player is None:
            raise NobodyIsThere
        return room, player


def _host(url: str) -> str | None:
    """The host of a link; None when it is none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
