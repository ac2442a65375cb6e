"""Every refusal of `tests/shapes/tenant`: what Microsoft says to who sets a tenant up, and what is said of it.

A file holds where the shape was seen or is documented (``source``), which ``service`` says it (Entra to who signs in,
Graph to a ``step``), the answer, and words that must stand in what the command ``says``; nothing: the step is done all
the same.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.local.graph import start
from bot.tenant.refusals import SIGN_IN, of_sign_in
from tests.bot.tenant.tenant_rig import SITE, Rig

SHAPES = {path.stem: json.loads(path.read_text()) for path in sorted((Path(__file__).parent / "tenant").glob("*.json"))}
ASKED = ("53003", "50076", "65001", "700016", "7000218", "50105", "90094", "530084")
"""The commonest, of which each has a shape and a line in `docs/tenant.md`."""
ENDS = {
    "Application": "/applications",
    "Service principal": "/servicePrincipals",
    "Permissions": "/appRoleAssignedTo",
    "Credential": "/addPassword",
    "Site": "/permissions",
    "App in Teams": "/appCatalogs/teamsApps",
}
"""How the address of each step's change ends."""


@asynccontextmanager
async def between(graph: str, end: str, shape: dict[str, Any]) -> AsyncIterator[str]:
    """Stands before the stand-in: passes all on, but answers a POST to such an address as the shape has it."""

    async def answer(request: web.Request) -> web.Response:
        if request.method == "POST" and request.path.endswith(end):
            return web.json_response(shape["body"], status=shape["status"], headers=shape["headers"])
        kept = {name: value for name, value in request.headers.items() if name not in {"Host", "Content-Length"}}
        async with http.request(
            request.method, f"{graph}{request.raw_path}", data=await request.read(), headers=kept
        ) as done:
            return web.Response(status=done.status, body=await done.read(), content_type=done.content_type)

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with ClientSession() as http:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shape["service"] == "entra"])
def test_a_refused_sign_in_says_what_to_do_and_quotes_nobody(name: str) -> None:
    shape = SHAPES[name]
    description = shape["body"]["error_description"]
    said = of_sign_in(f"Authentication failed: {description}")
    assert shape["says"] in said
    assert "Trace ID" not in said


def test_the_codes_that_are_asked_about_most_have_a_shape_and_stand_in_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "tenant.md").read_text()
    assert [code for code in ASKED if f"entra-{code}" not in SHAPES or code not in page or code not in SIGN_IN] == []


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shape["service"] == "graph"])
async def test_a_refused_step_says_what_to_do_and_quotes_nothing(name: str, tmp_path: Path) -> None:
    """The stand-in plays the tenant, and at this step's change Microsoft's answer comes in place of its own."""
    shape: dict[str, Any] = SHAPES[name]
    stand_in = await start(0, tmp_path / "graph", site=SITE, lag=0)
    rig = Rig(stand_in, tmp_path)
    try:
        async with between(stand_in.url.removesuffix("/v1.0"), ENDS[shape["step"]], shape) as address:
            rig.address = f"{address}/v1.0"
            done = await rig.apply(rig.wish(password_to=tmp_path / "password"))
    finally:
        await stand_in.close()
    state, sentence = done[shape["step"]]
    assert shape["says"] in sentence
    assert state == "refused"
    quoted = shape["body"]["error"]["message"]
    assert quoted == "Conflict" or quoted not in sentence
