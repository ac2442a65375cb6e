"""A request that is called in a chat of several people: who gets its card, each in their own chat, and once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.deliveries import ledger
from bot.deliveries.kinds import KINDS
from bot.host.incoming import Incoming
from bot.register import audit
from dialogs.agendas import CallItem
from dialogs.model import People, Person


def call(connection: Connection, item: CallItem, incoming: Incoming, people: People, key: str, now: datetime) -> bool:
    """Let every member of the body have the card, and whoever called it. Says whether something is to be delivered.

    Who has it already, because somebody called it before, gets it no second time.
    """
    kind = KINDS["called"]
    readers = {one.aad_id: one for one in (*people.bodies.get(item.body, ()), incoming.person) if one.aad_id}
    told = 0
    for person in readers.values():
        delivery = f"{kind.name}:{item.body}:{item.day}:{item.reference}:{person.aad_id}"
        known = ledger.find(connection, delivery)
        if known is not None and (known.state == "waiting" or known.result.get("activity")):
            continue
        place = [incoming.service_url, incoming.conversation, incoming.bot_account, incoming.tenant]
        ledger.enqueue(
            connection,
            id=delivery,
            reference=item.reference,
            kind=kind.name,
            service=kind.service,
            ordering_key=kind.ordering_key(recipient=person.aad_id),
            recipient=person.aad_id,
            payload={"name": person.name, "body": item.body, "day": item.day.isoformat(), "place": place},
            now=now,
        )
        told += 1
    if told:
        audit.append(connection, now, audit.Entry(key, "item_called", item.reference, {"people": told}))
    return told > 0


def heard(connection: Connection, reference: str, by: Person, now: datetime) -> None:
    """The meeting has said something of a request: the cards of the others who have it say so, and lose their form."""
    for recipient in sorted(ledger.recipients(connection, reference, "called") - {by.aad_id}):
        ledger.show_again(connection, [reference], now, recipient=recipient)
