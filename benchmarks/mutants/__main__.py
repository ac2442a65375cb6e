"""Puts random one-line faults into the product and counts those that the tests find (goal T1)."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import random
import signal
import sys
import threading
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.mutants.faults import KINDS, Fault, faults_of, reads
from benchmarks.mutants.trial import Bench, Verdict, bench

ROOT = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
NOTES = ROOT / "build" / "mutants"
GOAL = 0.95


def main() -> int:
    """Try faults, tell of each, and end with 1 when fewer than 95 of a hundred were found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("--many", type=int, default=100, help="how many faults")
    parser.add_argument("--seed", type=int, default=1, help="which faults")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long the tests of one fault may take")
    parser.add_argument("--under", default="", help="only in files below this folder")
    parser.add_argument("--kinds", default="", help="only these kinds, as in 'comparison,and or,not'")
    parser.add_argument("--at-once", type=int, default=1, help="how many faults are tried side by side")
    parser.add_argument("--again", action="store_true", help="only those that survived the last run of this seed")
    parser.add_argument("--quick", action="store_true", help="try many faults in one run of the tests first")
    parser.add_argument("--everywhere", action="store_true", help="ask the tests of other folders too")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    tally = Tally(NOTES / f"seed-{given.seed}.json")
    alike, equivalent = _equivalent(), 0
    waiting: list[Fault] = []
    for fault in _chosen(given.seed, given.many, given.under, _kinds(given.kinds)):
        if fault.name in alike:
            equivalent += 1
        elif given.again and tally.found_before(fault):
            tally.count(fault, found=True)
        else:
            waiting.append(fault)
    limit = given.minutes * 60

    def quickly(copy: Bench, some: list[Fault]) -> None:
        for fault, by in copy.quick(some, limit):
            tally.tell(fault, Verdict(found=True, by=by, near=True))

    def at_length(copy: Bench, some: list[Fault]) -> None:
        for fault in some:
            tally.tell(fault, copy.trial(fault, limit, everywhere=given.everywhere))

    with contextlib.ExitStack() as stack, ThreadPoolExecutor(given.at_once) as pool:
        copies = [stack.enter_context(bench(ROOT)) for _ in range(given.at_once)]
        waiting.sort(key=lambda fault: (fault.file, fault.line))  # neighbours share their tests
        if given.quick:
            ends = [len(waiting) * n // given.at_once for n in range(given.at_once + 1)]
            list(pool.map(quickly, copies, [waiting[begins:end] for begins, end in itertools.pairwise(ends)]))
        left = [fault for fault in waiting if not tally.told(fault)]
        list(pool.map(at_length, copies, [left[n :: given.at_once] for n in range(given.at_once)]))
    return tally.end(given.seed, equivalent)


class Tally:
    """What became of each fault, told as it becomes known and noted in this file."""

    def __init__(self, notes: Path) -> None:
        notes.parent.mkdir(parents=True, exist_ok=True)
        self._notes = notes
        self._known: dict[str, dict[str, object]] = json.loads(notes.read_text()) if notes.exists() else {}
        self._by_kind: dict[str, list[bool]] = {}
        self._told: set[str] = set()
        self._began = time.monotonic()
        self._one = threading.Lock()

    def found_before(self, fault: Fault) -> bool:
        """Whether an earlier run found it."""
        return bool(self._known.get(fault.name, {}).get("found"))

    def told(self, fault: Fault) -> bool:
        """Whether this run knows what became of it."""
        return fault.name in self._told

    def count(self, fault: Fault, *, found: bool) -> None:
        """Count it."""
        self._told.add(fault.name)
        self._by_kind.setdefault(fault.kind, []).append(found)

    def tell(self, fault: Fault, verdict: Verdict) -> None:
        """Count it, note it, and print it."""
        with self._one:
            self.count(fault, found=verdict.found)
            self._known[fault.name] = {
                "line": fault.line,
                "kind": fault.kind,
                "found": verdict.found,
                "by": verdict.by,
            }
            self._notes.write_text(json.dumps(self._known, indent=1))
            where = "" if verdict.near else ", a test of another folder"
            said = f"found by {verdict.by}{where}" if verdict.found else "SURVIVED"
            print(f"{time.monotonic() - self._began:6.0f} s  {fault.file}:{fault.line}  {said}", flush=True)
            if not verdict.found:
                print(f"          - {fault.before}\n          + {fault.after}", flush=True)

    def end(self, seed: int, equivalent: int) -> int:
        """Print the sum; 1 when it misses the goal."""
        for kind, found in sorted(self._by_kind.items()):
            print(f"  {kind:12} {sum(found)} of {len(found)} found")
        every = [one for found in self._by_kind.values() for one in found]
        took = time.monotonic() - self._began
        print(f"T1 seed {seed}: {sum(every)} of {len(every)} found, {equivalent} more change nothing; {took:.0f} s")
        return int(sum(every) < GOAL * len(every))


def _kinds(given: str) -> frozenset[str]:
    """The kinds that were asked for; all of them where none was named."""
    wanted = frozenset(kind.strip() for kind in given.split(",") if kind.strip())
    if unknown := wanted - KINDS:
        raise SystemExit(f"--kinds: {', '.join(sorted(unknown))}: there are {', '.join(sorted(KINDS))}")
    return wanted or KINDS


def _listed(kinds: frozenset[str]) -> str:
    return ", ".join(repr(kind) for kind in sorted(kinds))


def _chosen(seed: int, many: int, under: str, kinds: frozenset[str]) -> list[Fault]:
    """So many faults of different lines, by the seed."""
    every = [fault for fault in faults_of(ROOT) if fault.file.startswith(under) and fault.kind in kinds]
    random.Random(seed).shuffle(every)
    lines: set[tuple[str, int]] = set()
    chosen: list[Fault] = []
    for fault in every:
        if len(chosen) == many:
            break
        if (fault.file, fault.line) not in lines and reads(fault, (ROOT / fault.file).read_text("utf-8")):
            lines.add((fault.file, fault.line))
            chosen.append(fault)
    return chosen


def _equivalent() -> set[str]:
    """Faults that change nothing anybody could notice, found by hand, each with its reason."""
    listed = tomllib.loads(EQUIVALENT.read_text("utf-8")) if EQUIVALENT.exists() else {}
    for fault in listed.get("fault", []):
        if not fault["because"]:
            raise SystemExit(f"{EQUIVALENT.name}: {fault['file']}: say why nothing changes")
    return {f"{f['file']}: {f['before']} -> {f['after']}" for f in listed.get("fault", [])}


if __name__ == "__main__":
    sys.exit(main())
