"""A town for one exercise: Microsoft's services, one or more front doors, and staff; and what an exercise finds out."""

from __future__ import annotations

import asyncio
import itertools
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from benchmarks.faults.host import Host
from benchmarks.faults.microsoft import Microsoft, microsoft
from benchmarks.faults.people import Lodged, Someone
from bot.graph_standin.running import LOCAL_SITE


@dataclass(frozen=True, slots=True)
class Finding:
    """What an exercise found: the goal's id, the figure in words, and whether the goal was met."""

    goal: str
    words: str
    met: bool


@dataclass(slots=True)
class Town:
    """Everything that an exercise uses. ``chance`` is seeded, so that an exercise can be repeated."""

    microsoft: Microsoft
    hosts: list[Host]
    http: aiohttp.ClientSession
    chance: random.Random
    staff: list[Someone] = field(default_factory=list)
    seen: dict[str, float] = field(default_factory=dict)
    """When each title was first in the list."""

    sending: list[asyncio.Task[None]] = field(default_factory=list)
    enough: bool = False
    """Staff finish the request in hand and send no more."""

    def someone(self) -> Someone:
        """One more member of staff, who uses any front door that runs."""
        person = Someone(len(self.staff) + 1, self.microsoft.connector, self._door, self.http)
        self.staff.append(person)
        return person

    def lodged(self) -> list[Lodged]:
        """Every request that was acknowledged."""
        return [lodged for person in self.staff for lodged in person.lodged]

    def lost(self) -> int:
        """Acknowledged requests that are not in the list."""
        there = {row["Reference"] for row in self.microsoft.rows()}
        return sum(1 for lodged in self.lodged() if lodged.reference not in there)

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
            there = self.seen.get(lodged.title, time.time())
            waits.append(max(host.longest_run(lodged.at, there) for host in self.hosts))
        return max(waits, default=0.0)

    async def watch(self) -> None:
        """Note when each item comes into the list, until cancelled."""
        while True:
            for row in self.microsoft.rows():
                self.seen.setdefault(row["Title"], time.time())
            await asyncio.sleep(0.1)

    async def until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Wait until something holds; False when it did not within so many seconds."""
        end = time.time() + seconds
        while not holds():
            if time.time() > end:
                return False
            await asyncio.sleep(0.05)
        return True

    def _door(self) -> str:
        up = [host for host in self.hosts if host.ups and host.ups[-1][1] == float("inf")]
        return self.chance.choice(up or self.hosts).url


@asynccontextmanager
async def town(*, hosts: int = 1, seed: int = 1, **env: str) -> AsyncIterator[Town]:
    """A town in a temporary folder, its front doors not yet started."""
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
            built = Town(services, doors, http, random.Random(seed))  # noqa: S311 - for choosing moments, not secrets
            watching = asyncio.create_task(built.watch())
            try:
                yield built
            finally:
                watching.cancel()
                for door in doors:
                    await door.kill()
