"""Notifications only ring a bell; lost, doubled, forged or malformed ones do no harm."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.local.graph import Fault
from bot.sharepoint.notifications import LONGEST, PATH, Subscription, keep_subscribed, next_step, notification_endpoint
from bot.sharepoint.refusals import Broken, GiveUp, GraphRefused
from tests.bot.sharepoint.sharepoint_cases import NAME, Desk

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
URL = "https://front-door.example.org/api/notifications"
STATE = "a-word-that-only-graph-knows"


@dataclass
class Door:
    """The door on a port of its own, and how often it rang."""

    url: str = ""
    rings: int = 0
    states: list[str] = field(default_factory=lambda: [STATE])

    def ring(self) -> None:
        """Somebody with the word was here."""
        self.rings += 1


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    it = Door()
    app = web.Application(client_max_size=1024**3)
    app.router.add_post(PATH, notification_endpoint(lambda: it.states, it.ring))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    it.url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    yield it
    await runner.cleanup()


def held(ends: datetime = NOW + LONGEST, url: str = URL) -> Subscription:
    return Subscription("1", STATE, url, ends)


@pytest.mark.parametrize(
    ("subscription", "url", "step"),
    [
        (None, "", "nothing"),
        (None, URL, "make"),
        (held(), URL, "nothing"),
        (held(NOW + timedelta(days=13)), URL, "renew"),
        (held(NOW), URL, "make"),
        (held(url="https://old.example.org/api/notifications"), URL, "make"),
        (held(), "", "drop"),
    ],
)
def test_the_subscription_is_made_renewed_or_dropped_in_time(
    subscription: Subscription | None, url: str, step: str
) -> None:
    assert next_step(subscription, url, NOW) == step


async def settled(desk: Desk) -> None:
    """Wait until the stand-in has told everyone."""
    while desk.stand_in.door.telling:
        await next(iter(desk.stand_in.door.telling))


async def test_an_edit_in_the_list_rings_the_bell(desk: Desk, door: Door) -> None:
    now = datetime.now(UTC)
    subscription = await keep_subscribed(desk.listing, None, door.url, STATE, now)
    assert subscription is not None
    assert subscription.ends <= now + LONGEST
    await desk.listing.create({"Title": "A request", "Reference": "DR-0001", "Status": "Submitted"})
    await settled(desk)
    assert door.rings == 1
    desk.stand_in.edit(NAME, "1", {"Status": "Approved"}, "Governance officer")
    await settled(desk)
    assert door.rings == 2


async def test_lost_and_doubled_notifications_ring_less_or_more_and_nothing_else(desk: Desk, door: Door) -> None:
    await keep_subscribed(desk.listing, None, door.url, STATE, datetime.now(UTC))
    desk.stand_in.misbehave(Fault("lose_notification"))
    await desk.listing.create({"Title": "A request", "Reference": "DR-0001", "Status": "Submitted"})
    await settled(desk)
    assert door.rings == 0
    desk.stand_in.misbehave(Fault("double_notification"))
    desk.stand_in.edit(NAME, "1", {"Status": "Approved"}, "Governance officer")
    await settled(desk)
    assert door.rings == 2


async def test_a_subscription_is_renewed_and_made_anew_when_graph_has_lost_it(desk: Desk, door: Door) -> None:
    now = datetime.now(UTC)
    first = await keep_subscribed(desk.listing, None, door.url, STATE, now - timedelta(days=20))
    assert first is not None
    renewed = await keep_subscribed(desk.listing, first, door.url, "another", now)
    assert renewed is not None
    assert (renewed.id, renewed.client_state) == (first.id, STATE)
    assert renewed.ends > first.ends
    lost = Subscription("00000000-0000-0000-0000-000000000009", STATE, door.url, now + timedelta(days=1))
    fresh = await keep_subscribed(desk.listing, lost, door.url, "another", now)
    assert fresh is not None
    assert (fresh.client_state, fresh.id != first.id) == ("another", True)


async def test_a_subscription_is_dropped_when_there_is_no_public_address_any_more(desk: Desk, door: Door) -> None:
    subscription = await keep_subscribed(desk.listing, None, door.url, STATE, datetime.now(UTC))
    assert await keep_subscribed(desk.listing, subscription, "", STATE, datetime.now(UTC)) is None
    assert await keep_subscribed(desk.listing, subscription, "", STATE, datetime.now(UTC)) is None
    assert [c.status for c in desk.stand_in.ledger if c.method == "DELETE"] == [204, 404]


@pytest.mark.parametrize("status", [308, 401, 403, 500])
async def test_one_that_cannot_be_taken_away_keeps_no_new_one_from_being_made(
    desk: Desk, door: Door, status: int
) -> None:
    """Graph was seen to refuse that for days (microsoft-graph-docs-contrib issues 4682 and 8919)."""
    now = datetime.now(UTC)
    held = await keep_subscribed(desk.listing, None, door.url, STATE, now)
    assert held is not None
    refuses = Fault("status", "DELETE", "/subscriptions", times=None, status=status)
    desk.stand_in.misbehave(refuses)
    elsewhere = Subscription(held.id, STATE, "https://before.example/api/notifications", held.ends)
    fresh = await keep_subscribed(desk.listing, elsewhere, door.url, "another", now)
    assert fresh is not None
    assert (fresh.client_state, fresh.id != held.id) == ("another", True)
    with pytest.raises(GraphRefused):
        await keep_subscribed(desk.listing, held, "", STATE, now)


async def test_a_subscription_without_an_id_is_none(desk: Desk, door: Door) -> None:
    desk.stand_in.misbehave(Fault("empty", "POST", "/subscriptions"))
    with pytest.raises(Broken, match="named no id"):
        await keep_subscribed(desk.listing, None, door.url, STATE, datetime.now(UTC))


async def test_an_address_that_does_not_answer_the_handshake_is_given_up(desk: Desk, door: Door) -> None:
    with pytest.raises(GiveUp):
        await keep_subscribed(
            desk.listing, None, door.url.replace("notifications", "nowhere"), STATE, datetime.now(UTC)
        )


async def test_the_handshake_is_echoed_as_plain_text(door: Door) -> None:
    echo = "Validation: <script>alert('1')</script> & \u00e9 %2B"
    async with aiohttp.ClientSession() as http, http.post(door.url, params={"validationToken": echo}) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/plain"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert await answer.text() == echo


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"value":[{"clientState":"wrong"}]}', 202),
        (b'{"value":[{"clientState":null},{"clientState":7},3,null]}', 202),
        (b'{"value":[]}', 202),
        (b'{"value":"x"}', 202),
        (b"[]", 202),
        (b"null", 202),
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"[]" + b" " * 262_142, 202),
        (b"[]" + b" " * 262_143, 413),
    ],
)
async def test_nothing_that_is_sent_without_the_word_rings_or_breaks(door: Door, body: bytes, status: int) -> None:
    async with aiohttp.ClientSession() as http, http.post(door.url, data=body) as answer:
        assert answer.status == status
        assert await answer.read() == b""
    assert door.rings == 0


@pytest.mark.parametrize(("length", "status"), [(0, 200), (4096, 200), (4097, 400)])
async def test_a_token_that_is_too_long_is_refused(door: Door, length: int, status: int) -> None:
    sent = {"validationToken": "x" * length}
    async with aiohttp.ClientSession() as http, http.post(door.url, params=sent) as answer:
        assert answer.status == status


async def test_the_right_word_among_wrong_ones_rings_once(door: Door) -> None:
    body = {"value": [{"clientState": "wrong"}, {"clientState": STATE}, {"clientState": STATE}]}
    async with aiohttp.ClientSession() as http, http.post(door.url, json=body) as answer:
        assert answer.status == 202
    assert door.rings == 1


async def test_no_word_is_known_before_there_is_a_subscription(door: Door) -> None:
    door.states.clear()
    async with aiohttp.ClientSession() as http, http.post(door.url, json={"value": [{"clientState": ""}]}) as answer:
        assert answer.status == 202
    assert door.rings == 0
