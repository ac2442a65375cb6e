"""Our host beside the stock echo bots and bare aiohttp, in one run: `python benchmarks/host.py`.

All of them run at once and are loaded in turns, so that whatever else the machine does meets each of them. Goals P1 to
P4 are ratios for this reason. A message costs a stock bot a call to Teams; our guided turns are answered in the HTTP
answer, and are on disk before it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from host_client import Person, load

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.faults.kills import postgres as own_postgres

HERE = Path(__file__).parent
FRONT_DOOR = Path(sys.executable).with_name("front-door")
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
BYTECODE = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Python keeps its bytecode, as in any installation: else a start measures the compiler."""


@dataclass
class Contestant:
    """One bot: how it starts, what a person does to it, and what was measured."""

    name: str
    command: list[str]
    act: Callable[[Person], Awaitable[None]]
    port: int
    ready: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    idle: float = 0.0
    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def quantile(self, share: float) -> float:
        """This quantile of the latencies, in milliseconds."""
        ranked = sorted(self.times)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))] * 1000 if ranked else 0.0

    @property
    def cpu_a_turn(self) -> float:
        """Milliseconds of CPU a turn."""
        return self.cpu / len(self.times) * 1000 if self.times else 0.0


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / TICKS


def memory_of(pid: int) -> float:
    """Resident memory of a process in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6


def answers(contestant: Contestant) -> bool:
    """Whether this bot takes requests."""
    if contestant.ready:
        with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{contestant.port}{contestant.ready}") as said:
            return bool(said.status == 200)
        return False
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", contestant.port), 1):
        return True
    return False


@contextlib.contextmanager
def running(contestant: Contestant) -> Iterator[None]:
    """Start a bot, measure how long it takes, and end it at the end."""
    began = time.perf_counter()
    contestant.process = subprocess.Popen(
        contestant.command,
        env=BYTECODE | contestant.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not answers(contestant):
            if contestant.process.poll() is not None:
                raise SystemExit(f"{contestant.name} ended: {' '.join(contestant.command)}")
            time.sleep(0.01)
        contestant.started = time.perf_counter() - began
        yield
    finally:
        contestant.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            contestant.process.wait(25)
        contestant.process.kill()


def import_seconds() -> float:
    """The yardstick of a start (P3): importing aiohttp and the SDK, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        command = [sys.executable, "-c", "import aiohttp.web, botbuilder.core"]
        subprocess.run(command, check=True, env=BYTECODE)
        best = min(best, time.perf_counter() - began)
    return best


async def measure(contestants: list[Contestant], sink: int, people: int, rounds: int, seconds: float) -> None:
    """Load each bot in turn, round after round; the first round only warms up."""
    crowds = {c.name: [Person(n + 1, c.port, sink) for n in range(people)] for c in contestants}
    for turn in range(rounds + 1):
        for contestant in contestants:
            assert contestant.process is not None
            before, began = cpu_of(contestant.process.pid), time.perf_counter()
            times = await load(contestant.act, crowds[contestant.name], seconds if turn else min(seconds, 1.0))
            if turn:
                contestant.times += times
                contestant.seconds += time.perf_counter() - began
                contestant.cpu += cpu_of(contestant.process.pid) - before
    for crowd in crowds.values():
        for person in crowd:
            await person.close()


def report(contestants: list[Contestant], yardstick: float) -> None:
    """Print the figures, the ratios and a small chart."""
    print(f"{'':22}{'turns/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms/turn':>13}{'idle MB':>9}{'start s':>9}")
    for c in contestants:
        print(
            f"{c.name:22}{c.rate:10.0f}{c.quantile(0.5):9.2f}{c.quantile(0.99):9.2f}"
            f"{c.cpu_a_turn:13.2f}{c.idle:9.0f}{c.started:9.2f}"
        )
    widest = max(c.rate for c in contestants)
    print()
    for c in contestants:
        print(f"{c.name:22}{'█' * max(1, round(50 * c.rate / widest))} {c.rate:.0f} turns/s")
    by_name = {c.name: c for c in contestants}
    stock, agents = by_name["stock echo bot"], by_name["Agents SDK echo bot"]
    ours = [c for c in contestants if c.name.startswith("front door")]
    print(f"\nimport aiohttp.web, botbuilder.core: {yardstick:.2f} s")
    for c in ours:
        on_postgres = "Postgre" in c.name
        most, late = ("P9: 8", "P9: under 0.1") if on_postgres else ("P1: 15", "P2: under 0.05")
        print(f"{c.name} beside the stock echo bot:")
        print(f"  throughput {c.rate / stock.rate:.1f} times (goal {most})")
        print(f"  p99 {c.quantile(0.99) / stock.quantile(0.99):.2f} of its p99 (goal {late})")
        print(f"  start {c.started / yardstick:.2f} times the imports (goal P3: under 4)")
        print(f"  idle memory {c.idle / stock.idle:.2f} times (goal P4: under 2.5)")
        print(f"  CPU a turn 1/{stock.cpu_a_turn / c.cpu_a_turn:.1f}")
        print(f"{c.name} beside the {agents.name}:")
        print(f"  throughput {c.rate / agents.rate:.1f} times (goal P1: 3)")
        print(f"  CPU a turn 1/{agents.cpu_a_turn / c.cpu_a_turn:.1f}")


def main() -> None:
    """Run everybody and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=4.0)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--people", type=int, default=8)
    asked.add_argument("--postgres", default="", help="an address such as postgresql://… to measure ours on, too")
    asked.add_argument("--own-postgres", action="store_true", help="the same on a server that the run starts itself")
    asked.add_argument("--without-ours", action="store_true", help="the peers alone")
    given = asked.parse_args()
    with contextlib.ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = own_postgres(stack) if given.own_postgres else given.postgres
        sink = Contestant("sink", [], Person.say, free_port())
        sink.command = [sys.executable, str(HERE / "peers" / "sink.py"), str(sink.port)]
        stack.enter_context(running(sink))
        contestants = []
        for name, file, act in (
            ("stock echo bot", "stock_echo.py", Person.say),
            ("Agents SDK echo bot", "agents_echo.py", Person.say),
            ("bare aiohttp", "bare.py", Person.press),
            ("our host, no turn", "host_alone.py", Person.press),
        ):
            port = free_port()
            contestants.append(Contestant(name, [sys.executable, str(HERE / "peers" / file), str(port)], act, port))
        for name, url in (("front door (SQLite)", ""), ("front door (PostgreSQL)", database)):
            if given.without_ours or ("Postgre" in name and not url):
                continue
            port = free_port()
            command = [str(FRONT_DOOR), "serve", "--local", "--port", str(port), "--data", str(data / name[12:16])]
            more = {"DATABASE_URL": url} if url else {}
            contestants.append(Contestant(name, command, Person.press, port, "/readyz", more))
        yardstick = import_seconds()
        for contestant in contestants:
            stack.enter_context(running(contestant))
        time.sleep(3)  # what a start leaves for later has come by now
        for contestant in contestants:
            assert contestant.process is not None
            contestant.idle = memory_of(contestant.process.pid)
        asyncio.run(measure(contestants, sink.port, given.people, given.rounds, given.seconds))
        report(contestants, yardstick)


if __name__ == "__main__":
    main()
