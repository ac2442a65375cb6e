"""The stand-in refuses what SharePoint refuses, with the same status and body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.bot.local.graph.conftest import Graph


NOT_TAKEN: tuple[object, ...] = (
    {"Unknown": "x"},
    {"Modified": "2026-01-01T00:00:00Z"},
    {"id": "7"},
    {"Supplier": {"Url": "https://example.org"}},
    {"Supplier": ["a", "b"]},
    {"Supplier": ["a"], "Supplier@odata.type": "Collection(Edm.String)"},
    {"Supplier": "x" * 256},
    {"Supplier": "two\nlines"},
    {"Supplier": "a\x07b"},
    {"Supplier": 7},
    {"Status": "Parked"},
    {"Status": ""},
    {"Score": "7"},
    {"Score": True},
    {"Active": "yes"},
    {"NeededBy": "31/03/2027"},
    {"NeededBy": "2027-02-30"},
    {"NeededBy": "2027-03-31T09:00:00"},
    {"Requester": "Governance officer"},
    {"RequesterLookupId": 99},
    {"Link": "https://example.org"},
    "text",
)
TAKEN: tuple[dict[str, Any], ...] = (
    {"Supplier": "x" * 255},
    {"Problem": "x" * 4000 + "\n\ttwo lines"},
    {"Score": 7.5},
    {"Active": False},
    {"NeededBy": "2027-03-31"},
    {"NeededBy": "2027-03-31T09:00:00+01:00"},
    {"RequesterLookupId": 1},
    {"Status": "Approved", "Supplier": None},
    {},
)
"""Every other value is held in `test_graph_standin_values.py`, without a server."""


async def test_a_value_that_sharepoint_does_not_take_is_refused(graph: Graph) -> None:
    for fields in NOT_TAKEN:
        heard = await graph.say("POST", "LIST/items", {"fields": fields})
        assert (heard.status, heard.code) == (400, "invalidRequest"), fields
        assert {"date", "request-id", "client-request-id"} <= set(heard.body["error"]["innerError"])
        assert heard.headers["request-id"]
    assert graph.stand_in.rows("Requests") == []


async def test_a_value_that_fits_its_column_is_kept(graph: Graph) -> None:
    for fields in TAKEN:
        heard = await graph.say("POST", "LIST/items", {"fields": fields})
        assert heard.status == 201, fields
        kept = heard.body["fields"]
        assert set(kept) >= {name for name, value in fields.items() if value is not None}
        assert heard.headers["etag"] == heard.body["eTag"]


async def test_a_duplicate_in_a_unique_column_is_400_and_not_409(graph: Graph) -> None:
    assert (await graph.say("POST", "LIST/items", {"fields": {"Reference": "DR-0001"}})).status == 201
    for reference in ("DR-0001", "dr-0001"):
        heard = await graph.say("POST", "LIST/items", {"fields": {"Reference": reference}})
        assert (heard.status, heard.code) == (400, "invalidRequest")
    other = await graph.say("POST", "LIST/items", {"fields": {"Reference": "DR-0002"}})
    heard = await graph.say("PATCH", f"LIST/items/{other.body['id']}/fields", {"Reference": "DR-0001"})
    assert heard.status == 400
    assert (await graph.say("PATCH", f"LIST/items/{other.body['id']}/fields", {"Reference": "DR-0002"})).status == 200


async def test_a_reference_is_free_again_when_its_item_is_deleted(graph: Graph) -> None:
    made = await graph.say("POST", "LIST/items", {"fields": {"Reference": "DR-0001"}})
    assert (await graph.say("DELETE", f"LIST/items/{made.body['id']}")).status == 204
    again = await graph.say("POST", "LIST/items", {"fields": {"Reference": "DR-0001"}})
    assert again.status == 201
    assert again.body["id"] != made.body["id"]


@pytest.mark.parametrize(
    "query",
    [
        "$filter=fields/Supplier eq 'x'",
        "$filter=fields/Unknown eq 'x'",
        "$filter=startswith(fields/Reference,'DR')",
        "$filter=fields/Reference eq 'x' or fields/Reference eq 'y'",
        "$orderby=fields/Supplier",
        "$skip=10",
        "$search=x",
        "$count=true",
        "$top=0",
        "$top=9999",
        "$expand=columns",
        "$expand=fields($select=Unknown)",
        "$skiptoken=nonsense!",
    ],
)
async def test_a_query_that_sharepoint_does_not_answer_is_refused(graph: Graph, query: str) -> None:
    assert (await graph.say("GET", f"LIST/items?{query}")).status == 400


async def test_a_filter_on_a_column_without_index_is_answered_when_it_is_preferred(graph: Graph) -> None:
    await graph.say("POST", "LIST/items", {"fields": {"Supplier": "O'Brien"}})
    heard = await graph.say(
        "GET", "LIST/items?$filter=fields/Supplier eq 'O''Brien'", Prefer="HonorNonIndexedQueriesWarningMayFailRandomly"
    )
    assert [row["id"] for row in heard.body["value"]] == ["1"]


async def test_rows_come_in_pages_that_link_on(graph: Graph) -> None:
    for number in range(7):
        await graph.say("POST", "LIST/items", {"fields": {"Reference": f"DR-{number:04}", "Status": "Submitted"}})
    page = await graph.say(
        "GET", "LIST/items?$top=3&$expand=fields($select=Reference)&$filter=fields/Status eq 'Submitted'"
    )
    seen = []
    while True:
        seen += [row["fields"]["Reference"] for row in page.body["value"]]
        assert all("Status" not in row["fields"] for row in page.body["value"])
        if "@odata.nextLink" not in page.body:
            break
        page = await graph.say("GET", page.body["@odata.nextLink"])
    assert seen == [f"DR-{number:04}" for number in range(7)]


async def test_rows_can_be_sorted_by_an_indexed_column(graph: Graph) -> None:
    for reference in ("DR-0002", "DR-0003", "DR-0001"):
        await graph.say("POST", "LIST/items", {"fields": {"Reference": reference}})
    heard = await graph.say("GET", "LIST/items?$expand=fields&$orderby=fields/Reference desc")
    assert [row["fields"]["Reference"] for row in heard.body["value"]] == ["DR-0003", "DR-0002", "DR-0001"]


async def test_a_stale_etag_is_412(graph: Graph) -> None:
    made = await graph.say("POST", "LIST/items", {"fields": {"Supplier": "One"}})
    etag = made.body["eTag"]
    assert (await graph.say("PATCH", "LIST/items/1/fields", {"Supplier": "Two"}, If_Match=etag)).status == 200
    assert (await graph.say("PATCH", "LIST/items/1/fields", {"Supplier": "Three"}, If_Match=etag)).status == 412
    assert (await graph.say("PATCH", "LIST/items/1/fields", {"Supplier": "Four"}, If_Match="*")).status == 200
    assert (await graph.say("DELETE", "LIST/items/1", If_Match=etag)).status == 412


async def test_an_item_that_is_not_there_is_404(graph: Graph) -> None:
    for method, path, body in (("GET", "", None), ("DELETE", "", None), ("PATCH", "/fields", {"Supplier": "x"})):
        heard = await graph.say(method, f"LIST/items/9{path}", body)
        assert (heard.status, heard.code) == (404, "itemNotFound")


@pytest.mark.parametrize(
    "column",
    [
        {"name": "Two", "text": {}, "number": {}},
        {"name": "None"},
        {"name": "With space", "text": {}},
        {"name": "Grün", "text": {}},
        {"name": "Unique", "text": {}, "enforceUniqueValues": True},
        {"name": "Long", "text": {"allowMultipleLines": True}, "indexed": True},
        {"name": "Several", "choice": {"choices": ["a"], "displayAs": "checkBoxes"}},
        {"name": "NoChoices", "choice": {"choices": []}},
        {"name": "Odd", "text": {}, "colour": "red"},
    ],
)
async def test_a_column_that_cannot_be_made_is_refused(graph: Graph, column: dict[str, Any]) -> None:
    assert (await graph.say("POST", "LIST/columns", column)).status == 400


async def test_a_column_is_made_once_and_changed_in_place(graph: Graph) -> None:
    made = await graph.say("POST", "LIST/columns", {"name": "Owner", "text": {}})
    assert made.status == 201
    assert (await graph.say("POST", "LIST/columns", {"name": "owner", "text": {}})).status == 409
    path = f"LIST/columns/{made.body['id']}"
    assert (await graph.say("PATCH", path, {"indexed": True, "enforceUniqueValues": True})).body["enforceUniqueValues"]
    assert (await graph.say("PATCH", path, {"indexed": False})).status == 400
    assert (await graph.say("PATCH", path, {"number": {}})).status == 400
    assert (await graph.say("PATCH", path, {"name": "Other"})).status == 400
    assert (await graph.say("DELETE", path)).status == 204
    assert (await graph.say("GET", path)).status == 404


async def test_choices_are_replaced_as_a_whole(graph: Graph) -> None:
    status = next(c for c in (await graph.say("GET", "LIST/columns")).body["value"] if c["name"] == "Status")
    heard = await graph.say("PATCH", f"LIST/columns/{status['id']}", {"choice": {"choices": ["Parked"]}})
    assert heard.body["choice"]["choices"] == ["Parked"]
    assert (await graph.say("POST", "LIST/items", {"fields": {"Status": "Submitted"}})).status == 400


async def test_duplicates_stand_in_the_way_of_a_unique_column(graph: Graph) -> None:
    for _ in range(2):
        await graph.say("POST", "LIST/items", {"fields": {"Supplier": "The same"}})
    supplier = next(c for c in (await graph.say("GET", "LIST/columns")).body["value"] if c["name"] == "Supplier")
    path = f"LIST/columns/{supplier['id']}"
    assert (await graph.say("PATCH", path, {"indexed": True, "enforceUniqueValues": True})).status == 400
    assert (await graph.say("PATCH", path, {"indexed": True})).status == 200
    assert len((await graph.say("GET", "LIST/items?$filter=fields/Supplier eq 'the same'")).body["value"]) == 2


async def test_a_list_has_at_most_twenty_indexes(graph: Graph) -> None:
    for number in range(18):
        assert (
            await graph.say("POST", "LIST/columns", {"name": f"Index{number}", "text": {}, "indexed": True})
        ).status == 201
    assert (await graph.say("POST", "LIST/columns", {"name": "OneMore", "text": {}, "indexed": True})).status == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"displayName": "Another", "name": "Another", "list": {"template": "genericList"}}, 400),
        ({"displayName": "Another"}, 400),
        ({"displayName": "Another", "list": {"template": "documentLibrary"}}, 400),
        ({"list": {"template": "genericList"}}, 400),
        ({"displayName": "requests", "list": {"template": "genericList"}}, 409),
        ({"displayName": "Another", "list": {"template": "genericList"}, "columns": [{"name": "No type"}]}, 400),
    ],
)
async def test_a_list_that_cannot_be_made_is_refused_whole(graph: Graph, body: dict[str, Any], status: int) -> None:
    site = graph.list_path.partition("/lists")[0]
    assert (await graph.say("POST", f"{site}/lists", body)).status == status
    assert [one["displayName"] for one in (await graph.say("GET", f"{site}/lists")).body["value"]] == ["Requests"]


async def test_a_list_is_found_by_id_by_title_and_by_filter(graph: Graph) -> None:
    site, _, list_id = graph.list_path.partition("/lists/")
    for address in (list_id, "Requests"):
        assert (await graph.say("GET", f"{site}/lists/{address}")).body["id"] == list_id
    assert (await graph.say("GET", f"{site}/lists?$filter=displayName eq 'Requests'")).body["value"][0]["id"] == list_id
    assert (await graph.say("GET", f"{site}/lists/Nothing")).status == 404
    assert (await graph.say("GET", "/sites/localhost:/sites/nothing")).status == 404


async def test_no_token_is_401(graph: Graph) -> None:
    heard = await graph.say("GET", "LIST/items", Authorization="")
    assert (heard.status, heard.code) == (401, "InvalidAuthenticationToken")
    assert "www-authenticate" in heard.headers


@pytest.mark.parametrize("foreign", [{"Host": "attacker.example"}, {"Origin": "https://attacker.example"}])
@pytest.mark.parametrize("path", ["/v1.0/sites", "/_ledger", "/_faults"])
async def test_a_page_of_another_site_gets_nothing_of_the_list(
    graph: Graph, path: str, foreign: dict[str, str]
) -> None:
    root, before = graph.stand_in.url.removesuffix("/v1.0"), graph.stand_in.ledger
    async with graph.http.get(f"{root}{path}", headers={**graph.headers, **foreign}) as answer:
        assert answer.status == 403
        assert set(await answer.json()) == {"error"}
    assert graph.stand_in.ledger == before
