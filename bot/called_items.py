"""A request that is called in a chat of several people: who gets its card, each in their own chat, and once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.deliveries import ledger
from bot.deliveries.ledger import Delivery
from bot.delivery_kinds import KINDS
from bot.host.incoming import Incoming
from bot.register import audit
from dialogs.agendas import CallItem, Meeting, next_of
from dialogs.model import People, Person

_MOVED_ON: Final = "moved_on"


def call(connection: Connection, item: CallItem, incoming: Incoming, people: People, key: str, now: datetime) -> bool:
    """Let every member of the body have the card, and whoever called it. Says whether something is to be delivered.

    Who has it already, because somebody called it before, gets it no second time, unless it is not before them any
    more: they deleted the card, or went on in it to another request.
    """
    kind = KINDS["called"]
    readers = {one.aad_id: one for one in (*people.bodies.get(item.body, ()), incoming.person) if one.aad_id}
    told = 0
    for person in readers.values():
        delivery = f"{kind.name}:{item.body}:{item.day}:{item.reference}:{person.aad_id}"
        known = ledger.find(connection, delivery)
        if known is not None and (known.state == "waiting" or _stands(known)):
            continue
        if known is not None:
            ledger.remember(connection, delivery, dict.fromkeys(("activity", "targeted", "gone", _MOVED_ON)))
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


def pressed(connection: Connection, meeting: Meeting, card: str, aad_id: str) -> None:
    """Somebody pressed a button of a ``card`` (its activity id) of theirs, which shows now what the meeting hears.

    Where that is another request than the one that was called, nothing that happens to that one is written over it.
    """
    begins = f"called:{meeting.body}:{meeting.day}:"
    for one in ledger.of_recipient(connection, aad_id, begins) if card else ():
        if one.result.get("activity") == card:
            shown = next_of(meeting) if meeting.runs else None
            moved_on = shown is None or shown.reference != one.reference
            ledger.remember(connection, one.id, {_MOVED_ON: moved_on})


def moved_on(delivery: Delivery) -> bool:
    """Whether its card shows another request by now."""
    return bool(delivery.result.get(_MOVED_ON))


def _stands(known: Delivery) -> bool:
    return bool(known.result.get("activity")) and not known.result.get("gone") and not moved_on(known)
