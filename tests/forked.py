"""Processes of the front door, forked from one that has imported it: a start takes 0.1 s instead of 1 s.

Each is a process of its own all the same, with its own environment, folder, output, limits, signals and exit code.
What the start itself must show runs the real command (`tests/bot/production/test_starting.py`, the documents).
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.process import BaseProcess
from pathlib import Path

IMPORTED = [
    *(f"bot.commands.{name}" for name in ("serve", "doctor", "lists", "deliveries", "audit")),
    *("bot.wiring", "bot.sharepoint.sdk", "bot.deliveries.running", "bot.register.opening"),
]
"""What the process from which they are forked imports. It says nothing of what it does not find."""
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(IMPORTED)


@dataclass(frozen=True, slots=True)
class Forked:
    """One such process, used like one of `asyncio.subprocess`."""

    process: BaseProcess
    pid: int

    @property
    def returncode(self) -> int | None:
        """How it ended: the exit code, minus the signal, or None while it runs."""
        return self.process.exitcode

    def send_signal(self, how: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.returncode is None:
            os.kill(self.pid, how)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Wait for its end, and say how it ended."""
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        if self.returncode is None:
            loop.add_reader(self.process.sentinel, over.set)
            try:
                await over.wait()
            finally:
                loop.remove_reader(self.process.sentinel)
        ended = self.returncode
        assert ended is not None
        return ended


def fork(does: Callable[..., None], *given: object) -> Forked:
    """A process that does this and ends. ``does`` stands at the top of a module that imports little by itself."""
    process = _FORKING.Process(target=does, args=given, daemon=True)
    process.start()
    assert process.pid is not None
    return Forked(process, process.pid)


def front_door(
    words: Sequence[str], env: Mapping[str, str], folder: Path, output: Path, descriptors: int = 0
) -> Forked:
    """Run `front-door` with these words, in this environment alone and in this folder; what it says goes to a file.

    ``descriptors``: the most that the machine lets it have; 0: as the tests themselves.
    """
    return fork(_become, list(words), dict(env), str(folder), str(output), descriptors)


def _become(words: list[str], env: dict[str, str], folder: str, output: str, descriptors: int) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    said = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.close(said)
    if descriptors:
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
    sys.argv = ["front-door", *words]
    import_module("bot.commands").main()
