"""Change notifications of Graph: the subscription that asks for them, and the door at which they arrive.

They only wake the list sync; the delta is the truth. Lost, doubled or forged ones change only when the list is read.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from aiohttp import web

from bot.sharepoint.items import moment
from bot.sharepoint.listing import Listing
from bot.sharepoint.refusals import Broken, GraphRefused, Missing

PATH = "/api/notifications"
LONGEST = timedelta(minutes=42_300)
"""As long as Graph lets a subscription on a list live (documentation of Graph)."""
_SLACK = timedelta(minutes=15)
"""Our clock may be ahead of Graph's: ask for a little less than the longest."""
_RENEW_BEFORE = timedelta(days=14)
LARGEST_BODY = 256 * 1024
LONGEST_TOKEN = 4096
_BODY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription that we hold. ``client_state`` is the secret word by which its notifications are known."""

    id: str
    client_state: str
    url: str
    ends: datetime


Step = Literal["make", "renew", "drop", "nothing"]


def next_step(held: Subscription | None, url: str, now: datetime) -> Step:
    """What to do about the subscription. ``url`` is where notifications should go, empty for polling alone."""
    if not url:
        return "drop" if held else "nothing"
    if held is None or held.url != url or held.ends <= now:
        return "make"
    return "renew" if held.ends - now < _RENEW_BEFORE else "nothing"


async def keep_subscribed(
    listing: Listing, held: Subscription | None, url: str, client_state: str, now: datetime
) -> Subscription | None:
    """Make, renew or drop the subscription as needed, and give the one that holds now: store it.

    ``url`` is the whole address of our door or empty; ``client_state`` is a new random word of at most 128 characters,
    used only for a new subscription: store it before, because Graph may notify before it answers. Raises `TryLater`,
    `NotAllowed` or `GiveUp`.
    """
    step = next_step(held, url, now)
    if step == "nothing":
        return held
    ends = now + LONGEST - _SLACK
    if step == "renew" and held is not None:
        try:
            await listing.graph.call(
                "PATCH",
                lambda c: c.subscriptions.by_subscription_id(held.id),
                body={"expirationDateTime": moment(ends)},
            )
        except Missing:
            step = "make"
        else:
            return Subscription(held.id, held.client_state, held.url, ends)
    if held is not None:
        try:
            await _drop(listing, held)
        except GraphRefused:
            if step == "drop":
                raise
            # It ends by itself, and its word is known no more: it must not keep the new one from being made.
    if step == "drop":
        return None
    body = {
        "changeType": "updated",
        "notificationUrl": url,
        "resource": listing.resource.removeprefix("/"),
        "expirationDateTime": moment(ends),
        "clientState": client_state,
    }
    made = await listing.graph.call("POST", lambda c: c.subscriptions, body=body)
    if not made.get("id"):
        raise Broken("Graph took the subscription but named no id")
    return Subscription(str(made["id"]), client_state, url, ends)


async def _drop(listing: Listing, held: Subscription) -> None:
    try:
        await listing.graph.call("DELETE", lambda c: c.subscriptions.by_subscription_id(held.id))
    except Missing:
        return


def notification_endpoint(
    client_states: Callable[[], Collection[str]], ring: Callable[[], None]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler of ``POST /api/notifications``.

    A handshake is echoed as plain text. Notifications are answered with 202 whatever they say, and wake the list sync
    once when one of them carries a word of ``client_states``. What is too large or no JSON is answered with 413 or
    400; a slow body with 408.
    """

    async def door(request: web.Request) -> web.Response:
        token = request.query.get("validationToken")
        if token is not None:
            if len(token) > LONGEST_TOKEN:
                return web.Response(status=400)
            # nosniff: the token is somebody else's text, and no browser may take it for a page.
            return web.Response(text=token, content_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await _read(request)
        except TimeoutError:
            return web.Response(status=408)
        if body is None:
            return web.Response(status=413)
        try:
            states = _states(json.loads(body))
        except (ValueError, RecursionError):
            return web.Response(status=400)
        known = [state.encode() for state in client_states()]
        if any(hmac.compare_digest(state, ours) for state in states for ours in known):
            ring()
        return web.Response(status=202)

    return door


async def _read(request: web.Request) -> bytes | None:
    """The body, or None when it is larger than the limit."""
    parts = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        parts += chunk
        if len(parts) > LARGEST_BODY:
            return None
    return bytes(parts)


def _states(body: object) -> list[bytes]:
    """The words that the notifications carry; nothing for anything that is no list of notifications."""
    value = body.get("value") if isinstance(body, dict) else None
    states = [one.get("clientState") for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    return [state.encode("utf-8", "replace") for state in states if isinstance(state, str)]
