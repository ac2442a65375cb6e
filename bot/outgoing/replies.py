"""Answers outside the ordinary way of a turn: apologies, "wait a moment", and "nothing was saved"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.deliveries import ledger
from bot.delivery_kinds import ANSWER, KINDS
from bot.host.activity import message
from bot.host.connector import Connector
from bot.host.incoming import Incoming, Reply
from bot.register.register import Register
from dialogs import apology_card, stranger_reply, wait_card


@dataclass(frozen=True, slots=True)
class Replies:
    """Says things into the conversation where something was typed."""

    register: Register
    connector: Connector
    now: Callable[[], datetime]
    wake: Callable[[], None]

    def apology(self, code: str) -> Reply:
        """What is said when something broke."""
        card, summary = apology_card(code)
        return Reply(card, summary)

    def wait(self, seconds: int) -> Reply:
        """What is said to someone who is faster than the limit."""
        card, summary = wait_card(seconds)
        return Reply(card, summary)

    def stranger(self) -> Reply:
        """What is said to a guest, or someone of another organisation, who has no account of this council."""
        return Reply(text=stranger_reply())

    async def durably(self, incoming: Incoming, answer: Reply) -> None:
        """Say it through the deliveries."""
        await self.register.write(lambda c: enqueue_reply(c, incoming, answer, None, self.now()))
        self.wake()

    async def directly(self, incoming: Incoming, answer: Reply) -> None:
        """Say it at once: the database cannot keep it, and silence would be worse."""
        activity = message(answer, incoming.reference)
        activity["replyToId"] = incoming.activity_id
        await self.connector.send(incoming.reference, activity)


def enqueue_reply(
    connection: Connection, incoming: Incoming, answer: Reply, reference: str | None, now: datetime
) -> str:
    """Enqueue the answer to a typed message: it leaves through the deliveries, so that it survives what comes next.

    Returns the delivery's id: the message that Teams makes of it is found by it later.
    """
    place = incoming.reference
    delivery = f"reply:{incoming.conversation}:{incoming.activity_id}"[:150]
    ledger.enqueue(
        connection,
        id=delivery,
        reference=reference,
        kind=ANSWER,
        service=KINDS[ANSWER].service,
        ordering_key=KINDS[ANSWER].ordering_key(conversation=incoming.conversation),
        recipient=incoming.person.aad_id,
        payload={
            "card": answer.card,
            "summary": answer.summary,
            "text": answer.text,
            "place": [place.service_url, place.conversation, place.bot, place.tenant],
            "reply_to": incoming.activity_id,
        },
        now=now,
    )
    return delivery
