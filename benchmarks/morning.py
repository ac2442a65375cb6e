"""A morning of 3,600 staff (goal R11): `python -m benchmarks.morning`, or `--minutes 2` for a short one.

24 turns a second, and 60 for the last eleventh of the time (one minute of eleven). Turns come when they are due, even
if earlier ones were not answered, and a turn's time counts from then: a slow host cannot slow the morning down.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.faults.host import LOOPBACK, Host
from benchmarks.morning_staff import Someone, Tally, crowd
from bot.graph_standin import StandIn, start
from bot.graph_standin.running import LOCAL_SITE

LIST = "Digital change requests"
STEADY, RUSH, THINKING = 24.0, 60.0, 20.0
"""Turns a second, turns a second in the rush, and about how many seconds someone thinks before the next turn."""
SHARE = 1 / 33
"""Of a short morning, someone thinks no longer than this share: else nobody would come to an end."""
P95, MEGABYTES, SETTLE = 1.0, 400.0, 600.0
"""The goals: seconds, megabytes; and how many seconds the list may take to be complete afterwards."""


@dataclass(slots=True)
class Chats:
    """Teams' connector: gives what is posted to whoever owns the chat."""

    people: dict[str, Someone] = field(default_factory=dict)
    posts: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def keep(self, person: Someone) -> None:
        """Somebody has a chat with the bot."""
        self.people[person.conversation] = person

    def routes(self) -> list[web.RouteDef]:
        """What a bot calls."""
        base = "/teams/v3/conversations"
        return [
            web.post(base, self._create),
            web.post(base + "/{conversation}/activities", self._send),
            web.put(base + "/{conversation}/activities/{activity}", self._update),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        return web.json_response({"id": f"a:{(await request.json())['members'][0]['id']}"}, status=201)

    async def _send(self, request: web.Request) -> web.Response:
        self.posts += 1
        activity = await request.json()
        person = self.people.get(request.match_info["conversation"])
        if person is not None:
            person.arrived(activity)
        return web.json_response({"id": f"m{next(self._numbers)}"}, status=201)

    async def _update(self, request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"id": request.match_info["activity"]})


@dataclass(slots=True)
class Morning:
    """Everything that a morning needs."""

    host: Host
    graph: StandIn
    chats: Chats
    connector: str
    http: aiohttp.ClientSession
    tally: Tally = field(default_factory=Tally)

    @property
    def pid(self) -> int:
        """The host's process."""
        assert self.host.process is not None  # noqa: S101 - it was started
        return self.host.process.pid

    async def staff(self, seconds: float, seed: int) -> int:
        """Let people take turns for so long; gives how many people came."""
        coming = crowd(self.host.url, self.connector, self.http, self.tally, seed, self.chats.keep)
        thinking: list[Someone] = []
        under_way: set[asyncio.Task[None]] = set()
        came, began, due, rush = 0, time.perf_counter(), 0.0, seconds * 10 / 11
        pause = min(THINKING, seconds * SHARE)
        while due < seconds:
            await asyncio.sleep(max(0.0, began + due - time.perf_counter()))
            rate = STEADY if due < rush else RUSH
            # The one who has thought longest goes on, once as many are here as this rate and their thinking need.
            if len(thinking) + len(under_way) >= rate * pause and thinking:
                person = thinking.pop(0)
            else:
                person, came = next(coming), came + 1
            task = asyncio.create_task(person.turn(began + due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            task.add_done_callback(partial(_goes_on, person, thinking))
            due += 1 / rate
        await asyncio.gather(*under_way)
        return came


def _goes_on(person: Someone, thinking: list[Someone], _: asyncio.Task[None]) -> None:
    """After a turn: who has not come to an end thinks about the next."""
    if not person.ended:
        thinking.append(person)


@contextlib.asynccontextmanager
async def morning() -> AsyncIterator[Morning]:
    """A host, Graph and Teams on loopback, in a temporary folder."""
    async with contextlib.AsyncExitStack() as until:
        folder = Path(until.enter_context(tempfile.TemporaryDirectory(prefix="front-door-morning-")))
        graph = await start(0, folder / "graph")
        until.push_async_callback(graph.close)
        chats, app = Chats(), web.Application(client_max_size=2**22)
        app.add_routes(chats.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        until.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, LOOPBACK, 0).start()
        http = await until.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=200)))
        host = Host(folder / "host", {"GRAPH_BASE_URL": graph.url, "SHAREPOINT_SITE": LOCAL_SITE})
        await host.start()
        until.push_async_callback(host.stop)
        yield Morning(host, graph, chats, f"http://{LOOPBACK}:{runner.addresses[0][1]}/teams", http)


async def run(minutes: float, seed: int) -> int:
    """Live through a morning and print its figures. Gives the exit code."""
    async with morning() as here:
        print(f"{minutes:g} minutes: {STEADY:g} turns a second, then {RUSH:g} …", flush=True)
        idle, cpu, began = _memory(here.pid, "VmRSS"), _cpu(here.pid), time.perf_counter()
        came = await here.staff(minutes * 60, seed)
        took, busy = time.perf_counter() - began, _cpu(here.pid) - cpu
        late = await _settled(here)
        lines, met = figures(here.tally, here.graph.rows(LIST), late)
        peak = _memory(here.pid, "VmHWM")
        met = met and peak < MEGABYTES
        print(f"{came} people in {took:.0f} s, {len(here.tally.turns) / took:.1f} turns a second")
        print(*lines, sep="\n")
        print(f"memory: {idle:.0f} MB at rest, {peak:.0f} MB at most (goal: under {MEGABYTES:g})")
        each = busy / len(here.tally.turns) * 1000
        print(f"CPU of the host: {busy / took * 100:.0f} % of one core, {each:.1f} ms a turn")
        print(f"R11 {'met' if met else 'MISSED'}")
        return 0 if met else 1


def figures(tally: Tally, rows: list[dict[str, Any]], late: float) -> tuple[list[str], bool]:
    """The lines about turns, replies and the list, and whether the goals were met."""
    listed = Counter(row["Reference"] for row in rows)
    lost = sum(1 for reference in tally.references if reference not in listed)
    doubled = sum(times - 1 for times in listed.values()) + len(tally.references) - len(set(tally.references))
    turns, replies = tally.turns, tally.replies
    lines = [
        f"turns: {len(turns)}, {len(tally.errors)} errors; {_spread(turns)} (goal: p95 under {P95:g} s, no error)",
        f"answers to typed words: {len(replies)}; {_spread(replies)}",
        f"requests: {len(tally.references)} acknowledged, {lost} not in the list, {doubled} doubled",
        f"the list was complete {late:.1f} s after the last turn; {tally.advised} people were sent elsewhere",
        *(f"  error: {words} ({times} times)" for words, times in Counter(tally.errors).most_common(5)),
    ]
    well = not tally.errors and bool(tally.references)
    return lines, well and not lost and not doubled and quantile(turns, 0.95) < P95


def quantile(times: list[float], share: float) -> float:
    """This quantile of the times, in seconds; 0 for none."""
    ranked = sorted(times)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else 0.0


async def _settled(here: Morning) -> float:
    """Wait until the list holds every acknowledged request; gives the seconds that it took."""
    began = time.perf_counter()
    while time.perf_counter() - began < SETTLE:
        if set(here.tally.references) <= {row["Reference"] for row in here.graph.rows(LIST)}:
            break
        await asyncio.sleep(0.25)
    return time.perf_counter() - began


def _spread(times: list[float]) -> str:
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "longest": 1.0}
    return ", ".join(f"{name} {quantile(times, share) * 1000:.0f} ms" for name, share in shares.items())


def _memory(pid: int, what: str) -> float:
    """Megabytes of a process: ``VmRSS`` now, ``VmHWM`` at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) / 1024


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Read the arguments and run."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks.morning", description=__doc__)
    reader.add_argument("--minutes", type=float, default=11.0, help="how long it lasts (11)")
    reader.add_argument("--seed", type=int, default=1, help="another number is another morning (1)")
    asked = reader.parse_args()
    sys.exit(asyncio.run(run(asked.minutes, asked.seed)))


if __name__ == "__main__":
    main()
