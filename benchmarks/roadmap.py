"""Goal P11: the roadmap of 5,000 requests in under 1 s, in each of its forms. `python -m benchmarks.roadmap`.

A register is filled as `benchmarks/register_size.py` fills it; all of it is put on the roadmap, and each tenth moved.
Each form is made from the register on, the best of five times, by the clock and by the processor. The review and the
start of the command stand beside it as figures.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, insert, literal, select, update

from benchmarks.register_size import DAY, NOW, fill
from bot.board.roadmap import as_json, as_text, names_of
from bot.board.roadmap_svg import as_svg
from bot.commands.roadmap import read
from bot.people.directory import areas, people_of, read_directory
from bot.register.board_tables import roadmap_moves
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.roadmap import entries
from bot.register.schema import requests
from bot.settings import sqlite_url
from dialogs import take_turn
from dialogs.model import Clock, Lookups, People, Person, Pressed, Session
from dialogs.roadmap import Roadmap
from governance_rules import Rulebook, load_rulebook

REQUESTS, SECONDS, TIMES = 5000, 1.0, 5
STATUSES = ("In review", "Approved", "In delivery")
SINCE = date(2026, 10, 1)


def planned(connection: Connection) -> None:
    """Put every request on the roadmap, and let each tenth have moved."""
    c = requests.c
    for rest, status in enumerate(STATUSES):
        connection.execute(update(requests).where(c.number % len(STATUSES) == rest).values(status=status))
    said = (literal("later"), literal("now"), literal("Governance team"), literal("The law changed."))
    names = ["reference", "number", "at", "before", "after", "who", "note"]
    moves = select(c.reference, literal(1), literal(NOW, roadmap_moves.c.at.type), *said).where(c.number % 10 == 0)
    connection.execute(insert(roadmap_moves).from_select(names, moves))


def best(once: Callable[[], object]) -> tuple[float, float]:
    """The shortest of several times: seconds by the clock, and of the processor."""
    found = []
    for _ in range(TIMES):
        began, used = time.perf_counter(), time.process_time()
        once()
        found.append((time.perf_counter() - began, time.process_time() - used))
    return min(found)


def in_chat(register: Register, rulebook: Rulebook, people: People) -> None:
    """The card as a turn makes it."""
    known = Lookups(roadmap=register.read_now(entries))
    session, act = Session(Person("anybody", "Member of staff"), None), Pressed("roadmap", {"part": "now"})
    take_turn(rulebook, people, session, known, act, Clock(NOW, lambda: "new"))


def command_time(data: Path, *said: str) -> float:
    """How long the command takes in a process of its own, by the clock."""
    program = str(Path(sys.executable).with_name("front-door"))
    began = time.perf_counter()
    subprocess.run([program, "roadmap", "--data", str(data), *said], check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print a line each; ends with 1 when the goal was missed."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks.roadmap", description=__doc__)
    reader.add_argument("--requests", type=int, default=REQUESTS, help="how many are on it, in thousands (5,000)")
    asked = reader.parse_args()
    directory = read_directory(None)
    named = dict(areas(directory))
    rulebook = load_rulebook(None, named, DAY)
    people = people_of(directory, (), DAY, rulebook)
    names = names_of(rulebook, named)
    with tempfile.TemporaryDirectory(prefix="front-door-roadmap-") as folder:
        data = Path(folder)
        register = open_register(sqlite_url(data))
        fill(register, asked.requests, rulebook)
        register.write_now(planned)

        def made() -> Roadmap:
            return read(register, rulebook, DAY, SINCE)

        whole = made()
        if (len(whole.entries), len(whole.moved)) != (asked.requests, asked.requests // 10):
            raise RuntimeError(f"{len(whole.entries)} requests and {len(whole.moved)} moves are on the roadmap")
        forms: dict[str, Callable[[], object]] = {
            "read": made,
            "text": lambda: as_text(made(), names),
            "JSON": lambda: as_json(made()),
            "picture": lambda: as_svg(made(), names),
            "card": partial(in_chat, register, rulebook, people),
        }
        times = {name: best(once) for name, once in forms.items()}
        register.close()
        start = command_time(data, "--format", "json")
        review = command_time(data, "--review", "2026-Q4", "--out", str(data / "review.docx"))
    told = ", ".join(f"{name} {clock:.2f} s ({used:.2f} s)" for name, (clock, used) in times.items())
    print(f"roadmap of {asked.requests:,} requests, by the clock (and of a processor): {told}")
    print(f"the command with its start: {start:.1f} s as JSON, {review:.1f} s as the paper for a review")
    missed = max(clock for clock, _ in times.values()) > SECONDS
    print("P11 for the roadmap:", "missed" if missed else "met", f"(each under {SECONDS:g} s)")
    sys.exit(missed)


if __name__ == "__main__":
    main()
