"""Reads what changed in the list, page by page: what cannot be read is set aside by name, and the rest goes on."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from bot.sharepoint.items import cells_of, version_of
from bot.sharepoint.listing import Listing
from bot.sharepoint.refusals import Broken, Conflict, GiveUp, Gone, Missing, NotAllowed, TryLater

_MOST_BROKEN: Final = 20
"""Calls for single rows at which Graph may fail in one reading: beyond that it is Graph that is down, not a row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the delta told of it. ``fields`` is None only for a removed one."""

    item_id: str
    fields: Mapping[str, Any] | None
    deleted: bool = False
    version: int = 0
    modified: datetime | None = None
    """When it was last changed, by SharePoint's clock; None: not told."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one reading of the delta gave.

    ``link`` is where the next one goes on; ``whole``: every row of the list is in it.
    """

    rows: tuple[Row, ...]
    link: str
    whole: bool
    aside: tuple[str, ...] = ()
    """What could not be read, a few words each for an operator: a whole reading must show it."""


@dataclass(slots=True)
class _Sieve:
    """Collects rows, and the names of those that cannot be read. The last row of an item counts."""

    listing: Listing
    sure: str
    rows: dict[str, Row] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    broken: int = 0

    async def take(self, name: str, reading: Awaitable[Row]) -> None:
        """One row, or its name set aside. What stops Graph as a whole is raised."""
        try:
            row = await reading
        except Broken as refused:
            self.broken += 1
            if self.broken > _MOST_BROKEN:
                raise
            self.aside.append(f"{name}: {refused.reason}")
        except (GiveUp, Conflict, NotAllowed, Gone) as refused:
            self.aside.append(f"{name}: {refused.reason}")
        except ValueError as unreadable:
            self.aside.append(f"{name}: {unreadable}")
        else:
            self.rows[row.item_id] = row

    async def page(self, page: Mapping[str, Any]) -> None:
        """Every row of a page."""
        values = page.get("value", [])
        if not isinstance(values, list):
            self.aside.append("a page: it holds no rows")
            return
        for item in values:
            await self.take(_name(item), _row(self.listing, item, self.sure))

    def read(self, link: str, *, whole: bool) -> Read:
        """What came of it."""
        return Read(tuple(self.rows.values()), link, whole, tuple(self.aside))


async def read_rows(listing: Listing, link: str, sure: str = "Status") -> Read:
    """Read what changed since ``link`` (empty: everything that is there).

    A link that has ended (410), that Graph cannot read any more, or that leads to another host than Graph's, is not
    followed: everything is read again. A row that comes without its values is fetched: ``sure`` is a column
    that every row fills. Raises `TryLater`, `NotAllowed`, `GiveUp` or `Missing` (the list is gone); nothing is learnt
    then, and the old link still holds.
    """
    start = ""
    if link and listing.graph.leads_to_graph(link):
        try:
            return await _pages(listing, sure, lambda: listing.graph.follow(link), whole=False)
        except Gone as gone:
            start = gone.location if listing.graph.leads_to_graph(gone.location) else ""
        except (GiveUp, Missing, Conflict, Broken):
            pass  # a link that leads nowhere is worth no more than none
    try:
        first = (lambda: listing.graph.follow(start)) if start else listing.delta
        return await _pages(listing, sure, first, whole=True)
    except Gone as gone:
        raise TryLater(gone.reason) from None


async def completed(listing: Listing, read: Read, known: Iterable[str]) -> Read:
    """A whole reading with the known items that it did not show: removed, or there after all (made while we read).

    ``known``: the item ids that should be there. Each is asked for by itself.
    """
    if not read.whole:
        return read
    seen = {row.item_id for row in read.rows}
    sieve = _Sieve(listing, "")
    for item_id in known:
        if item_id not in seen:
            await sieve.take(f"item {item_id}", _fetched(listing, item_id))
    return replace(read, rows=read.rows + tuple(sieve.rows.values()), aside=read.aside + tuple(sieve.aside))


async def _pages(listing: Listing, sure: str, first: Callable[[], Awaitable[dict[str, Any]]], *, whole: bool) -> Read:
    sieve = _Sieve(listing, sure)
    page = await first()
    followed: set[str] = set()
    while True:
        await sieve.page(page)
        if page.get("@odata.deltaLink"):
            return sieve.read(str(page["@odata.deltaLink"]), whole=whole)
        link = str(page.get("@odata.nextLink") or "")
        if not link or link in followed:
            break
        followed.add(link)
        try:
            page = await listing.graph.follow(link)
        except (GiveUp, Missing, Conflict, Broken) as refused:
            if not whole:
                raise
            # Whoever is known and stands on the pages from here on is asked for one by one.
            sieve.aside.append(f"a page: {refused.reason}")
            break
    # Without a link to go on from, the next poll begins at the beginning: slower, but nothing is missed.
    return sieve.read("", whole=whole)


async def _row(listing: Listing, item: object, sure: str) -> Row:
    if not isinstance(item, dict):
        raise ValueError("it is no row")  # noqa: TRY004 - what a service sent, not what we passed
    if "id" not in item and isinstance(item.get("error"), dict):
        raise ValueError(f"Graph gave an error in its place ({_code(item['error'])})")
    item_id = item.get("id")
    if isinstance(item_id, bool) or not isinstance(item_id, str | int) or not str(item_id):
        raise ValueError("it names no id")
    if item.get("deleted") is not None or "@removed" in item:
        return Row(str(item_id), None, deleted=True)
    fields = item.get("fields")
    if not isinstance(fields, dict) or sure not in fields:
        row = await _fetched(listing, str(item_id))
        if row.deleted:  # the delta would say so of one that was: a whole reading tells
            raise ValueError("Graph tells of it and does not find it")
        return row
    return Row(str(item_id), fields, version=_version(item), modified=_modified(item))


async def _fetched(listing: Listing, item_id: str) -> Row:
    try:
        item = await listing.item(item_id)
    except Missing:
        return Row(item_id, None, deleted=True)
    if not isinstance(item.get("fields"), dict):
        raise ValueError("Graph gives it without its values")  # noqa: TRY004 - what a service sent
    return Row(item_id, cells_of(item), version=_version(item), modified=_modified(item))


def _name(item: object) -> str:
    item_id = item.get("id") if isinstance(item, dict) else None
    return f"item {str(item_id)[:20]}" if item_id else "a row"


def _code(error: Mapping[str, Any]) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", str(error.get("code") or ""))[:40] or "without a code"


def _modified(item: Mapping[str, Any]) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(item.get("lastModifiedDateTime")))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _version(item: Mapping[str, Any]) -> int:
    return version_of(str(item.get("@odata.etag") or item.get("eTag") or ""))
