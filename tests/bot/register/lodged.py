"""Requests in a register, short to make: what a test says of one, and the rest as it is usually."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, select, update

from bot.register import interviews, request_changes, requests
from bot.register.register import Register
from bot.register.schema import requests as request_rows
from dialogs.changes import apply
from dialogs.events import By, Event
from dialogs.model import Interview, Person, Request
from governance_rules import Decision

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ASKER = Person("00000000-0000-0000-0000-00000000e001", "Housing officer", "officer.housing@example.org")
NOBODY = Person("", "")
JUST = timedelta(microseconds=1)
"""The least that two times can be apart."""


def decision(process: str = "project", steps: tuple[str, ...] = (), checks: tuple[str, ...] = ()) -> Decision:
    return Decision(process, steps, checks, (), None, None, None, (), (), (), "1")


def lodge(
    register: Register,
    decided: Decision,
    *,
    area: str | None = "housing",
    person: Person = ASKER,
    at: datetime = NOW,
    bodies: Mapping[str, str] | None = None,
) -> Request:
    """A request that was sent just now."""

    def job(connection: Any) -> Request:
        number = len(requests.of_areas(connection, None, 10_000)) + 1
        interview = Interview(
            f"{number:032d}",
            1,
            {},
            {"title": "Repairs"},
            None,
            route_seen=True,
            rules_version="1",
            started=at,
            touched=at,
        )
        interviews.keep(connection, person.aad_id, interview, new=True)
        return requests.create(connection, interview, decided, area, person, at, "2026-11-23", bodies=bodies)

    return register.write_now(job)


def happens(
    register: Register, request: Request, event: Event, by: Person = NOBODY, role: str = "", at: datetime = NOW
) -> Request:
    """The request after this happened to it."""

    def job(connection: Any) -> Request:
        before = requests.find(connection, request.reference)
        assert before is not None
        after = apply(before, event, By(by, role), at)
        request_changes.store(connection, before, after, by.aad_id)
        return after

    return register.write_now(job)


def do(register: Register, job: Any) -> Any:
    """What this job gives, in a transaction of its own."""
    return register.write_now(job)


def fill(register: Register, table: Table, *rows: dict[str, Any]) -> None:
    """Rows as they are, in their order."""
    for row in rows:
        do(register, lambda c, row=row: c.execute(insert(table), row) and None)


def change(register: Register, reference: str, **values: Any) -> None:
    """The row of one request with these values."""
    these = update(request_rows).where(request_rows.c.reference == reference)
    do(register, lambda c: c.execute(these.values(**values)) and None)


def column(register: Register, which: Any) -> list[Any]:
    """What stands in one column of a table, in order."""
    return sorted(register.read_now(lambda c: c.execute(select(which)).scalars().all()), key=str)
