"""Goal P5: a register of 100,000 requests answers as one of 1,000 does. `python -m benchmarks.register_size`.

Both are filled through the register's own functions, so that their rows are those of real requests; the large one
repeats them under other references, titles and people. Whoever is measured has ten requests in both: what grows is the
town around them. ``--keep FOLDER`` leaves the large one there, to run a front door on.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, bindparam, select, text, update

from bot.deliveries import ledger
from bot.deliveries.listing import counts, listing
from bot.found_requests import found_for
from bot.people.directory import areas, people_of, read_directory
from bot.register import finding, interviews, requests, search
from bot.register.opening import open_register
from bot.register.past_requests import past_requests
from bot.register.register import Register
from bot.register.request_changes import store
from bot.register.schema import deliveries, timeline
from bot.register.schema import interviews as interview_table
from bot.register.schema import requests as requests_table
from bot.register.waiting import Mine, waiting
from bot.register.work_tables import request_checks, request_steps
from bot.settings import sqlite_url
from dialogs.changes import apply
from dialogs.events import By, StatusChanged
from dialogs.extension import FindRequests
from dialogs.model import Interview, Needs, Person
from dialogs.statuses import Status
from governance_rules import Answer, Decision, Rulebook, decide, load_rulebook, path
from governance_rules.replay import replay

EACH = 10
"""Requests of one person."""
FIRST = 1000
GROUP = 500
DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
GOALS = {"my requests", "my work", "similar requests", "replay, each thousand"}
MEASURED = Mine("nobody", bodies=frozenset({"measured"}), checks=frozenset({"measured"}))
"""Somebody with ten steps and ten checks in both registers, and checks in all that is over."""
PEOPLE = people_of(read_directory(None), (), DAY)
GOVERNS = PEOPLE.governance_team[0].aad_id
LOOKS_AFTER = PEOPLE.areas["housing"].champions[0].aad_id
TIMES = 2.0
"""The goal: at most twice the p99 of the small register."""
WISHES = ("Book", "Report", "Pay for", "Apply for", "Track", "Renew", "Share", "Check", "Plan", "Record", "Print")
WHOSE = ("tenants", "parents", "carers", "drivers", "traders", "visitors", "students", "councillors", "volunteers")
THINGS = (
    *("repairs", "permits", "rotas", "invoices", "meals", "loans", "tenancies", "parking", "visits", "licences"),
    *("grants", "inspections", "bins", "graves", "allotments", "pitches", "events", "trees", "lights", "drains"),
    *("taxis", "markets", "museums", "payments", "benefits", "complaints", "keys", "uniforms", "laptops", "phones"),
)
HOW = ("online", "by phone", "from a van", "at the desk", "in one place", "without paper", "by text", "overnight")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked of the register: how it is done once, and how often it is timed."""

    name: str
    once: Callable[[Connection], object]
    times: int


@dataclass(frozen=True, slots=True)
class Times:
    """Median and p99 in milliseconds."""

    p50: float
    p99: float


def asked(people: int) -> tuple[Asked, ...]:
    """What is measured, in a register with so many people."""
    chance = random.Random(5)
    areas_there = list(_areas())
    return (
        Asked("my requests", lambda c: requests.mine(c, _who(chance.randrange(people)).aad_id), 400),
        Asked("my work", lambda c: waiting(c, MEASURED), 200),
        Asked("similar requests", lambda c: search.similar(c, _title(chance)), 400),
        Asked("requests to show: any", lambda c: _found(c, chance, GOVERNS), 200),
        Asked("requests to show: an area", lambda c: _found(c, chance, LOOKS_AFTER), 200),
        Asked("requests to show: own", lambda c: _found(c, chance, _who(chance.randrange(people)).aad_id), 200),
        Asked("requests to show: none", lambda c: _found(c, chance, "nobody"), 200),
        Asked("a row of the list", lambda c: finding.of_item(c, chance.randrange(people * EACH) + 1), 50),
        Asked("one request", lambda c: requests.find(c, f"DR-{chance.randrange(people * EACH) + 1:04d}"), 400),
        Asked("an area's requests", lambda c: requests.of_areas(c, [chance.choice(areas_there)]), 50),
        Asked("deliveries that wait", lambda c: counts(c, NOW), 50),
        Asked("deliveries for operators", lambda c: listing(c, NOW), 20),
    )


def _found(connection: Connection, chance: random.Random, aad_id: str) -> object:
    """A page of what somebody looks for by the first letters of a title, or before they type anything."""
    title = _title(chance)
    act = FindRequests(title[: chance.randrange(len(title))].strip())
    return found_for(connection, Needs(found_by=act), PEOPLE, aad_id, "")


def fill(register: Register, number: int, rulebook: Rulebook) -> None:
    """Put so many requests (full thousands) into the register, by people who have ten each."""
    chance = random.Random(number)
    decided = [(answers, decide(rulebook, answers)) for answers in (_answers(rulebook, chance) for _ in range(300))]
    made = [one for one in decided if one[1].process != "service_desk"]
    for first in range(0, FIRST, GROUP):
        chosen = [(n, *chance.choice(made), _title(chance)) for n in range(first, first + GROUP)]
        register.write_now(partial(_lodge_all, chosen=chosen))
    register.write_now(lambda c: c.execute(update(deliveries).values(state="done", done_at=deliveries.c.since)))
    for shift in range(FIRST, number, FIRST):
        register.write_now(partial(_repeat, shift=shift, chance=chance))
    register.write_now(_give_work)


def _give_work(connection: Connection) -> None:
    """Ten steps and ten checks to whoever is measured, and one check of everything that is over."""
    s, c = request_steps.c, request_checks.c
    ten = select(s.reference).where(s.state == "current").order_by(s.reference).limit(EACH)
    theirs = select(c.reference).where(c.live.is_(True), c.check_id == "data_team").order_by(c.reference).limit(EACH)
    own, ended = (list(connection.execute(chosen).scalars()) for chosen in (theirs, ten))
    connection.execute(
        update(request_steps).where(s.reference.in_(ended), s.state == "current").values(body="measured")
    )
    one = request_checks.update().where(c.check_id == "data_team", (c.reference.in_(own)) | c.live.is_(False))
    connection.execute(one.values(check_id="measured"))


def _repeat(connection: Connection, shift: int, chance: random.Random) -> None:
    """The first thousand once more, ``shift`` references further on."""
    other = {
        "reference": "'DR-' || printf('%04d', substr(reference, 4) + :shift)",
        "number": "number + :shift",
        "interview": "printf('%032d', interview + :shift)",
        "aad_id": "substr(aad_id, 1, 24) || printf('%012d', substr(aad_id, 25) + :shift / 10)",
        "id": "printf('%032d', id + :shift)",
    }
    within = {
        requests_table: (other, "number <= :first"),
        timeline: (other | {"number": "number"}, "substr(reference, 4) + 0 <= :first"),
        interview_table: (other, "id + 0 < :first"),
        request_steps: (other, "substr(reference, 4) + 0 <= :first"),
        request_checks: (other, "substr(reference, 4) + 0 <= :first"),
        deliveries: (
            other
            | {
                "id": f"{other['reference']} || substr(id, instr(id, ':'))",
                "lane": "lane || :shift",
                "number": "number + :shift * 2",
            },
            "substr(reference, 4) + 0 <= :first",
        ),
    }
    for table, (changed, condition) in within.items():
        names = [column.name for column in table.c]
        chosen = ", ".join(changed.get(name, name) for name in names)
        copied = f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {chosen} FROM {table.name} WHERE {condition}"  # noqa: S608 - names of our own tables
        connection.execute(text(copied), {"shift": shift, "first": FIRST})
    titles = [(f"DR-{number:04d}", _title(chance)) for number in range(shift + 1, shift + FIRST + 1)]
    for reference, title in titles:
        search.index(connection, reference, title)
    renamed = update(requests_table).where(requests_table.c.reference == bindparam("which"))
    connection.execute(renamed.values(title=bindparam("new")), [{"which": r, "new": t} for r, t in titles])


def _lodge_all(connection: Connection, chosen: list[tuple[int, dict[str, Answer], Decision, str]]) -> None:
    for one in chosen:
        _lodge(connection, *one)


def _lodge(connection: Connection, number: int, answers: dict[str, Answer], decision: Decision, title: str) -> None:
    at = NOW - timedelta(days=600) + timedelta(minutes=8 * number)
    details = {"title": title, "problem": "It takes too long. " * 10, "outcome": "It is quick. " * 10}
    person, area = _who(number // EACH), answers.get("service_area")
    interview = Interview(
        f"{number:032d}", 12, answers, details, None, route_seen=True, rules_version="1", started=at, touched=at
    )
    interviews.keep(connection, person.aad_id, interview, new=True)
    named = area if isinstance(area, str) else None
    request = requests.create(connection, interview, decision, named, person, at, DAY.isoformat())
    search.index(connection, request.reference, title)
    for purpose, service in (("list", "graph"), ("summary", "teams")):
        done = f"{request.reference}:{purpose}"
        ledger.enqueue(
            connection,
            id=done,
            reference=request.reference,
            kind="item" if service == "graph" else "summary",
            service=service,
            ordering_key=f"{purpose}:{person.aad_id}",
            recipient="" if service == "graph" else "champion",
            payload={},
            now=at,
        )
    if number % 4:
        store(connection, request, apply(request, StatusChanged(Status.DONE), By(Person("", ""), ""), at))


def replay_time(register: Register, rulebook: Rulebook, number: int) -> Times:
    """Milliseconds for each thousand requests of a replay of all of them."""
    began = time.perf_counter()
    with register.engine.connect() as connection:
        found = replay(past_requests(connection), rulebook)
    if found.requests != number:
        raise RuntimeError(f"{found.requests} of {number} were decided again")
    each = (time.perf_counter() - began) * 1e6 / number
    return Times(each, each)


def _answers(rulebook: Rulebook, chance: random.Random) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    while missing := path(rulebook, answers).missing:
        one = missing[0]
        option = chance.choice(one.options).id
        answers[one.id] = (option,) if one.several else option
    return answers


def _areas() -> dict[str, str]:
    return dict(areas(read_directory(None)))


def _who(number: int) -> Person:
    return Person(f"00000000-0000-0000-0003-{number:012d}", "Member of staff")


def _title(chance: random.Random) -> str:
    return f"{chance.choice(WISHES)} {chance.choice(THINGS)} for {chance.choice(WHOSE)} {chance.choice(HOW)}"


def timed(register: Register, one: Asked) -> Times:
    """How long doing it takes, in milliseconds."""
    times = []
    with register.engine.connect() as connection:
        for _ in range(one.times + 5):
            began = time.perf_counter()
            one.once(connection)
            times.append((time.perf_counter() - began) * 1000)
            connection.rollback()
    ranked = sorted(times[5:])
    return Times(ranked[len(ranked) // 2], ranked[min(len(ranked) - 1, int(0.99 * len(ranked)))])


def measured(folder: Path, number: int, rulebook: Rulebook) -> dict[str, Times]:
    """Fill a register and measure everything, in milliseconds."""
    register = open_register(sqlite_url(folder))
    try:
        began = time.perf_counter()
        fill(register, number, rulebook)
        print(f"{number:,} requests filled in {time.perf_counter() - began:.0f} s", flush=True)
        found = {one.name: timed(register, one) for one in asked(max(1, number // EACH))}
        found["replay, each thousand"] = replay_time(register, rulebook, number)
        return found
    finally:
        register.close()


def main() -> None:
    """Fill both, measure both, and print a line each; ends with 1 when a goal was missed."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks.register_size", description=__doc__)
    reader.add_argument("--requests", type=int, default=100_000, help="how many the large one holds (100,000)")
    reader.add_argument("--keep", type=Path, help="leave the large one in this folder")
    asked_for = reader.parse_args()
    large = asked_for.requests
    rulebook = load_rulebook(None, _areas(), DAY)
    with tempfile.TemporaryDirectory(prefix="front-door-size-") as folder:
        small_one = measured(Path(folder) / "small", FIRST, rulebook)
        large_one = measured(asked_for.keep or Path(folder) / "large", large, rulebook)
    missed = 0
    print(f"with {FIRST:,} and {large:,} requests:", flush=True)
    for name, few in small_one.items():
        many = large_one[name]
        times, goal = many.p99 / few.p99, name in GOALS
        missed += goal and times > TIMES
        said = "" if not goal else "met" if times <= TIMES else "MISSED"
        p50 = f"p50 {few.p50:7.2f} and {many.p50:7.2f} ms, {many.p50 / few.p50:5.1f} x"
        print(f"{name:<26}{p50};  p99 {few.p99:7.2f} and {many.p99:7.2f} ms, {times:5.1f} x  {said}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
