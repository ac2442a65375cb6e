"""The stand-in's record has what Graph itself would have answered: what a fault made of it is no answer of Graph's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.local.graph import Fault
from bot.local.graph.calls import ZIP
from tests.bot.local.graph.plain_calls import package

if TYPE_CHECKING:
    from tests.bot.local.graph.conftest import Graph


async def call(graph: Graph, method: str, path: str, **more: Any) -> int:
    """One call that the tests' own record leaves out; its status, 0 where nothing came back."""
    url = graph.stand_in.url + path.replace("LIST", graph.list_path)
    headers = {**graph.headers, **more.pop("headers", {})}
    try:
        async with graph.http.request(method, url, headers=headers, **more) as answer:
            return answer.status
    except aiohttp.ClientError:
        return 0


ROW = {"json": {"fields": {"Reference": "DR-0002"}}}


@pytest.mark.parametrize(
    ("fault", "method", "path", "sent", "heard", "noted", "recorded"),
    [
        (None, "GET", "LIST/items", {}, 200, 200, (200, True)),
        (None, "GET", "LIST/items/delta", {}, 200, 200, (200, True)),
        (None, "GET", "LIST/items/1", {}, 200, 200, (200, True)),
        (None, "GET", "LIST/items/9", {}, 404, 404, (404, True)),
        (None, "DELETE", "LIST/items/1", {}, 204, 204, (204, False)),
        ("error_row", "GET", "LIST/items/delta", {}, 200, 200, (None, False)),
        ("error_row", "GET", "LIST/items/delta?token=latest", {}, 200, 200, (200, True)),
        ("empty", "POST", "LIST/items", ROW, 201, 201, (None, False)),
        ("html", "GET", "LIST/items", {}, 502, 0, (None, False)),
        ("drop", "POST", "LIST/items", ROW, 0, 0, (None, False)),
        ("drop_after_commit", "POST", "LIST/items", ROW, 0, 201, (None, False)),
        ("status", "GET", "LIST/items", {}, 429, 429, (429, True)),
    ],
)
async def test_only_an_answer_of_graphs_own_is_held_against_its_contract(
    graph: Graph,
    tmp_path: Path,
    fault: Any,
    method: str,
    path: str,
    sent: dict[str, Any],
    heard: int,
    noted: int,
    recorded: tuple[int | None, bool],
) -> None:
    assert await call(graph, "POST", "LIST/items", json={"fields": {"Reference": "DR-0001"}}) == 201
    graph.stand_in.door.record = tmp_path / "record.jsonl"
    if fault:
        graph.stand_in.misbehave(Fault(fault))
    assert await call(graph, method, path, **sent) == heard
    assert graph.stand_in.ledger[-1].status == noted
    (one,) = (json.loads(line) for line in (tmp_path / "record.jsonl").read_text("utf-8").splitlines())
    assert (one["status"], one["resp_body"] is not None) == recorded
    assert one["body"] == (json.dumps(sent["json"]) if sent else None)
    assert "authorization" not in {name.lower() for name in one["headers"]}


@pytest.mark.parametrize(
    ("path", "kind", "why"),
    [
        ("/appCatalogs/teamsApps", ZIP, "The app package is invalid."),
        ("/appCatalogs/teamsApps", "application/json", "Unable to read JSON request payload"),
        ("/appCatalogs/teamsApps", "text/plain", "The content type is not supported"),
        ("LIST/items", ZIP, "The content type is not supported"),
    ],
)
async def test_a_package_is_taken_by_the_catalogue_alone(graph: Graph, path: str, kind: str, why: str) -> None:
    url = graph.stand_in.url + path.replace("LIST", graph.list_path)
    async with graph.http.post(url, data=b"no package", headers={**graph.headers, "Content-Type": kind}) as answer:
        assert (await answer.json())["error"]["message"] == why


async def test_a_package_is_recorded_as_one_that_no_contract_looks_into(graph: Graph, tmp_path: Path) -> None:
    graph.stand_in.door.record = tmp_path / "record.jsonl"
    for kind in (ZIP, "application/json"):
        sent = {"data": b"{", "headers": {"Content-Type": kind}}
        await call(graph, "POST", "/appCatalogs/teamsApps?requiresReview=true", **sent)
    packed, plain = (json.loads(line) for line in (tmp_path / "record.jsonl").read_text("utf-8").splitlines())
    assert [(one["body"], one.get("request_unknown", False)) for one in (packed, plain)] == [(None, True), ("{", False)]
    assert graph.stand_in.ledger[-1].path == "/v1.0/appCatalogs/teamsApps?requiresReview=true"


async def test_a_whole_package_is_published_as_it_was_sent(graph: Graph) -> None:
    sent = package({"id": "00000000-0000-0000-0000-00000000b07f", "version": "1.0.0", "name": {"short": "x"}})
    assert await call(graph, "POST", "/appCatalogs/teamsApps", data=sent, headers={"Content-Type": ZIP}) == 201
    assert graph.stand_in.tenant.versions == [("1.0.0", "published")]
