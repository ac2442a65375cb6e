"""What somebody holds and may be reminded of, by its rows alone: whole requests are read once one is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, exists, or_, select

from bot.register.schema import requests as request_rows
from bot.register.work_tables import request_checks, request_steps
from dialogs.statuses import ENDED, HELD, Status
from dialogs.steps import CLOSED_CHECKS, StepState
from dialogs.tasks import Held, held_step
from governance_rules.roles import PARTNER

_WAITING = tuple(status.value for status in HELD)
_OVER = tuple(status.value for status in ENDED | HELD)
_CLOSED = tuple(state.value for state in CLOSED_CHECKS)


def held_steps(connection: Connection, first: datetime, last: datetime) -> Iterator[tuple[str, Held]]:
    """Steps that have their request and came to it between these times, with its reference; without the pick-up."""
    s, r = request_steps.c, request_rows.c
    chosen = (
        select(s.reference, s.step, s.body, s.since, r.status_at, r.submitted_at)
        .join(request_rows, r.reference == s.reference)
        .where(
            s.state == StepState.CURRENT.value,
            s.since.between(first, last),
            r.status.not_in(_OVER),
            or_(r.status != Status.SUBMITTED.value, s.body != PARTNER),
            r.open_question == "",
            r.gone.is_(False),
        )
        .order_by(r.number)
    )
    for row in connection.execute(chosen):
        yield row.reference, held_step(row.step, row.body, row.since, row.status_at or row.submitted_at)


def held_rest(connection: Connection, first: datetime, last: datetime) -> Iterator[tuple[str, Held]]:
    """Requests with open checks that were sent, and those that were approved, between these times."""
    c, r = request_checks.c, request_rows.c
    waits = (r.status.not_in(_WAITING), r.open_question == "", r.gone.is_(False))
    open_ones = exists().where(c.reference == r.reference, c.live.is_(True), c.state.not_in(_CLOSED))
    checked = select(r.reference, r.submitted_at).where(r.submitted_at.between(first, last), open_ones, *waits)
    for row in connection.execute(checked.order_by(r.number)):
        yield row.reference, Held("checks", row.submitted_at)
    approved = select(r.reference, r.status_at).where(
        r.status == Status.APPROVED.value, r.status_at.between(first, last), *waits
    )
    for row in connection.execute(approved.order_by(r.number)):
        yield row.reference, Held("delivery", row.status_at)
