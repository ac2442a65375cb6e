"""One run of the schedule: which digests and reminders are due, and the claim that makes each come once.

Planning only reads, so that turns need not wait for it. Claiming writes the names, in the same transaction in which the
caller enters the deliveries: a crash between the two is impossible, and of several instances one gets the name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, select

from bot.people import work_reminders
from bot.people.digests import digests_due, everyone, windows_due
from bot.people.notifications import Notification, PreferencesOf
from bot.people.occurrences import Occurrence
from bot.people.reminders import STALE, came_back, occurrence, reminders_due, stages_due
from bot.people.work import mine_of
from bot.people.work_reminders import LONGEST, LOOKS_BACK, name_of, work_reminders_due
from bot.people.working_days import in_working_hours
from bot.register import people as people_rows
from bot.register import requests, rights
from bot.register.holding import held_rest, held_steps
from bot.register.schema import deliveries, schedule
from bot.register.schema import people as people_table
from bot.register.schema import requests as request_rows
from bot.register.upsert import insert_into
from bot.register.waiting import waiting
from bot.register.work_tables import request_steps
from dialogs.model import People, Request
from dialogs.statuses import Status
from dialogs.steps import StepState
from governance_rules import Rulebook
from governance_rules.roles import PARTNER

_AT_LEAST = timedelta(days=1)
"""No reminder comes sooner than this after a request: two working days are always longer."""
_LOOKS_BACK = STALE + timedelta(days=30)
"""How old a request can be whose reminder is not stale yet: four working days are always shorter than 30 days."""
_AT_ONCE = 500
"""How many names one query asks for: databases limit the parameters of a statement."""


def occurrences_due(
    connection: Connection, people: People, rulebook: Rulebook, now: datetime
) -> tuple[Occurrence, ...]:
    """What is due now and has not been claimed. Empty outside working hours, at the cost of no query."""
    if not in_working_hours(now, people.calendar):
        return ()
    known = _reachable(connection, people_rows.preferences_of(connection, [p.aad_id for p in everyone(people)]))

    def preferences_of(aad_id: str) -> Mapping[str, Any]:
        return known.get(aad_id, {})

    return (
        *_reminders(connection, people, preferences_of, now),
        *_work_reminders(connection, people, rulebook, now),
        *_digests(connection, people, preferences_of, now),
    )


def claim(connection: Connection, due: Iterable[Occurrence], now: datetime) -> tuple[Notification, ...]:
    """Note these occurrences as done and return what they send; one that somebody else claimed sends nothing.

    Enter the notifications in the ledger in the same transaction.
    """
    insert = insert_into(connection, schedule)
    notifications: list[Notification] = []
    for occasion in due:
        row = insert.values(name=occasion.name, done_at=now).on_conflict_do_nothing(index_elements=["name"])
        if connection.execute(row.returning(schedule.c.name)).one_or_none():
            notifications.extend(occasion.notifications)
    return tuple(notifications)


def _reachable(connection: Connection, known: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    """Without those whom Teams refused: their digests would pile up. When they are back, one covers all that time."""
    away = select(people_table.c.aad_id).where(people_table.c.reachable.is_(False), people_table.c.aad_id.in_(known))
    gone = frozenset(connection.execute(away).scalars()) if known else frozenset()
    return {aad_id: choices for aad_id, choices in known.items() if aad_id not in gone}


def _reminders(
    connection: Connection, people: People, preferences_of: PreferencesOf, now: datetime
) -> tuple[Occurrence, ...]:
    s, r = request_steps.c, request_rows.c
    with_partner = and_(s.reference == r.reference, s.state == StepState.CURRENT.value, s.body == PARTNER)
    since = func.coalesce(s.since, r.submitted_at)
    waits = connection.execute(
        select(r.reference, r.submitted_at, s.since)
        .outerjoin(request_steps, with_partner)
        .where(
            r.status == Status.SUBMITTED.value,
            r.gone.is_(False),
            since >= now - _LOOKS_BACK,
            since <= now - _AT_LEAST,
        )
        .order_by(r.number)
    ).all()
    named = {
        occurrence(row.reference, stage, again): row.reference
        for row in waits
        for again in (came_back(row.submitted_at, row.since),)
        for stage in stages_due(again or row.submitted_at, now, people.calendar)
    }
    done = _done(connection, named)
    references = dict.fromkeys(reference for name, reference in named.items() if name not in done)
    return reminders_due(_found(connection, references), people, preferences_of, done, now)


def _work_reminders(
    connection: Connection, people: People, rulebook: Rulebook, now: datetime
) -> tuple[Occurrence, ...]:
    """Named by the rows of steps and checks alone; only what is due and was never sent is read whole."""
    held = (
        *held_steps(connection, now - LONGEST, now - _AT_LEAST),
        *held_rest(connection, now - LOOKS_BACK, now - _AT_LEAST),
    )
    named = {
        name_of(reference, one, stage): reference
        for reference, one in held
        for stage in work_reminders.stages_due(rulebook, one, people.calendar, now)
    }
    done = _done(connection, named)
    references = dict.fromkeys(reference for name, reference in named.items() if name not in done)

    def preferences_of(aad_id: str) -> Mapping[str, Any]:
        known = people_rows.find(connection, aad_id)  # whoever asked is reminded too, and is not in the directory
        return known.preferences if known else {}

    found = _found(connection, references)
    return work_reminders_due(rulebook, found, people, preferences_of, done, now)


def _digests(
    connection: Connection, people: People, preferences_of: PreferencesOf, now: datetime
) -> tuple[Occurrence, ...]:
    candidates = [w.name for w in windows_due(people, preferences_of, (), now)]
    if len(_done(connection, candidates)) == len(candidates):
        return ()  # the answer of almost every run, for one small query, or none where no digest is due
    done = set(connection.execute(select(schedule.c.name).where(schedule.c.name.like("digest:%"))).scalars())
    windows = windows_due(people, preferences_of, done, now)
    if not windows:
        return ()
    since = min(w.since for w in windows)
    changed = select(request_rows.c.reference).where(request_rows.c.changed_at > since, request_rows.c.gone.is_(False))
    references = list(connection.execute(changed).scalars())
    given = rights.since(connection, since)
    newly = {aad_id for role, aad_id in given if role in people.check_owners.values()}
    for aad_id in sorted(newly & {w.person.aad_id for w in windows}):
        references += [r.reference for r in waiting(connection, mine_of(people, aad_id))]
    references = list(dict.fromkeys(references))
    held: dict[str, set[str]] = {}
    for some in _slices(references):
        cards = select(deliveries.c.reference, deliveries.c.recipient).where(
            deliveries.c.reference.in_(some), deliveries.c.kind == "summary"
        )
        for row in connection.execute(cards):
            held.setdefault(row.reference, set()).add(row.recipient)
    found = tuple(_found(connection, references))
    return digests_due(windows, found, people, preferences_of, held=held, now=now, given=given)


def _found(connection: Connection, references: Iterable[str]) -> Iterator[Request]:
    for reference in references:
        request = requests.find(connection, reference)
        if request:
            yield request


def _done(connection: Connection, names: Collection[str]) -> frozenset[str]:
    """Which of these names are in the schedule."""
    found: set[str] = set()
    for some in _slices(list(names)):
        found.update(connection.execute(select(schedule.c.name).where(schedule.c.name.in_(some))).scalars())
    return frozenset(found)


def _slices(names: list[str]) -> Iterator[list[str]]:
    return (names[i : i + _AT_ONCE] for i in range(0, len(names), _AT_ONCE))
