"""One front door as a process of its own: started, killed and asked what waits, as an operator would."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

COMMAND = Path(sys.executable).with_name("front-door")
LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        port: int = found.getsockname()[1]
        return port


@dataclass(slots=True)
class Host:
    """A front door. Times of being up are kept, so that waiting can be counted only while somebody was there to act."""

    data: Path
    env: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None
    ups: list[list[float]] = field(default_factory=list)
    command: Callable[[Host], list[str]] | None = None
    """Another way to serve than `front-door serve` of this environment: a container, another version."""

    @property
    def pid(self) -> int:
        """The number of its process, which must have been started."""
        assert self.process is not None
        return self.process.pid

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self.port}"

    async def start(self) -> None:
        """Start, and wait until it says that it may take turns."""
        await self.begin()
        await self.ready()

    async def begin(self) -> None:
        """Start, and wait for nothing."""
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(self.command(self) if self.command else served(COMMAND, self)),
                env={**os.environ, **self.env},
                stdout=log,
                stderr=log,
                cwd=self.data,
            )

    async def ready(self) -> None:
        """Wait until it says that it may take turns. Raises `RuntimeError` when it has ended instead."""
        async with aiohttp.ClientSession() as http, asyncio.timeout(60):
            while not await _ready(http, self.url):
                if self.process is None or self.process.returncode is not None:
                    raise RuntimeError((self.data / "log").read_text()[-2000:])
                await asyncio.sleep(0.02)
        self.ups.append([time.time(), float("inf")])

    async def kill(self) -> None:
        """End it as the machine would: at once."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End it as a deployment would."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(how)
            await self.process.wait()
            if self.ups and self.ups[-1][1] == float("inf"):  # it may have ended before it was ready
                self.ups[-1][1] = time.time()

    def longest_run(self, first: float, last: float) -> float:
        """The longest time without a break, in seconds, for which it ran between two times."""
        return max((min(last, end) - max(first, begin) for begin, end in self.ups), default=0.0)

    async def deliveries(self, *words: str) -> list[str]:
        """The lines of `front-door deliveries list`."""
        asked = await asyncio.create_subprocess_exec(
            str(COMMAND),
            *("deliveries", "list", *words, "--data", str(self.data)),
            env={**os.environ, **self.env},
            stdout=asyncio.subprocess.PIPE,
            cwd=self.data,
        )
        said, _ = await asked.communicate()
        return said.decode().splitlines()[1:]


def served(program: str | Path, host: Host) -> list[str]:
    """The words that serve in local mode; ``program`` is a `front-door`."""
    return [str(program), "serve", "--local", "--port", str(host.port), "--data", str(host.data)]


async def _ready(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(f"{url}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False
