"""What SharePoint takes into a cell and into a query, at each edge, by plain calls of the stand-in."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.local.graph.query import UNINDEXED, Clause, Query, read_query, skiptoken
from bot.local.graph.refused import Refused
from bot.local.graph.values import checked


@dataclass
class Site:
    """What of a site the values are held against: its zone and its people."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/New_York"))
    db: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))


def column(name: str, facet: str, *, read_only: bool = False, indexed: bool = False, **more: Any) -> dict[str, Any]:
    """One column as Graph describes it."""
    return {"name": name, "readOnly": read_only, "indexed": indexed, facet: more}


COLUMNS = {
    one["name"]: one
    for one in (
        column("Line", "text", indexed=True),
        column("Short", "text", maxLength=3),
        column("Note", "text", allowMultipleLines=True),
        column("Rich", "text", allowMultipleLines=True, textType="richText"),
        column("Choice", "choice", choices=["a", "b"]),
        column("Open", "choice", choices=["a"], allowTextEntry=True),
        column("Day", "dateTime", format="dateOnly"),
        column("Time", "dateTime", format="dateTime"),
        column("Yes", "boolean"),
        column("Number", "number", indexed=True),
        column("Cost", "currency"),
        column("Who", "personOrGroup"),
        column("Link", "hyperlinkOrPicture"),
        column("Author", "personOrGroup", read_only=True),
    )
}
RICH = '<div class="ExternalClass0123456789ABCDEF0123456789ABCDEF"><p>{}</p></div>'
TYPED = {"Line@odata.type": "Collection(Edm.String)", "Number@odata.type": "Collection(Edm.Int32)"}


@pytest.fixture(scope="module")
def site() -> Any:
    """A site with one person."""
    made = Site()
    made.db.execute("CREATE TABLE people (number)")
    made.db.execute("INSERT INTO people VALUES (7)")
    yield made
    made.db.close()


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"Line": "x" * 255}, {"Line": "x" * 255}),
        ({"Line": None, "Yes": None, "Line@odata.type": "Edm.String"}, {"Line": None, "Yes": None}),
        ({"Short": "\U0001f6b2x"}, {"Short": "\U0001f6b2x"}),
        ({"Note": "y" * 63_999}, {"Note": "y" * 63_999}),
        ({"Note": "two\nlines", "Rich": ""}, {"Note": "two\nlines", "Rich": ""}),
        ({"Rich": "a & b\nc"}, {"Rich": RICH.format("a &amp; b<br>c")}),
        ({"Rich": "<p>a</p>", "Note": "a & b"}, {"Rich": "<p>a</p>", "Note": "a & b"}),
        ({"Choice": "b", "Open": "other"}, {"Choice": "b", "Open": "other"}),
        ({"Time": "2026-11-30"}, {"Time": "2026-11-30T00:00:00Z"}),
        ({"Time": "2026-11-30T14:05:06.123+02:00"}, {"Time": "2026-11-30T12:05:06Z"}),
        ({"Time": "2026-11-30T14:05Z"}, {"Time": "2026-11-30T14:05:00Z"}),
        ({"Day": "2026-11-30T14:05:06Z"}, {"Day": "2026-11-30T05:00:00Z"}),
        ({"Day": "2026-11-30"}, {"Day": "2026-11-29T05:00:00Z"}),
        ({"Yes": False, "Number": 3, "Cost": 2.5}, {"Yes": False, "Number": 3, "Cost": 2.5}),
        ({"WhoLookupId": 7}, {"WhoLookupId": 7}),
        ({}, {}),
    ],
    ids=str,
)
def test_what_sharepoint_takes_is_kept_as_it_gives_it_back(
    site: Any, fields: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert checked(site, COLUMNS, fields) == kept


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ([], "'fields' must be an object"),
        ({"Nothing": "x"}, "Field 'Nothing' is not recognized"),
        ({"NothingLookupId": 1}, "Field 'NothingLookupId' is not recognized"),
        ({"AuthorLookupId": 7}, "Field 'AuthorLookupId' is read-only"),
        ({"Line": {}}, "Complex values are not supported"),
        ({"Line": ["x"]}, "expected 'Collection.Edm.String.'"),
        ({"Line": []}, "expected 'Collection.Edm.String.'"),
        ({"Number": [1]}, "expected 'Collection.Edm.Int32.'"),
        ({"Line": ["x"], **TYPED}, "Field 'Line' takes one value"),
        ({"Number": [1], **TYPED}, "Field 'Number' takes one value"),
        ({"Line": "x" * 256}, "Invalid text value"),
        ({"Line": "two\nlines"}, "Invalid text value"),
        ({"Line": "two\rlines"}, "Invalid text value"),
        ({"Line": "\x0b"}, "characters that cannot be stored"),
        ({"Short": "\U0001f6b2xx"}, "Invalid text value"),
        ({"Note": "\U0001f6b2" * 32_000}, "The text is too long"),
        ({"Choice": "c"}, "not one of the choices of 'Choice'"),
        ({"Time": "2026-02-30"}, "Edm.DateTimeOffset"),
        ({"Time": "2026-11-30T14:05:06"}, "Edm.DateTimeOffset"),
        ({"Time": "30/11/2026"}, "Edm.DateTimeOffset"),
        ({"Yes": "yes"}, "expected type of the column"),
        ({"Number": True}, "Edm.Double"),
        ({"Cost": True}, "Edm.Double"),
        ({"Number": "3"}, "expected type of the column"),
        ({"Who": 7}, "Write 'WhoLookupId' instead"),
        ({"WhoLookupId": 8}, "does not exist or is not unique"),
        ({"WhoLookupId": "7"}, "expected type of the column"),
        ({"Link": "https://example.org"}, "Field 'Link' cannot be written"),
    ],
    ids=str,
)
def test_what_sharepoint_does_not_take_is_refused(site: Any, fields: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        checked(site, COLUMNS, fields)


@pytest.mark.parametrize(
    ("options", "query"),
    [
        ({}, Query()),
        ({"$top": "1"}, Query(top=1)),
        ({"$top": "5000", "$select": "id"}, Query(top=5000)),
        ({"$skiptoken": skiptoken(200)}, Query(start=200)),
        ({"$expand": "fields"}, Query(fields=())),
        ({"$expand": "fields($select=Line, id)"}, Query(fields=("Line", "id"))),
        ({"$expand": "fields(select=Line)"}, Query(fields=("Line",))),
        ({"$orderby": "fields/Line"}, Query(order=("Line", False))),
        ({"$orderby": "fields/Line asc"}, Query(order=("Line", False))),
        ({"$orderby": "fields/Line desc"}, Query(order=("Line", True))),
        (
            {"$filter": "fields/Line eq 'it''s' and fields/Number ge -2.5 and fields/Number ne null"},
            Query(clauses=(Clause("Line", "eq", "it's"), Clause("Number", "ge", -2.5), Clause("Number", "ne", None))),
        ),
    ],
    ids=str,
)
def test_a_query_is_read_as_sharepoint_reads_it(options: dict[str, str], query: Query) -> None:
    assert read_query(options, COLUMNS, "") == query


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"$skip": "1"}, "query option '.skip' is not supported"),
        ({"$top": "0"}, "Invalid value"),
        ({"$top": "5001"}, "Invalid value"),
        ({"$top": "-1"}, "Invalid value"),
        ({"$skiptoken": "eA=="}, "skip token is malformed"),
        ({"$expand": "driveItem"}, "Could not read .expand"),
        ({"$expand": "fields($select=Nothing)"}, "Field 'Nothing' is not recognized"),
        ({"$orderby": "Line"}, "Could not read .orderby"),
        ({"$orderby": "fields/Nothing"}, "Field 'Nothing' is not recognized"),
        ({"$orderby": "fields/Note"}, "'Note' cannot be referenced in filter or orderby as it is not indexed"),
        ({"$filter": "fields/Note eq 'x'"}, "'Note' cannot be referenced in filter or orderby as it is not indexed"),
        ({"$filter": "fields/Nothing eq 'x'"}, "Field 'Nothing' is not recognized"),
        ({"$filter": "Line eq 'x'"}, "Invalid filter clause"),
        ({"$filter": "fields/Line eq 'x' or fields/Line eq 'y'"}, "Invalid filter clause"),
        ({"$filter": "fields/Line eq 'x' and "}, "Invalid filter clause"),
    ],
    ids=str,
)
def test_a_query_that_sharepoint_does_not_support_is_refused(options: dict[str, str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_query(options, COLUMNS, "")


def test_whoever_accepts_a_query_that_may_fail_may_filter_by_any_column() -> None:
    asked = {"$filter": "fields/Note eq 'x'", "$orderby": "fields/Short"}
    clauses = (Clause("Note", "eq", "x"),)
    assert read_query(asked, COLUMNS, f"x, {UNINDEXED}") == Query(clauses=clauses, order=("Short", False))
