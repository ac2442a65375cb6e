"""Microsoft's side of a benchmark: the Graph stand-in, and a Teams connector that can misbehave."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from benchmarks.person import Person
from bot.local.graph import StandIn, start

LIST = "Digital change requests"
LOOPBACK = "127.0.0.1"
TAKEN = 201


@dataclass(frozen=True, slots=True)
class Sent:
    """One call to the connector: when, the conversation, what was said, and the status it was answered with."""

    at: float
    conversation: str
    words: str
    status: int


@dataclass(slots=True)
class Teams:
    """Takes messages. ``misbehave`` holds what the next sends are answered with: a status, or "hang" or "drop"."""

    misbehave: list[int | str] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    """Conversations that answer 403."""
    people: dict[str, Person] = field(default_factory=dict)
    """Who looks into each chat."""
    keeps: bool = True
    """Whether what was sent is kept in ``sent``: an hour of it is more than anybody reads."""
    sent: list[Sent] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def keep(self, person: Person) -> None:
        """Somebody has a chat with the bot, and sees what is posted there."""
        self.people[person.conversation] = person

    def taken(self) -> list[Sent]:
        """What arrived."""
        return [sent for sent in self.sent if sent.status == TAKEN]

    def doubles(self) -> int:
        """How many messages arrived more often than once, word for word, in one conversation."""
        return sum(times - 1 for times in Counter((s.conversation, s.words) for s in self.taken()).values())

    def routes(self) -> list[web.RouteDef]:
        """What a bot calls."""
        base = "/teams/v3/conversations"
        return [
            web.post(base, self._create),
            web.post(base + "/{conversation}/activities", self._send),
            web.put(base + "/{conversation}/activities/{activity}", self._update),
            web.get(base + "/{conversation}/members/{member}", self._tell_of),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        member = (await request.json())["members"][0]["id"]
        return web.json_response({"id": f"a:{member}"}, status=201)

    async def _tell_of(self, request: web.Request) -> web.Response:
        member = request.match_info["member"]
        return web.json_response({"id": member, "userPrincipalName": "staff@example.org", "userRole": "user"})

    async def _send(self, request: web.Request) -> web.StreamResponse:
        conversation = request.match_info["conversation"]
        body = await request.text()
        wrong = 403 if conversation in self.refuses else self.misbehave.pop(0) if self.misbehave else 0
        status = wrong if isinstance(wrong, int) and wrong else 0 if wrong else TAKEN
        if self.keeps:
            self.sent.append(Sent(time.time(), conversation, body, status))
        if wrong == "hang":
            await asyncio.sleep(30)
        if isinstance(wrong, str):
            assert request.transport is not None  # noqa: S101 - the request has just come through it
            request.transport.abort()
            return web.Response()
        if wrong:
            headers = {"Retry-After": "2"} if wrong == 429 else {}  # noqa: PLR2004 - as HTTP says
            code = "MessageWritesBlocked" if wrong == 403 else "Wrong"  # noqa: PLR2004 - as HTTP says
            return web.json_response({"error": {"code": code, "message": "no"}}, status=wrong, headers=headers)
        if (person := self.people.get(conversation)) is not None:
            person.arrived(json.loads(body))
        return web.json_response({"id": f"m{next(self._numbers)}"}, status=201)

    async def _update(self, request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"id": request.match_info["activity"]})


@dataclass(slots=True)
class Microsoft:
    """Both services, on loopback."""

    graph: StandIn
    teams: Teams
    connector: str

    def rows(self) -> list[dict[str, Any]]:
        """The list as SharePoint holds it."""
        return self.graph.rows(LIST)

    def newer(self, item: int, most: int = -1) -> list[tuple[int, dict[str, Any]]]:
        """What came into the list after this item: number and values. Reading all of a long list takes long."""
        query = "SELECT i.id, i.fields FROM items i JOIN lists l ON l.id = i.list WHERE l.display_name = ? AND i.id > ?"
        found = self.graph.door.store.db.execute(f"{query} ORDER BY i.id LIMIT ?", (LIST, item, most)).fetchall()
        return [(int(row["id"]), json.loads(row["fields"])) for row in found]


@asynccontextmanager
async def microsoft(folder: Path) -> AsyncIterator[Microsoft]:
    """Both services, until the exercise ends."""
    graph = await start(0, folder / "graph")
    teams = Teams()
    app = web.Application(client_max_size=2**24)
    app.add_routes(teams.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, 0).start()
    try:
        yield Microsoft(graph, teams, f"http://{LOOPBACK}:{runner.addresses[0][1]}/teams")
    finally:
        await runner.cleanup()
        await graph.close()
