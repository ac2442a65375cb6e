"""A morning of 3,600 staff (goal R11): `python -m benchmarks.morning`, or `--minutes 2` for a short one.

24 turns a second, and 60 for the last eleventh of the time (one minute of eleven). Turns come when they are due, even
if earlier ones were not answered, and a turn's time counts from then: a slow host cannot slow the morning down.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.finding import Finding
from benchmarks.footprint import cpu, memory
from benchmarks.microsoft import Microsoft, microsoft
from benchmarks.morning_staff import Someone, Tally, crowd
from benchmarks.served import Host
from bot.local.graph import LOCAL_SITE

FULL = 11.0
"""Minutes of a whole morning."""
STEADY, RUSH, THINKING = 24.0, 60.0, 20.0
"""Turns a second, turns a second in the rush, and about how many seconds someone thinks before the next turn."""
SHARE = 1 / 33
"""Of a short morning, someone thinks no longer than this share: else nobody would come to an end."""
KEPT = 250
"""Turns after which what stays of them here is no longer looked through for garbage.

All of it, everybody who came, was looked through every two minutes, for longer each time: 1.7 s after an hour, in which
the turns of this client piled up, and the host was measured with them.
"""
P95, MEGABYTES, SETTLE = 1.0, 400.0, 600.0
"""The goals: seconds, megabytes; and how many seconds the list may take to be complete afterwards."""


@dataclass(slots=True)
class Morning:
    """Everything that a morning needs."""

    host: Host
    microsoft: Microsoft
    http: aiohttp.ClientSession
    tally: Tally = field(default_factory=Tally)

    async def staff(self, seconds: float, seed: int, rate_at: Callable[[float], float]) -> int:
        """Let people take turns for so long, ``rate_at`` a moment so many a second; gives how many people came."""
        services = self.microsoft
        coming = crowd(self.host.url, services.connector, self.http, self.tally, seed, services.shown)
        thinking: list[Someone] = []
        under_way: set[asyncio.Task[None]] = set()
        came, taken, began, due = 0, 0, time.perf_counter(), 0.0
        pause = min(THINKING, seconds * SHARE)
        while due < seconds:
            await asyncio.sleep(max(0.0, began + due - time.perf_counter()))
            if (taken := taken + 1) % KEPT == 0:
                gc.collect(1)
                gc.freeze()
            rate = rate_at(due)
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
async def morning(idle: float = 15.0) -> AsyncIterator[Morning]:
    """A host, Graph and Teams on loopback, in a temporary folder.

    ``idle``: seconds after which the staff's client closes a connection that rests.
    """
    async with contextlib.AsyncExitStack() as until:
        folder = Path(until.enter_context(tempfile.TemporaryDirectory(prefix="front-door-morning-")))
        services = await until.enter_async_context(microsoft(folder, keeps=False))
        connector = aiohttp.TCPConnector(limit=200, keepalive_timeout=idle)
        http = await until.enter_async_context(aiohttp.ClientSession(connector=connector))
        host = Host(folder / "host", {"GRAPH_BASE_URL": services.graph.url, "SHAREPOINT_SITE": LOCAL_SITE})
        await host.start()
        until.push_async_callback(host.stop)
        yield Morning(host, services, http)


async def live(minutes: float, seed: int) -> Finding:
    """Live through a morning and print its figures."""
    async with morning() as here:
        print(f"{minutes:g} minutes: {STEADY:g} turns a second, then {RUSH:g} …", flush=True)
        pid, rush = here.host.pid, minutes * 60 * 10 / 11
        idle, used, began = memory(pid), cpu(pid), time.perf_counter()
        came = await here.staff(minutes * 60, seed, lambda due: STEADY if due < rush else RUSH)
        took, busy = time.perf_counter() - began, cpu(pid) - used
        late = await settled(here, SETTLE)
        turns, peak = here.tally.turns, memory(pid, "VmHWM")
        lines, well = figures(here.tally, here.microsoft.rows(), late)
        print(f"{came} people in {took:.0f} s, {len(turns) / took:.1f} turns a second")
        print(*lines, sep="\n")
        print(f"memory: {idle:.0f} MB at rest, {peak:.0f} MB at most (goal: under {MEGABYTES:g})")
        print(f"CPU of the host: {busy / took * 100:.0f} % of one core, {busy / len(turns) * 1000:.1f} ms a turn")
        p95, errors, sent = quantile(turns, 0.95), len(here.tally.errors), len(here.tally.references)
        words = (
            f"{len(turns)} turns of {came} people in {took:.0f} s: {errors} errors, p95 {p95 * 1000:.0f} ms, "
            f"{peak:.0f} MB at most, {sent} requests all in the list {late:.0f} s later"
        )
        measured: dict[str, object] = {
            "turns": len(turns),
            "people": came,
            "errors": errors,
            "requests": sent,
            "p95_ms": p95 * 1000,
        }
        measured |= {"p99_ms": quantile(turns, 0.99) * 1000, "peak_mb": peak, "idle_mb": idle, "busy_s": busy}
        return Finding("R11", words, well and peak < MEGABYTES, measured)


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


async def settled(here: Morning, patience: float) -> float:
    """Wait until the list holds every acknowledged request; gives the seconds that it took, ``patience`` at most."""
    began, missing, read = time.perf_counter(), set(here.tally.references), 0
    while missing and time.perf_counter() - began < patience:
        for item, values in here.microsoft.newer(read):
            read = item
            missing.discard(str(values.get("Reference")))
        await asyncio.sleep(0.1)
    return time.perf_counter() - began


def _spread(times: list[float]) -> str:
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "longest": 1.0}
    return ", ".join(f"{name} {quantile(times, share) * 1000:.0f} ms" for name, share in shares.items())


def main() -> None:
    """Read the arguments and run."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks.morning", description=__doc__)
    reader.add_argument("--minutes", type=float, default=FULL, help="how long it lasts (11)")
    reader.add_argument("--seed", type=int, default=1, help="another number is another morning (1)")
    asked = reader.parse_args()
    found = asyncio.run(live(asked.minutes, asked.seed))
    print(found.line())
    sys.exit(0 if found.met else 1)


if __name__ == "__main__":
    main()
