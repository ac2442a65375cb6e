"""What a paper needs of the register beside the meeting itself: what is linked with a request, and what is like it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, select

from bot.board.paper import Action
from bot.register import request_systems, search
from bot.register.board_tables import meeting_items
from dialogs.model import Request, Similar


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
