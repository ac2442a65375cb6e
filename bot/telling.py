"""Turns "this should reach these people" into deliveries in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.deliveries import ledger
from bot.deliveries.kinds import KINDS, KindName
from bot.people.effects import Intent, deliveries_for
from bot.register import people as people_rows
from dialogs.events import Event
from dialogs.seams import People, Person, Request


def tell(
    connection: Connection,
    event: Event,
    request: Request,
    people: People,
    now: datetime,
    *,
    number: int = 0,
    by: str = "",
) -> None:
    """Intend every delivery to a person that this event causes; ``request`` as it is afterwards.

    ``number`` and ``by``: see `deliveries_for`.
    """
    holders = ledger.recipients(connection, request.reference, "summary")

    def preferences_of(aad_id: str) -> Mapping[str, Any]:
        known = people_rows.find(connection, aad_id)
        return known.preferences if known else {}

    about = deliveries_for(event, request, people, preferences_of, now, number=number, by=by, holders=holders)
    for intent in about:
        intend(connection, intent, now)


def intend(connection: Connection, intent: Intent, now: datetime) -> None:
    """Enter one intent in the ledger. What it shows is made from the request when it is sent: it is never old."""
    kind, reference = KINDS[intent.kind], intent.references[0] if intent.references else None
    payload: dict[str, Any] = {"role": intent.role, "name": intent.recipient.name}
    if intent.text:
        payload["text"] = intent.text
    if intent.about:
        payload["about"] = intent.about
    if intent.kind in ("digest", "reminder"):
        payload |= {"references": list(intent.references), "stage": intent.stage}
    ledger.intend(
        connection,
        id=intent.id,
        reference=reference,
        kind=kind.name,
        service=kind.service,
        lane=kind.lane(reference=reference or "", recipient=intent.recipient.aad_id),
        recipient=intent.recipient.aad_id,
        payload=payload,
        now=now,
        at=intent.at,
        # The requester's own card came as the answer to their submit: its first delivery is an update already.
        update_only=intent.update and intent.kind != "own_card",
    )


def wish(
    connection: Connection,
    id: str,  # noqa: A002 - the ledger's own word
    kind: KindName,
    person: Person,
    payload: Mapping[str, Any],
    now: datetime,
) -> None:
    """Intend a message to one person that belongs to no request: a card moved from a channel, a file."""
    ledger.intend(
        connection,
        id=f"{kind}:{id}",
        reference=None,
        kind=kind,
        service=KINDS[kind].service,
        lane=KINDS[kind].lane(recipient=person.aad_id),
        recipient=person.aad_id,
        payload={"name": person.name, **payload},
        now=now,
    )
