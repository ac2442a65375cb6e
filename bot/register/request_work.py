"""Steps and checks of requests in the register: rows of their own, so that what waits for somebody is found at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from bot.register.schema import requests
from bot.register.upsert import insert_into
from bot.register.work_tables import request_checks, request_steps
from dialogs.statuses import DELIVERABLE, ENDED, Status
from dialogs.steps import CLOSED_CHECKS, Checks, CheckState, RequestCheck, RequestStep, Steps, StepState

_ENDED = tuple(status.value for status in ENDED)
_NOT_CHECKED = (Status.WITHDRAWN.value, Status.DECLINED.value, Status.DONE.value)


def store_steps(connection: Connection, reference: str, before: Steps, after: Steps, by: str = "") -> None:
    """Store the steps that differ. ``by``: Entra id of who spoke, so that their words can be erased with them."""
    was = {step.id: step for step in before}
    for place, step in enumerate(after):
        if was.get(step.id) == step:
            continue
        spoken = step.at is not None and (step.id not in was or step.at != was[step.id].at)
        said = {"outcome": step.outcome, "note": step.note, "who": step.who, "at": step.at}
        values: dict[str, Any] = {"state": step.state.value, "since": step.since, **said}
        if spoken or step.at is None:
            values["aad_id"] = (by or None) if spoken else None
        own = {"reference": reference, "step": step.id}
        made = insert_into(connection, request_steps).values(
            **own, stage=step.stage, place=place, body=step.body, **values
        )
        connection.execute(made.on_conflict_do_update(index_elements=list(own), set_=values))


def store_checks(connection: Connection, reference: str, before: Checks, after: Checks, by: str = "") -> None:
    """Store the checks that differ, in the same way."""
    was = {check.id: check for check in before}
    for place, check in enumerate(after):
        if was.get(check.id) == check:
            continue
        said = {"note": check.note, "who": check.who, "at": check.at, "aad_id": (by or None) if check.at else None}
        values = {"state": check.state.value, **said}
        key = {"reference": reference, "check_id": check.id}
        made = insert_into(connection, request_checks).values(**key, place=place, **values)
        connection.execute(made.on_conflict_do_update(index_elements=list(key), set_=values))


def steps_of(connection: Connection, references: Collection[str]) -> Mapping[str, Steps]:
    """The steps of these requests, in order."""
    chosen = select(request_steps).where(request_steps.c.reference.in_(references))
    found: dict[str, list[RequestStep]] = {}
    for row in connection.execute(chosen.order_by(request_steps.c.reference, request_steps.c.place)):
        step = RequestStep(
            row.step, row.body, row.stage, StepState(row.state), row.since, row.outcome, row.note, row.who, row.at
        )
        found.setdefault(row.reference, []).append(step)
    return {reference: tuple(steps) for reference, steps in found.items()}


def checks_of(connection: Connection, references: Collection[str]) -> Mapping[str, Checks]:
    """The checks of these requests, in order."""
    chosen = select(request_checks).where(request_checks.c.reference.in_(references))
    found: dict[str, list[RequestCheck]] = {}
    for row in connection.execute(chosen.order_by(request_checks.c.reference, request_checks.c.place)):
        check = RequestCheck(row.check_id, CheckState(row.state), row.note, row.who, row.at)
        found.setdefault(row.reference, []).append(check)
    return {reference: tuple(checks) for reference, checks in found.items()}


def waiting(
    connection: Connection,
    *,
    bodies: Iterable[str],
    areas: Iterable[str],
    checks: Iterable[str],
    delivers: bool,
    aad_id: str,
    own_checks: Iterable[str],
    most: int = 200,
) -> tuple[str, ...]:
    """References of requests that may have something for somebody to do, oldest first: more than have it, never fewer.

    ``bodies``: those of which they are a member, or that have nobody and are theirs to speak for. ``areas``: whose IT
    business partner they are. ``checks``: those that they own. ``delivers``: whether they deliver what was approved.
    ``own_checks``: those that every requester owns.
    """
    r, s, c = requests.c, request_steps.c, request_checks.c
    having = select(s.reference).where(s.state == StepState.CURRENT.value, s.body.in_(list(bodies)))
    at_partner = select(s.reference).where(s.state == StepState.CURRENT.value)
    still = c.state.not_in([state.value for state in CLOSED_CHECKS])
    owned = select(c.reference).where(still, c.check_id.in_(list(checks)))
    mine = select(c.reference).where(still, c.check_id.in_(list(own_checks)))
    asked = or_(r.open_question != "", r.status == Status.MORE_NEEDED.value)
    deliverable = r.status.in_([status.value for status in DELIVERABLE]) if delivers else r.reference.is_(None)
    wanted = or_(
        and_(r.reference.in_(having), r.status.not_in(_ENDED)),
        and_(r.area.in_(list(areas)), r.reference.in_(at_partner), r.status.not_in(_ENDED)),
        and_(r.reference.in_(owned), r.status.not_in(_NOT_CHECKED)),
        and_(r.aad_id == aad_id, r.reference.in_(mine), r.status.not_in(_NOT_CHECKED)),
        and_(r.aad_id == aad_id, asked, r.status.not_in(_ENDED)),
        deliverable,
    )
    chosen = select(r.reference).where(wanted, r.gone.is_(False)).order_by(r.number).limit(most)
    return tuple(connection.execute(chosen).scalars())
