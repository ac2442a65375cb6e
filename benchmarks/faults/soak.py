"""The exercise that only lasts (goal R17): staff take turns, the list is edited, and what grows is measured."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.finding import Asked, Finding
from benchmarks.footprint import Sample, descriptors, from_clients, growth, memory, quarters
from benchmarks.microsoft import LIST
from benchmarks.morning import STEADY, Morning, morning, settled

EVERY = 10.0
"""Seconds from sample to sample."""
WARM_UP, LONG_ENOUGH = 900.0, 1800.0
"""Seconds of warm-up, by when all is full that fills up (half of a shorter run); and of a run that can judge growth."""
GROWTH, MORE = 1.0, 5.0
"""The goals: megabytes an hour; and by how many descriptors the last quarter may be above the first."""
IDLE = 2.0
"""Seconds after which the staff's client closes a connection that it does not use.

It takes the one that has rested longest: with more seconds, whatever a stall made it open would be used for ever."""
EDITS = 5.0
"""Seconds from one decision of the governance team to the next."""
STALL = 2.0
"""Seconds that no turn takes but where the whole machine stood still: turns pile up then, and memory keeps the peak."""
STATUSES = ("In review", "More information needed", "Approved")


@dataclass(slots=True)
class Watch:
    """What was seen of the host, by seconds since the beginning."""

    megabytes: list[Sample] = field(default_factory=list)
    open: list[Sample] = field(default_factory=list)
    """Its descriptors but for the connections that the staff's client holds open."""
    clients: list[Sample] = field(default_factory=list)
    """These connections."""
    slowest: list[Sample] = field(default_factory=list)
    """The longest of the turns that ended since the sample before, in seconds."""

    async def run(self, pid: int, port: int, turns: Sequence[float]) -> None:
        """Take samples until cancelled. ``turns``: how long each took that has ended."""
        loop, known = asyncio.get_running_loop(), 0
        began = loop.time()
        for number in itertools.count(1):
            await asyncio.sleep(max(0.0, began + number * EVERY - loop.time()))
            seconds, clients = loop.time() - began, from_clients(pid, port)
            self.megabytes.append((seconds, memory(pid)))
            self.open.append((seconds, float(descriptors(pid) - clients)))
            self.clients.append((seconds, float(clients)))
            self.slowest.append((seconds, max(turns[known:], default=0.0)))
            known = len(turns)

    def after(self, warm_up: float) -> tuple[list[Sample], list[Sample], int]:
        """Megabytes, descriptors, and in how many samples there was a stall, after so many seconds."""
        stalls = sum(1 for seconds, longest in self.slowest if seconds >= warm_up and longest >= STALL)
        return [s for s in self.megabytes if s[0] >= warm_up], [s for s in self.open if s[0] >= warm_up], stalls


async def soaked(asked: Asked) -> Finding:
    """R17: an hour of a morning's steady load: 24 turns a second, and a decision in the list every five seconds."""
    seconds = asked.seconds(3600.0, 60.0)
    async with morning(idle=IDLE) as here:
        watch = Watch()
        watching = watch.run(here.host.pid, here.host.port, here.tally.turns)
        beside = [asyncio.create_task(watching), asyncio.create_task(_edits(here))]
        try:
            await here.staff(seconds, asked.seed, lambda _: STEADY)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
        late = await settled(here, 120)
        megabytes, held, stalls = watch.after(min(WARM_UP, seconds / 2))
        hourly, (low, high), (few, many) = growth(megabytes), quarters(megabytes), quarters(held)
        turns, errors, long_enough = len(here.tally.turns), len(here.tally.errors), megabytes[-1][0] >= LONG_ENOUGH
        kinds, sent = Counter(here.tally.errors), len(here.tally.references)
        words = (
            f"{seconds / 60:.0f} minutes, {turns} turns, {sent} requests, {errors} errors{_named(kinds)}; "
            f"after the warm-up {hourly:+.2f} MB an hour ({low:.1f} to {high:.1f} MB, {stalls} stalls), "
            f"descriptors {few:.0f} to {many:.0f}{'' if long_enough else '; too short to judge growth'}"
        )
        measured: dict[str, object] = {
            "turns": turns,
            "requests": sent,
            "errors": errors,
            "growth_mb_h": round(hourly, 3),
            "late_s": round(late, 1),
        }
        measured |= {
            "megabytes": watch.megabytes,
            "descriptors": watch.open,
            "clients": watch.clients,
            "slowest": watch.slowest,
            "stalls": stalls,
            "kinds": dict(kinds),
        }
        grew = long_enough and (hourly >= GROWTH or many > few + MORE)
        return Finding("R17", words, bool(sent) and not errors and not grew, measured)


def _named(kinds: Counter[str]) -> str:
    return f" ({'; '.join(f'{times} {words}' for words, times in kinds.most_common(3))})" if kinds else ""


async def _edits(here: Morning) -> None:
    """Decide about one request after another, until cancelled."""
    read = 0
    for status in itertools.cycle(STATUSES):
        await asyncio.sleep(EDITS)
        for item, _ in here.microsoft.newer(read, 1):
            read = item
            here.microsoft.graph.edit(LIST, str(item), {"Status": status}, "governance")
