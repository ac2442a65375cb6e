"""Microsoft's side of a benchmark: the Graph stand-in, and the one for Teams, both of which can misbehave."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from benchmarks.person import Person
from bot.local.graph import StandIn, start
from bot.local.in_memory import TeamsInMemory

LIST = "Digital change requests"
LOOPBACK = "127.0.0.1"


@dataclass(slots=True)
class Microsoft:
    """Both services, on loopback."""

    graph: StandIn
    teams: TeamsInMemory
    connector: str

    def shown(self, person: Person) -> None:
        """Somebody has a chat with the bot, and sees what is posted there."""
        self.teams.looking[person.conversation] = person.arrived

    def rows(self) -> list[dict[str, Any]]:
        """The list as SharePoint holds it."""
        return self.graph.rows(LIST)

    def newer(self, item: int, most: int = -1) -> list[tuple[int, dict[str, Any]]]:
        """What came into the list after this item: number and values. Reading all of a long list takes long."""
        query = "SELECT i.id, i.fields FROM items i JOIN lists l ON l.id = i.list WHERE l.display_name = ? AND i.id > ?"
        found = self.graph.door.store.db.execute(f"{query} ORDER BY i.id LIMIT ?", (LIST, item, most)).fetchall()
        return [(int(row["id"]), json.loads(row["fields"])) for row in found]


@asynccontextmanager
async def microsoft(folder: Path, *, keeps: bool = True) -> AsyncIterator[Microsoft]:
    """Both services, until the exercise ends. ``keeps``: whether what arrives in Teams is kept to be looked at."""
    graph = await start(0, folder / "graph")
    teams = TeamsInMemory(keeps=keeps)
    app = web.Application(client_max_size=2**24)
    app.add_routes(teams.routes("/teams"))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, 0).start()
    try:
        yield Microsoft(graph, teams, f"http://{LOOPBACK}:{runner.addresses[0][1]}/teams")
    finally:
        await runner.cleanup()
        await graph.close()
