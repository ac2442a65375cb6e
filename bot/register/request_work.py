"""Steps and checks of requests in the register: rows of their own, so that what waits for somebody is found at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, update

from bot.register.of_these import of_these
from bot.register.upsert import insert_into
from bot.register.work_tables import request_checks, request_steps
from dialogs.statuses import CHECKED, Status, among
from dialogs.steps import Checks, CheckState, RequestCheck, RequestStep, Steps, StepState

_STILL_CHECKED = CHECKED - {Status.DONE}
_STEPS, _CHECKS = (of_these(table, table.c.place) for table in (request_steps, request_checks))


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
    found: dict[str, list[RequestStep]] = {}
    for row in connection.execute(_STEPS, {"wanted": list(references)}):
        step = RequestStep(
            row.step, row.body, row.stage, StepState(row.state), row.since, row.outcome, row.note, row.who, row.at
        )
        found.setdefault(row.reference, []).append(step)
    return {reference: tuple(steps) for reference, steps in found.items()}


def checks_of(connection: Connection, references: Collection[str]) -> Mapping[str, Checks]:
    """The checks of these requests, in order."""
    found: dict[str, list[RequestCheck]] = {}
    for row in connection.execute(_CHECKS, {"wanted": list(references)}):
        check = RequestCheck(row.check_id, CheckState(row.state), row.note, row.who, row.at)
        found.setdefault(row.reference, []).append(check)
    return {reference: tuple(checks) for reference, checks in found.items()}


def keep_checks_live(connection: Connection, reference: str, before: str, after: str) -> None:
    """Note whether the checks of a request still matter: not once it was withdrawn, declined or done."""
    live = among(_STILL_CHECKED, after)
    if live != among(_STILL_CHECKED, before):
        theirs = update(request_checks).where(request_checks.c.reference == reference)
        connection.execute(theirs.values(live=live))
