"""What the cells of the lists hold and how they are read, without a list: each at its edges."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from bot.sharepoint.access import GraphAccess
from bot.sharepoint.items import ItemRef, as_found, fields_of, post
from bot.sharepoint.listing import Listing
from bot.sharepoint.refusals import GiveUp
from dialogs.records import Sponsor, SponsorState
from governance_rules.outcome import Reason
from tests.bot.sharepoint.sharepoint_cases import a_request, people, rulebook

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@dataclass
class Rows:
    """Stands in for a list that has these rows."""

    there: list[dict[str, Any]] = field(default_factory=list)

    async def find(self, column: str, value: str) -> list[dict[str, Any]]:
        """All of them."""
        del column, value
        return self.there


def listed(*rows: dict[str, Any]) -> Listing:
    return cast("Listing", Rows(list(rows)))


@pytest.mark.parametrize(
    ("more", "who"),
    [
        ({"bearer": "b", "client_id": "1"}, "who signed in"),
        ({"client_id": "1", "client_secret": "2"}, "the app AZURE_CLIENT_ID with its secret"),
        ({"client_id": "1", "certificate_path": "c"}, "the app AZURE_CLIENT_ID with its certificate"),
        ({"client_id": "1", "client_secret": "2", "certificate_path": "c"}, "the app AZURE_CLIENT_ID with its secret"),
        ({"client_id": "1"}, "the identity AZURE_CLIENT_ID of this machine"),
        ({"client_secret": "2", "certificate_path": "c"}, "the bot's own app"),
        ({"bot_is_managed": True}, "the bot's own app (a managed identity)"),
        ({"base_url": "http://127.0.0.1:9", "client_id": "1"}, "anybody (it is a stand-in on this machine)"),
    ],
)
def test_it_is_said_as_whom_graph_is_called(more: dict[str, Any], who: str) -> None:
    assert GraphAccess(**{"base_url": "https://graph.microsoft.com/v1.0", "site": "s", **more}).who == who


@pytest.mark.parametrize(
    ("name", "wanted", "found", "cell"),
    [
        ("Title", "New", "Old", "Old"), ("Title", "New", "<p>New</p>", "New"), ("Title", "New", None, None),
        ("Title", "New", "", None), ("Title", None, "", None), ("Title", "a < b", "a < b", "a < b"),
        ("ValueScore", 55, 54.0, 55),
        ("NeededBy", "2027-03-31T12:00:00Z", "2027-03-30T23:00:00Z", "2027-03-31T12:00:00Z"),
    ],
)  # fmt: skip
def test_of_an_item_that_was_there_its_own_words_are_known_and_what_never_moves_as_it_is_sent(
    name: str, wanted: object, found: object, cell: object
) -> None:
    assert as_found({name: wanted}, {name: found}) == {name: cell}


@pytest.mark.parametrize(
    ("item", "reference"),
    [
        ({"id": "7", "@odata.etag": '"g,3"', "eTag": '"g,2"', "webUrl": "https://a"},
         ItemRef("7", "https://a", '"g,3"')),
        ({"id": "7", "eTag": '"g,2"', "webUrl": "http://a"}, ItemRef("7", "", '"g,2"')), ({"id": "7"}, ItemRef("7")),
    ],
)  # fmt: skip
async def test_where_an_item_stands_is_read_from_what_graph_gives(item: dict[str, Any], reference: ItemRef) -> None:
    there = await post(listed(item), {"Reference": "DR-0001"})
    assert there == replace(reference, found={})
    assert there.version == (0 if not reference.etag else int(reference.etag[3]))


@pytest.mark.parametrize(
    ("ours", "theirs", "taken"),
    [
        ("a", "a", True),
        ("a", "", True),
        (None, "b", True),
        ("", "b", True),
        ("a", "<p>a </p>", True),
        ("a", "b", False),
    ],
)
async def test_an_item_of_somebody_else_is_taken_for_nobody_s(ours: str | None, theirs: str, *, taken: bool) -> None:
    there = listed({"id": "7", "fields": {"RequesterAadId": theirs}})
    cells = {"Reference": "DR-0001", "RequesterAadId": ours}
    if taken:
        assert (await post(there, cells)).item_id == "7"
    else:
        with pytest.raises(GiveUp, match="someone else's request"):
            await post(there, cells)


def test_reasons_are_said_with_the_strategy_that_they_serve_where_they_serve_one() -> None:
    request = a_request()
    reasons = (Reason("board", "It costs more.", (), "People and skills"), Reason("odd", "So it is.", (), None))
    request = replace(request, decision=replace(request.decision, reasons=reasons))
    name = rulebook().names["board"]
    assert fields_of(request, rulebook(), people())["Reasons"] == (
        f"{name}: It costs more. (People and skills)\nOdd: So it is."
    )


@pytest.mark.parametrize(
    ("state", "confirmed"), [(SponsorState.CONFIRMED, "2026-11-24T09:00:00Z"), (SponsorState.ASKED, None), (None, None)]
)
def test_a_sponsor_is_shown_as_confirmed_once_they_said_so(state: SponsorState | None, confirmed: str | None) -> None:
    sponsor = Sponsor(a_request().requester, state, AT) if state else None
    assert fields_of(replace(a_request(), sponsor=sponsor), rulebook(), people())["SponsorConfirmed"] == confirmed
