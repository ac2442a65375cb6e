"""What papers and minutes need of the register: requests of a body, what is like them, what is kept of a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from bot.board.agenda import Marks
from bot.board.minutes import Heard
from bot.board.paper import Action
from bot.register import request_systems, requests, search
from bot.register.board_tables import meeting_items, meetings
from bot.register.schema import requests as request_rows
from bot.register.work_tables import request_steps
from dialogs.model import Request, Similar
from dialogs.steps import StepState


@dataclass(frozen=True, slots=True)
class Kept:
    """What the register holds of one meeting: whether it is known at all, when it was open, and its items in order."""

    known: bool = False
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    items: tuple[Heard, ...] = ()
    marks: tuple[tuple[str, Marks], ...] = ()


def with_body(connection: Connection, body: str) -> tuple[Request, ...]:
    """Every request that this body has now, in the order of their numbers."""
    having = (
        select(request_steps.c.reference)
        .join(request_rows, request_rows.c.reference == request_steps.c.reference)
        .where(request_steps.c.body == body, request_steps.c.state == StepState.CURRENT.value)
        .where(request_rows.c.gone.is_(False))
        .order_by(request_rows.c.number)
    )
    return requests.several(connection, connection.execute(having).scalars())


def linked(connection: Connection, found: Iterable[Request]) -> tuple[Request, ...]:
    """The same requests, with the others about their systems."""
    return tuple(
        replace(one, beside=request_systems.beside(connection, one.reference, one.systems)) if one.systems else one
        for one in found
    )


def alike(connection: Connection, request: Request) -> tuple[Similar, ...]:
    """Requests with a title like this one's."""
    return search.similar(connection, request.title, without=request.reference)


def kept_of(connection: Connection, body: str, day: date) -> Kept:
    """What is kept of this meeting."""
    mine = (meetings.c.body == body, meetings.c.day == day.isoformat())
    row = connection.execute(select(meetings).where(*mine)).one_or_none()
    items = (meeting_items.c.body == body, meeting_items.c.day == day.isoformat())
    rows = connection.execute(select(meeting_items).where(*items).order_by(meeting_items.c.place)).all()
    found = {one.reference: one for one in requests.several(connection, [one.reference for one in rows])}
    return Kept(
        row is not None or bool(rows),
        row.opened_at if row else None,
        row.closed_at if row else None,
        tuple(_heard(one, found[one.reference]) for one in rows if one.reference in found),
        tuple((one.reference, Marks(one.place, late=one.late, put_off=one.put_off)) for one in rows),
    )


def _heard(row: Any, request: Request) -> Heard:
    return Heard(request, row.place, row.outcome, row.note, row.action, row.action_owner, row.late)


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
