"""Puts random one-line faults into the product and counts those that the tests find (goal T1)."""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

from benchmarks.mutants.faults import Fault, faults_of, reads
from benchmarks.mutants.trial import bench

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
    parser.add_argument("--again", action="store_true", help="only those that survived the last run of this seed")
    parser.add_argument("--everywhere", action="store_true", help="ask the tests of other folders too")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    NOTES.mkdir(parents=True, exist_ok=True)
    notes = NOTES / f"seed-{given.seed}.json"
    known: dict[str, dict[str, object]] = json.loads(notes.read_text()) if notes.exists() else {}
    alike = _equivalent()
    began, counted = time.monotonic(), Counter[str]()
    with bench(ROOT) as copy:
        for fault in _chosen(given.seed, given.many, given.under):
            before = known.get(fault.name)
            if given.again and before and before["found"]:
                counted["found"] += 1
                continue
            if fault.name in alike:
                counted["equivalent"] += 1
                continue
            at = time.monotonic()
            verdict = copy.trial(fault, given.minutes * 60, everywhere=given.everywhere)
            known[fault.name] = {"line": fault.line, "kind": fault.kind, "found": verdict.found, "by": verdict.by}
            notes.write_text(json.dumps(known, indent=1))
            counted["found" if verdict.found else "survived"] += 1
            counted["near"] += verdict.near
            said = f"found by {verdict.by}" if verdict.found else "SURVIVED"
            print(f"{time.monotonic() - at:5.0f} s  {fault.file}:{fault.line}  {said}", flush=True)
            if not verdict.found:
                print(f"        - {fault.before}\n        + {fault.after}", flush=True)
    tried = counted["found"] + counted["survived"]
    print(
        f"T1 seed {given.seed}: {counted['found']} of {tried} found ({counted['survived']} survived), "
        f"{counted['equivalent']} more change nothing; {time.monotonic() - began:.0f} s"
    )
    return int(counted["found"] < GOAL * tried)


def _chosen(seed: int, many: int, under: str) -> list[Fault]:
    """So many faults of different lines, by the seed."""
    every = [fault for fault in faults_of(ROOT) if fault.file.startswith(under)]
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
