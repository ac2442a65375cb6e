"""The list `Digital champions`: who looks after which area, as the governance team keeps it in SharePoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.people.champion_rows import ChampionRow
from bot.sharepoint.access import CHAMPIONS_LIST
from bot.sharepoint.graph import Graph
from bot.sharepoint.listing import Listing, find_listing, find_site
from bot.sharepoint.refusals import Missing
from bot.sharepoint.words import words_of

_COLUMNS = ("Person", "PersonAadId", "ServiceArea", "Role", "Active")


async def find_champions(graph: Graph) -> Listing | None:
    """The list on the site, or None when the site has none and the directory file counts."""
    site = await find_site(graph)
    return await find_listing(graph, str(site["id"]), CHAMPIONS_LIST)


async def read_champions(listing: Listing) -> tuple[ChampionRow, ...] | None:
    """Every row, in one call for each 200 (one resource unit each).

    None when the list has gone meanwhile: look for it again.

    Raises `TryLater` or `NotAllowed`; the rows that were read before stay in force then.
    """
    try:
        items = await listing.rows(_COLUMNS)
    except Missing:
        return None
    return tuple(_row(fields) for item in items if isinstance(fields := item.get("fields"), dict))


def _row(fields: Mapping[str, Any]) -> ChampionRow:
    return ChampionRow(
        person=_text(fields, "Person"),
        aad_id=_text(fields, "PersonAadId"),
        service_area=_text(fields, "ServiceArea"),
        role=_text(fields, "Role"),
        active=fields.get("Active") is True,
    )


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return words_of(value).strip() if isinstance(value, str) else ""
