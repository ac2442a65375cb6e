"""Forgets one person in the register: what was theirs goes, what others own stays without them."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, Engine, Row, delete, func, or_, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from bot.register import agenda_channels, benefits, meetings, request_systems
from bot.register.anonymising import (
    CONTACT,
    NO_SPONSOR,
    PERSONAL,
    SPONSORED,
    WORKED,
    not_found_by_title,
    without_sender,
    without_words,
)
from bot.register.board_tables import roadmap_moves
from bot.register.identity import REMOVED, Identity, is_
from bot.register.people_tables import app_installations, profiles
from bot.register.register import NoSpace, explained
from bot.register.schema import interviews, joiners, people, requests, rights, schedule, timeline, titles_shown, turns
from bot.register.work_tables import request_checks, request_steps

_AT_ONCE = 1000
_REQUESTS: tuple[Column[Any], ...] = (
    *(requests.c.number, requests.c.reference, requests.c.aad_id, requests.c.item, requests.c.list_state),
    *(requests.c.title, requests.c.details, requests.c.decision_note, requests.c.open_question),
    *(requests.c.it_contact, requests.c.it_contact_id, requests.c.asked_by),
    *(requests.c.sponsor_id, requests.c.sponsor_upn),
)
"""What of a request can hold a person. Its answers are ids of options, its decision the words of the rules."""


class NotForgotten(Exception):
    """What was removed from the tables still stands in the files. ``full``: for want of space to rebuild them.

    ``why``: what is in the way, and how to clear it.
    """

    def __init__(self, *, full: bool = False) -> None:
        self.why = "the disk is full. Make space" if full else "another program uses the database. End it"
        super().__init__(f"Removed from the tables, not yet from the files: {self.why} and erase again.")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went. References are in the order of their numbers."""

    drafts: int
    own: tuple[str, ...]
    """Requests that the person sent: they go on without name and words."""
    joined: tuple[str, ...]
    """Requests that the person joined or helps with."""
    named: tuple[str, ...]
    """Requests of others that named them, or held notes and questions of theirs."""
    counts: Counter[str] = field(default_factory=Counter)
    """How many rows, by kind: people, interviews, notes, drafts of others."""


def forget(connection: Connection, trace: Identity) -> Forgotten:
    """Remove the person from every table but the ledger of deliveries. Call `scrub` once that is on disk."""
    aad_id, counts = trace.aad_id, Counter[str]()
    sent = connection.execute(select(requests.c.reference).where(is_(requests.c.aad_id, aad_id))).scalars().all()
    emptied = without_words(connection, sent)
    counts["notes"] += emptied.notes
    with_notes = _stories(connection, trace, counts)
    with_work = emptied.references | _work(connection, trace, counts)
    own: dict[str, int] = {}
    touched: dict[str, int] = {}
    for row in _every(connection, _REQUESTS, requests.c.number):
        if row.aad_id.lower() == aad_id:
            own[row.reference] = row.number
            _own(connection, trace, row)
            if row.reference in with_work:
                _work_owed(connection, row.reference)
        elif _named(connection, trace, row) or row.reference in with_notes | with_work:
            if row.reference in with_work:
                _work_owed(connection, row.reference)
            touched[row.reference] = row.number
    request_systems.forget(connection, trace.cleared)
    counts["notes"] += meetings.forget(connection, trace)
    counts["channels"] = agenda_channels.forget(connection, aad_id)
    joined = select(joiners.c.reference).where(is_(joiners.c.aad_id, aad_id))
    joins = tuple(sorted(connection.execute(joined).scalars()))
    drafts: int = connection.execute(
        select(func.count()).where(is_(interviews.c.aad_id, aad_id), interviews.c.state == "open")
    ).scalar_one()
    of_theirs = (
        ("joined", joiners),
        ("rights", rights),
        ("titles", titles_shown),
        ("installations", app_installations),
        ("people", people),
        ("profiles", profiles),
    )
    for what, table in (("interviews", interviews), *of_theirs):
        counts[what] = connection.execute(delete(table).where(is_(table.c.aad_id, aad_id))).rowcount
    no_manager = {"manager_id": None, "manager_name": "", "manager_upn": ""}
    managed = update(profiles).where(is_(profiles.c.manager_id, aad_id))
    counts["profiles"] += connection.execute(managed.values(**no_manager)).rowcount
    _drafts_of_others(connection, trace, counts)
    # Kept answers hold cards, which hold what was typed; they live for minutes and nothing runs now.
    connection.execute(delete(turns))
    counts["occasions"] = connection.execute(
        delete(schedule).where(func.lower(schedule.c.name).contains(aad_id, autoescape=True))
    ).rowcount
    return Forgotten(drafts, tuple(own), joins, tuple(touched), counts)


def scrub(engine: Engine) -> None:
    """Make the database's files themselves forget: rebuild them and empty the log. Nothing else may run meanwhile.

    Raises `NotForgotten` when something does, or the disk has no room for them twice; trying again is safe.
    """
    try:
        if engine.dialect.name == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM (FULL, ANALYZE)")  # its statistics hold values of columns too
            return
        raw = engine.raw_connection()  # SQLite rebuilds a file only outside any transaction, which SQLAlchemy begins
        try:
            cursor = raw.cursor()
            for statement in ("INSERT INTO request_words(request_words) VALUES ('rebuild')", "VACUUM"):
                cursor.execute(statement)
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            done = cursor.fetchone()
            cursor.close()
        finally:
            raw.close()
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise NotForgotten(full=isinstance(explained(error), NoSpace)) from None
    if done is None or done[0]:  # its first column says that a reader was in the way
        raise NotForgotten


def _own(connection: Connection, trace: Identity, row: Row[Any]) -> None:
    """A request of theirs goes on: reference, process, answers, area and status stay."""
    # The decision belongs to the governance team and stands in the list; only who it names goes.
    values = without_sender(row, title=REMOVED, name=REMOVED, columns=PERSONAL, cleared=trace.cleared_json)
    values |= {"decision_note": trace.cleared(row.decision_note), **_contact(trace, row)}
    _change(connection, row.reference, values)
    not_found_by_title(connection, [row.reference])


def _named(connection: Connection, trace: Identity, row: Row[Any]) -> bool:
    """Take the person out of somebody else's request. Says whether they were in it."""
    before = {name: getattr(row, name) for name in ("title", "details", "decision_note", "open_question")}
    after = {name: trace.cleared_json(value) for name, value in before.items()}
    if (row.asked_by or "").lower() == trace.aad_id:
        after |= {"open_question": "", "asked_by": None}
    after |= _contact(trace, row)
    known = row.list_state.get("cells", {})
    cells = trace.cleared_json(known)
    sent = row.list_state.get("sending", {})
    sending = trace.cleared_json(sent)
    columns = _differing(known, cells) | _differing(sent, sending)
    if _sponsors(trace, row):
        after |= {**NO_SPONSOR, "details": _without_sponsor(after["details"], row)}
        cells = {name: cell for name, cell in cells.items() if name not in SPONSORED}
        columns |= {*SPONSORED}
    if "it_contact" in after and known.get(CONTACT):
        cells, columns = {**cells, CONTACT: ""}, {*columns, CONTACT}
    changed = {name: value for name, value in after.items() if value != getattr(row, name, object())}
    if not changed and not columns:
        return False
    if row.item is None:
        columns = {*PERSONAL, CONTACT}  # it may have reached the list all the same, by a call whose answer was lost
    owed = sorted({*row.list_state.get("owed", ()), *columns})
    state = {**row.list_state, "cells": cells, "sending": sending, "owed": owed}
    _change(connection, row.reference, {**changed, "list_state": state})
    if "title" in changed:
        connection.execute(
            text("UPDATE request_words SET title = :title WHERE reference = :reference"),
            {"title": changed["title"], "reference": row.reference},
        )
    return True


def _sponsors(trace: Identity, row: Row[Any]) -> bool:
    """Whether this person was named as the sponsor, by their id or by an address that was never found."""
    return (row.sponsor_id or "").lower() == trace.aad_id or row.sponsor_upn.lower() in {u.lower() for u in trace.upns}


def _without_sponsor(details: dict[str, Any], row: Row[Any]) -> dict[str, Any]:
    """The details without the one that names them: it holds their name beside the address."""
    address = row.sponsor_upn.lower()
    theirs = {name for name, words in row.details.items() if address and address in str(words).lower()}
    return {name: REMOVED if name in theirs else words for name, words in details.items()}


def _contact(trace: Identity, row: Row[Any]) -> dict[str, Any]:
    """The IT contact's columns when it is this person, by id or, where the list named them, by name."""
    theirs = (row.it_contact_id or "").lower() == trace.aad_id
    by_name = not row.it_contact_id and trace.cleared(row.it_contact) != row.it_contact
    return {"it_contact": "", "it_contact_id": None} if theirs or by_name else {}


def _stories(connection: Connection, trace: Identity, counts: Counter[str]) -> set[str]:
    """Empty the notes that they wrote, and take them out of the others. Gives the references of what had some."""
    found: set[str] = set()
    some = or_(timeline.c.note != "", timeline.c.aad_id.is_not(None))
    for row in list(connection.execute(select(timeline).where(some))):
        theirs = (row.aad_id or "").lower() == trace.aad_id
        values = {"note": "" if theirs else trace.cleared(row.note), "aad_id": None if theirs else row.aad_id}
        if (row.note, row.aad_id) == tuple(values.values()):
            continue
        same = (timeline.c.reference == row.reference, timeline.c.number == row.number)
        connection.execute(update(timeline).where(*same).values(**values))
        if values["note"] != row.note:
            counts["notes"] += 1
            found.add(row.reference)
    return found


def _work(connection: Connection, trace: Identity, counts: Counter[str]) -> set[str]:
    """Empty what they said of steps, checks and the roadmap. Gives the references of these."""
    found: set[str] = set()
    for table in (request_steps, request_checks, roadmap_moves):
        for row in list(connection.execute(select(table).where(table.c.at.is_not(None)))):
            theirs = (row.aad_id or "").lower() == trace.aad_id
            note = "" if theirs else trace.cleared(row.note)
            values = {"note": note, "who": trace.cleared(row.who), "aad_id": None if theirs else row.aad_id}
            if (row.note, row.who, row.aad_id) == tuple(values.values()):
                continue
            same = [column == getattr(row, column.name) for column in table.primary_key]
            connection.execute(update(table).where(*same).values(**values))
            counts["notes"] += note != row.note
            found.add(row.reference)
    emptied = benefits.forget(connection, trace.aad_id, trace.cleared)
    counts["notes"] += emptied.notes
    return found | emptied.references


def _work_owed(connection: Connection, reference: str) -> None:
    """Let the list's columns that tell of steps and checks be written anew, whatever they hold."""
    state = connection.execute(select(requests.c.list_state).where(requests.c.reference == reference)).scalar_one()
    held = state.get("cells", {})
    cells = {name: cell for name, cell in held.items() if name not in WORKED}
    owed = sorted({*state.get("owed", ()), *(name for name in WORKED if name in held)})
    _change(connection, reference, {"list_state": {**state, "cells": cells, "owed": owed}})


def _drafts_of_others(connection: Connection, trace: Identity, counts: Counter[str]) -> None:
    columns = (interviews.c.id, interviews.c.body)
    for row in _every(connection, columns, interviews.c.id):
        body = json.loads(row.body)
        cleared = trace.cleared_json(body)
        if cleared != body:
            counts["drafts of others"] += 1
            written = json.dumps(cleared, ensure_ascii=False)
            connection.execute(update(interviews).where(interviews.c.id == row.id).values(body=written))


def _every(connection: Connection, columns: tuple[Column[Any], ...], key: Column[Any]) -> Iterator[Row[Any]]:
    """Every row of a table, some at a time: it may have changed when the next ones are read."""
    last: Any = None
    while True:
        some = select(*columns).order_by(key).limit(_AT_ONCE)
        rows = connection.execute(some if last is None else some.where(key > last)).all()
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        last = getattr(rows[-1], key.name)


def _differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name, cell in before.items() if after[name] != cell}


def _change(connection: Connection, reference: str, values: dict[str, Any]) -> None:
    connection.execute(update(requests).where(requests.c.reference == reference).values(**values))
