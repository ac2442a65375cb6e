"""Change notifications: the handshake with whoever subscribes, and the telling."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.local.graph.refused import bad, missing
from bot.local.graph.store import Store, list_row

LONGEST_MINUTES = 42_300
LONGEST_STATE = 128
_TENANT = "00000000-0000-0000-0000-000000000001"
_RESOURCE = re.compile(r"/?sites/([^/]+)/lists/([^/]+)")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


def checked_subscription(store: Store, body: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The list and the subscription that a request describes. Raises `Refused`."""
    for needed in ("changeType", "notificationUrl", "resource", "expirationDateTime"):
        if not isinstance(body.get(needed), str):
            raise bad(f"'{needed}' is required")
    unknown = set(body) - {
        "changeType",
        "notificationUrl",
        "resource",
        "expirationDateTime",
        "clientState",
        "latestSupportedTlsVersion",
    }
    if unknown:
        raise bad(f"The property '{min(unknown)}' is not supported")
    if body["changeType"] != "updated":
        raise bad("Only the change type 'updated' is supported for lists")
    found = _RESOURCE.fullmatch(body["resource"])
    if found is None:
        raise bad("The resource is not supported")
    if len(body.get("clientState") or "") > LONGEST_STATE:
        raise bad("'clientState' is too long")
    url = urlsplit(body["notificationUrl"])
    if url.scheme != "https" and url.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise bad("The notification URL must be https")
    row = list_row(store, found[1], found[2])
    kept = {**body, "expirationDateTime": checked_expiry(store, body["expirationDateTime"])}
    return row["id"], {"id": store.new_id(), "applicationId": _TENANT, "creatorId": _TENANT, **kept}


def checked_expiry(store: Store, text: object) -> str:
    """The end of a subscription as Graph writes it. Raises `Refused` when it is past or too far off."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise bad("'expirationDateTime' is not a date and time with an offset")
    ends = datetime.fromisoformat(text)
    if not store.clock() < ends <= store.clock() + timedelta(minutes=LONGEST_MINUTES):
        raise bad(f"A subscription for a list ends within {LONGEST_MINUTES} minutes")
    return ends.strftime("%Y-%m-%dT%H:%M:%SZ") if text.endswith("Z") else text


async def shake_hands(http: aiohttp.ClientSession, url: str, token: str) -> None:
    """Ask the receiver to echo the token as plain text within 10 s. Raises `Refused` when it does not."""
    try:
        async with http.post(url, params={"validationToken": token}, timeout=aiohttp.ClientTimeout(total=10)) as answer:
            text = await answer.text()
            sound = answer.status == HTTPStatus.OK and answer.content_type == "text/plain" and text == token
    except (aiohttp.ClientError, TimeoutError):
        sound = False
    if not sound:
        raise bad("Subscription validation request failed. The notification endpoint must respond with 200 OK.")


def subscriptions_of(store: Store, list_id: str) -> list[dict[str, Any]]:
    """The subscriptions of a list that have not ended."""
    rows = store.db.execute("SELECT body FROM subscriptions WHERE list = ?", (list_id,)).fetchall()
    every = [json.loads(row["body"]) for row in rows]
    return [s for s in every if datetime.fromisoformat(s["expirationDateTime"]) > store.clock()]


def subscription(store: Store, subscription_id: str) -> dict[str, Any]:
    """One subscription. Raises `Refused` 404."""
    row = store.db.execute("SELECT body FROM subscriptions WHERE id = ?", (subscription_id,)).fetchone()
    if row is None:
        raise missing("The subscription")
    return json.loads(row["body"])  # type: ignore[no-any-return]  # sqlite3 and json give Any


def keep_subscription(store: Store, list_id: str, body: Mapping[str, Any]) -> None:
    """Store a new or renewed subscription."""
    with store.changing() as db:
        db.execute("INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?)", (body["id"], list_id, json.dumps(body)))


async def tell(http: aiohttp.ClientSession, told: Mapping[str, Any], times: int) -> None:
    """Post one notification. What the receiver makes of it is its own affair."""
    notification = {
        "subscriptionId": told["id"],
        "clientState": told.get("clientState"),
        "subscriptionExpirationDateTime": told["expirationDateTime"],
        "changeType": "updated",
        "resource": told["resource"],
        "resourceData": {"@odata.type": "#Microsoft.Graph.ListItem"},
        "tenantId": _TENANT,
    }
    for _ in range(times):
        try:
            async with http.post(
                told["notificationUrl"], json={"value": [notification]}, timeout=aiohttp.ClientTimeout(total=10)
            ) as answer:
                await answer.read()
        except (TimeoutError, aiohttp.ClientError):
            return
