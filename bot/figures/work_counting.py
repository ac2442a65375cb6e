"""Counts the work on requests for the figures: how long each step took, where requests are, which checks are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, false, func, or_, select

from bot.figures.benefit_counting import count_by_body
from bot.figures.hours import day_of, hour_of
from bot.figures.tally import LongCheck, OpenCheck, OverruledRule, Present, Stay, WorkTally
from bot.register.schema import requests
from bot.register.work_tables import request_checks, request_steps
from dialogs.statuses import ENDED
from dialogs.steps import CLOSED_CHECKS, StepState

LONGEST = 10
"""How many of the checks that are open longest are named."""
_AT_A_TIME = 5000
_ENDED = tuple(status.value for status in ENDED)
_CLOSED = tuple(state.value for state in CLOSED_CHECKS)


def count_work(connection: Connection, processes: Mapping[str, str], benefit: str = "") -> WorkTally:
    """All that the figures say of work, and of bodies.

    ``processes``: names by id, as the list holds the final process as a name. ``benefit``: see `count_benefits`.
    """
    by_check, longest = _checks(connection)
    overruled, brought = _overruled(connection, processes), count_by_body(connection, benefit)
    return WorkTally(_stays(connection), _present(connection), by_check, longest, overruled, brought)


def _stays(connection: Connection) -> tuple[Stay, ...]:
    s = request_steps.c
    over = (s.state == StepState.OVER.value, s.since.is_not(None), s.at.is_not(None))
    chosen = select(s.body, hour_of(connection, s.since), hour_of(connection, s.at)).where(*over)
    found: Counter[tuple[str, date, date]] = Counter()
    for body, since, at in connection.execute(chosen.execution_options(yield_per=_AT_A_TIME)):
        found[body, day_of(since), day_of(at)] += 1
    return tuple(Stay(*days, n) for days, n in found.items())


def _present(connection: Connection) -> tuple[Present, ...]:
    s, r = request_steps.c, requests.c
    here = (s.state == StepState.CURRENT.value, r.status.not_in(_ENDED), r.gone.is_(False))
    since = hour_of(connection, func.coalesce(s.since, r.submitted_at))
    chosen = select(s.body, since).join(requests, r.reference == s.reference).where(*here)
    found: Counter[tuple[str, date]] = Counter()
    for body, hour in connection.execute(chosen.execution_options(yield_per=_AT_A_TIME)):
        found[body, day_of(hour)] += 1
    return tuple(Present(*one, n) for one, n in found.items())


def _checks(connection: Connection) -> tuple[tuple[OpenCheck, ...], tuple[LongCheck, ...]]:
    c, r = request_checks.c, requests.c
    still = (c.live.is_(True), c.state.not_in(_CLOSED), r.gone.is_(False))
    counted = select(c.check_id, func.count().label("n"), func.min(r.submitted_at).label("first"))
    counted = counted.join(requests, r.reference == c.reference).where(*still).group_by(c.check_id)
    by_check = tuple(OpenCheck(row.check_id, row.n, row.first) for row in connection.execute(counted))
    named = select(c.reference, c.check_id, r.submitted_at).join(requests, r.reference == c.reference).where(*still)
    rows = connection.execute(named.order_by(r.submitted_at, r.number, c.place).limit(LONGEST))
    return by_check, tuple(LongCheck(row.reference, row.check_id, row.submitted_at) for row in rows)


def _overruled(connection: Connection, processes: Mapping[str, str]) -> tuple[OverruledRule, ...]:
    """The routes that were decided otherwise. Their decisions alone are read, for the answers that each rested on."""
    r = requests.c
    as_ruled = [and_(r.process == id_, func.lower(r.final_process) == name.lower()) for id_, name in processes.items()]
    chosen = select(r.process, r.final_process, r.decision).where(r.final_process != "", ~or_(false(), *as_ruled))
    found: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    for row in connection.execute(chosen.execution_options(yield_per=_AT_A_TIME)):
        name = processes.get(row.process, row.process)
        if row.final_process.casefold() != name.casefold():
            found[row.process, row.final_process, _rests_on(row.decision, row.process)] += 1
    return tuple(OverruledRule(*one, n) for one, n in found.items())


def _rests_on(decision: Mapping[str, Any], process: str) -> tuple[str, ...]:
    """The questions on whose answers the process rested, as the decision says it; a version before may say nothing."""
    reasons = decision.get("reasons") or ()
    return next((tuple(sorted(one["answers"])) for one in reasons if one.get("for") == process), ())
