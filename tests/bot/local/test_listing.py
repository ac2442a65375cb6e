"""The list as the local page reads it from Graph: page by page, from Graph's own address, and what is said if not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self, cast

import aiohttp
import pytest

from bot.local.listing import ListAddress, ListUnavailable, change_item, read_list

ADDRESS = ListAddress("http://graph/v1.0", "host:/sites/x", "Requests", "word")
LISTS = {"value": [{"displayName": "Other", "id": "l0"}, {"displayName": "Requests", "id": "l1"}]}
BASE = "http://graph/v1.0/sites/s/lists/l1"


@dataclass
class Graph:
    """A session that answers by address, and notes what it was asked."""

    answers: dict[str, Any]
    status: int = 200
    asked: list[tuple[str, str, Any, Any]] = field(default_factory=list)

    def request(self, method: str, url: str, **more: Any) -> Self:
        """One call."""
        self.asked.append((method, url, more["json"], more["headers"]))
        if url not in self.answers:
            raise aiohttp.ClientConnectionError
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def json(self, content_type: object) -> Any:
        """The answer to the last call."""
        assert content_type is None
        return self.answers[self.asked[-1][1]]


def graph(columns: list[dict[str, Any]], *pages: Any, **more: Any) -> Graph:
    """A Graph with the list, its columns and the pages of its rows."""
    answers: dict[str, Any] = {
        "http://graph/v1.0/sites/host:/sites/x": {"id": "s"},
        "http://graph/v1.0/sites/s/lists": LISTS,
        f"{BASE}/columns": {"value": columns},
    }
    links = [f"{BASE}/items?$expand=fields&$top=200", *(f"{BASE}/more{n}" for n in range(1, len(pages)))]
    return Graph({**answers, **dict(zip(links, pages, strict=False))}, **more)


def session(of: Graph) -> aiohttp.ClientSession:
    return cast("aiohttp.ClientSession", of)


async def test_columns_and_rows_are_read_as_the_page_shows_them() -> None:
    columns: list[dict[str, Any]] = [
        {"name": "Title", "text": {"allowMultipleLines": True}, "displayName": "What"},
        {"name": "Day", "dateTime": {"format": "dateOnly"}},
        {"name": "When", "dateTime": {}},
        {"name": "Status", "choice": {"choices": ["a"]}},
        {"name": "Who", "personOrGroup": {}},
        {"name": "Created", "dateTime": {}, "readOnly": True},
        {"name": "Secret", "text": {}, "hidden": True},
    ]
    first = {"value": [{"id": 1, "@odata.etag": "e1", "eTag": "other", "webUrl": "u", "fields": {"Title": "x"}}]}
    second = {"value": [{"id": 2, "eTag": "e2"}, {"id": 3}]}
    told = await read_list(session(graph(columns, {**first, "@odata.nextLink": f"{BASE}/more1"}, second)), ADDRESS)
    text = {"title": "What", "kind": "text", "choices": [], "dateOnly": False, "lines": True}
    assert told["columns"] == [
        {"name": "Title", **text},
        {**text, "name": "Day", "title": "Day", "kind": "dateTime", "dateOnly": True, "lines": False},
        {**text, "name": "When", "title": "When", "kind": "dateTime", "lines": False},
        {**text, "name": "Status", "title": "Status", "kind": "choice", "choices": ["a"], "lines": False},
        {**text, "name": "Who", "title": "Who", "lines": False},
    ]
    assert told["rows"] == [
        {"id": "1", "etag": "e1", "link": "u", "fields": {"Title": "x"}},
        {"id": "2", "etag": "e2", "link": "", "fields": {}},
        {"id": "3", "etag": "", "link": "", "fields": {}},
    ]


async def test_the_page_stops_at_two_thousand_rows_and_gives_its_word_to_graph_alone() -> None:
    many = {"value": [{"id": number} for number in range(1000)]}
    pages = [{**many, "@odata.nextLink": f"{BASE}/more{number}"} for number in range(1, 4)]
    endless = graph([], *pages)
    assert len((await read_list(session(endless), ADDRESS))["rows"]) == 2000
    elsewhere = graph([], {"value": [], "@odata.nextLink": "http://elsewhere/v1.0"})
    with pytest.raises(ListUnavailable, match="a link to another place"):
        await read_list(session(elsewhere), ADDRESS)
    assert {headers["Authorization"] for *_, headers in endless.asked} == {"Bearer word"}


@pytest.mark.parametrize(
    ("status", "why"),
    [(412, "Somebody else has just changed"), (400, "Graph answered 400"), (500, "Graph answered 500"), (399, "")],
)
async def test_what_graph_refuses_is_said(status: int, why: str) -> None:
    refusing = graph([], {"value": []}, status=status)
    if not why:
        assert (await read_list(session(refusing), ADDRESS))["rows"] == []
        return
    with pytest.raises(ListUnavailable, match=why):
        await read_list(session(refusing), ADDRESS)


async def test_a_list_that_is_not_there_or_cannot_be_reached_is_said() -> None:
    with pytest.raises(ListUnavailable, match="no list called “Others” yet"):
        await read_list(session(graph([])), ListAddress("http://graph/v1.0", "host:/sites/x", "Others", "word"))
    with pytest.raises(ListUnavailable, match="could not be reached"):
        await read_list(session(Graph({})), ADDRESS)


async def test_a_change_says_which_version_it_is_of_where_one_is_known() -> None:
    changing = graph([])
    changing.answers |= {f"{BASE}/items/1/fields": {}, f"{BASE}/items/2/fields": []}
    await change_item(session(changing), ADDRESS, "1", "e1", {"Status": "Done"})
    await change_item(session(changing), ADDRESS, "2", "", {"Status": "Done"})
    written = [
        (url[-8:], body, headers.get("If-Match")) for method, url, body, headers in changing.asked if method == "PATCH"
    ]
    assert written == [("1/fields", {"Status": "Done"}, "e1"), ("2/fields", {"Status": "Done"}, None)]
