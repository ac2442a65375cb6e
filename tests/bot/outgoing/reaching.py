"""A worker with everything that reaches people: the real Teams client and msgraph-sdk, and both stand-ins agreeing."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from bot.deliveries.ledger import Delivery, enqueue, find
from bot.deliveries.running import Deliveries
from bot.deliveries.worker import Worker
from bot.delivery_kinds import KINDS
from bot.host.connector import Connector
from bot.host.entra import BotToken
from bot.host.outbound import open_session
from bot.host.service_url import ServiceRule
from bot.local.graph import LOCAL_SITE, StandIn, start
from bot.local.in_memory import Message, TeamsInMemory
from bot.outgoing.app_installer import AppInstaller
from bot.outgoing.places import Places
from bot.outgoing.teams import TeamsSender
from bot.people.directory import people_of, read_directory
from bot.register import people as people_rows
from bot.register import throttle
from bot.register.opening import open_register
from bot.register.register import Register
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.graph import Graph, open_graph
from bot.sharepoint.installing import TeamsApp
from dialogs.model import Person
from tests.bot.deliveries.delivery_cases import INTERVALS, QUICK
from tests.bot.sharepoint.sharepoint_cases import rulebook

TENANT: Final = "00000000-0000-0000-0000-0000000007e7"
APP: Final = "00000000-0000-0000-0000-00000000b07f"
CHAMPION: Final = Person("00000000-0000-0000-0000-00000000c001", "Housing champion", "champion.housing@example.org")
PARTNER: Final = Person("00000000-0000-0000-0000-00000000b001", "IT business partner", "itbp.housing@example.org")
WHEN: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)
INSTALL: Final = "/teamwork/installedApps"


@dataclass
class Time:
    """The time that everything here goes by."""

    at: datetime = WHEN

    def now(self) -> datetime:
        """As a clock."""
        return self.at


@dataclass
class World:
    """Teams and Graph, and the time that hosts go by."""

    teams: TeamsInMemory
    graph: StandIn
    service_url: str
    time: Time

    def now(self) -> datetime:
        """The time."""
        return self.time.at

    def later(self, **how_much: float) -> None:
        """Let time pass."""
        self.time.at += timedelta(**how_much)

    def calls(self, method: str, path: str) -> int:
        """How many calls Graph got whose path ends so, whatever was asked of it."""
        return sum(c.method == method and c.path.partition("?")[0].endswith(path) for c in self.graph.ledger)

    def inbox(self, person: Person) -> list[Message]:
        """What somebody was sent."""
        return self.teams.to(f"a:{person.aad_id}")


@dataclass
class Host:
    """One instance of the front door, as far as it reaches people."""

    world: World
    register: Register
    places: Places
    deliveries: Deliveries
    _numbers: dict[str, int] = field(default_factory=dict)

    def want(self, person: Person, times: int = 1) -> list[str]:
        """Want cards delivered to somebody; gives the ids of the deliveries."""
        wanted: dict[str, Any]
        about: dict[str, Any]
        ids = [f"card:{person.aad_id}:{uuid.uuid4().hex}" for _ in range(times)]
        kind = KINDS["personal"]
        payload = {"card": {"type": "AdaptiveCard"}, "summary": "A card for you", "name": person.name}
        for one in ids:
            wanted = {"id": one, "ordering_key": one, "kind": kind.name, "service": kind.service, "payload": payload}
            about = {"reference": None, "recipient": person.aad_id, "now": self.world.now()}
            self.register.write_now(partial(enqueue, **wanted, **about))
        self.deliveries.wake()
        return ids

    def delivery(self, one: str) -> Delivery:
        """What the ledger says of a delivery."""
        found = self.register.read_now(lambda c: find(c, one))
        assert found is not None
        return found

    async def ended(self, *ids: str) -> list[Delivery]:
        """These deliveries, once none of them waits any more."""
        return await self.seen(ids, lambda d: d.state != "waiting")

    async def seen(self, ids: list[str] | tuple[str, ...], holds: Callable[[Delivery], bool]) -> list[Delivery]:
        """These deliveries, once something holds for each of them."""
        async with asyncio.timeout(60):
            while True:
                found = [self.delivery(one) for one in ids]
                if all(map(holds, found)):
                    return found
                await asyncio.sleep(0.01)


@asynccontextmanager
async def a_world(folder: Path) -> AsyncIterator[World]:
    """Both stand-ins. The app is in the catalogue, the people are in the tenant, and none of them has it."""
    people = [{"id": p.aad_id, "upn": p.upn, "name": p.name} for p in (CHAMPION, PARTNER)]
    time = Time()
    graph = await start(0, folder / "graph", people=people, clock=time.now)
    graph.apps.publish(APP)
    teams = TeamsInMemory(tenant=TENANT, has_app=graph.apps.has)
    beside = web.Application()
    beside.add_routes(teams.routes("/teams"))
    runner = web.AppRunner(beside)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield World(teams, graph, f"http://127.0.0.1:{runner.addresses[0][1]}/teams", time)
    finally:
        await runner.cleanup()
        await graph.close()


@asynccontextmanager
async def a_host(
    world: World, database_url: str, app: TeamsApp | None = None, name: str = "one"
) -> AsyncIterator[Host]:
    """An instance that has heard from the tenant before."""
    async with AsyncExitStack() as open_until:
        session = await open_until.enter_async_context(open_session())
        register = open_register(database_url)
        open_until.callback(register.close)
        graph = open_graph(
            GraphAccess(world.graph.url, LOCAL_SITE),
            clock=lambda: world.now().timestamp(),
            told_to_wait=throttle.keeper(register, "graph", world.now),
        )
        open_until.push_async_callback(graph.close)

        async def connected() -> Graph:
            return graph

        where = people_rows.ChatAddress("", world.service_url, TENANT, f"28:{APP}")
        await register.write(lambda c: people_rows.heard_from(c, where, world.now()))
        connector = Connector(session, BotToken(None, lambda: 0.0), ServiceRule(local=True), lambda: 0.0)
        installer = AppInstaller(register, connected, app or TeamsApp(APP), world.now, lambda: uuid.uuid4().hex)
        people = people_of(read_directory(None), (), WHEN.date(), rulebook())
        sees = (register, connector, rulebook, lambda: people, world.now)
        places = Places(*sees, lambda: uuid.uuid4().hex, TENANT, f"28:{APP}", installer)
        sender = TeamsSender(*sees, f"28:{APP}", places)

        worker = Worker(register, sender.handlers(), name, world.now)
        worker.backoff = QUICK
        deliveries = Deliveries(worker, replace(INTERVALS, silent=timedelta(hours=1)))
        await deliveries.start()
        open_until.push_async_callback(deliveries.stop)
        yield Host(world, register, places, deliveries)
