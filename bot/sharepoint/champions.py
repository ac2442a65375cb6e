"""The list `Digital champions`: who looks after which area, as the governance team keeps it in SharePoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.logs import Log
from bot.people.champion_rows import ChampionRow
from bot.sharepoint.access import CHAMPIONS_LIST
from bot.sharepoint.graph import Graph
from bot.sharepoint.listing import Listing, find_listing, find_site
from bot.sharepoint.refusals import Missing
from bot.sharepoint.words import words_of

_log = Log("champions")
_COLUMNS = ("Person", "PersonAadId", "ServiceArea", "Role", "Active")


async def find_champions(graph: Graph) -> Listing | None:
    """The list on the site, or None when the site has none and the directory file counts."""
    site = await find_site(graph)
    return await find_listing(graph, str(site["id"]), CHAMPIONS_LIST)


async def read_champions(listing: Listing) -> tuple[ChampionRow, ...] | None:
    """Every row, in one call for each 200 (one resource unit each).

    None when the list has gone meanwhile: look for it again. A row that Graph gives in no shape that can be read is
    named in the log and costs itself alone.

    Raises `TryLater`, `NotAllowed` or `GiveUp`; the rows that were read before stay in force then.
    """
    try:
        items = await listing.rows(_COLUMNS)
    except Missing:
        return None
    rows = [fields for item in items if isinstance(fields := item.get("fields"), dict)]
    if len(rows) < len(items):
        _log.warning("rows of the champions' list cannot be read", rows=len(items) - len(rows))
    return tuple(_row(fields) for fields in rows)


def _row(fields: Mapping[str, Any]) -> ChampionRow:
    return ChampionRow(
        person=words_of(fields.get("Person")).strip(),
        aad_id=words_of(fields.get("PersonAadId")).strip(),
        service_area=words_of(fields.get("ServiceArea")).strip(),
        role=words_of(fields.get("Role")).strip(),
        active=fields.get("Active") is True,
    )
