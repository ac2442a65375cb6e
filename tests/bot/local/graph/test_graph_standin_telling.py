"""Who subscribes to a list shakes hands first, is told of each change, and may renew the subscription or end it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from bot.local.graph import Fault

if TYPE_CHECKING:
    from tests.bot.local.graph.conftest import Graph


@dataclass
class Receiver:
    """Whoever is told. It echoes the token with this status and type, and ``more`` behind it."""

    status: int = 200
    kind: str = "text/plain"
    more: str = ""
    url: str = ""
    heard: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)

    async def answer(self, request: web.Request) -> web.Response:
        """A handshake, or a notification."""
        if (token := request.query.get("validationToken")) is not None:
            return web.Response(status=self.status, text=token + self.more, content_type=self.kind)
        self.heard.put_nowait((await request.json())["value"][0])
        return web.Response(status=202)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """One that takes what it is told, on this machine."""
    made = Receiver()
    app = web.Application()
    app.router.add_post("/notes", made.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/notes"
    yield made
    await runner.cleanup()


def ends(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


async def subscribe(graph: Graph, receiver: Receiver) -> tuple[int, Any]:
    """Subscribe to the list."""
    body = {
        "changeType": "updated",
        "notificationUrl": receiver.url,
        "resource": graph.list_path.removeprefix("/"),
        "expirationDateTime": ends(1),
        "clientState": "word",
    }
    heard = await graph.say("POST", "/subscriptions", body)
    return heard.status, heard.body


@pytest.mark.parametrize(
    ("status", "kind", "more", "taken"),
    [
        (200, "text/plain", "", 201),
        (202, "text/plain", "", 400),
        (200, "text/html", "", 400),
        (200, "text/plain", " ", 400),
    ],
)
async def test_who_would_be_told_echoes_the_token_as_plain_text(
    graph: Graph, receiver: Receiver, status: int, kind: str, more: str, taken: int
) -> None:
    receiver.status, receiver.kind, receiver.more = status, kind, more
    assert (await subscribe(graph, receiver))[0] == taken
    assert len((await graph.say("GET", "/subscriptions")).body["value"]) == (taken == 201)


async def told(graph: Graph, receiver: Receiver) -> list[Any]:
    """What the receiver has heard since it was asked last, once the stand-in has told everything."""
    await asyncio.gather(*graph.stand_in.door.telling)
    return [receiver.heard.get_nowait() for _ in range(receiver.heard.qsize())]


async def test_every_change_of_the_list_is_told_unless_it_is_lost(graph: Graph, receiver: Receiver) -> None:
    _, kept = await subscribe(graph, receiver)
    await graph.say("POST", "LIST/items", {"fields": {"Supplier": "One"}})
    (first,) = await told(graph, receiver)
    assert (first["subscriptionId"], first["clientState"]) == (kept["id"], "word")
    graph.stand_in.misbehave(Fault("lose_notification"))
    await graph.say("PATCH", "LIST/items/1/fields", {"Supplier": "Two"})
    assert await told(graph, receiver) == []
    graph.stand_in.misbehave(Fault("double_notification"))
    await graph.say("DELETE", "LIST/items/1")
    assert await told(graph, receiver) == [first, first]
    graph.stand_in.add("Requests", {"Supplier": "Two"}, "Somebody")
    assert await told(graph, receiver) == [first]
    await graph.say("GET", "LIST/items")
    assert await told(graph, receiver) == []


async def test_a_subscription_is_read_renewed_and_ended(graph: Graph, receiver: Receiver) -> None:
    _, kept = await subscribe(graph, receiver)
    path, later = f"/subscriptions/{kept['id']}", ends(2)
    assert (await graph.say("GET", path)).body["id"] == kept["id"]
    wrong: tuple[Any, ...] = ({"clientState": "x"}, {"expirationDateTime": later, "odd": "x"}, {}, [], "x")
    for body in wrong:
        assert (await graph.say("PATCH", path, body)).status == 400, body
    assert (await graph.say("PATCH", path, {"expirationDateTime": ends(-1)})).status == 400
    renewed = await graph.say("PATCH", path, {"expirationDateTime": later})
    assert (renewed.status, renewed.body["expirationDateTime"]) == (200, later)
    (there,) = (await graph.say("GET", "/subscriptions")).body["value"]
    assert (there["id"], there["expirationDateTime"]) == (kept["id"], later)
    assert [(await graph.say("DELETE", path)).status for _ in range(2)] == [204, 404]
    assert (await graph.say("GET", "/subscriptions")).body["value"] == []


async def test_an_item_that_cannot_be_stored_is_told_by_its_title(graph: Graph) -> None:
    graph.stand_in.misbehave(Fault("poison", title="Bins", times=None))
    for fields, status in (({"Title": "Bins"}, 400), ({"Title": "Parking"}, 201), ({}, 201), ({"Title": "Bins"}, 400)):
        assert (await graph.say("POST", "LIST/items", {"fields": fields})).status == status
    assert (await graph.say("PATCH", "LIST/items/1/fields", {"Title": "Bins"})).status == 200
