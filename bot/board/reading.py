"""What a paper needs of the register beside the meeting itself: what is linked with a request, and what is like it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection, select

from bot.board.paper import Action
from bot.register import request_systems, search
from bot.register.board_tables import meeting_items, roadmap_moves
from dialogs.model import Request, Similar
from dialogs.records import Move
from dialogs.wording import day_begins


def linked(connection: Connection, found: Iterable[Request]) -> tuple[Request, ...]:
    """The same requests, with the others about their systems."""
    return tuple(
        replace(one, beside=request_systems.beside(connection, one.reference, one.systems)) if one.systems else one
        for one in found
    )


def alike(connection: Connection, request: Request) -> tuple[Similar, ...]:
    """Requests with a title like this one's."""
    return search.similar(connection, request.title, without=request.reference)


def last_actions(connection: Connection, body: str, day: date) -> tuple[Action, ...]:
    """What the body's last meeting before this day said is to be done."""
    before = (meeting_items.c.body == body, meeting_items.c.day < day.isoformat(), meeting_items.c.action != "")
    last = connection.execute(
        select(meeting_items.c.day).where(*before).order_by(meeting_items.c.day.desc()).limit(1)
    ).scalar()
    if last is None:
        return ()
    chosen = select(meeting_items).where(*before, meeting_items.c.day == last).order_by(meeting_items.c.place)
    return tuple(
        Action(row.reference, date.fromisoformat(row.day), row.action, row.action_owner)
        for row in connection.execute(chosen)
    )


def moves_on(connection: Connection, day: date, references: Iterable[str]) -> dict[str, Move]:
    """How each of these moved on the roadmap on a day of the council's, from where it was to where it ended."""
    m = roadmap_moves.c
    within = (m.reference.in_(list(references)), m.at >= day_begins(day), m.at < day_begins(day + timedelta(days=1)))
    found: dict[str, Move] = {}
    for row in connection.execute(select(roadmap_moves).where(*within).order_by(m.reference, m.number)):
        before = found[row.reference].before if row.reference in found else row.before
        found[row.reference] = Move(row.at, before, row.after, row.who, row.note)
    return {reference: move for reference, move in found.items() if move.before != move.after}
