"""Tries faults: each in a copy of the tree, its tests in a process of their own with a limit of time."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from benchmarks.mutants.faults import Fault, put_into
from benchmarks.mutants.nearest import order_of
from benchmarks.mutants.quick import Quick

OTHERS = ("aiohttp.web", "botbuilder.core", "msgraph", "sqlalchemy", "alembic", "pydantic_settings")
"""What the tests need of others: imported once, in the process that all are forked from. No plugins of pytest."""
HUNG = "(hung)"
PATIENCE = 600.0
"""How long, in seconds, sound tests may take before anything is tried."""
_PLAIN = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist")
_STARTER = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a fault. ``by`` is the test that found it, ``near`` whether that is one of the folder's own."""

    found: bool
    by: str = ""
    near: bool = False


@contextlib.contextmanager
def bench(root: Path) -> Iterator[Bench]:
    """A copy of what git knows of the tree, to put faults into; it is thrown away afterwards."""
    _STARTER.set_forkserver_preload(list(OTHERS))
    with tempfile.TemporaryDirectory(prefix="front-door-mutants-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "tree"
        asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        for name in subprocess.run(asked, cwd=root, check=True, capture_output=True, text=True).stdout.splitlines():
            if (root / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, copy / name)
        made = Bench(copy)
        if made.ask(["tests/governance_rules"], quick=True, seconds=PATIENCE):
            raise SystemExit((copy.parent / "told.log").read_text())
        yield made


@dataclass(slots=True)
class Bench:
    """The copy, and which tests fail in it without any fault."""

    copy: Path
    sound: dict[str, bool] = field(default_factory=dict)

    def trial(self, fault: Fault, seconds: float, *, everywhere: bool) -> Verdict:
        """Put the fault in, ask the tests of its folder (or all), and take it out again. Hanging is finding."""
        file = self.copy / fault.file
        source = file.read_text("utf-8")
        near, rest = order_of(self.copy, fault.file)
        asked = [(near, True), (near, False), *([(rest, True), (rest, False)] if everywhere else [])]
        for tests, quick in asked:
            while True:
                file.write_text(put_into(fault, source), "utf-8")
                by = self.ask(tests, quick=quick, seconds=seconds)
                file.write_text(source, "utf-8")
                if not by:
                    break
                if by.startswith("(") or self._is_sound(by, seconds):
                    return Verdict(found=True, by=by, near=tests is near)
        return Verdict(found=False)

    def quick(self, faults: list[Fault], seconds: float) -> Iterator[tuple[Fault, str]]:
        """The faults that a test finds when all are tried in one run of the tests, and which test. See `quick`.

        Whatever is not among them was not found, or could not be tried: `trial` decides. ``seconds``: how long one
        test or fault may take.
        """
        near = [frozenset(order_of(self.copy, fault.file)[0]) for fault in faults]
        hear, tell = multiprocessing.Pipe(duplex=False)
        process = _STARTER.Process(target=run_quick, args=(str(self.copy), faults, near, tell))
        process.start()
        tell.close()
        waiting = len(faults)
        try:
            while waiting and hear.poll(seconds):
                number, by = hear.recv()
                waiting -= by is not None  # None: a test that has run with nothing wrong
                if by:
                    yield faults[number], by
        except EOFError:
            pass
        finally:
            _end(process)
        if waiting:
            said = self.copy.with_name("quick.log").read_text(errors="replace").splitlines()[-12:]
            print(f"The quick way ended before {waiting} faults, which go the long way:", *said, sep="\n  ", flush=True)

    def _is_sound(self, test: str, seconds: float) -> bool:
        """Whether a test that found something passes where there is nothing to find."""
        if test not in self.sound:
            self.sound[test] = not self.ask([test], quick=None, seconds=seconds)
        return self.sound[test]

    def ask(self, tests: list[str], *, quick: bool | None, seconds: float) -> str:
        """The first test that fails, or nothing. ``quick`` leaves PostgreSQL out, False asks it alone, None both."""
        if not tests:
            return ""
        which = [] if quick is None else ["-k", "not postgres" if quick else "postgres"]
        left_out = [] if quick is None else [f"--deselect={test}" for test, sound in self.sound.items() if not sound]
        told = self.copy.parent / "told.json"
        told.unlink(missing_ok=True)
        process = _STARTER.Process(target=run_tests, args=(str(self.copy), str(told), [*which, *left_out, *tests]))
        process.start()
        try:
            process.join(seconds)
            hung = process.is_alive()
        finally:
            _end(process)
        if hung:
            return HUNG
        if not told.exists():
            return f"(ended with {process.exitcode})"
        answer: str = json.loads(told.read_text())
        return answer


def _end(process: BaseProcess) -> None:
    """End such a process, and what its tests started with it."""
    if process.pid:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.join()


def run_tests(copy: str, told: str, wanted: list[str]) -> None:
    """In a process of its own: run tests of the copy until one fails, and write down which."""
    _move_into(copy, Path(told).with_suffix(".log"))
    first = _First()
    ended = pytest.main(["-x", *_PLAIN, "--tb=short", *wanted], plugins=[first])
    nothing = {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
    Path(told).write_text(json.dumps("" if ended in nothing else first.failed or f"(pytest ended with {ended})"))


def run_quick(copy: str, faults: list[Fault], near: list[frozenset[str]], tell: Connection) -> None:
    """In a process of its own: run all tests of these files once, then try one fault after the other."""
    _move_into(copy, Path(copy).with_name("quick.log"))
    asked = sorted(frozenset[str]().union(*near))
    pytest.main([*_PLAIN, "--tb=short", *asked], plugins=[Quick(Path(copy), faults, near, tell)])


def _move_into(copy: str, log: Path) -> None:
    """Let this process see the copy of the tree and nothing of the tree itself, and write to this file."""
    os.setsid()
    os.chdir(copy)
    os.environ |= {"PYTHONPATH": copy, "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(Path(copy).parent)}
    tempfile.tempdir = None
    sys.path[:] = [copy, *(p for p in sys.path if p and not Path(p, "governance_rules").is_dir())]
    sys.dont_write_bytecode = True
    for name in [
        n for n in sys.modules if n.partition(".")[0] in {"bot", "dialogs", "governance_rules", "tests", "benchmarks"}
    ]:
        del sys.modules[name]
    sys.stdout = sys.stderr = log.open("w")
    os.dup2(sys.stdout.fileno(), 1)
    os.dup2(sys.stdout.fileno(), 2)


class _First:
    """Hears of the first test or file that fails."""

    failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test."""
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be imported."""
        if report.failed and not self.failed:
            self.failed = report.nodeid
