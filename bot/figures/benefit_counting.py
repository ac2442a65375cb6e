"""Counts what requests that are done have brought: few rows come out of the database, however many requests there are.

The latest time at which anybody answered counts, and of two answers at that time the one that promises less.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Subquery, and_, case, func, literal, select

from bot.figures.tally import Brought
from bot.register.board_tables import benefits
from bot.register.schema import requests
from bot.register.work_tables import request_steps
from dialogs.benefits import CAREFUL
from dialogs.statuses import Status

_ALIKE = ("expected", "asked", "rank")


def count_benefits(connection: Connection, benefit: str = "") -> tuple[Brought, ...]:
    """How many requests are done, by what was expected and what came of it.

    ``benefit``: id of the question of what a request is to bring, empty for none.
    """
    every = _done(benefit)
    alike = [every.c[name] for name in ("process", "final_process", "area", *_ALIKE)]
    rows = connection.execute(select(*alike, func.count().label("n")).group_by(*alike))
    return tuple(_brought(row, row.process, row.final_process, row.area) for row in rows)


def count_by_body(connection: Connection, benefit: str = "") -> dict[str, tuple[Brought, ...]]:
    """The same by the id of each body, of the requests that it had."""
    every, s = _done(benefit), request_steps.c
    met = select(s.reference, s.body).where(s.since.is_not(None)).distinct().subquery()
    alike = [met.c.body, *(every.c[name] for name in _ALIKE)]
    counted = select(*alike, func.count().label("n")).select_from(met)
    counted = counted.join(every, every.c.reference == met.c.reference).group_by(*alike)
    found: dict[str, list[Brought]] = {}
    for row in connection.execute(counted):
        found.setdefault(row.body, []).append(_brought(row))
    return {body: tuple(several) for body, several in found.items()}


def _done(benefit: str) -> Subquery:
    """A row for each request that is done: its route and area, what was expected, and what came of it."""
    r, b, said = requests.c, benefits.c, _said()
    asked = select(b.reference).distinct().subquery()
    # Labelled within, so that what is grouped by is one column to every database, and not an expression with a value.
    chosen = select(
        *(r.reference, r.process, r.final_process, func.coalesce(r.area, "").label("area")),
        (r.answers[benefit].as_string() if benefit else literal("")).label("expected"),
        *(asked.c.reference.is_not(None).label("asked"), said.c.rank),
    )
    joined = chosen.outerjoin(asked, asked.c.reference == r.reference).outerjoin(said, said.c.reference == r.reference)
    return joined.where(r.status == Status.DONE.value).subquery()


def _said() -> Subquery:
    """What came of each request about which somebody answered: its place among `CAREFUL`."""
    b = benefits.c
    last = (
        select(b.reference, func.max(b.after).label("after")).where(b.measured != "").group_by(b.reference).subquery()
    )
    rank = case({one.value: place for place, one in enumerate(CAREFUL)}, value=b.measured)
    then = and_(last.c.reference == b.reference, last.c.after == b.after)
    chosen = select(b.reference, func.min(rank).label("rank")).join(last, then).where(b.measured != "")
    return chosen.group_by(b.reference).subquery()


def _brought(row: Any, process: str = "", final: str = "", area: str = "") -> Brought:
    measured = "" if row.rank is None else CAREFUL[row.rank].value
    return Brought(process, final, area, row.expected or "", bool(row.asked), measured, row.n)
