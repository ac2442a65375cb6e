"""The questions what came of a request: once a working day everyone is asked, in one message, about all that is due.

That somebody was asked is a row of the register, written with the message: a restart, a second instance or a year
without the host asks nobody twice, and of the questions that were missed only the latest is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from bot.notify import enqueue_after_quiet_hours
from bot.people.working_days import in_working_hours
from bot.register import audit, benefits, requests
from bot.register.schema import people as people_table
from dialogs.asked_benefit import done_on, to_ask
from dialogs.benefits import asked_now
from dialogs.cards.benefit import MOST_ASKED
from dialogs.model import People, Person
from dialogs.wording import day_begins, local_day

AT_ONCE: Final = 100
"""Requests that one run asks about, so that no turn waits long for the writer; the rest have their turn after it."""


def due(connection: Connection, people: People, now: datetime) -> tuple[tuple[str, int], ...]:
    """References of the requests to ask about now, each with the months after it was done; none outside working hours.

    It only reads. Whoever was asked today is asked no more before tomorrow, so not all of these need be asked.
    """
    if not in_working_hours(now, people.calendar):
        return ()
    return tuple(
        (reference, after)
        for after, first, last in reversed(asked_now(local_day(now), people.calendar))
        for reference in benefits.not_asked(connection, day_begins(first), day_begins(last + timedelta(days=1)), after)
    )


def ask(connection: Connection, people: People, wanted: Iterable[tuple[str, int]], now: datetime) -> int:
    """Ask about these, each person in one message, and keep that they were asked; all or nothing. Gives how many.

    A person is asked about ten requests a day at most; what is more waits for the next working day.
    """
    afters = dict(wanted)
    full = dict.fromkeys(benefits.asked_since(connection, day_begins(local_day(now))), MOST_ASKED)
    away = _away(connection)
    hearing: dict[str, tuple[Person, list[tuple[str, int]]]] = {}
    for request in requests.several(connection, list(afters)):
        after = afters[request.reference]
        asked = to_ask(people, request, away)
        if any(full.get(person.aad_id, 0) >= MOST_ASKED for person, _ in asked):
            continue  # all who are asked of it are asked on one day
        for person, role in asked:
            if benefits.ask(connection, request.reference, after, person.aad_id, role, now):
                full[person.aad_id] = full.get(person.aad_id, 0) + 1
                hearing.setdefault(person.aad_id, (person, []))[1].append((request.reference, after))
    _tell(connection, hearing.values(), now)
    return len(hearing)


def pass_on(
    connection: Connection, people: People, person: Person, references: Collection[tuple[str, int]], now: datetime
) -> int:
    """This person cannot be reached: whoever comes after them is asked about these. Gives how many are told."""
    gone = {*_away(connection), person.aad_id}
    hearing: dict[str, tuple[Person, list[tuple[str, int]]]] = {}
    for reference, after in references:
        request = requests.find(connection, reference)
        if request is None or done_on(request) is None:
            continue
        for one, role in to_ask(people, request, gone):
            if benefits.ask(connection, reference, after, one.aad_id, role, now):
                hearing.setdefault(one.aad_id, (one, []))[1].append((reference, after))
    _tell(connection, hearing.values(), now)
    return len(hearing)


def _tell(connection: Connection, hearing: Collection[tuple[Person, list[tuple[str, int]]]], now: datetime) -> None:
    told = [
        (person, {"asked": [{"reference": reference, "after": after} for reference, after in asked]})
        for person, asked in hearing
    ]
    enqueue_after_quiet_hours(connection, f"{now:%Y-%m-%dT%H:%M:%S.%f}", "benefits", told, now)
    if hearing:
        references = sorted({reference for _, asked in hearing for reference, _ in asked})
        fields = {"requests": references, "people": len(hearing)}
        audit.append(connection, now, audit.Entry("rules", "benefit_asked", "benefits", fields))


def _away(connection: Connection) -> frozenset[str]:
    """Everyone of whom Teams has said that it takes nothing for them."""
    return frozenset(
        connection.execute(select(people_table.c.aad_id).where(people_table.c.reachable.is_(False))).scalars()
    )
