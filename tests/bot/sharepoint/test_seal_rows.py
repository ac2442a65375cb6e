"""What a row of the list of seals says, and whether somebody edited it: by the item as Graph gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, cast

import pytest

from bot.register.seals import Seal
from bot.sharepoint.listing import Listing
from bot.sharepoint.refusals import Missing
from bot.sharepoint.seals import read_seals

MADE: Final = "2026-11-24T00:00:10Z"
CELLS: Final = {"Title": "2026-11-23", "SealedOn": "2026-11-23T23:59:00Z", "Rows": 3.0, "Seal": "s", "History": "h"}
SEAL: Final = Seal(date(2026, 11, 23), datetime(2026, 11, 23, 23, 59, tzinfo=UTC), 3, "s", "h")


class Rows:
    """A list with these items, and these earlier versions of each."""

    def __init__(self, *items: Mapping[str, Any], versions: Sequence[Mapping[str, Any]] | None = None) -> None:
        self.items, self.earlier, self.asked = items, versions, 0

    async def rows(self, columns: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        """Every item."""
        del columns
        return self.items

    async def made_at(self) -> str:
        """When the list was made."""
        return MADE

    async def versions(self, item: str) -> Sequence[Mapping[str, Any]]:
        """The versions of an item."""
        del item
        self.asked += 1
        if self.earlier is None:
            raise Missing("versions are off")
        return self.earlier


def item(number: str = "1", **other: Any) -> dict[str, Any]:
    """An item that nobody has changed, but for this."""
    made = {"createdDateTime": MADE, "lastModifiedDateTime": MADE, "@odata.etag": '"x,1"'}
    return {"id": number, **made, "fields": CELLS, **other}


@pytest.mark.parametrize(
    ("other", "edited"),
    [
        ({}, False),
        ({"@odata.etag": '"x,2"'}, True),
        ({"@odata.etag": None, "eTag": '"x,1"'}, False),
        ({"@odata.etag": None, "eTag": '"x,2"'}, True),
        ({"lastModifiedDateTime": "2026-11-24T00:00:15Z"}, False),
        ({"lastModifiedDateTime": "2026-11-24T00:00:15.001Z"}, True),
        ({"lastModifiedDateTime": "2026-11-24T00:00:16Z"}, True),
        ({"lastModifiedDateTime": "2026-11-24T00:00:04Z"}, False),
        ({"lastModifiedDateTime": None}, False),
        ({"createdDateTime": None}, False),
    ],
)
async def test_a_row_was_edited_where_its_version_or_its_time_says_so(
    other: Mapping[str, Any], *, edited: bool
) -> None:
    listing = Rows(item(**other))
    (row,) = (await read_seals(cast("Listing", listing))).rows
    assert row.now == SEAL
    assert row.first == (None if edited else SEAL)
    assert (row.changed is not None, listing.asked) == (edited, int(edited))


async def test_a_time_without_a_zone_is_utc_as_graph_gives_it() -> None:
    plain = {"createdDateTime": "2026-11-24T00:00:10", "lastModifiedDateTime": "2026-11-24T01:00:10+01:00"}
    listing = Rows(item(**plain, fields={**CELLS, "SealedOn": "2026-11-23T23:59:00"}))
    read = await read_seals(cast("Listing", listing))
    (row,) = read.rows
    assert (row.now, row.made, row.changed) == (SEAL, datetime(2026, 11, 24, 0, 0, 10, tzinfo=UTC), None)
    assert read.made == row.made


@pytest.mark.parametrize(
    ("cells", "unread"),
    [
        ({"Title": "Monday"}, "its Title is no day"),
        ({"Rows": None}, "Rows cannot be read"),
        ({"Rows": 2.5}, "Rows cannot be read"),
        ({"Rows": 0}, "Rows cannot be read"),
        ({"SealedOn": ""}, "SealedOn cannot be read"),
        ({"Seal": ""}, "Seal cannot be read"),
        ({"History": ""}, "History cannot be read"),
        ({"Seal": " ", "History": None}, "Seal and History cannot be read"),
    ],
)
async def test_a_row_that_is_no_seal_says_why_and_costs_itself_alone(cells: Mapping[str, Any], unread: str) -> None:
    listing = Rows(item("2", fields={**CELLS, **cells}), item("10"), item("9"))
    rows = (await read_seals(cast("Listing", listing))).rows
    assert [row.item for row in rows] == ["2", "9", "10"]
    assert [(row.now, row.unread) for row in rows] == [(None, unread), (SEAL, ""), (SEAL, "")]


@pytest.mark.parametrize(
    ("versions", "first"),
    [
        ([{"id": "2.0", "fields": {**CELLS, "Rows": 9}}, {"id": "1.0", "fields": CELLS}], SEAL),
        ([{"id": "2.0", "fields": CELLS}], None),
        ([{"id": "1.0", "fields": {}}], None),
        (None, None),
    ],
)
async def test_what_an_edited_row_said_first_is_read_where_sharepoint_still_has_it(
    versions: Sequence[Mapping[str, Any]] | None, first: Seal | None
) -> None:
    listing = Rows(item(**{"@odata.etag": '"x,2"'}), versions=versions)
    (row,) = (await read_seals(cast("Listing", listing))).rows
    assert (row.now, row.first) == (SEAL, first)


@pytest.mark.parametrize(("edited", "looked"), [(10, 10), (100, 100), (101, 100)])
async def test_of_many_edited_rows_some_are_looked_into(edited: int, looked: int) -> None:
    listing = Rows(*(item(str(n), **{"@odata.etag": '"x,2"'}) for n in range(edited)))
    assert len((await read_seals(cast("Listing", listing))).rows) == edited
    assert listing.asked == looked
