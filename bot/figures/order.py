"""How firm the order is in which each body would take what it has now: places that stay when weights change a little.

Only commands import this, as the host has no use for numpy.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select

from bot.board.firmness import firmness
from bot.figures.work import OrderFirmness
from bot.register import requests
from bot.register.schema import requests as request_rows
from bot.register.work_tables import request_steps
from dialogs.model import Request
from dialogs.statuses import WITH_SOMEBODY
from dialogs.steps import StepState
from governance_rules import Rulebook
from governance_rules.roles import PARTNER

MOST: Final = 50
"""Requests of a body that are looked at, the first in order: more than a meeting takes."""
_WITH_SOMEBODY: Final = tuple(status.value for status in WITH_SOMEBODY)


def orders_of(connection: Connection, rulebook: Rulebook) -> tuple[OrderFirmness, ...]:
    """How firm the order of each body is that has two requests or more; the IT business partners keep none."""
    found = _before(connection)
    bodies = dict.fromkeys((*(body.of or body.id for body in rulebook.bodies), *found))
    return tuple(_firm(rulebook, body, found[body]) for body in bodies if len(found.get(body, ())) > 1)


def _firm(rulebook: Rulebook, body: str, requests: list[Request]) -> OrderFirmness:
    found = firmness(rulebook, requests)
    return OrderFirmness(body, len(requests), sum(found.keeps.values()) / len(requests), len(found.swaps))


def _before(connection: Connection) -> dict[str, list[Request]]:
    """What each body has now, in the order in which it takes it."""
    s, r = request_steps.c, request_rows.c
    scores = [func.coalesce(r.decision[name].as_integer(), -1) for name in ("value", "achievability")]
    here = (s.state == StepState.CURRENT.value, s.body != PARTNER, r.status.in_(_WITH_SOMEBODY), r.gone.is_(False))
    chosen = select(s.body, s.reference).join(request_rows, r.reference == s.reference).where(*here)
    first: dict[str, list[str]] = {}
    for row in connection.execute(chosen.order_by(*(score.desc() for score in scores), r.number)):
        several = first.setdefault(row.body, [])
        if len(several) < MOST:
            several.append(row.reference)
    return {body: list(requests.several(connection, several)) for body, several in first.items()}
