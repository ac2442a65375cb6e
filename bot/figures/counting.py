"""Counts requests for the figures: one pass over the table, and no request is held in memory.

The pass gives times as text by the hour, because turning 300,000 of them into `datetime` costs more than all the rest.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, literal, select

from bot.figures.benefit_counting import count_benefits
from bot.figures.hours import day_of, hour_of
from bot.figures.tally import Group, Span, Tally, Waiting
from bot.register import contract_notices
from bot.register.schema import requests
from dialogs.statuses import Status

LONGEST = 10
"""How many of the requests that wait longest are named."""
_AT_A_TIME = 5000


def count(connection: Connection, now: datetime, buying: str = "", benefit: str = "") -> Tally:
    """What the figures need of all requests. ``buying`` and ``benefit``: the ids of these questions, empty for none.

    Takes about a second for 100,000 requests.
    """
    c = requests.c
    columns = (
        *(c.process, c.area, c.status, c.final_process, c.answers[buying].as_string() if buying else literal("")),
        *(hour_of(connection, time) for time in (c.submitted_at, c.picked_up_at, c.decided_at)),
    )
    groups: Counter[Any] = Counter()
    contacts: Counter[tuple[date, date]] = Counter()
    decisions: Counter[tuple[date, date]] = Counter()
    # On the statement and not on the connection, which keeps its options and may be in the midst of a turn.
    everything = select(*columns).execution_options(yield_per=_AT_A_TIME)
    for *alike, begun, contact, decided in connection.execute(everything):
        groups[tuple(alike)] += 1
        if contact:
            contacts[day_of(begun), day_of(contact)] += 1
        if decided:
            decisions[day_of(begun), day_of(decided)] += 1
    in_time, known = contract_notices.met_in_time(connection, now)
    return Tally(
        tuple(
            Group(process, area or "", status, final, bought or "", n)
            for (process, area, status, final, bought), n in groups.items()
        ),
        tuple(Span(*days, n) for days, n in contacts.items()),
        tuple(Span(*days, n) for days, n in decisions.items()),
        _waiting(connection),
        known,
        in_time,
        brought=count_benefits(connection, benefit),
    )


def _waiting(connection: Connection) -> tuple[Waiting, ...]:
    c = requests.c
    chosen = (
        select(c.reference, c.area, c.submitted_at)
        .where(c.status == Status.SUBMITTED.value, c.gone.is_(False))
        .order_by(c.submitted_at, c.number)
        .limit(LONGEST)
    )
    return tuple(Waiting(row.reference, row.area or "", row.submitted_at) for row in connection.execute(chosen))
