"""A town for one exercise: Microsoft's services, one or more front doors, and staff who send requests."""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from benchmarks.faults.people import Lodged, Someone
from benchmarks.microsoft import Microsoft, microsoft
from benchmarks.served import Host
from bot.local.graph import LOCAL_SITE

THINKING = (0.2, 1.2)
"""Seconds between two requests of one person."""


@dataclass(slots=True)
class Town:
    """Everything that an exercise uses. ``chance`` is seeded, so that an exercise can be repeated."""

    microsoft: Microsoft
    hosts: list[Host]
    http: aiohttp.ClientSession
    chance: random.Random
    staff: list[Someone] = field(default_factory=list)
    seen: dict[str, float] = field(default_factory=dict)
    """When each reference was first in the list."""
    heard: Counter[str] = field(default_factory=Counter)
    """How staff were answered."""

    sending: list[asyncio.Task[None]] = field(default_factory=list)
    enough: bool = False
    """Staff finish the request in hand and send no more."""
    proxy: str = ""
    """The address that staff use in place of the front doors' own."""

    def someone(self) -> Someone:
        """One more member of staff, who uses any front door that runs."""
        person = Someone(
            number=len(self.staff) + 1,
            connector=self.microsoft.connector,
            http=self.http,
            door=self._door,
            heard=self.heard,
        )
        self.staff.append(person)
        return person

    def lodged(self) -> list[Lodged]:
        """Every request that was acknowledged."""
        return [lodged for person in self.staff for lodged in person.lodged]

    def lost(self) -> int:
        """Acknowledged requests that have not come into the list."""
        return sum(1 for lodged in self.lodged() if lodged.reference not in self.seen)

    def doubled(self) -> int:
        """Items more than one for a title; every request has a title of its own."""
        return sum(times - 1 for times in Counter(row["Title"] for row in self.microsoft.rows()).values())

    def out_of_order(self) -> int:
        """Requests of one person that are in the list before an earlier one of theirs."""
        place = {row["Reference"]: int(row["id"]) for row in self.microsoft.rows()}
        wrong = 0
        for person in self.staff:
            places = [place[lodged.reference] for lodged in person.lodged if lodged.reference in place]
            wrong += sum(1 for before, after in itertools.pairwise(places) if before > after)
        return wrong

    def longest_wait(self) -> float:
        """The longest that an acknowledged request was not in the list while a front door ran without a break."""
        waits = []
        for lodged in self.lodged():
            there = self.seen.get(lodged.reference, time.time())
            waits.append(max(host.longest_run(lodged.at, there) for host in self.hosts))
        return max(waits, default=0.0)

    async def watch(self) -> None:
        """Note when each item comes into the list, until cancelled."""
        read = 0
        while True:
            for item, values in self.microsoft.newer(read):
                read = item
                self.seen.setdefault(values["Reference"], time.time())
            await asyncio.sleep(0.05)

    async def no_item_waits(self, seconds: float) -> bool:
        """Wait until no item waits in the ledger of the first front door; False when one does after so long.

        Cards for the one champion of all these requests go on for long: Teams takes seventy a minute.
        """
        end = time.time() + seconds
        while any(" waiting " in line and "list item" in line for line in await self.hosts[0].deliveries()):
            if time.time() > end:
                return False
            await asyncio.sleep(0.5)
        return True

    async def send(self, people: int, each: int) -> None:
        """Let so many people send so many requests each."""

        async def one(person: Someone) -> None:
            for number in range(each):
                await person.send_request(f"request {person.number}-{number}")

        await asyncio.gather(*(one(self.someone()) for _ in range(people)))

    @asynccontextmanager
    async def busy(self, people: int, moments: Iterator[float] | None = None) -> AsyncIterator[None]:
        """Let people send one request after another until `stop_sending`.

        ``moments``: when each request begins, in the time of `time.time`; None: after a short thought.
        """
        numbers = itertools.count(1)

        async def one(person: Someone) -> None:
            while not self.enough:
                moment = time.time() + self.chance.uniform(*THINKING) if moments is None else next(moments, None)
                if moment is None:
                    return
                await asyncio.sleep(max(0.0, moment - time.time()))
                await person.send_request(f"request {next(numbers)}")

        self.sending = [asyncio.create_task(one(self.someone())) for _ in range(people)]
        try:
            yield
        finally:
            for task in self.sending:
                task.cancel()
            await asyncio.gather(*self.sending, return_exceptions=True)

    async def stop_sending(self) -> None:
        """Wait until everyone has finished the request in hand. What went wrong for one of them is raised."""
        self.enough = True
        await asyncio.gather(*self.sending)

    async def until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Wait until something holds; False when it did not within so many seconds."""
        end = time.time() + seconds
        while not holds():
            if time.time() > end:
                return False
            await asyncio.sleep(0.05)
        return True

    def _door(self) -> str:
        if self.proxy:
            return self.proxy
        up = [host for host in self.hosts if host.ups and host.ups[-1][1] == float("inf")]
        return self.chance.choice(up or self.hosts).url


@asynccontextmanager
async def town(*, hosts: int = 1, seed: int = 1, **env: str) -> AsyncIterator[Town]:
    """A town in a temporary folder, its front doors not yet started."""
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # who is killed cuts a stand-in's connections
    with tempfile.TemporaryDirectory(prefix="front-door-faults-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        async with microsoft(folder) as services, aiohttp.ClientSession() as http:
            settings = {
                "GRAPH_BASE_URL": services.graph.url,
                "SHAREPOINT_SITE": LOCAL_SITE,
                "LIST_POLL_SECONDS": "5",
                "TURNS_PER_MINUTE": "0",
                **env,
            }
            doors = [Host(folder / f"host-{number}", settings) for number in range(1, hosts + 1)]
            built = Town(services, doors, http, random.Random(seed))
            watching = asyncio.create_task(built.watch())
            try:
                yield built
            finally:
                watching.cancel()
                for door in doors:
                    await door.kill()
