"""Goal P11: the papers of 200 requests in under 5 s and 300 MB. `python -m benchmarks.papers`.

The command runs as people run it, in a process of its own, on a register that holds the requests; so its start counts.
``--keep FILE`` leaves the document there, to look at.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bot.board.firmness import firmness
from bot.register.opening import open_register
from bot.settings import sqlite_url
from governance_rules import load_rulebook
from tests.bot.board.board_register import lodge_with_board
from tests.bot.board.requests_cast import AREAS, DAY, a_request

REQUESTS = 200
SECONDS, MEGABYTES, FIRM_SECONDS = 5.0, 300.0, 1.0
BODY = "board"
THINGS = ("repairs", "permits", "rotas", "invoices", "meals", "loans", "parking", "visits", "licences", "grants")


def made(data: Path, meeting: date, out: Path) -> tuple[float, float]:
    """Make the papers once. Gives seconds by the clock, and seconds of the processor."""
    program = str(Path(sys.executable).with_name("front-door"))
    command = [
        program,
        "pack",
        "--body",
        BODY,
        "--meeting",
        meeting.isoformat(),
        "--out",
        str(out),
        "--data",
        str(data),
    ]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Make the papers three times and print the best; ends with 1 when a goal was missed."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks.papers", description=__doc__)
    reader.add_argument("--requests", type=int, default=REQUESTS, help="how many the board has (200)")
    reader.add_argument("--keep", type=Path, help="leave the document in this file")
    asked = reader.parse_args()
    rulebook = load_rulebook(None, AREAS, DAY)
    meeting = next(body for body in rulebook.bodies if body.id == BODY).next_dates[0]
    titles = [f"Book {THINGS[n % len(THINGS)]} online, part {n}" for n in range(asked.requests)]
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder), asked.keep or Path(folder) / "papers.docx"
        register = open_register(sqlite_url(data))
        lodge_with_board(register, rulebook, titles)
        register.close()
        wall, used = min(made(data, meeting, out) for _ in range(3))
        size = out.stat().st_size / 1e6
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    requests = [a_request(rulebook, number) for number in range(1, asked.requests + 1)]
    began = time.perf_counter()
    firmness(rulebook, requests)
    firm = time.perf_counter() - began
    took = f"{wall:.1f} s ({used:.1f} s of a processor)"
    print(f"papers of {asked.requests} requests: {took}, {memory:.0f} MB, a file of {size:.1f} MB")
    print(f"how firm their order is, 10,000 tries: {firm:.2f} s")
    missed = wall > SECONDS or memory > MEGABYTES or firm > FIRM_SECONDS
    print(
        "P11 for papers:", "missed" if missed else "met", f"(under {SECONDS:g} s, {MEGABYTES:g} MB, {FIRM_SECONDS:g} s)"
    )
    sys.exit(missed)


if __name__ == "__main__":
    main()
