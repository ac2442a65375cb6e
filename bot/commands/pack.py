"""`front-door pack`: the papers for one meeting of a body, or its minutes, as a Word document or a page for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import click
from sqlalchemy import Connection

from bot.board import reading
from bot.board.agenda import agenda_of
from bot.board.content import Document
from bot.board.firmness import firmness
from bot.board.minutes import Minutes, minutes_of
from bot.board.paper import Pack, paper_of
from bot.board.word_template import template_bytes
from bot.commands.options import data_option, not_blank, stop, writable_or_stop, write_or_stop
from bot.commands.rules_in_use import rules_in_use_or_stop
from bot.commands.stored import leave_trace, register_of
from bot.commands.word_files import form_of, made, progress, template_or_stop
from bot.held_news import with_body
from bot.meetings import meeting_of
from bot.people.directory import people_of
from bot.register import meetings
from bot.register.register import Register
from dialogs.agendas import Meeting
from dialogs.firmness import SEED
from dialogs.model import People
from dialogs.wording import local_day, say_day
from governance_rules import Rulebook
from governance_rules.bodies import Body
from governance_rules.problems import near_miss

_NEXT: Final = 3
"""So many meetings are named when a day has none."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The meeting that is wanted, and what is needed to say anything of it."""

    rulebook: Rulebook
    people: People
    body: Body
    day: date
    now: datetime
    place: str
    seed: int


@click.command(short_help="The papers for a meeting of a body, or its minutes.")
@click.option("--body", "body_id", callback=not_blank, help="Id of the body in bodies.yaml, such as board.")
@click.option("--meeting", "day", callback=not_blank, help="Day of the meeting, such as 2026-12-09.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file: .docx for Word, .html for a phone. Otherwise it is named for the body and the day.",
)
@click.option("--minutes", is_flag=True, help="What was said at the meeting, instead of what is before it.")
@click.option(
    "--template",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The council's own Word file with the places of a paper.",
)
@click.option("--place", default="", help="Where this meeting is, if it is not where the body always meets.")
@click.option(
    "--firmness-seed", "seed", type=click.IntRange(0), default=SEED, show_default=True, help="Where the tries begin."
)
@click.option(
    "--new-template",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the plain Word template, to brand it, and nothing else.",
)
@click.option("--noted", is_flag=True, hidden=True)
@data_option
def command(
    *,
    body_id: str | None,
    day: str | None,
    out: Path | None,
    minutes: bool,
    template: Path | None,
    place: str,
    seed: int,
    new_template: Path | None,
    noted: bool,
    data: Path,
) -> None:
    """Make the papers for one meeting of a body: its agenda, how firm the order is, and a section for each request.

    With --minutes: the decisions, notes and actions of the meeting.
    """
    if new_template is not None:
        if new_template.exists():
            stop(f"{new_template} is there already, and may be branded. Choose a name that is not taken.")
        write_or_stop(new_template, template_bytes())
        return
    if body_id is None or day is None:
        raise click.UsageError("Say which meeting: --body board --meeting 2026-12-09.")
    # ``--noted``: the host notes in whose name it makes a paper, so no operator took a copy.
    asked = _asked(body_id, _day(day), datetime.now(UTC), place, seed)
    what = "minutes" if minutes else "papers"
    out = out or Path(f"{what}-{asked.body.id}-{asked.day.isoformat()}.docx")
    form, branded = form_of(out, template), template_or_stop(template)
    writable_or_stop(out)
    with register_of(data) as register:
        content = _minutes(register, asked) if minutes else _papers(register, asked)
        if not noted:
            leave_trace(register, what, {"body": asked.body.id, "meeting": asked.day.isoformat()})
    write_or_stop(out, made(content, form, branded))


def _asked(body_id: str, day: date, now: datetime, place: str, seed: int) -> _Asked:
    """The meeting with the rules of its day, or of today where it is still to come."""
    rulebook, directory = rules_in_use_or_stop(min(local_day(now), day))
    people = people_of(directory, (), local_day(now), rulebook)
    return _Asked(rulebook, people, _body(rulebook, body_id), day, now, place, seed)


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        stop(f"{words} is no day. Write the day of the meeting such as 2026-12-09.")


def _body(rulebook: Rulebook, body_id: str) -> Body:
    bodies = {body.id: body for body in rulebook.bodies if not body.of}
    if body_id not in bodies:
        stop(f"There is no body {body_id}. {near_miss(body_id, bodies)}")
    return bodies[body_id]


def _papers(register: Register, asked: _Asked) -> Document:
    meeting = _meeting_or_stop(register, asked)
    pack = register.read_now(lambda connection: _read(connection, asked, meeting))
    if not pack.agenda.items:
        click.echo(
            f"There is nothing to discuss: no request is with the {asked.body.name}. The papers say so.", err=True
        )
    return paper_of(pack)


def _read(connection: Connection, asked: _Asked, meeting: Meeting) -> Pack:
    found = () if meeting.closed_at else with_body(connection, asked.body.id, ahead=True)[0]
    agenda = agenda_of(meeting, asked.body, found)
    requests = reading.linked(connection, [item.request for item in agenda.items])
    items = (replace(item, request=request) for item, request in zip(agenda.items, requests, strict=True))
    similar, told = {}, progress("Read")
    for done, request in enumerate(requests, 1):
        similar[request.reference] = reading.alike(connection, request)
        told(done, len(requests))
    firm = firmness(asked.rulebook, requests, asked.seed)
    actions = reading.last_actions(connection, asked.body.id, asked.day)
    agenda = replace(agenda, items=tuple(items))
    return Pack(asked.rulebook, asked.people, agenda, firm, asked.now, similar, actions, asked.place, asked.seed)


def _minutes(register: Register, asked: _Asked) -> Document:
    kept = register.read_now(lambda connection: meetings.items_of(connection, asked.body.id, asked.day))
    if not kept:
        if register.read_now(lambda connection: meetings.find(connection, asked.body.id, asked.day)) is None:
            _meets_or_stop(asked)
        stop(f"The {asked.body.name} has no minutes of {say_day(asked.day)}: no agenda was kept for that day.")
    meeting = replace(_meeting_or_stop(register, asked), items=kept)
    references = [item.reference for item in kept if item.outcome]
    moves = register.read_now(lambda connection: reading.moves_on(connection, asked.day, references))
    return minutes_of(Minutes(asked.rulebook, asked.people, asked.body, meeting, asked.now, asked.place, moves))


def _meeting_or_stop(register: Register, asked: _Asked) -> Meeting:
    """The meeting with its agenda as it is now, or the end where the body meets on another day."""
    known = register.read_now(lambda connection: meetings.find(connection, asked.body.id, asked.day))
    if known is None:
        _meets_or_stop(asked)
        if asked.day < local_day(asked.now):
            click.echo("The day is past and its agenda was not kept: this is what the body has now.", err=True)
    meeting = register.read_now(lambda connection: meeting_of(connection, asked.body, asked.day, ahead=True))
    if meeting.closed_at is None:
        return meeting
    kept = register.read_now(lambda connection: meetings.items_of(connection, asked.body.id, asked.day))
    return replace(meeting, items=kept)


def _meets_or_stop(asked: _Asked) -> None:
    days = asked.body.next_dates
    if asked.day in days:
        return
    near = sorted(sorted(days, key=lambda day: abs(day - asked.day))[:_NEXT])
    mend = f"Its meetings are on {_listed(near)}." if near else "Add its dates to next_dates, where the rules name it."
    stop(f"The {asked.body.name} does not meet on {say_day(asked.day)}. {mend}")


def _listed(days: Sequence[date]) -> str:
    """Days as people say them."""
    *others, last = map(say_day, days)
    return f"{', '.join(others)} and {last}" if others else last
