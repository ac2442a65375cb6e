"""Quick trials: every test runs once, then a process is forked for each fault and asks only the tests that reach it.

What this cannot try (a fault outside functions) or does not find is tried the long way (`trial`), which decides. It
pays where many faults share few tests: of those that whole floors import, the one run takes longer than it saves.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import os
import select
import signal
import sys
import threading
import time
import types
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from benchmarks.mutants.faults import Fault, put_into

SPENT = 60.0
"""Seconds of processor time after which the tests of one fault are left to the long way."""
_ANSWERED = b"\x01"

Function = tuple[str, int]
"""A function by its file and the line that it begins in, decorators included, as Python numbers code."""


@dataclass(slots=True)
class Nothing:
    """What pytest is told comes next, so that it puts away all but what belongs to the whole run."""

    session: pytest.Session

    def listchain(self) -> list[Any]:
        """What stays."""
        return [self.session]


@dataclass(slots=True, eq=False)
class Quick:
    """A plugin of pytest that tells of each fault which test found it, or nothing, by its number in ``faults``."""

    copy: Path
    faults: Sequence[Fault]
    near: Sequence[frozenset[str]]
    """The test files that each fault is tried by."""
    tell: Connection
    """Takes the number of each test that ran with nothing wrong, and None; later that of a fault, and who found it."""
    failed: str = ""
    reached: dict[Function, set[int]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Of each test: its processor time, and by the clock."""
    unsound: set[int] = field(default_factory=set)
    controlled: dict[int, bool] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hears of a test that fails."""
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In the place of pytest's own: all tests once, then the faults."""
        wanted = frozenset[str]().union(*self.near)
        items = [item for item in session.items if item.nodeid.partition("::")[0] in wanted]
        for at, item in enumerate(items):
            self._note(at, item, Nothing(session))
            self.tell.send((at, None))
        gc.unfreeze()  # what the tests' own set-up froze is not among the objects that can be asked for
        gc.collect()
        live: dict[str, list[types.FunctionType]] = defaultdict(list)
        for one in gc.get_objects():
            if type(one) is types.FunctionType:
                live[one.__code__.co_filename].append(one)
        gc.freeze()
        for number, fault in enumerate(self.faults):
            self.tell.send((number, self._try(fault, self.near[number], items, live)))
        return True

    def _note(self, at: int, item: pytest.Item, then: Nothing) -> None:
        """Run a test with nothing wrong, and note which functions of the product it calls."""
        seen: set[types.CodeType] = set()

        def called(frame: types.FrameType, event: str, _: object) -> None:
            if event == "call":
                seen.add(frame.f_code)

        self.failed, began = "", (time.process_time(), time.monotonic())
        threading.setprofile(called)
        sys.setprofile(called)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=then)
        sys.setprofile(None)
        threading.setprofile(None)
        self.seconds[at] = (time.process_time() - began[0], time.monotonic() - began[1])
        if self.failed:
            self.unsound.add(at)
        own = f"{self.copy}/"
        for code in seen:
            if code.co_filename.startswith(own):
                self.reached[code.co_filename, code.co_firstlineno].add(at)

    def _try(
        self, fault: Fault, near: frozenset[str], items: list[pytest.Item], live: Mapping[str, list[types.FunctionType]]
    ) -> str:
        """The test that finds this fault, or nothing when none does or it cannot be tried like this."""
        file = self.copy / fault.file
        source = file.read_text("utf-8")
        line = line_of_function(source, fault)
        if line is None:
            return ""
        reach = [at for at in self.reached.get((str(file), line), ()) if at not in self.unsound]
        order = sorted(
            (at for at in reach if items[at].nodeid.partition("::")[0] in near), key=lambda at: self.seconds[at]
        )
        while order:
            found, last = self._forked(order, items, (str(file), source, fault, live[str(file)]))
            if not found or last is None or self._sound(last, items):
                return found
            order = order[order.index(last) + 1 :]  # a test that fails here for another reason says nothing
        return ""

    def _sound(self, at: int, items: list[pytest.Item]) -> bool:
        """Whether a test passes in such a process when there is nothing to find."""
        if at not in self.controlled:
            self.controlled[at] = not self._forked([at], items, None)[0]
        return self.controlled[at]

    def _forked(
        self, order: list[int], items: list[pytest.Item], fault: tuple[str, str, Fault, list[types.FunctionType]] | None
    ) -> tuple[str, int | None]:
        """Ask these tests in a process of their own: the first that fails, by name and number. Hanging is finding."""
        readable, writable = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of threads that a fork leaves behind: none of them is waited for
            child = os.fork()
        if not child:
            with contextlib.suppress(BaseException):
                os.setsid()
                self._ask(order, items, fault, writable)
            os._exit(0)
        os.close(writable)
        told, hung = b"", False
        while True:
            at = min(told.count(_ANSWERED), len(order) - 1)
            if not select.select([readable], [], [], 20 + 6 * self.seconds[order[at]][1])[0]:
                hung = True
                break
            said = os.read(readable, 4096)
            if not said:
                break
            told += said
        os.close(readable)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        last = order[min(told.count(_ANSWERED), len(order) - 1)]
        name = told.replace(_ANSWERED, b"").decode(errors="replace")
        if hung or not told.endswith(b"\n"):
            return ("(hung)" if hung else "(ended)"), last
        return name.strip(), last

    def _ask(
        self,
        order: list[int],
        items: list[pytest.Item],
        fault: tuple[str, str, Fault, list[types.FunctionType]] | None,
        tell: int,
    ) -> None:
        """In the child: put the fault in, and write a byte for each test that passes, then the one that fails."""
        if fault is not None and not give(*fault):
            os.write(tell, b"\n")
            return
        began = time.process_time()
        for at in order:
            self.failed = ""
            item = items[at]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=Nothing(item.session))
            if self.failed or time.process_time() - began > SPENT:
                break
            os.write(tell, _ANSWERED)
        os.write(tell, self.failed.encode()[:2000] + b"\n")


def give(file: str, source: str, fault: Fault, live: list[types.FunctionType]) -> bool:
    """Give every function of the file its code with the fault in it; no when one cannot take it."""
    was = dict(_codes(compile(source, file, "exec", dont_inherit=True)))
    now = dict(_codes(compile(put_into(fault, source), file, "exec", dont_inherit=True)))
    for function in live:
        name = (function.__code__.co_qualname, function.__code__.co_firstlineno)
        if name in now and was.get(name) != now[name]:
            try:
                function.__code__ = now[name]
            except ValueError:  # it closes over other names than before
                return False
    return True


def _codes(code: types.CodeType) -> Iterator[tuple[tuple[str, int], types.CodeType]]:
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            yield (one.co_qualname, one.co_firstlineno), one
            yield from _codes(one)


def line_of_function(source: str, fault: Fault) -> int | None:
    """The line that the innermost function around a fault begins in; None when it stands in none."""
    text = source.encode()
    lines = [0]
    for one in text.split(b"\n"):
        lines.append(lines[-1] + len(one) + 1)
    at = len(source[: fault.start].encode())
    found: tuple[int, int] | None = None
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        body: list[Any] = node.body if isinstance(node.body, list) else [node.body]
        begins = lines[body[0].lineno - 1] + body[0].col_offset
        ends = lines[body[-1].end_lineno - 1] + body[-1].end_col_offset
        if begins <= at < ends and (found is None or begins >= found[0]):
            decorators = [] if isinstance(node, ast.Lambda) else [one.lineno for one in node.decorator_list]
            found = (begins, min([node.lineno, *decorators]))
    return found[1] if found else None
