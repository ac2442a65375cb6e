"""The local page is for this machine and our own page only; it shows the list and lets the governance team decide."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.local.graph import LOCAL_SITE
from tests.bot.local.local_cases import GOVERNANCE, LIST, STAFF, Place

COLUMNS: list[dict[str, Any]] = [
    {"name": "Reference", "text": {}, "indexed": True, "enforceUniqueValues": True},
    {"name": "Status", "choice": {"choices": ["Submitted", "Approved"], "allowTextEntry": False}, "indexed": True},
    {"name": "DecisionNote", "text": {"allowMultipleLines": True, "textType": "plain"}},
    {"name": "SubmittedAt", "dateTime": {"format": "dateTime"}},
]


@pytest.fixture
async def request_in_list(place: Place) -> str:
    """One request in the list; the address of the list on Graph."""
    headers = {"Authorization": "Bearer local"}

    async def graph(path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with place.client.post(f"{place.graph.url}{path}", json=body, headers=headers) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == 201, answer
            return answer

    async with place.client.get(f"{place.graph.url}/sites/{LOCAL_SITE}", headers=headers) as response:
        site = (await response.json())["id"]
    made = await graph(
        f"/sites/{site}/lists", {"displayName": LIST, "list": {"template": "genericList"}, "columns": COLUMNS}
    )
    path = f"/sites/{site}/lists/{made['id']}/items"
    await graph(path, {"fields": {"Title": "Parking system", "Reference": "DR-0001", "Status": "Submitted"}})
    return path


async def test_the_page_is_served_with_headers_that_forbid_foreign_scripts_and_frames(place: Place) -> None:
    async with place.client.get(f"{place.url}/") as response:
        text = await response.text()
        policy = response.headers["Content-Security-Policy"]
    assert "Who you are" in text
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_every_file_that_the_page_names_is_there(place: Place) -> None:
    async with place.client.get(f"{place.url}/") as response:
        text = await response.text()
    named = {part.split('"')[0] for part in text.replace('src="', 'href="').split('href="')[1:]}
    files = sorted(name for name in named if name.startswith("/local/"))
    statuses = {name: (await place.client.get(f"{place.url}{name}")).status for name in files}
    assert len(files) > 5
    assert set(statuses.values()) == {200}, statuses


@pytest.mark.parametrize("path", ["/", "/local/state", "/local/list", "/local/events", "/local/teams/v3/conversations"])
async def test_another_host_name_is_refused_so_that_a_rebound_name_gets_nothing(place: Place, path: str) -> None:
    method = "POST" if path.endswith("conversations") else "GET"
    status, answer = await place.ask(method, path, Host="attacker.example")
    assert status == 403
    assert "127.0.0.1" in answer["error"]


async def test_another_site_cannot_act_for_a_person(place: Place) -> None:
    path = f"/local/people/{STAFF}/say"
    from_site, _ = await place.ask("POST", path, {"text": "hello"}, Origin="https://attacker.example")
    form = aiohttp.FormData({"text": "hello"})
    async with place.client.post(f"{place.url}{path}", data=form) as response:
        from_form = response.status
    assert (from_site, from_form) == (403, 403)
    assert place.bot.heard == []


async def test_someone_who_is_not_in_the_directory_cannot_be_played(place: Place) -> None:
    status, _ = await place.ask("POST", "/local/people/00000000-0000-0000-0000-00000000ffff/say", {"text": "hello"})
    assert status == 404
    assert place.bot.heard == []


async def test_the_page_says_so_when_there_is_no_list_yet(place: Place) -> None:
    _, answer = await place.ask("GET", "/local/list")
    assert answer["rows"] == []
    assert LIST in answer["problem"]


async def test_the_page_shows_every_column_and_row_of_the_list(place: Place, request_in_list: str) -> None:
    assert request_in_list
    _, answer = await place.ask("GET", "/local/list")
    columns = {column["name"]: column for column in answer["columns"]}
    assert {"Title", "Reference", "Status", "DecisionNote", "SubmittedAt"} <= columns.keys()
    assert columns["Status"]["choices"] == ["Submitted", "Approved"]
    assert [row["fields"]["Reference"] for row in answer["rows"]] == ["DR-0001"]


async def test_the_page_reads_the_route_of_a_request_and_hears_when_there_is_none(place: Place) -> None:
    found, track = await place.ask("GET", "/local/route/DR-0001")
    missing, _ = await place.ask("GET", "/local/route/DR-0002")
    assert (found, track["reference"], missing) == (200, "DR-0001", 404)


async def test_the_governance_officer_decides_in_the_list(place: Place, request_in_list: str) -> None:
    assert request_in_list
    _, before = await place.ask("GET", "/local/list")
    row = before["rows"][0]
    fields = {"Status": "Approved", "DecisionNote": "Go ahead", "Reference": "DR-9999"}
    body = {"as": GOVERNANCE, "etag": row["etag"], "fields": fields}
    status, _ = await place.ask("PATCH", f"/local/list/{row['id']}", body)
    (after,) = place.graph.rows(LIST)
    assert status == 200
    assert (after["Status"], after["DecisionNote"], after["Reference"]) == ("Approved", "Go ahead", "DR-0001")


async def test_nobody_else_changes_the_list_here(place: Place, request_in_list: str) -> None:
    assert request_in_list
    body = {"as": STAFF, "etag": "", "fields": {"Status": "Approved"}}
    status, _ = await place.ask("PATCH", "/local/list/1", body)
    (after,) = place.graph.rows(LIST)
    assert status == 403
    assert after["Status"] == "Submitted"


async def test_a_request_that_somebody_else_has_just_changed_is_not_overwritten(
    place: Place, request_in_list: str
) -> None:
    assert request_in_list
    _, before = await place.ask("GET", "/local/list")
    row = before["rows"][0]
    place.graph.edit(LIST, row["id"], {"DecisionNote": "Wait"}, "Somebody")
    body = {"as": GOVERNANCE, "etag": row["etag"], "fields": {"DecisionNote": "Go ahead"}}
    status, answer = await place.ask("PATCH", f"/local/list/{row['id']}", body)
    (after,) = place.graph.rows(LIST)
    assert status == 409
    assert "Somebody else" in answer["error"]
    assert after["DecisionNote"] == "Wait"


async def test_an_open_page_hears_of_changes_in_the_list_and_of_deliveries(place: Place, request_in_list: str) -> None:
    assert request_in_list
    heard: dict[str, str] = {}
    async with place.client.get(f"{place.url}/local/events") as events:
        while not {"list", "deliveries"} <= heard.keys():
            line = (await events.content.readline()).decode()
            if line.startswith("event: "):
                heard[line[7:].strip()] = (await events.content.readline()).decode()
    assert "DR-0001" in heard["list"]
    assert '"state": "waiting"' in heard["deliveries"]
