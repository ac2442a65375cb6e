"""Which requests have something for somebody to do: found by the rows of steps and checks, whatever else is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, union

from bot.register import requests
from bot.register.schema import requests as request_rows
from bot.register.work_tables import request_checks, request_steps
from dialogs.model import Request
from dialogs.statuses import DELIVERABLE, ENDED, HELD, Status
from dialogs.steps import CLOSED_CHECKS, CheckState, StepState
from governance_rules.roles import PARTNER

MOST = 200
"""Requests that are looked through at once, the oldest ones: more than anybody has in hand."""
_OVER = tuple(status.value for status in ENDED | HELD)
_ENDED = tuple(status.value for status in ENDED)
_STILL = tuple(status.value for status in DELIVERABLE)
_OPEN_CHECKS = tuple(state.value for state in CheckState if state not in CLOSED_CHECKS)


@dataclass(frozen=True, slots=True)
class Spoken:
    """For whom somebody is there: everything else is the governance team's."""

    bodies: frozenset[str]
    areas: frozenset[str]
    """Those that have an IT business partner."""
    checks: frozenset[str]
    """Those whose owner somebody is, or may be: by area or request."""


@dataclass(frozen=True, slots=True)
class Mine:
    """What one person has to do with requests by the directory of the day."""

    aad_id: str
    bodies: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    """Whose IT business partner they are."""
    checks: frozenset[str] = frozenset()
    partner_checks: frozenset[str] = frozenset()
    """Those that the IT business partner of each area owns."""
    requester_checks: frozenset[str] = frozenset()
    """Those that whoever asked owns."""
    processes: frozenset[str] = frozenset()
    """Ids and names of the processes that they deliver."""
    spoken: Spoken | None = None
    """For the governance team alone: what is others'."""


def waiting(connection: Connection, mine: Mine, most: int = MOST) -> tuple[Request, ...]:
    """Requests that may have something for this person to do, oldest first: more than have it, never fewer."""
    arms = [arm.where(request_rows.c.gone.is_(False)) for arm in _arms(mine)]
    found = union(*arms).subquery()
    chosen = select(found.c.reference).order_by(found.c.number).limit(most)
    return requests.several(connection, connection.execute(chosen).scalars().all())


def _arms(mine: Mine) -> Iterator[Select[Any]]:
    r = request_rows.c
    open_now = r.status.not_in(_OVER)
    asked = or_(r.open_question != "", r.status == Status.MORE_NEEDED.value)
    yield _requests().where(r.aad_id == mine.aad_id, asked, r.status.not_in(_ENDED))
    for whose in _steps(mine):
        yield _having(open_now, whose)
    for whose in _checks(mine):
        yield _checked(whose)
    if mine.processes:
        process = func.coalesce(func.nullif(r.final_process, ""), r.process)
        yield _requests().where(r.status.in_(_STILL), process.in_(mine.processes))


def _steps(mine: Mine) -> Iterator[ColumnElement[bool]]:
    body, area = request_steps.c.body, request_rows.c.area
    if mine.bodies:
        yield body.in_(mine.bodies)
    if mine.areas:
        yield and_(body == PARTNER, area.in_(mine.areas))
    if mine.spoken:
        yield body.not_in({*mine.spoken.bodies, PARTNER})
        yield and_(body == PARTNER, _nobodys_area(mine.spoken))


def _checks(mine: Mine) -> Iterator[ColumnElement[bool]]:
    check, area, asked_by = request_checks.c.check_id, request_rows.c.area, request_rows.c.aad_id
    if mine.checks:
        yield check.in_(mine.checks)
    if mine.areas:
        yield and_(check.in_(mine.partner_checks), area.in_(mine.areas))
    if mine.requester_checks:
        yield and_(check.in_(mine.requester_checks), asked_by == mine.aad_id)
    if mine.spoken:
        yield check.not_in(mine.spoken.checks)
        yield and_(check.in_(mine.partner_checks), _nobodys_area(mine.spoken))
        yield and_(check.in_(mine.requester_checks), asked_by == "")  # whoever asked was erased


def _nobodys_area(spoken: Spoken) -> ColumnElement[bool]:
    return or_(request_rows.c.area.is_(None), request_rows.c.area.not_in(spoken.areas))


def _requests() -> Select[Any]:
    return select(request_rows.c.number, request_rows.c.reference)


def _having(*conditions: ColumnElement[bool]) -> Select[Any]:
    s, r = request_steps.c, request_rows.c
    return _requests().join(request_steps, s.reference == r.reference).where(s.state == StepState.CURRENT, *conditions)


def _checked(whose: ColumnElement[bool]) -> Select[Any]:
    c, r = request_checks.c, request_rows.c
    joined = _requests().join(request_checks, c.reference == r.reference)
    return joined.where(c.live.is_(True), c.state.in_(_OPEN_CHECKS), whose)
