"""`python -m benchmarks.faults`: runs the exercises and prints a line each; exit 1 when a goal was missed.

Without arguments each is short, for a few minutes in all. `--full` uses the counts of the goals and takes hours.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable

from benchmarks.faults import exercises
from benchmarks.faults.town import Finding

Exercise = Callable[[], Awaitable[Finding]]


def chosen(asked: argparse.Namespace) -> dict[str, Exercise]:
    """The exercises by name, with the counts that were asked for."""
    full: bool = asked.full
    kills: int = asked.kills or (1000 if full else 10)
    drops: int = asked.drops or (1000 if full else 40)
    return {
        "killed": lambda: exercises.killed(kills),
        "dropped": lambda: exercises.dropped_after_commit(drops),
        "outage": lambda: exercises.outage(500 if full else 100, 600.0 if full else 20.0),
        "told-to-wait": lambda: exercises.told_to_wait(429, 5),
        "unavailable": lambda: exercises.told_to_wait(503, 5),
        "poisoned": lambda: exercises.poisoned(10),
        "connector": exercises.connector_faults,
        "two-hosts": lambda: exercises.one_of_two_killed(600.0 if full else 30.0, 2000 if full else 10**6),
    }


async def run(asked: argparse.Namespace) -> int:
    """Run what was asked for, one after the other."""
    missed = 0
    for name, exercise in chosen(asked).items():
        if asked.only and name not in asked.only:
            continue
        print(f"{name}: …", flush=True)
        try:
            found = await exercise()
        except Exception as error:  # noqa: BLE001 - one exercise that breaks must not keep the others from running
            found = Finding("-", f"the exercise broke: {type(error).__name__} {error}", met=False)
        missed += not found.met
        print(f"{found.goal:4} {'met   ' if found.met else 'MISSED'} {found.words}", flush=True)
    print("Every goal was met." if not missed else f"{missed} missed. See the lines above.")
    return 1 if missed else 0


def main() -> None:
    """Read the arguments and run."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    reader.add_argument("--only", nargs="*", metavar="NAME", help="only these: " + ", ".join(_NAMES))
    reader.add_argument("--kills", type=int, help="how often the host is killed (10)")
    reader.add_argument("--drops", type=int, help="how many items lose their connection (40)")
    reader.add_argument("--full", action="store_true", help="the counts of the goals; takes hours")
    sys.exit(asyncio.run(run(reader.parse_args())))


_NAMES = ("killed", "dropped", "outage", "told-to-wait", "unavailable", "poisoned", "connector", "two-hosts")

if __name__ == "__main__":
    main()
