"""Keeps the subscription for change notifications, so that an edit in the list is read at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from bot.logs import Log
from bot.register import list_items
from bot.register.register import Register
from bot.sharepoint import refusals
from bot.sharepoint.listing import Listing
from bot.sharepoint.notifications import PATH, Subscription, keep_subscribed, next_step

_log = Log("notifications")
AGAIN: Final = timedelta(minutes=5)
"""After Graph refused. `PUBLIC_URL` is often set before anything answers there: each try asks Graph to ask there."""
_PENDING = "subscription_word"


@dataclass(slots=True)
class ListSubscription:
    """The subscription of all instances, kept by the one that polls. Polling goes on whatever becomes of it."""

    register: Register
    public_url: str
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    words: frozenset[str] = field(default=frozenset())
    """The secret words by which notifications are known, of this instance's and of any other's making."""
    _refused: datetime | None = None

    async def learn(self) -> None:
        """Learn the words that any instance has stored. Every instance does: notifications reach whichever is there."""
        held, pending = await self.register.read(
            lambda c: (list_items.value(c, list_items.SUBSCRIPTION), list_items.value(c, _PENDING))
        )
        self.words = frozenset({*([held["client_state"]] if held else []), *([pending] if pending else [])})

    async def keep(self, listing: Listing) -> None:
        """Make, renew or drop the subscription as needed.

        What Graph refuses is logged and tried again after a while: polling does the work.
        """
        stored = await self.register.read(lambda c: list_items.value(c, list_items.SUBSCRIPTION))
        held = _held(stored)
        url = f"{self.public_url.rstrip('/')}{PATH}" if self.public_url else ""
        now = self.now()
        step = next_step(held, url, now)
        refused_lately = self._refused is not None and timedelta(0) <= now - self._refused < AGAIN
        if step == "nothing" or refused_lately:
            return
        word = self.new_id()
        if step == "make":  # Graph may notify before it has answered
            await self.register.write(lambda c: list_items.keep_value(c, _PENDING, word))
            self.words |= {word}
        try:
            kept = await keep_subscribed(listing, held, url, word, now)
        except refusals.GraphRefused as refused:
            _log.warning("no change notifications; polling goes on", reason=refused.reason)
            self._refused = now
            return
        await self.register.write(lambda c: list_items.keep_value(c, list_items.SUBSCRIPTION, _stored(kept)))
        await self.learn()


def of_another_list(connection: Connection) -> None:
    """What is subscribed to is not the list any more: it is dropped, and another made, when it is next looked at."""
    stored = list_items.value(connection, list_items.SUBSCRIPTION)
    if stored:
        list_items.keep_value(connection, list_items.SUBSCRIPTION, {**stored, "url": ""})


def _held(stored: Any) -> Subscription | None:
    if not stored:
        return None
    return Subscription(stored["id"], stored["client_state"], stored["url"], datetime.fromisoformat(stored["ends"]))


def _stored(kept: Subscription | None) -> dict[str, str] | None:
    if kept is None:
        return None
    return {"id": kept.id, "client_state": kept.client_state, "url": kept.url, "ends": kept.ends.isoformat()}
