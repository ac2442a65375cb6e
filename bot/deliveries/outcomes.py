"""The outcome of a try in the ledger: delivered, to be tried again, set aside, or refused by the person's Teams."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from bot.deliveries.ledger import Delivery, reinstalled, wake
from bot.delivery_kinds import ANSWER
from bot.register import requests
from bot.register.schema import deliveries

NAMES_WHOM = ("role", "name", "event")
"""What stays of a payload that was delivered: for whom it was and of what it told; what was said goes."""


def done(
    connection: Connection, delivery: Delivery, result: Mapping[str, Any], now: datetime, *, answers_again: bool = False
) -> None:
    """It was delivered. ``result``: ids that the service gave, kept beside those of earlier times.

    When it was wanted once more meanwhile, the ids are kept and the newer version stays waiting. What got through to
    a person shows that they can be reached: what was refused for them goes again.
    """
    kept = {**delivery.result, **result}
    whom = {name: delivery.payload[name] for name in NAMES_WHOM if name in delivery.payload}
    values = {
        "state": "done",
        "done_at": now,
        "reason": "",
        "payload": json.dumps(whom) if whom else "",
        "result": kept,
        "leased_by": "",
    }
    _close(connection, delivery, values, result=kept)
    if delivery.kind == ANSWER and delivery.reference and result.get("activity"):  # a request was submitted by typing
        requests.answered(connection, delivery.reference, delivery.id, str(result["activity"]))
    if delivery.recipient and delivery.kind == ANSWER:
        reinstalled(connection, delivery.recipient, now)
    if answers_again:  # the service had seemed to be down
        wake(connection, delivery.service)


def later(connection: Connection, delivery: Delivery, reason: str, next_try: datetime) -> None:
    """The service did not take it: try again at ``next_try``. The same instance keeps it in hand."""
    _close(connection, delivery, {"reason": reason, "next_try": next_try})


def set_aside(connection: Connection, delivery: Delivery, reason: str) -> None:
    """It will never be taken as it is: an operator decides. What comes after it in the order goes on."""
    _close(connection, delivery, {"state": "set_aside", "reason": reason, "leased_by": ""})


def refused(connection: Connection, delivery: Delivery, reason: str) -> None:
    """The person's Teams takes nothing from the bot: neither this nor what waits for them is tried any more.

    An answer is written where they spoke: a channel that takes nothing says nothing of their own chat.
    """
    values = {"state": "refused", "reason": reason, "leased_by": ""}
    _close(connection, delivery, values)
    if delivery.recipient and delivery.kind != ANSWER:
        connection.execute(
            update(deliveries)
            .where(
                deliveries.c.recipient == delivery.recipient,
                deliveries.c.state == "waiting",
                deliveries.c.kind != ANSWER,
            )
            .values(**values)
        )


def _close(connection: Connection, delivery: Delivery, values: Mapping[str, Any], **always: object) -> None:
    """Write how this version ended; ``always`` alone when a newer one is wanted or somebody has decided otherwise."""
    this = update(deliveries).where(deliveries.c.id == delivery.id)
    same = (deliveries.c.generation == delivery.generation, deliveries.c.state == "waiting")
    if not connection.execute(this.where(*same).values(**values)).rowcount:
        connection.execute(this.values(**always, leased_by=""))
