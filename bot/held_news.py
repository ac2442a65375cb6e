"""News that a meeting holds until it is over: what is held, from whom, and how a request stood before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.people.working_days import opening
from bot.register import meetings as rows
from bot.register import requests
from dialogs.agendas import step_at
from dialogs.before_told import as_before
from dialogs.calendar import next_working_day
from dialogs.model import People, Request
from governance_rules import Rulebook

Held = Sequence[tuple[rows.Row, frozenset[str]]]
"""Meetings that hold their news, each with the references of what it holds."""


def held_by(connection: Connection, holding: Sequence[rows.Row]) -> Held:
    """What these meetings hold."""
    return [(one, rows.held_requests(connection, one.body, one.day)) for one in holding]


def before_told(request: Request, held: Held, rulebook: Rulebook) -> Request:
    """A request as it stood before these meetings spoke of it."""
    return _before(request, held, rulebook.matrix.decided_by)


def _before(request: Request, held: Held, sets_timeframes: str = "") -> Request:
    for meeting, references in (*held, *held):  # what one holds is found once what another said after it is taken away
        if request.reference in references and meeting.opened_at is not None:
            sets_timeframe = sets_timeframes == meeting.body
            request = as_before(request, meeting.body, meeting.opened_at, sets_timeframe=sets_timeframe)
    return request


def told_to(
    connection: Connection, request: Request, rulebook: Rulebook, people: People, aad_id: str, now: datetime
) -> Request:
    """A request as this person may know it now: what is made when it is sent tells no more than what is asked for."""
    holding = holding_from(connection, people, aad_id, now)
    return before_told(request, held_by(connection, holding), rulebook) if holding else request


def holding_from(connection: Connection, people: People, aad_id: str, now: datetime) -> list[rows.Row]:
    """The meetings that hold their news from this person; no more once they count as closed."""
    return [
        one
        for one in rows.running(connection)
        if one.holds_news and aad_id not in knowing(people, one.body) and now < over_by(one, people)
    ]


def with_body(connection: Connection, body: str, *, ahead: bool = False) -> tuple[tuple[Request, ...], frozenset[str]]:
    """The requests that a body has now, without those that another body's meeting has sent it and holds: these too.

    ``ahead``: also those that such a meeting has taken from it, as they were. For who reads the agenda before it is
    heard, nothing is told by what comes or goes; nobody hears what is decided already.
    """
    now_there = {one.reference: one for one in rows.with_body(connection, body)}
    held = held_by(connection, [one for one in rows.running(connection) if one.holds_news and one.body != body])
    touched = frozenset[str]().union(*(references for _, references in held))
    known = {one.reference: one for one in requests.several(connection, sorted(touched))}
    told = {reference: _before(one, held) for reference, one in known.items()}
    there = {reference for reference, one in told.items() if step_at(one, body) is not None}
    not_yet = frozenset(touched & now_there.keys() - there)
    found = {reference: one for reference, one in now_there.items() if reference not in not_yet}
    if ahead:
        found |= {reference: told[reference] for reference in there}
    return tuple(found.values()), not_yet


def knowing(people: People, body: str) -> frozenset[str]:
    """Who knows what a meeting decides: the members of its body and the governance team."""
    return frozenset(person.aad_id for person in (*people.bodies.get(body, ()), *people.governance_team))


def over_by(meeting: rows.Row, people: People) -> datetime:
    """When a meeting is over that nobody closes: at nine on the next working day."""
    return opening(next_working_day(meeting.day + timedelta(days=1), people.calendar))
