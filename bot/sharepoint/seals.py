"""The list `Front door seals`: a row for each day, written once; read with what SharePoint knows of each row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from bot.register.seals import Seal, SealList, SealRow
from bot.sharepoint.access import SEALS_LIST
from bot.sharepoint.graph import Graph
from bot.sharepoint.items import cells_of, has, moment, version_of
from bot.sharepoint.listing import Listing, find_listing, find_site
from bot.sharepoint.polling import MADE
from bot.sharepoint.refusals import Broken, Conflict, GiveUp, Missing, NotAllowed, TryLater
from bot.sharepoint.words import words_of

_COLUMNS: Final = ("Title", "SealedOn", "Rows", "Seal", "History")
_LOOKED_INTO: Final = 100
"""Edited rows whose earlier versions are read: beyond that the list was replaced, and each more says the same."""
_SLIP: Final = timedelta(seconds=5)
"""By how much SharePoint may set the time of the change of a new row after that of its making."""


def cells_of_seal(seal: Seal) -> dict[str, Any]:
    """The cells of a day's row."""
    return {
        "Title": seal.day.isoformat(),
        "SealedOn": moment(seal.at),
        "Rows": seal.rows,
        "Seal": seal.seal,
        "History": seal.history,
    }


async def put_seal(listing: Listing, seal: Seal, *, tried_before: bool) -> str:
    """Make sure that the list has this seal once, and say in which item. Nothing that is there is ever changed.

    Raises what `bot.sharepoint.refusals` names; `Conflict` when the list has another seal for the day.
    """
    if tried_before and (there := await _look_up(listing, seal)):
        return there
    try:
        made = await listing.create(cells_of_seal(seal))
    except (GiveUp, Conflict) as refused:
        if there := await _look_up(listing, seal):
            return there
        if isinstance(refused, Conflict):  # something is in the way that the index does not show yet
            raise TryLater(f"{refused.reason}, and the seal is not found") from None
        raise GiveUp(f"{refused.reason}. front-door list check may say why") from None
    item = str(made.get("id") or "") or await _look_up(listing, seal)
    if not item:
        raise Broken("Graph took the seal but named no id")
    return item


async def find_seals(graph: Graph) -> Listing | None:
    """The list on the site, or None where the site has none."""
    site = await find_site(graph)
    return await find_listing(graph, str(site["id"]), SEALS_LIST)


async def read_seals(listing: Listing) -> SealList:
    """Every row: a call for each 200, one more for the list, and one for each row that somebody edited.

    Raises what `bot.sharepoint.refusals` names. A row that is no seal costs itself alone.
    """
    items = [item for item in await listing.rows(_COLUMNS) if item.get("id")]
    items.sort(key=lambda item: (len(str(item["id"])), str(item["id"])))
    rows, looked = [], 0
    for item in items:
        row = _row(item)
        if row.changed is not None and looked < _LOOKED_INTO:
            looked += 1
            row = await _looked_into(listing, row)
        rows.append(row)
    return SealList(_time(await listing.made_at()), tuple(rows))


async def _look_up(listing: Listing, seal: Seal) -> str:
    """The item that holds this seal; nothing when the day has none."""
    day = seal.day.isoformat()
    there = [item for item in await listing.find("Title", day) if item.get("id") and has(item, "Title", day)]
    if not there:
        return ""
    for item in there:
        said = _seal(cells_of(item))
        if isinstance(said, Seal) and (said.rows, said.seal) == (seal.rows, seal.seal):
            return str(item["id"])
    raise Conflict("the list has another seal for this day: front-door audit verify says what that means")


def _row(item: Mapping[str, Any]) -> SealRow:
    said = _seal(cells_of(item))
    made, changed = _time(item.get("createdDateTime")), _time(item.get("lastModifiedDateTime"))
    version = version_of(str(item.get("@odata.etag") or item.get("eTag") or ""))
    edited = version > MADE or bool(made and changed and changed - made > _SLIP)
    seal = said if isinstance(said, Seal) else None
    return SealRow(
        item=str(item["id"]),
        now=seal,
        first=None if edited else seal,
        made=made or datetime.fromtimestamp(0, UTC),
        changed=(changed or made) if edited else None,
        unread=said if isinstance(said, str) else "",
    )


async def _looked_into(listing: Listing, row: SealRow) -> SealRow:
    """The row with what it said first, where SharePoint still has its first version."""
    try:
        versions = await listing.versions(row.item)
    except (NotAllowed, Missing, GiveUp):
        return row
    first = next((one for one in versions if _number(one.get("id")) == MADE), None)
    said = _seal(cells_of(first)) if first else ""
    return SealRow(row.item, row.now, said if isinstance(said, Seal) else None, row.made, row.changed, row.unread)


def _seal(fields: Mapping[str, Any]) -> Seal | str:
    """The seal that these cells hold, or why they hold none."""
    try:
        day = date.fromisoformat(words_of(fields.get("Title")).strip())
    except ValueError:
        return "its Title is no day"
    rows, at = _number(fields.get("Rows")), _time(fields.get("SealedOn"))
    seal, history = (words_of(fields.get(name)).strip() for name in ("Seal", "History"))
    if not (rows and at and seal and history):
        cells = {"Rows": rows, "SealedOn": at, "Seal": seal, "History": history}
        return f"{' and '.join(name for name, value in cells.items() if not value)} cannot be read"
    return Seal(day, at, rows, seal, history)


def _number(cell: object) -> int | None:
    """A whole number, however it is written (Graph gives 12.0); None for none."""
    try:
        number = float(words_of(cell).strip())
        return int(number) if number == int(number) else None
    except (ValueError, OverflowError):
        return None


def _time(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text or ""))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
