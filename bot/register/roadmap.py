"""The roadmap in the register: what is on it now, as few columns as it shows, and what moved."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, literal, select

from bot.register.board_tables import roadmap_moves
from bot.register.schema import requests
from dialogs.records import Move
from dialogs.roadmap import Entry, Finished, Moved
from dialogs.statuses import ON_THE_ROADMAP, Status

_ON_IT: Final = requests.c.status.in_([status.value for status in ON_THE_ROADMAP])


def add_move(connection: Connection, reference: str, move: Move, by: str) -> None:
    """Keep that a request moved. ``by``: Entra id of who said so, so that their words can be erased with them."""
    c = roadmap_moves.c
    last = connection.execute(select(func.max(c.number)).where(c.reference == reference)).scalar_one()
    said = {"at": move.at, "before": move.before, "after": move.after, "who": move.who, "note": move.why}
    row = {"reference": reference, "number": int(last or 0) + 1, "aad_id": by or None, **said}
    connection.execute(roadmap_moves.insert().values(**row))


def entries(connection: Connection, effort: str = "") -> tuple[Entry, ...]:
    """Everything on the roadmap, by number. ``effort``: the question that says how much work it is; empty: none.

    Of each decision it reads three values: 5,000 whole requests took five seconds, and this takes a fifth of one.
    """
    c = requests.c
    said = (
        c.decision["timeframe"].as_string().label("suggested"),
        c.decision["value"].as_integer().label("value"),
        c.decision["achievability"].as_integer().label("achievability"),
        (c.answers[effort].as_string() if effort else literal("")).label("effort"),
    )
    chosen = select(c.reference, c.title, c.area, c.status, c.board_timeframe, *said).where(_ON_IT).order_by(c.number)
    return tuple(
        Entry(
            row.reference,
            row.title,
            row.area or "",
            row.status,
            row.board_timeframe or row.suggested or "",
            by_board=bool(row.board_timeframe),
            value=row.value,
            achievability=row.achievability,
            effort=row.effort or "",
        )
        for row in connection.execute(chosen)
    )


def moved(connection: Connection, since: datetime, until: datetime | None = None) -> tuple[Moved, ...]:
    """What moved since then (and before ``until``) of what is on the roadmap, in order of time."""
    m = roadmap_moves.c
    within = (m.at >= since, *((m.at < until,) if until else ()))
    chosen = select(roadmap_moves).join(requests, requests.c.reference == m.reference).where(_ON_IT, *within)
    return tuple(
        Moved(row.reference, Move(row.at, row.before, row.after, row.who, row.note))
        for row in connection.execute(chosen.order_by(m.at, requests.c.number, m.number))
    )


def finished(connection: Connection, since: datetime, until: datetime) -> tuple[Finished, ...]:
    """What was marked as done from ``since`` on and before ``until``, and is done still, in order of time."""
    c = requests.c
    chosen = select(c.reference, c.title, c.area, c.status_at).where(
        c.status == Status.DONE.value, c.status_at >= since, c.status_at < until
    )
    return tuple(
        Finished(row.reference, row.title, row.area or "", row.status_at)
        for row in connection.execute(chosen.order_by(c.status_at, c.number))
    )
