"""The stand-in's delta, subscriptions, faults and ledger, and that a restart loses nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.local.graph import LOCAL_SITE, Fault, start
from bot.local.graph.notify import LONGEST_MINUTES, checked_expiry
from bot.local.graph.refused import Refused
from bot.local.graph.store import open_store
from bot.sharepoint.words import words_of

if TYPE_CHECKING:
    from tests.bot.local.graph.conftest import Graph


async def test_delta_from_latest_tells_only_of_later_changes(graph: Graph) -> None:
    await graph.say("POST", "LIST/items", {"fields": {"Reference": "DR-0001"}})
    latest = await graph.say("GET", "LIST/items/delta?token=latest")
    assert latest.body["value"] == []
    await graph.say("POST", "LIST/items", {"fields": {"Reference": "DR-0002"}})
    await graph.say("DELETE", "LIST/items/1")
    later = await graph.say("GET", latest.body["@odata.deltaLink"])
    assert [(row["id"], "deleted" in row) for row in later.body["value"]] == [("2", False), ("1", True)]
    assert (await graph.say("GET", later.body["@odata.deltaLink"])).body["value"] == []


async def test_delta_gives_the_latest_state_only(graph: Graph) -> None:
    start_link = (await graph.say("GET", "LIST/items/delta()?$expand=fields")).body["@odata.deltaLink"]
    await graph.say("POST", "LIST/items", {"fields": {"Supplier": "One"}})
    await graph.say("PATCH", "LIST/items/1/fields", {"Supplier": "Two"})
    heard = await graph.say("GET", start_link)
    assert [row["fields"]["Supplier"] for row in heard.body["value"]] == ["Two"]


async def test_delta_pages_repeat_a_row_and_leave_fields_out_now_and_then(graph: Graph) -> None:
    for number in range(10):
        await graph.say("POST", "LIST/items", {"fields": {"Supplier": str(number)}})
    page = await graph.say("GET", "LIST/items/delta?$expand=fields&$top=4")
    ids: list[str] = []
    bare = 0
    while True:
        ids += [row["id"] for row in page.body["value"]]
        bare += sum("fields" not in row for row in page.body["value"])
        if "@odata.nextLink" not in page.body:
            break
        page = await graph.say("GET", page.body["@odata.nextLink"])
    assert set(ids) == {str(n) for n in range(1, 11)}
    assert len(ids) > 10
    assert bare


async def test_an_old_token_is_410_with_the_place_to_begin_again(graph: Graph) -> None:
    link = (await graph.say("GET", "LIST/items/delta")).body["@odata.deltaLink"]
    graph.stand_in.misbehave(Fault("expire_tokens"))
    heard = await graph.say("GET", link)
    assert (heard.status, heard.code) == (410, "resyncRequired")
    assert (await graph.say("GET", heard.headers["location"])).status == 200
    assert (await graph.say("GET", "LIST/items/delta?token=nonsense")).status == 400


def subscription(graph: Graph, **changed: object) -> dict[str, Any]:
    """A subscription that would be taken if its address answered."""
    return {
        "changeType": "updated",
        "notificationUrl": "https://127.0.0.1:9/",
        "resource": graph.list_path.removeprefix("/"),
        "expirationDateTime": (datetime.now(UTC) + timedelta(days=29)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "clientState": "word",
        **changed,
    }


@pytest.mark.parametrize(
    "changed",
    [
        {},  # nobody answers the handshake
        {"changeType": "created"},
        {"resource": "users"},
        {"clientState": "x" * 129},
        {"notificationUrl": "http://example.org/"},
        {"expirationDateTime": "2027-12-31"},
        {"expirationDateTime": "2020-01-01T00:00:00Z"},
        {"expirationDateTime": "2099-01-01T00:00:00Z"},
        {"resource": None},
    ],
)
async def test_a_subscription_that_graph_does_not_take_is_refused(graph: Graph, changed: dict[str, Any]) -> None:
    assert (await graph.say("POST", "/subscriptions", subscription(graph, **changed))).status == 400
    assert (await graph.say("GET", "/subscriptions")).body["value"] == []


def test_a_subscription_ends_after_now_and_within_the_month_that_graph_allows(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    store = open_store(tmp_path, lambda: now, lambda: "id")
    longest = timedelta(minutes=LONGEST_MINUTES)
    for ends in (now, now + longest + timedelta(seconds=1)):
        with pytest.raises(Refused):
            checked_expiry(store, f"{ends:%Y-%m-%dT%H:%M:%SZ}")
    for ends in (now + timedelta(seconds=1), now + longest):
        assert checked_expiry(store, f"{ends:%Y-%m-%dT%H:%M:%SZ}") == f"{ends:%Y-%m-%dT%H:%M:%SZ}"
    store.db.close()


async def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    first = await start(0, tmp_path)
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer word"}) as http:
        site = (await (await http.get(f"{first.url}/sites/{LOCAL_SITE}")).json())["id"]
        body = {"displayName": "Requests", "list": {"template": "genericList"}, "columns": []}
        await http.post(f"{first.url}/sites/{site}/lists", json=body)
        first.add("Requests", {"Title": "Kept"}, "Governance officer")
        link = (await (await http.get(f"{first.url}/sites/{site}/lists/Requests/items/delta?token=latest")).json())[
            "@odata.deltaLink"
        ]
        await first.close()
        second = await start(0, tmp_path)
        assert [row["Title"] for row in second.rows("Requests")] == ["Kept"]
        second.edit("Requests", "1", {"Title": "Changed"}, "Governance officer")
        changed = await (await http.get(link.replace(first.url, second.url))).json()
        assert [row["id"] for row in changed["value"]] == ["1"]
        await second.close()


async def test_a_port_in_use_is_said_at_once(tmp_path: Path) -> None:
    first = await start(0, tmp_path / "first")
    port = int(first.url.split(":")[2].split("/")[0])
    with pytest.raises(OSError, match="in use"):
        await start(port, tmp_path / "second")
    await first.close()


async def test_faults_and_the_ledger_are_reached_over_http(graph: Graph) -> None:
    root = graph.stand_in.url.removesuffix("/v1.0")
    plan = [{"kind": "status", "method": "POST", "status": 503, "retry_after": 3}]
    async with graph.http.post(f"{root}/_faults", json=plan) as answer:
        assert answer.status == 200
    refused = await graph.say("POST", "LIST/items", {"fields": {}})
    assert (refused.status, refused.headers["retry-after"]) == (503, "3")
    assert (await graph.say("POST", "LIST/items", {"fields": {}})).status == 201
    async with graph.http.get(f"{root}/_ledger") as answer:
        assert [(c["method"], c["status"]) for c in (await answer.json())[-2:]] == [("POST", 503), ("POST", 201)]


async def test_a_throttle_that_holds_answers_everyone_the_same_until_it_is_over(graph: Graph) -> None:
    graph.stand_in.misbehave(Fault("status", "POST", status=429, retry_after=60, holds=True))
    assert (await graph.say("POST", "LIST/items", {"fields": {}})).status == 429
    held = await graph.say("GET", "LIST/items")
    assert held.status == 429
    assert 0 < int(held.headers["retry-after"]) <= 61
    graph.stand_in.behave()
    assert (await graph.say("GET", "LIST/items")).status == 200


async def test_a_drop_after_the_commit_leaves_the_item_and_no_answer(graph: Graph) -> None:
    graph.stand_in.misbehave(Fault("drop_after_commit", "POST"), Fault("drop", "PATCH"))
    with pytest.raises(aiohttp.ClientError):
        await graph.say("POST", "LIST/items", {"fields": {"Supplier": "Kept"}})
    with pytest.raises(aiohttp.ClientError):
        await graph.say("PATCH", "LIST/items/1/fields", {"Supplier": "Lost"})
    assert [row["Supplier"] for row in graph.stand_in.rows("Requests")] == ["Kept"]
    assert [c.status for c in graph.stand_in.ledger[-2:]] == [201, 0]


async def test_what_is_no_call_of_graph_is_refused(graph: Graph) -> None:
    async with graph.http.get(f"{graph.stand_in.url}/me/drive", headers=graph.headers) as answer:
        assert answer.status == 400
    async with graph.http.put(f"{graph.stand_in.url}{graph.list_path}", headers=graph.headers) as answer:
        assert answer.status == 405
    async with graph.http.post(
        f"{graph.stand_in.url}{graph.list_path}/items", data="x", headers=graph.headers
    ) as answer:
        assert answer.status == 415
    async with graph.http.get(graph.stand_in.url.replace("v1.0", "beta") + "/sites", headers=graph.headers) as answer:
        assert answer.status == 400


async def test_a_restored_item_has_its_old_id_and_delta_tells_of_it(graph: Graph) -> None:
    await graph.say("POST", "LIST/items", {"fields": {"Reference": "DR-0001", "Supplier": "Kept"}})
    await graph.say("DELETE", "LIST/items/1")
    link = (await graph.say("GET", "LIST/items/delta?token=latest")).body["@odata.deltaLink"]
    graph.stand_in.restore("Requests", "1")
    assert [row["id"] for row in (await graph.say("GET", link)).body["value"]] == ["1"]
    assert (await graph.say("GET", "LIST/items/1?$expand=fields")).body["fields"]["Supplier"] == "Kept"
    assert (await graph.say("POST", "LIST/items", {"fields": {"Reference": "DR-0001"}})).status == 400


async def test_an_error_comes_in_the_place_of_a_row_on_demand(graph: Graph) -> None:
    await graph.say("POST", "LIST/items", {"fields": {"Reference": "DR-0001"}})
    graph.stand_in.misbehave(Fault("error_row"))
    # Not said with `say`: no contract of Graph's allows it, so none is to be checked.
    address = f"{graph.stand_in.url}{graph.list_path}/items"
    async with graph.http.get(f"{address}/delta", headers=graph.headers) as answer:
        broken = await answer.json()
    assert broken["value"][0]["error"]["code"] == "InternalServerError"
    assert broken["@odata.deltaLink"]
    assert (await graph.say("GET", "LIST/items/delta")).body["value"][0]["id"] == "1"


async def test_an_answer_without_a_body_was_done_all_the_same(graph: Graph) -> None:
    graph.stand_in.misbehave(Fault("empty", "POST"))
    address, body = f"{graph.stand_in.url}{graph.list_path}/items", {"fields": {"Reference": "DR-0001"}}
    async with graph.http.post(address, json=body, headers=graph.headers) as answer:
        assert (answer.status, await answer.text()) == (201, "")
    assert [row["Reference"] for row in graph.stand_in.rows("Requests")] == ["DR-0001"]


async def test_a_throttle_may_name_a_date(graph: Graph) -> None:
    graph.stand_in.misbehave(Fault("status", "GET", retry_after=90, dated=True))
    heard = await graph.say("GET", "LIST/items")
    until, sent = (parsedate_to_datetime(heard.headers[name]) for name in ("retry-after", "date"))
    assert until - sent == timedelta(seconds=90)


async def test_what_is_written_into_a_rich_column_is_kept_as_html(graph: Graph) -> None:
    rich = {"name": "Note", "text": {"allowMultipleLines": True, "textType": "richText"}}
    assert (await graph.say("POST", "LIST/columns", rich)).status == 201
    made = await graph.say("POST", "LIST/items", {"fields": {"Note": "Costs & times\nare missing"}})
    assert made.body["fields"]["Note"].startswith('<div class="ExternalClass')
    assert words_of(made.body["fields"]["Note"]) == "Costs & times\nare missing"


async def test_a_day_is_kept_as_midnight_of_the_sites_zone(graph: Graph) -> None:
    made = await graph.say("POST", "LIST/items", {"fields": {"NeededBy": "2027-03-31T12:00:00Z"}})
    assert made.body["fields"]["NeededBy"] == "2027-03-31T07:00:00Z", "a new tenant's site stands on Pacific time"
