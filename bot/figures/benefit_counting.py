"""Counts what requests that are done have brought: few rows, whoever said what."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, Select, literal, select

from bot.figures.tally import Brought
from bot.register.board_tables import benefits
from bot.register.schema import requests
from bot.register.work_tables import request_steps
from dialogs.benefits import came_of
from dialogs.statuses import Status

_AT_A_TIME = 5000
_Alike = tuple[str, str, str, tuple[str, ...], str, bool, str]


def count_benefits(connection: Connection, benefit: str = "") -> tuple[Brought, ...]:
    """How many requests are done, by what was expected and what came of it.

    ``benefit``: id of the question of what a request is to bring, empty for none.
    """
    r, s, b = requests.c, request_steps.c, benefits.c
    done = r.status == Status.DONE.value
    expected = r.answers[benefit].as_string() if benefit else literal("")
    bodies: dict[str, list[str]] = {}
    met = select(s.reference, s.body).join(requests, r.reference == s.reference).where(done, s.since.is_not(None))
    for reference, body in connection.execute(_some_at_a_time(met.distinct().order_by(s.body))):
        bodies.setdefault(reference, []).append(body)
    said: dict[str, list[tuple[int, str]]] = {}
    answered = select(b.reference, b.after, b.measured).join(requests, r.reference == b.reference).where(done)
    for reference, after, measured in connection.execute(_some_at_a_time(answered)):
        said.setdefault(reference, []).append((after, measured))
    groups: Counter[_Alike] = Counter()
    everything = select(r.reference, r.process, r.final_process, r.area, expected).where(done)
    for reference, process, final, area, promised in connection.execute(_some_at_a_time(everything)):
        came, met_by = said.get(reference, ()), tuple(bodies.get(reference, ()))
        measured = came_of(came)
        groups[process, final, area or "", met_by, promised or "", bool(came), measured or ""] += 1
    return tuple(Brought(*alike, n) for alike, n in groups.items())


def _some_at_a_time(chosen: Select[Any]) -> Select[Any]:
    return chosen.execution_options(yield_per=_AT_A_TIME)
