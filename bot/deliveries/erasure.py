"""Forgets one person in the ledger: what waits for them goes, and what waits for others sends nothing of theirs."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, func, or_, select, update

from bot.deliveries.kinds import ANSWER, MADE_WHEN_SENT
from bot.register.identity import Identity, is_
from bot.register.schema import deliveries

REMOVED_ANSWER: Final = (
    "This answer showed something that has since been removed on request. Ask again to see the rest."
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many deliveries: to the person, and to others with something of theirs in it."""

    theirs: int
    others: int


def forget(connection: Connection, trace: Identity, own: Collection[str]) -> Counts:
    """Remove the person from the ledger. ``own``: references of the requests that they sent."""
    theirs = or_(
        is_(deliveries.c.recipient, trace.aad_id), func.lower(deliveries.c.id).contains(trace.aad_id, autoescape=True)
    )
    gone = connection.execute(delete(deliveries).where(theirs)).rowcount
    ordering_key = func.lower(deliveries.c.ordering_key).contains(trace.aad_id, autoescape=True)
    connection.execute(update(deliveries).where(ordering_key).values(ordering_key=deliveries.c.id))
    about = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, own))})(?!\w)") if own else None
    held = 0
    columns = (deliveries.c.id, deliveries.c.kind, deliveries.c.state, deliveries.c.payload)
    for row in list(connection.execute(select(*columns).where(deliveries.c.payload != ""))):
        said = json.loads(row.payload)
        cleared = trace.cleared_json(said)
        ready = row.kind not in MADE_WHEN_SENT and row.state != "done"
        if cleared == said and not (ready and row.kind != "message" and about and about.search(row.payload)):
            continue
        same = deliveries.c.id == row.id
        held += 1
        if not ready:
            connection.execute(update(deliveries).where(same).values(payload=json.dumps(cleared)))
        elif row.kind == ANSWER:
            # Whoever typed is owed an answer, and keeps their place among what waits.
            connection.execute(update(deliveries).where(same).values(payload=json.dumps(_instead(said))))
        else:
            connection.execute(delete(deliveries).where(same))
    return Counts(gone, held)


def _instead(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "card": None, "summary": "", "text": REMOVED_ANSWER}
