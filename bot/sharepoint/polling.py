"""What the governance team changed in the list: read by delta, compared with what we knew."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.sharepoint.columns import STATUSES
from bot.sharepoint.items import version_of
from bot.sharepoint.listing import Listing
from bot.sharepoint.refusals import Conflict, GiveUp, Gone, Missing, TryLater
from bot.sharepoint.words import words_of

COLUMNS = {"status": "Status", "note": "DecisionNote", "final_process": "FinalProcess", "it_contact": "ITContact"}
"""What is compared: our word, and the column."""
_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class KnownRow:
    """What the list last said of a request, or what we last wrote there. Not what the register wants it to say."""

    reference: str
    item_id: str
    status: str = "Submitted"
    note: str = ""
    final_process: str = ""
    it_contact: str = ""
    deleted: bool = False
    version: int = 0
    """The item's version when this was learnt; a row that is older is late news and says nothing. 0: unknown."""
    sending: frozenset[str] = frozenset()
    """Values that updates of ours are about to write (statuses, IT contacts): a row that shows one is our own doing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the delta told of it. ``fields`` is None only for a removed one."""

    item_id: str
    fields: Mapping[str, Any] | None
    deleted: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """One request that the list shows otherwise than we knew it. Only what changed is set; the rest is None.

    ``ours``: it shows what an update of ours was about to write, so nobody needs to hear. ``unknown_status``: the
    status is none of ours; it is told as it stands. ``kind`` ``deleted``, ``back`` (in the list again) and ``double``
    (a second item with the same reference, ``item_id`` says which) are for an operator too.
    """

    reference: str
    item_id: str
    kind: Literal["changed", "deleted", "back", "double"] = "changed"
    status: str | None = None
    note: str | None = None
    final_process: str | None = None
    it_contact: str | None = None
    ours: frozenset[str] = frozenset()
    """Which of ``status`` and ``it_contact`` are our own writing."""
    unknown_status: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """What one reading of the delta gave.

    ``link`` is where the next one goes on; ``whole``: every row of the list is in it.
    """

    rows: tuple[Row, ...]
    link: str
    whole: bool
    unread: int = 0
    """Rows that Graph gave as an error, or in a shape that cannot be read: a whole reading must show them."""


def changes(known: Mapping[str, KnownRow], rows: Iterable[Row]) -> list[Changed]:
    """Compare rows with what was known, by reference; our own writes and repeats fall away.

    The last row of an item counts.
    """
    by_item = {row.item_id: row for row in known.values() if row.item_id}
    found: list[Changed] = []
    for row in {row.item_id: row for row in rows}.values():
        reference = str((row.fields or {}).get("Reference") or "")
        before = by_item.get(row.item_id) or known.get(reference)
        if before is None:
            continue  # a row that someone made by hand is no request of ours
        change = _change(before, row)
        if change is not None:
            found.append(change)
    return found


def _change(before: KnownRow, row: Row) -> Changed | None:
    if before.item_id and row.item_id != before.item_id:
        return None if row.deleted else Changed(before.reference, row.item_id, "double")
    if row.deleted:
        return None if before.deleted else Changed(before.reference, row.item_id, "deleted")
    if row.version and row.version < before.version:
        return None
    fields = row.fields or {}
    now = {word: words_of(fields.get(column)) for word, column in COLUMNS.items()}
    if COLUMNS["status"] not in fields:  # a column that somebody removed is no decision
        now["status"] = before.status
    other = {word: value for word, value in now.items() if value != getattr(before, word)}
    if not other and not before.deleted:
        return None
    return Changed(
        before.reference,
        row.item_id,
        "back" if before.deleted else "changed",
        status=other.get("status"),
        note=other.get("note"),
        final_process=other.get("final_process"),
        it_contact=other.get("it_contact"),
        ours=frozenset(word for word, value in other.items() if value in before.sending),
        unknown_status="status" in other and other["status"] not in STATUSES,
        version=row.version,
    )


def strange_rows(known: Mapping[str, KnownRow], requesters: Mapping[str, str], rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows that a front door wrote, but not for a request that is known here.

    That is so when the database was put back from an older copy, or replaced: then the list knows references that the
    register has not given yet. Such a row names its requester, and its reference is unknown or belongs to a request of
    someone else (``requesters``: Entra ids by reference).
    """
    ours = {row.item_id for row in known.values() if row.item_id}
    found = []
    for row in rows:
        fields = row.fields or {}
        reference, requester = str(fields.get("Reference") or ""), str(fields.get("RequesterAadId") or "")
        if reference and requester and row.item_id not in ours and requesters.get(reference) != requester:
            found.append(row)
    return tuple(found)


async def read_rows(listing: Listing, link: str) -> Read:
    """Read what changed since ``link`` (empty: everything that is there).

    A link that has ended (410), or that leads to another host than Graph's, is not followed: everything is read again.
    A row that comes without its values is fetched. Raises `TryLater`, `NotAllowed`, `GiveUp`; nothing is learnt then,
    and the old link still holds.
    """
    whole = not link or not listing.graph.leads_to_graph(link)
    try:
        page = await (listing.delta() if whole else listing.graph.follow(link))
        return await _pages(listing, page, whole=whole)
    except Gone as gone:
        start = gone.location if listing.graph.leads_to_graph(gone.location) else ""
        try:
            page = await (listing.graph.follow(start) if start else listing.delta())
            return await _pages(listing, page, whole=True)
        except Gone as again:
            raise TryLater(again.reason) from None


async def missing_rows(listing: Listing, read: Read, known: Mapping[str, KnownRow]) -> tuple[Row, ...]:
    """Rows for the known items that a whole reading did not show: removed, or there after all (made while we read).

    Add them to the rows of the reading before `changes`.
    """
    if not read.whole:
        return ()
    seen = {row.item_id for row in read.rows}
    gone = [row for row in known.values() if row.item_id and not row.deleted and row.item_id not in seen]
    found = [await _or_none(_fetched(listing, row.item_id)) for row in gone]
    return tuple(row for row in found if row is not None)


async def _pages(listing: Listing, page: dict[str, Any], *, whole: bool) -> Read:
    rows: dict[str, Row] = {}
    unread = 0
    for _ in range(_MOST_PAGES):
        for item in page.get("value", []):
            row = await _or_none(_row(listing, item))
            if row is None:
                unread += 1
            else:
                rows[row.item_id] = row
        if page.get("@odata.deltaLink"):
            return Read(tuple(rows.values()), str(page["@odata.deltaLink"]), whole, unread)
        link = page.get("@odata.nextLink")
        if not link:
            break
        page = await listing.graph.follow(str(link))
    # Without a link to go on from, the next poll begins at the beginning: slower, but nothing is missed.
    return Read(tuple(rows.values()), "", whole, unread)


async def _or_none(reading: Awaitable[Row]) -> Row | None:
    """One row, or None where it cannot be read: it costs itself alone. What stops Graph as a whole is raised."""
    try:
        return await reading
    except (GiveUp, Conflict, KeyError, TypeError, ValueError, AttributeError):
        return None


async def _row(listing: Listing, item: Mapping[str, Any]) -> Row:
    item_id = str(item["id"])
    if item.get("deleted") is not None or "@removed" in item:
        return Row(item_id, None, deleted=True)
    fields = item.get("fields")
    if not isinstance(fields, dict) or "Status" not in fields:
        return await _fetched(listing, item_id)
    return Row(item_id, fields, version=_version(item))


async def _fetched(listing: Listing, item_id: str) -> Row:
    try:
        item = await listing.item(item_id)
    except Missing:
        return Row(item_id, None, deleted=True)
    return Row(item_id, item.get("fields") or {}, version=_version(item))


def _version(item: Mapping[str, Any]) -> int:
    return version_of(str(item.get("@odata.etag") or item.get("eTag") or ""))
