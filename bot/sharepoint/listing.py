"""One list on the site, by its name: its columns, its rows and its delta, as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sharepoint.access import OPTIONAL_LISTS
from bot.sharepoint.graph import Graph, Sdk
from bot.sharepoint.refusals import Missing, NotAllowed, TryLater

Json = dict[str, Any]
_MOST_PAGES = 10_000
"""More than any list has: a link that leads round in a circle ends here."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that was found: the connection and the ids of site and list."""

    graph: Graph
    site_id: str
    list_id: str
    name: str

    async def is_there(self) -> bool:
        """Whether the list itself is still on the site."""
        try:
            await self.graph.call("GET", self.at)
        except Missing:
            return False
        return True

    async def made_at(self) -> str:
        """When the list was made, as Graph writes it; empty where it does not say."""
        return str((await self.graph.call("GET", self.at)).get("createdDateTime") or "")

    async def columns(self) -> list[Json]:
        """Every column, SharePoint's own too."""
        return await every_page(self.graph, await self.graph.call("GET", lambda c: self.at(c).columns))

    async def add_column(self, body: Mapping[str, Any]) -> Json:
        """Add a column."""
        return await self.graph.call("POST", lambda c: self.at(c).columns, body=body)

    async def change_column(self, column_id: str, body: Mapping[str, Any]) -> Json:
        """Change a column; a facet counts as a whole."""
        return await self.graph.call(
            "PATCH", lambda c: self.at(c).columns.by_column_definition_id(column_id), body=body
        )

    async def create(self, fields: Mapping[str, Any]) -> Json:
        """Add a row."""
        return await self.graph.call("POST", lambda c: self.at(c).items, body={"fields": dict(fields)})

    async def change(self, item_id: str, fields: Mapping[str, Any], etag: str = "") -> Json:
        """Change values of a row; with an ETag only if nobody else did (else `Conflict`). None empties a cell."""
        headers = {"If-Match": etag} if etag else None
        return await self.graph.call(
            "PATCH", lambda c: self.at(c).items.by_list_item_id(item_id).fields, body=dict(fields), headers=headers
        )

    async def item(self, item_id: str) -> Json:
        """One row with its values. Raises `Missing`."""
        return await self.graph.call(
            "GET", lambda c: self.at(c).items.by_list_item_id(item_id), query={"$expand": "fields"}
        )

    async def versions(self, item_id: str) -> list[Json]:
        """What a row said earlier and says now, as far as SharePoint keeps it, each with its values."""
        first = await self.graph.call(
            "GET", lambda c: self.at(c).items.by_list_item_id(item_id).versions, query={"$expand": "fields"}
        )
        return await every_page(self.graph, first)

    async def remove(self, item_id: str) -> None:
        """Remove a row. Only the doctor does, for the row that it made itself."""
        await self.graph.call("DELETE", lambda c: self.at(c).items.by_list_item_id(item_id))

    async def find(self, column: str, value: str) -> list[Json]:
        """The rows in which an indexed column has this value, with their values."""
        query = {"$expand": "fields", "$filter": f"fields/{column} eq '{quoted(value)}'"}
        return await every_page(self.graph, await self.graph.call("GET", lambda c: self.at(c).items, query=query))

    async def rows(self, columns: Sequence[str] = ()) -> list[Json]:
        """Every row with its values, or with the named ones."""
        expand = f"fields($select={','.join(columns)})" if columns else "fields"
        first = await self.graph.call("GET", lambda c: self.at(c).items, query={"$expand": expand, "$top": "200"})
        return await every_page(self.graph, first)

    async def delta(self) -> Json:
        """The first page of what the list holds now; its last page has the deltaLink. Later pages: `Graph.follow`."""
        return await self.graph.call(
            "GET", lambda c: self.at(c).items.delta.with_url(f"{self.delta_url}?$expand=fields")
        )

    @property
    def delta_url(self) -> str:
        """The address of the list's delta."""
        return f"{self.graph.access.base_url}{self.resource}/items/delta"

    @property
    def resource(self) -> str:
        """The list as subscriptions name it."""
        return f"/sites/{self.site_id}/lists/{self.list_id}"

    def at(self, client: Sdk) -> Sdk:
        """The SDK's builder for this list."""
        return client.sites.by_site_id(self.site_id).lists.by_list_id(self.list_id)


def quoted(value: str) -> str:
    """A value as it stands between the quotes of a filter."""
    return value.replace("'", "''")


async def every_page(graph: Graph, page: Json) -> list[Json]:
    """The values of a page and of every page after it."""
    values = rows_on(page)
    for _ in range(_MOST_PAGES):
        link = page.get("@odata.nextLink")
        if not link:
            break
        page = await graph.follow(str(link))
        values += rows_on(page)
    return values


def rows_on(page: Json) -> list[Json]:
    """The rows of one page. What is no row at all (null, a bare word) is left out: it costs itself alone."""
    rows = page.get("value")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


async def find_site(graph: Graph) -> Json:
    """The site of `SHAREPOINT_SITE`. Raises `NotAllowed` when it is not there or not open to the app."""
    address = f"{graph.access.base_url}/sites/{graph.access.site}"
    try:
        site = await graph.call("GET", lambda c: c.sites.with_url(address))
    except Missing:
        raise NotAllowed("The site of SHAREPOINT_SITE was not found. Correct it: it reads host:/sites/name") from None
    return _with_id(site)


async def find_listing(graph: Graph, site_id: str, name: str) -> Listing | None:
    """The list with this display name, or that was made with it and has another one since; or None."""
    return (await find_listings(graph, site_id, [name]))[0]


async def find_listings(graph: Graph, site_id: str, names: Sequence[str]) -> list[Listing | None]:
    """The lists of these names, as `find_listing` finds one, each in the place of its name; None: it is not there."""
    try:
        rows = await every_page(graph, await graph.call("GET", lambda c: c.sites.by_site_id(site_id).lists))
    except NotAllowed:
        # An app that may use single lists only (Lists.SelectedOperations.Selected) may not look at them all.
        found = [await _by_title(graph, site_id, name) for name in names]
    else:
        found = [_named(rows, name) for name in names]
    return [
        None if row is None else Listing(graph, site_id, str(_with_id(row)["id"]), name)
        for name, row in zip(names, found, strict=True)
    ]


async def open_listing(graph: Graph, name: str = "") -> Listing:
    """The list of the settings, or the named one. Raises `NotAllowed` when it is not there."""
    wanted = name or graph.access.list_name
    site = await find_site(graph)
    found = await find_listing(graph, str(site["id"]), wanted)
    if found is None:
        mend = "give it that title again" if wanted in OPTIONAL_LISTS else "correct SHAREPOINT_LIST"
        raise NotAllowed(
            f"The list “{wanted}” is not on the site. If it was renamed, {mend}; "
            "else make it with front-door list provision"
        )
    return found


async def make_listing(graph: Graph, site_id: str, name: str, columns: Sequence[Mapping[str, Any]]) -> Listing:
    """Make a list with these columns."""
    body = {"displayName": name, "list": {"template": "genericList"}, "columns": list(columns)}
    made = await graph.call("POST", lambda c: c.sites.by_site_id(site_id).lists, body=body)
    return Listing(graph, site_id, str(_with_id(made)["id"]), name)


def _named(rows: Sequence[Json], name: str) -> Json | None:
    """The list with this title; else the one that had it when it was made, for it still stands in its address."""
    for key in ("displayName", "name"):
        if (found := next((row for row in rows if _same(row.get(key), name)), None)) is not None:
            return found
    return None


async def _by_title(graph: Graph, site_id: str, name: str) -> Json | None:
    try:
        return await graph.call("GET", lambda c: c.sites.by_site_id(site_id).lists.by_list_id(name))
    except Missing:
        return None


def _with_id(answer: Json) -> Json:
    """An answer that names what it is about. Raises `TryLater` for one that came without its body."""
    if not answer.get("id"):
        raise TryLater("Graph's answer names no id")
    return answer


def _same(one: object, other: str) -> bool:
    return isinstance(one, str) and one.strip().casefold() == other.strip().casefold()
