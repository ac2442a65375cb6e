"""Processes of the front door, forked from one that has imported it: a start takes 0.1 s instead of 1 s.

Each is a process of its own all the same, with its own environment, folder, output, limits, signals and exit code.
What the start itself must show runs the real command (`tests/bot/production/test_starting.py`, the README's commands).

`program` gives a file that a shell runs as it runs `front-door`, for what is typed there:

    file ── asks ──> server, one a test module ── forks one for each question ── forks ──> the command
                     (forked as all are here, then imports the rest)   (waits, hands the exit code back)
"""

from __future__ import annotations

import asyncio
import gc
import json
import multiprocessing
import os
import resource
import signal
import socket
import socketserver
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.commands import COMMANDS
from tests.schemas import jsonschema_without_addresses

IMPORTED = [
    *(f"bot.commands.{name}" for name in ("serve", "doctor", "lists", "deliveries", "audit")),
    *("bot.wiring", "bot.sharepoint.sdk", "bot.deliveries.running", "bot.register.opening"),
]
"""What the process from which they are forked imports. It says nothing of what it does not find."""
IMPORTED_FOR_TYPING = [
    *(later.module for later in COMMANDS.values()),
    *("bot.commands.word_files", "bot.board.review", "bot.figures.chart", "bot.figures.paper"),
    *("anyio._backends._asyncio", "bs4", "httpcore", "h2.connection", "matplotlib.backends.backend_svg"),
]
"""What the server of commands that are typed imports beside them: every command, and what they import only then."""
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
    said = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    if descriptors:
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
    _run(words, env, folder, {1: said, 2: said})


def _run(words: list[str], env: dict[str, str], folder: str, streams: dict[int, int]) -> None:
    """Be `front-door` with these words. ``streams``: what it has in the place of its input (0), output and errors."""
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    for stream, given in streams.items():
        os.dup2(given, stream)
    sys.argv = ["front-door", *words]
    import_module("bot.commands").main()


_ASKING = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    mask = os.umask(0)
    socket.send_fds(server, [b"-"], [0, 1, 2])
    server.sendall(json.dumps([sys.argv[1:], dict(os.environ), os.getcwd(), mask]).encode())
    server.shutdown(socket.SHUT_WR)
    ended = server.recv(1)
sys.exit(ended[0] if ended else "the server of the tests is gone")
"""
"""What stands in the place of `front-door`: 10 ms of an interpreter that asks the server, waits, and ends as it did."""


class _Command(socketserver.BaseRequestHandler):
    """One command that was asked for; in a process of its own, which waits for the command's."""

    def handle(self) -> None:
        _, streams, _, _ = socket.recv_fds(self.request, 1, 3)
        with self.request.makefile(encoding="utf-8") as asked:
            words, env, folder, mask = json.load(asked)
        multiprocessing.current_process().daemon = False  # nothing of what a daemon starts may start processes
        os.umask(mask)
        does = partial(_run, words, env, folder, dict(enumerate(streams)))
        command = multiprocessing.get_context("fork").Process(target=does)
        command.start()
        command.join()
        self.request.sendall(bytes([(command.exitcode or 0) & 0xFF]))


class _Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """Forks a process for each command, and has no thread."""


def _serve(listener: socket.socket) -> None:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a process with threads cannot be forked safely
    for name in (*IMPORTED, *IMPORTED_FOR_TYPING):
        import_module(name)
    jsonschema_without_addresses()
    gc.collect()
    gc.freeze()  # what is never looked at again is never copied either
    with _Server(listener.getsockname(), _Command, bind_and_activate=False) as server:
        server.socket = listener
        server.serve_forever()


@contextmanager
def program(folder: Path) -> Iterator[Path]:
    """A file in this folder that is used in a shell as `front-door` is, while the context lasts."""
    with tempfile.TemporaryDirectory(prefix="forked-") as short:  # a socket's address has room for a hundred letters
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(address := f"{short}/socket")
            listener.listen(16)
            server = fork(_serve, listener)
        file = folder / "front-door"
        file.write_text(_ASKING.format(python=sys.executable, address=address), encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        yield file
        server.kill()
