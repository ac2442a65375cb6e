"""Every answer of Graph in `tests/shapes/graph`, played over the wire to the real SDK: what must come of each.

A file holds one shape: where it was seen or is documented (``source``), what is done (``do``, with what is ``known`` or
written), the answers in their order, and what to ``expect``. ``{graph}`` in an answer stands for the address of Graph,
``LIST`` for the list's. All calls must be made, and no others.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.local.graph import LOCAL_SITE
from bot.sharepoint import items
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.champions import read_champions
from bot.sharepoint.check import differences
from bot.sharepoint.graph import Graph, open_graph
from bot.sharepoint.listing import Listing, open_listing
from bot.sharepoint.people import read_person
from bot.sharepoint.polling import COLUMNS, KnownRow, changes
from bot.sharepoint.reading import completed, read_rows
from bot.sharepoint.refusals import GraphRefused
from tests.bot.sharepoint.sharepoint_cases import NAME, a_request, people, rulebook, wanted

FOLDER = Path(__file__).parent / "graph"
SHAPES = {path.stem: path for path in sorted(FOLDER.glob("*.json"))}
ADDRESS = "/v1.0/sites/site/lists/list"
Shape = Mapping[str, Any]
Outcome = dict[str, Any]


async def read(listing: Listing, shape: Shape) -> Outcome:
    """Read what changed, and compare it with what was known."""
    known = {one["reference"]: KnownRow(**one) for one in shape.get("known", [])}
    link = shape.get("link", "").replace("{graph}", listing.graph.access.base_url)
    whole = await completed(
        listing, await read_rows(listing, link), [row.item_id for row in known.values() if not row.deleted]
    )
    return {
        "changes": [_told(asdict(change)) for change in changes(known, whole.rows, shape.get("appending", ()))],
        "aside": list(whole.aside),
        "link": whole.link.replace(listing.graph.access.base_url, "{graph}"),
        "whole": whole.whole,
    }


async def post(listing: Listing, shape: Shape) -> Outcome:
    """Make sure that the request has its item."""
    fields = items.fields_of(a_request(), rulebook(), people())
    there = await items.post(listing, fields, tried_before=shape.get("tried_before", False))
    filled_in = {name: cell for name, cell in there.made.items() if name in COLUMNS.values() and not fields.get(name)}
    return {"item": there.item_id, "version": there.version, "doubles": list(there.doubles), "made": filled_in}


async def change(listing: Listing, shape: Shape) -> Outcome:
    """Change cells of item 7."""
    there = await items.update(listing, "7", shape["fields"], expected=shape.get("expected"))
    return {"item": there.item_id, "version": there.version}


async def find(listing: Listing, _shape: Shape) -> Outcome:
    """Look a request up by its reference."""
    found = await items.look_up(listing, "DR-0001", "00000000-0000-0000-0000-0000000000e1")
    return {"item": found and found.item_id, "doubles": list(found.doubles) if found else []}


async def champions(listing: Listing, _shape: Shape) -> Outcome:
    """Read the list of champions."""
    rows = await read_champions(listing)
    return {"rows": rows and [[r.person, r.service_area, r.role, r.active] for r in rows]}


async def columns(listing: Listing, _shape: Shape) -> Outcome:
    """Hold the columns of the list against those that are needed."""
    found = differences(wanted()[0], await listing.columns())
    return {
        "differences": sorted(f"{one.column}: {one.what}" for one in found if one.what != "missing"),
        "missing": sorted(one.column for one in found if one.what == "missing"),
        "hints": sorted(one.sentence.partition(".")[0] for one in found if "another internal name" in one.sentence),
    }


async def open_the_list(listing: Listing, _shape: Shape) -> Outcome:
    """Find the site and the list."""
    return {"list": (await open_listing(listing.graph)).list_id}


async def who(listing: Listing, _shape: Shape) -> Outcome:
    """Read who somebody is."""
    found = await read_person(listing.graph, "00000000-0000-0000-0000-0000000000e1")
    manager = found.manager and [found.manager.aad_id, found.manager.name, found.manager.upn]
    return {**asdict(found), "manager": manager}


DOING: Mapping[str, Callable[[Listing, Shape], Awaitable[Outcome]]] = {
    "read": read,
    "post": post,
    "change": change,
    "find": find,
    "champions": champions,
    "columns": columns,
    "open": open_the_list,
    "who": who,
}


@pytest.mark.parametrize("name", SHAPES)
async def test_what_graph_answers_comes_to_what_it_must(name: str) -> None:
    shape = json.loads(SHAPES[name].read_text(encoding="utf-8"))
    assert shape["source"].startswith("https://"), "where it was seen or is documented"
    async with _playing(shape["answers"]) as (graph, calls):
        listing = Listing(graph, "site", "list", NAME)
        try:
            outcome = await DOING[shape["do"]](listing, shape)
        except GraphRefused as refused:
            outcome = {"raises": type(refused).__name__, "reason": refused.reason}
        outcome["held"] = round(graph.held_until - 1000.0, 6) if graph.held_until else 0
    assert {key: outcome.get(key) for key in {*shape["expect"], *({"raises"} & set(outcome))}} == shape["expect"]
    assert calls == [answer["to"] for answer in shape["answers"]]


def test_there_are_shapes() -> None:
    assert len(SHAPES) >= 40
    assert {json.loads(path.read_text(encoding="utf-8"))["do"] for path in SHAPES.values()} == set(DOING)


@asynccontextmanager
async def _playing(answers: list[dict[str, Any]]) -> AsyncIterator[tuple[Graph, list[str]]]:
    """A Graph that gives these answers in their order, and the calls that were made."""
    calls: list[str] = []
    waiting = list(answers)

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        path = request.path.replace(ADDRESS, "LIST").removeprefix("/v1.0")
        calls.append(
            f"{request.method} {path}" + (f"?token={request.query['token']}" if "token" in request.query else "")
        )
        if not waiting:
            return web.Response(status=418)
        return _answered(waiting.pop(0), f"{request.url.origin()}/v1.0")

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}/v1.0"
    graph = open_graph(GraphAccess(base, LOCAL_SITE), clock=lambda: 1000.0)
    try:
        yield graph, calls
    finally:
        await graph.close()
        await runner.cleanup()


def _answered(answer: Mapping[str, Any], base: str) -> web.Response:
    if "text" in answer:
        body, kind = str(answer["text"]), answer.get("type", "text/html")
    else:
        body, kind = json.dumps(answer["body"]) if "body" in answer else "", "application/json"
    headers = {name: value.replace("{graph}", base) for name, value in answer.get("headers", {}).items()}
    return web.Response(status=answer["status"], text=body.replace("{graph}", base), content_type=kind, headers=headers)


def _told(change: dict[str, Any]) -> dict[str, Any]:
    """A change without what it says nothing of."""
    kept = {key: value for key, value in change.items() if value not in (None, frozenset(), False)}
    return {key: value for key, value in kept.items() if key != "version" and (key, value) != ("kind", "changed")}
