"""A site's lists, their columns and what their rows said before: each edge by plain calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.local.graph.store import site_row
from tests.bot.local.graph.plain_calls import SITE, Plain, tenant

COLUMNS = [
    {"name": "Reference", "text": {}, "indexed": True, "enforceUniqueValues": True},
    {"name": "Supplier", "text": {}, "displayName": "Who sells it"},
]


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Plain]:
    """A tenant with one site."""
    with tenant(tmp_path) as made:
        yield made


def site(plain: Plain) -> str:
    return f"/sites/{site_row(plain.store, SITE)['id']}"


@pytest.fixture
def requests(plain: Plain) -> str:
    """A list on the site."""
    body = {"displayName": "Council's requests", "list": {"template": "genericList"}, "columns": COLUMNS}
    status, made = plain.ask("POST", f"{site(plain)}/lists", body)
    assert status == 201, made
    return f"{site(plain)}/lists/{made['id']}"


def test_a_site_is_named_by_its_path_or_at_the_root_by_its_host(plain: Plain) -> None:
    assert plain.ask("GET", f"/sites/{SITE}")[1]["name"] == "digital"
    plain.store.db.execute("INSERT INTO sites VALUES ('root', 'council.sharepoint.com', '')")
    assert plain.ask("GET", "/sites/root")[1]["name"] == "council.sharepoint.com"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("displayName eq 'COUNCIL''s requests'", 1),
        ("displayName eq 'requests'", 0),
        ("name eq 'requests'", None),
        ("", None),
    ],
)
def test_a_list_is_found_by_its_whole_title(plain: Plain, requests: str, wanted: str, found: int | None) -> None:
    lists = requests.rpartition("/")[0]
    if found is None:
        assert plain.ask("GET", lists, filter=wanted)[0] == 400
    else:
        assert len(plain.values(lists, filter=wanted)) == found
    assert len(plain.values(lists)) == 1


@pytest.mark.parametrize("title", ["", " ", None, 7])
def test_a_list_has_a_title(plain: Plain, title: object) -> None:
    body = {"displayName": title, "list": {"template": "genericList"}}
    assert plain.ask("POST", f"{site(plain)}/lists", body) == (400, "A list needs a displayName")


@pytest.mark.parametrize(
    ("column", "status"),
    [
        ({"name": "x", "text": {}}, 201),
        ({"name": "x" * 32, "text": {}, "@odata.type": "y"}, 201),
        ({"name": "x" * 33, "text": {}}, 400),
        ({"name": 7, "text": {}}, 400),
        ({"name": "x", "text": {}, "indexed": True}, 201),
        ({"name": "x", "hyperlinkOrPicture": {}}, 201),
        ({"name": "x", "hyperlinkOrPicture": {}, "indexed": True}, 400),
        ({"name": "x", "calculated": {}, "indexed": True}, 400),
        ({"name": "x", "text": {"allowMultipleLines": True}}, 201),
        ({"name": "x", "text": {"allowMultipleLines": True}, "indexed": True}, 400),
        ({"name": "x", "choice": {"choices": ["a"]}, "indexed": True}, 201),
        ({"name": "x", "choice": {"choices": ["a"], "displayAs": "radioButtons"}}, 201),
        ({"name": "x", "choice": {"choices": ["a", ""]}}, 400),
        ({"name": "x", "choice": {"choices": [7]}}, 400),
        ({"name": "x", "choice": {"choices": {"a": "b"}}}, 400),
        ({"name": "x", "choice": {"choices": "ab"}}, 400),
        ({"name": "x", "choice": {"choices": None}}, 400),
    ],
    ids=str,
)
def test_a_column_is_made_when_sharepoint_takes_it(
    plain: Plain, requests: str, column: dict[str, Any], status: int
) -> None:
    assert plain.ask("POST", f"{requests}/columns", column)[0] == status


def test_a_column_is_shown_and_changed_by_its_id_or_its_name(plain: Plain, requests: str) -> None:
    columns = {one["name"]: one for one in plain.values(f"{requests}/columns")}
    shown = [(columns[name]["displayName"], columns[name]["description"]) for name in ("Supplier", "Reference")]
    assert shown == [("Who sells it", ""), ("Reference", "")]
    for name in ("Supplier", columns["Supplier"]["id"]):
        path = f"{requests}/columns/{name}"
        said = {"description": f"By {name}", "@odata.type": "y"}
        assert plain.ask("PATCH", path, said)[1]["description"] == f"By {name}"
        assert plain.ask("GET", path)[1]["description"] == f"By {name}"
    assert plain.ask("GET", f"{requests}/columns/none")[0] == 404
    assert plain.ask("PATCH", f"{requests}/columns/none", {})[0] == 404


def test_what_sharepoint_has_made_itself_stays_as_it_is(plain: Plain, requests: str) -> None:
    for name, dropped, changed in (("Title", 403, 200), ("Created", 403, 403), ("Supplier", 204, 404)):
        path = f"{requests}/columns/{name}"
        assert (plain.ask("DELETE", path)[0], plain.ask("PATCH", path, {"description": "x"})[0]) == (dropped, changed)


def test_a_row_that_is_no_number_or_not_there_is_missing(plain: Plain, requests: str) -> None:
    for item in ("1", "x", "1.5"):
        assert plain.ask("GET", f"{requests}/items/{item}") == (404, "The item was not found")


def test_an_empty_cell_is_no_duplicate_of_another(plain: Plain, requests: str) -> None:
    for fields in ({"Reference": "None"}, {"Reference": "DR-1"}, {}, {"Reference": None}):
        assert plain.ask("POST", f"{requests}/items", {"fields": fields})[0] == 201
    assert plain.ask("PATCH", f"{requests}/items/2/fields", {"Reference": None})[0] == 200
    assert plain.ask("PATCH", f"{requests}/items/2/fields", {"Reference": "None"})[0] == 400
    assert plain.ask("POST", f"{requests}/items", {"fields": {}, "id": "1"})[0] == 400


def test_a_row_tells_what_it_said_before_the_newest_first(plain: Plain, requests: str) -> None:
    plain.ask("POST", f"{requests}/items", {"fields": {"Reference": "DR-1", "Supplier": "One"}})
    plain.ask("PATCH", f"{requests}/items/1/fields", {"Supplier": "Two"})
    path = f"{requests}/items/1/versions"
    assert [("fields" in one, one["id"]) for one in plain.values(path)] == [(False, "2.0"), (False, "1.0")]
    whole = [one["fields"] for one in plain.values(path, expand="fields")]
    assert [one["Supplier"] for one in whole] == ["Two", "One"]
    assert set(whole[0]) == {"Reference", "Supplier", "id", "_UIVersionString"}
    chosen = [one["fields"] for one in plain.values(path, expand="fields($select=Supplier)", top="5")]
    assert chosen == [{"id": "1", "Supplier": "Two"}, {"id": "1", "Supplier": "One"}]


def test_of_the_values_of_a_row_those_are_given_that_are_asked_for_and_not_empty(plain: Plain, requests: str) -> None:
    plain.ask("POST", f"{requests}/items", {"fields": {"Reference": "DR-1"}})
    path = f"{requests}/items/1"
    chosen = plain.ask("GET", f"{path}/fields", select="Reference, Supplier,")[1]
    assert {name for name in chosen if name[0] != "@"} == {"id", "Reference"}
    whole = plain.ask("GET", f"{path}/fields")[1]
    assert {"Reference", "Created", "Attachments"} <= set(whole)
    assert {"Supplier", "LinkTitle"} & set(whole) == set()
    assert ["fields" in plain.ask("GET", path, **more)[1] for more in ({}, {"expand": "fields"})] == [False, True]
