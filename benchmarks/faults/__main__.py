"""`python -m benchmarks.faults`: runs the exercises and prints a line each; exit 1 when a goal was missed.

Without arguments each is short, some minutes in all. `python -m benchmarks.faults R1 --full` runs one with the count of
its goal. What was found is kept in `build/faults`; `--table` prints the full counts as rows of `docs/reliability.md`.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from benchmarks import morning
from benchmarks.faults import disk, kills, rolling, services, soak
from benchmarks.finding import Asked, Finding, keep, table

Exercise = Callable[[Asked], Awaitable[Finding]]


async def _morning(asked: Asked) -> Finding:
    """R11: a morning of 3,600 staff."""
    return await morning.live(asked.seconds(morning.FULL * 60, 60.0) / 60, asked.seed)


EXERCISES: Mapping[str, Exercise] = {
    "R1": kills.killed,
    "R2": services.dropped_after_commit,
    "R3": services.outage,
    "R4": services.told_to_wait,
    "R5": services.poisoned,
    "R6": services.connector_faults,
    "R9": disk.full_disk,
    "R11": _morning,
    "R15": kills.one_of_two_killed,
    "R17": soak.soaked,
    "R18": rolling.rolled,
}


async def run(goals: list[str], asked: Asked) -> int:
    """Run what was asked for, one after the other."""
    missed = 0
    for goal in goals:
        began = datetime.now(UTC)
        print(f"{goal} … {(EXERCISES[goal].__doc__ or '').splitlines()[0].partition(': ')[2]}", flush=True)
        try:
            found = await EXERCISES[goal](asked)
        except Exception as error:  # one exercise that breaks must not keep the others from running
            found = Finding(goal, f"the exercise broke: {type(error).__name__} {error}", met=False)
        missed += not found.met
        print(f"{found.line()}\n     kept in {keep(found, asked, began)}", flush=True)
    print("Every goal was met." if not missed else f"{missed} missed. See the lines above.")
    return 1 if missed else 0


def main() -> None:
    """Read the arguments and run."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    reader.add_argument("goals", nargs="*", metavar="GOAL", help=f"only these: {', '.join(EXERCISES)}")
    reader.add_argument("--full", action="store_true", help="the counts of the goals (docs/reliability.md: how long)")
    reader.add_argument("--seed", type=int, default=1, help="another number chooses other moments (1)")
    reader.add_argument("--times", type=int, help="how often: kills, drops, requests, fillings of the disk, rolls")
    reader.add_argument("--minutes", type=float, help="how long: R3, R11, R15, R17")
    reader.add_argument("--table", action="store_true", help="print what the full counts found, and run nothing")
    given = reader.parse_args()
    if given.table:
        print(*table(), sep="\n")
        return
    if unknown := [goal for goal in given.goals if goal not in EXERCISES]:
        reader.error(f"{', '.join(unknown)}: there is no such exercise; choose from {', '.join(EXERCISES)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # front doors end and disks are unmounted then, too
    asked = Asked(given.full, given.seed, given.times, given.minutes)
    sys.exit(asyncio.run(run(given.goals or list(EXERCISES), asked)))


if __name__ == "__main__":
    main()
