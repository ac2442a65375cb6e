"""The exercise of a disk that is full, or fails at every write (goal R9)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.faults.people import Someone
from benchmarks.faults.town import Town, town
from benchmarks.finding import Asked, Finding
from benchmarks.served import Host

SIZE = "96m"
"""The disk: room for the register of some thousand requests, so that only the exercise fills it."""
REFUSALS = 8
"""How often staff hear "not saved" before there is space again."""
ANSWERED = 5.0
"""Seconds within which what is typed is answered, unless it was saved with the last space there was: then its answer
waits for space, too."""
PATIENCE, BACK = 15.0, 20.0
"""Seconds for which it stays broken at most, and within which the next turn must be saved afterwards."""
LEAVERS = 3
"""People who press submit once while nothing can be written, and go home."""
NOBODY = resource.RLIM_INFINITY


class Broken(Protocol):
    """A way to break the disk of a running front door: `strike`, and `mend`."""

    @property
    def name(self) -> str:
        """The way in one word."""

    def strike(self, host: Host) -> None:
        """From now on nothing more can be written."""

    def mend(self, host: Host) -> None:
        """It can again."""


@dataclass(frozen=True, slots=True)
class Full:
    """A small disk of its own (tmpfs; only root may mount one), filled to the last byte."""

    folder: Path
    name: str = "full"

    def strike(self, host: Host) -> None:  # noqa: ARG002 - the other way needs it
        """Fill it."""
        with (self.folder / "ballast").open("ab", buffering=0) as ballast, contextlib.suppress(OSError):
            for piece in (b"x" * 65536, b"x"):
                with contextlib.suppress(OSError):
                    while True:
                        ballast.write(piece)

    def mend(self, host: Host) -> None:  # noqa: ARG002 - the other way needs it
        """Remove what fills it."""
        (self.folder / "ballast").unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Failing:
    """A limit on the size of the files of the process: every write to one ends in an error (RLIMIT_FSIZE)."""

    name: str = "failing"

    def strike(self, host: Host) -> None:
        """Let every write fail."""
        resource.prlimit(host.pid, resource.RLIMIT_FSIZE, (1, NOBODY))

    def mend(self, host: Host) -> None:
        """Let writes succeed again."""
        resource.prlimit(host.pid, resource.RLIMIT_FSIZE, (NOBODY, NOBODY))


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[tuple[Broken, ...]]:
    """The ways to break what is written into a folder: both, where a small disk may be mounted there."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0 or not _ran("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)):
        yield (Failing(),)
        return
    try:
        yield (Full(folder), Failing())
    finally:
        _ran("umount", "--lazy", str(folder))


async def full_disk(asked: Asked) -> Finding:
    """R9: again and again nothing can be written; everyone is told, nothing is half done, and it recovers by itself."""
    times, unheard, late, slowest, gone, struck = asked.count(60, 6), 0, 0, 0.0, [], 0
    async with town(seed=asked.seed) as here, _on_a_small_disk(here) as ways:
        host = here.hosts[0]
        await host.start()
        async with here.busy(6):
            for number in range(times):
                way = ways[number % len(ways)]
                leavers = [here.someone() for _ in range(LEAVERS)]
                await asyncio.gather(*(one.fill_in(f"left {one.number}") for one in leavers))
                await asyncio.sleep(here.chance.uniform(0.0, 1.0))
                way.strike(host)
                gone += [title for one in leavers if (title := await _leaves(one))]
                one, at_once = await _types(here)
                struck += await _refused(here)
                way.mend(host)
                slowest = max(slowest, await _saves_again(here))
                late += not at_once
                unheard += not await _answered(here, one, BACK)
            await here.stop_sending()
        restarts, found = await _restarted_when_full(here, host, ways[0]), await _whole(here, host)
        left = {str(values["Title"]) for _, values in here.microsoft.newer(0)} & set(gone)
        sent, lost, doubled, heard = len(here.lodged()), here.lost(), here.doubled(), here.heard
        wrong = {how: many for how, many in heard.items() if how not in {"well", "not saved"}}
        words = (
            f"{times} times ({', '.join(way.name for way in ways)}): {heard['not saved']} presses told not saved, "
            f"{unheard} typed messages unanswered ({late} answered once there was space), "
            f"other answers {wrong or 'none'}; {sent} requests: {lost} lost, {doubled} doubled, "
            f"{len(left)} of {len(gone)} given up in the list; {slowest:.1f} s to recover; {found}"
        )
        well = not (wrong or unheard or left or lost or doubled) and struck == times and slowest <= BACK
        measured: dict[str, object] = {
            "times": times,
            "heard": dict(heard),
            "lost": lost,
            "doubled": doubled,
            "half_done": len(left),
        }
        measured |= {"recovered_s": round(slowest, 2), "unheard": unheard, "late": late, "restarts": restarts}
        return Finding("R9", words, well and found == "database whole" and restarts, measured)


@contextlib.asynccontextmanager
async def _on_a_small_disk(here: Town) -> AsyncIterator[tuple[Broken, ...]]:
    """The data folder of the front door is a small disk, until the exercise ends."""
    with small_disk(here.hosts[0].data) as ways:
        try:
            yield ways
        finally:
            await here.hosts[0].kill()


async def _leaves(one: Someone) -> str:
    """Press submit once; gives the title when it was not saved."""
    title = f"left {one.number}"
    return "" if await one.submit(title) else title


async def _types(here: Town) -> tuple[Someone, bool]:
    """Somebody types. Whether the bot answers in the chat while nothing can be written."""
    one = here.someone()
    await one.type("help")
    return one, await _answered(here, one, ANSWERED)


async def _answered(here: Town, one: Someone, seconds: float) -> bool:
    """Wait until something was posted into somebody's chat."""
    teams = here.microsoft.teams
    return await here.until(lambda: bool(teams.to(one.conversation)), seconds)


async def _refused(here: Town) -> bool:
    """Wait until staff have heard a few times that nothing was saved."""
    before = here.heard["not saved"]
    return await here.until(lambda: here.heard["not saved"] >= before + REFUSALS, PATIENCE)


async def _saves_again(here: Town) -> float:
    """The seconds until a turn is saved again."""
    began, before = time.time(), here.heard["well"]
    await here.until(lambda: here.heard["well"] > before, 2 * BACK)
    return time.time() - began


async def _restarted_when_full(here: Town, host: Host, way: Broken) -> bool:
    """Kill it on a full disk and start it: it serves or ends with a sentence, and serves once there is space."""
    way.strike(host)
    await host.kill()
    with contextlib.suppress(RuntimeError, TimeoutError):
        await host.start()
    await host.kill()
    way.mend(host)
    await host.start()
    await here.someone().send_request("after the restart")
    return await here.until(lambda: here.lost() == 0, 60) and await here.no_item_waits(60)


async def _whole(here: Town, host: Host) -> str:
    """What SQLite and the history say of the database."""
    await here.until(lambda: here.lost() == 0, 60)
    with contextlib.closing(sqlite3.connect(host.data / "front-door.sqlite")) as database:
        said = str(database.execute("PRAGMA integrity_check").fetchone()[0])
    return "database whole" if said == "ok" else f"database: {said}"


def _ran(*command: str) -> bool:
    """Whether a command of the system did what it should."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
