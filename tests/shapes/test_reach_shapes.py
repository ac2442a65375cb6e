"""Every refusal of `tests/shapes/reach`, played over the wire: what keeps a message or the app from somebody.

A file holds where the shape was seen or is documented (``source``), which ``service`` says it (Teams to who opens a
chat, Graph to who installs the app), the answer, and what to ``expect``: what is raised and why, or what it gives.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.host.connector import Connector
from bot.host.entra import BotToken
from bot.host.outbound import open_session
from bot.host.service_url import ServiceRule
from bot.local.graph import LOCAL_SITE
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.graph import open_graph
from bot.sharepoint.installing import install
from bot.unreachable import Why

SHAPES = {path.stem: path for path in sorted((Path(__file__).parent / "reach").glob("*.json"))}


async def _play(service: str, address: str) -> object:
    if service == "graph":
        graph = open_graph(GraphAccess(f"{address}/v1.0", LOCAL_SITE))
        try:
            return "installed" if await install(graph, "app", "somebody") else "there"
        finally:
            await graph.close()
    async with open_session() as session:
        out = Connector(session, BotToken(None, lambda: 0.0), ServiceRule(local=True), lambda: 0.0)
        return await out.create_conversation(address, "tenant", "28:bot", "somebody")


@pytest.mark.parametrize("name", SHAPES)
async def test_what_a_refusal_means(name: str) -> None:
    shape: dict[str, Any] = json.loads(SHAPES[name].read_text())
    body = json.dumps(shape["body"]) if shape["body"] else None

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=shape["status"], text=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    words = ""
    try:
        said: object = await _play(shape["service"], f"http://127.0.0.1:{runner.addresses[0][1]}")
    except Exception as refused:
        said = {"raises": type(refused).__name__, "why": getattr(getattr(refused, "why", None), "name", "")}
        words = str(refused)
    finally:
        await runner.cleanup()
    assert said == shape["expect"].get("gives", shape["expect"])
    quoted = shape["body"]["error"]["message"] if shape["body"] else ""
    assert not quoted or quoted not in words  # it can name people


def test_every_shape_names_its_source_and_every_reason_has_one() -> None:
    shapes = [json.loads(path.read_text()) for path in SHAPES.values()]
    assert [shape for shape in shapes if not shape["source"] or not shape["about"]] == []
    seen = {shape["expect"].get("why") for shape in shapes}
    assert {why.name for why in Why} - seen == {"GUEST", "NOT_IN_CATALOGUE", "BROKEN"}, (
        "seen nowhere, or told otherwise"
    )
