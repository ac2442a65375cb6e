"""Every request as the rules need it to decide it again."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from bot.register.requests import answers_of
from bot.register.schema import requests
from governance_rules.replay import PastRequest


def past_requests(connection: Connection) -> Iterator[PastRequest]:
    """Every request as the rules need it, oldest first, read as it is asked for."""
    columns = (
        requests.c.reference,
        requests.c.answers,
        requests.c.day,
        requests.c.decision,
        requests.c.final_process,
    )
    chosen = select(*columns).order_by(requests.c.number).execution_options(yield_per=2000)
    for row in connection.execute(chosen):
        decided = row.decision
        yield PastRequest(
            row.reference,
            answers_of(row.answers),
            decided["process"],
            tuple(decided["steps"]),
            tuple(decided["checks"]),
            tuple(decided["alerts"]),
            decided["timeframe"],
            row.final_process,
            row.day,
        )
