"""The papers of a meeting: told to the members of its body some days before, by themselves and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.meetings import close_forgotten, meeting_of
from bot.notify import enqueue_after_quiet_hours
from bot.people.working_days import in_working_hours
from bot.register import audit
from bot.register import meetings as rows
from dialogs.agendas import bodies_that_meet, meeting_day
from dialogs.calendar import Calendar, is_working_day
from dialogs.model import People, Person
from dialogs.wording import local_day
from governance_rules import Rulebook
from governance_rules.model import Body


def papers_day(body: Body, day: date, calendar: Calendar) -> date:
    """The day on which the members of a body get the papers of a meeting: the last working day that is early enough."""
    found = day - timedelta(days=body.papers_days)
    while not is_working_day(found, calendar):
        found -= timedelta(days=1)
    return found


def wanting_papers(
    connection: Connection, rulebook: Rulebook, people: People, now: datetime
) -> tuple[tuple[Body, date], ...]:
    """The meetings whose papers are to go out now and have not; none outside working hours.

    Of each body that is the next one: what it leaves is on the agenda of the one after it.
    """
    if not in_working_hours(now, people.calendar):
        return ()
    today = local_day(now)
    days = ((body, meeting_day(body, today)) for body in bodies_that_meet(rulebook))
    soon = [(body, day) for body, day in days if day and papers_day(body, day, people.calendar) <= today]
    return tuple(one for one in soon if not _told(connection, *one))


def _told(connection: Connection, body: Body, day: date) -> bool:
    row = rows.find(connection, body.id, day)
    return row is not None and (row.papers_at is not None or row.opened_at is not None)


def send_papers(connection: Connection, rulebook: Rulebook, people: People, now: datetime) -> int:
    """Fill the agendas that are due, and tell the members: all or nothing. Gives how many cards go out.

    Run it as one job of the register: of several instances the second finds nothing to tell.
    """
    cards = 0
    for body, day in wanting_papers(connection, rulebook, people, now):
        meeting = replace(meeting_of(connection, body, day, ahead=True), papers_at=now)
        rows.keep(connection, meeting)
        readers = readers_of(people, body.id)
        told = {"body": body.id, "day": day.isoformat()}
        enqueue_after_quiet_hours(connection, f"{body.id}:{day}", "papers", [(one, told) for one in readers], now)
        fields = {"items": len(meeting.items), "people": len(readers)}
        audit.append(connection, now, audit.Entry("rules", "papers_sent", f"{body.id}:{day}", fields))
        cards += len(readers)
    return cards


def readers_of(people: People, body: str) -> tuple[Person, ...]:
    """Who gets the papers of a body: its members, or the governance team where it has none whom Teams can reach."""
    members = tuple(one for one in people.bodies.get(body, ()) if one.aad_id)
    return members or tuple(one for one in people.governance_team if one.aad_id)


def prepare_meetings(connection: Connection, rulebook: Rulebook, people: People, now: datetime) -> bool:
    """Send the papers that are due, and close what nobody closed. Says whether something is to be delivered."""
    closed = close_forgotten(connection, people, now)
    return send_papers(connection, rulebook, people, now) > 0 or closed > 0


def is_due(connection: Connection, rulebook: Rulebook, people: People, now: datetime) -> bool:
    """Whether `prepare_meetings` would do something: it only reads."""
    return bool(wanting_papers(connection, rulebook, people, now)) or bool(rows.running(connection))
