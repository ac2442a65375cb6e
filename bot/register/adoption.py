"""Gives steps and checks to open requests that have none: a front door of the version before took them meanwhile.

During an upgrade of several instances the old ones go on for a while, and know nothing of these tables. Delete this
once nobody upgrades from before migration 0009 any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, select

from bot.register.schema import requests
from bot.register.upsert import insert_into
from bot.register.work_tables import request_checks, request_steps
from dialogs.statuses import CHECKED, ENDED, Status, among
from dialogs.steps import Outcome, Steps, after_outcome, checks_of, steps_of, without_current
from governance_rules import Decision, decision_from_json
from governance_rules.roles import PARTNER

_NOT_WORKED = tuple(status.value for status in Status if status not in CHECKED or status == Status.DONE)


def adopt(connection: Connection, bodies: Mapping[str, str]) -> tuple[str, ...]:
    """Give them as far as their status tells, and return their references. Doing it again changes nothing.

    ``bodies``: of each step that has an id of its own, the body that it is with.
    """
    r = requests.c
    none = (~exists().where(t.c.reference == r.reference) for t in (request_steps, request_checks))
    chosen = select(r.reference, r.status, r.decision, r.submitted_at, r.status_at, r.changed_at)
    found: list[str] = []
    for row in connection.execute(chosen.where(r.status.not_in(_NOT_WORKED), *none).order_by(r.number)).all():
        decision = decision_from_json(row.decision)
        steps = _steps(decision, bodies, row)
        if steps or decision.checks:
            found.append(row.reference)
        for place, step in enumerate(steps):
            values = {**asdict(step), "step": step.id, "state": step.state.value, "place": place}
            _enter(connection, request_steps, row.reference, values)
        for place, check in enumerate(checks_of(decision)):
            _enter(connection, request_checks, row.reference, {"check_id": check.id, "state": "open", "place": place})
    return tuple(found)


def _steps(decision: Decision, bodies: Mapping[str, str], row: Any) -> Steps:
    """Where it is by its status: in review it has left the IT business partner, and nobody knows more."""
    at: datetime = row.status_at or row.changed_at
    steps = steps_of(decision, bodies, row.submitted_at)
    if among(ENDED, row.status):
        return without_current(steps)
    alone = decision.stages[:1] == ((PARTNER,),) and len(decision.stages) > 1
    return (
        after_outcome(steps, PARTNER, Outcome.GO_ON, "", "", at) if alone and row.status == Status.IN_REVIEW else steps
    )


def _enter(connection: Connection, table: Any, reference: str, values: Mapping[str, Any]) -> None:
    """Enter one row; whoever was first, another instance or somebody who spoke, has said more."""
    known = {name: value for name, value in values.items() if name in table.c}
    row = insert_into(connection, table).values(reference=reference, **known)
    connection.execute(row.on_conflict_do_nothing(index_elements=[c.name for c in table.primary_key]))
