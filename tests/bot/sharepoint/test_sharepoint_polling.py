"""What the governance team changes in the list comes back, once, whatever the delta does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest

from bot.local.graph import Fault
from bot.sharepoint.items import ItemRef, version_of
from bot.sharepoint.listing import Listing
from bot.sharepoint.polling import Changed, KnownRow, changes, strange_rows
from bot.sharepoint.reading import Read, Row, completed, read_rows
from bot.sharepoint.refusals import Broken, GiveUp, TryLater
from tests.bot.sharepoint.sharepoint_cases import NAME, Desk

KNOWN = KnownRow("DR-0001", "1", "Submitted", version=3)


def row(item: str = "1", version: int = 4, **fields: str) -> Row:
    return Row(item, {"Reference": "DR-0001", "Status": "Submitted", **fields}, version=version)


def compared(known: KnownRow, *rows: Row) -> list[Changed]:
    return changes({known.reference: known}, rows)


def test_a_row_of_a_request_that_is_not_known_here_is_strange() -> None:
    known, requesters = {"DR-0001": KNOWN, "DR-0002": KnownRow("DR-0002", "")}, {"DR-0001": "me", "DR-0002": "me"}
    rows = [
        row("1", RequesterAadId="somebody else"),
        row("2", Reference="DR-0002", RequesterAadId="me"),
        row("3", Reference="DR-0003"),
        Row("4", None, deleted=True),
        row("5", Reference="DR-0005", RequesterAadId="me"),
        row("6", Reference="DR-0002", RequesterAadId="somebody else"),
    ]
    assert [one.item_id for one in strange_rows(known, requesters, rows)] == ["5", "6"]


def test_a_new_status_is_told_with_its_note() -> None:
    (change,) = compared(KNOWN, row(Status="Approved", DecisionNote="Go ahead"))
    assert (change.reference, change.status, change.note, change.final_process) == (
        "DR-0001",
        "Approved",
        "Go ahead",
        None,
    )
    assert not change.unknown_status


def test_a_note_alone_is_told() -> None:
    (change,) = compared(KNOWN, row(DecisionNote="We need the costs"))
    assert (change.status, change.note) == (None, "We need the costs")


def test_other_columns_say_nothing() -> None:
    assert compared(KNOWN, row(Title="Another title", Problem="Another problem")) == []


def test_the_process_and_the_contact_are_learnt() -> None:
    (change,) = compared(KNOWN, row(FinalProcess="Project", ITContact="IT business partner"))
    assert (change.final_process, change.it_contact) == ("Project", "IT business partner")


def test_a_repeat_counts_once_and_the_last_row_counts() -> None:
    (change,) = compared(
        KNOWN, row(Status="In review"), row(Status="Approved", version=5), row(Status="Approved", version=5)
    )
    assert change.status == "Approved"


def test_our_own_writing_is_no_news() -> None:
    assert compared(KnownRow("DR-0001", "1", "Withdrawn", version=4), row(Status="Withdrawn")) == []


def test_what_we_are_about_to_write_is_known_as_ours() -> None:
    sending = {"status": {"Withdrawn"}}
    (change,) = compared(KnownRow("DR-0001", "1", version=3, sending=sending), row(Status="Withdrawn"))
    assert change.ours == frozenset({"status"})


def test_a_row_that_is_older_than_what_we_wrote_is_late_news() -> None:
    assert compared(KnownRow("DR-0001", "1", "Withdrawn", version=4), row(Status="Submitted", version=3)) == []


def test_a_status_that_is_none_of_ours_is_told_and_marked() -> None:
    (change,) = compared(KNOWN, row(Status="Parked"))
    assert (change.status, change.unknown_status) == ("Parked", True)


def test_a_status_that_somebody_emptied_decides_nothing() -> None:
    assert compared(KNOWN, row(Status="")) == []


def test_a_deleted_item_is_noticed_once() -> None:
    gone = Row("1", None, deleted=True)
    (change,) = compared(KNOWN, gone)
    assert (change.kind, change.reference) == ("deleted", "DR-0001")
    assert compared(KnownRow("DR-0001", "1", deleted=True), gone) == []


def test_an_item_that_comes_back_is_noticed() -> None:
    (change,) = compared(KnownRow("DR-0001", "1", deleted=True), row())
    assert (change.kind, change.status) == ("back", None)


def test_a_second_item_with_the_same_reference_is_told_of() -> None:
    (change,) = compared(KNOWN, row("2", Status="Approved"))
    assert (change.kind, change.item_id, change.status) == ("double", "2", None)


def test_a_row_that_somebody_made_by_hand_is_no_request_of_ours() -> None:
    by_hand = Row("9", {"Title": "By hand", "Status": "Approved"})
    assert compared(KNOWN, by_hand, Row("10", None, deleted=True)) == []


def test_a_request_whose_item_is_not_known_yet_is_found_by_its_reference() -> None:
    (change,) = compared(KnownRow("DR-0001", ""), row("7", Status="Approved"))
    assert (change.item_id, change.status) == ("7", "Approved")


@pytest.mark.parametrize(
    ("etag", "version"), [('"guid,12"', 12), ('W/"guid,3"', 3), ("guid,1", 1), ("", 0), ('"guid"', 0)]
)
def test_the_version_is_the_end_of_the_etag(etag: str, version: int) -> None:
    assert version_of(etag) == version == ItemRef("1", "", etag).version


def made(desk: Desk, count: int = 1) -> dict[str, KnownRow]:
    """Items in the list, and what we know of them."""
    references = [f"DR-{number:04}" for number in range(1, count + 1)]
    ids = [
        desk.stand_in.add(NAME, {"Title": "A request", "Reference": r, "Status": "Submitted"}, "Front door")
        for r in references
    ]
    return {r: KnownRow(r, item, version=1) for r, item in zip(references, ids, strict=True)}


async def poll(listing: Listing, link: str, known: Mapping[str, KnownRow]) -> tuple[list[Changed], str]:
    read = await completed(listing, await read_rows(listing, link), ids_of(known))
    return changes(known, read.rows), read.link


def ids_of(known: Mapping[str, KnownRow]) -> list[str]:
    """The items that should be there."""
    return [row.item_id for row in known.values() if row.item_id and not row.deleted]


async def test_an_edit_comes_back_once(desk: Desk) -> None:
    known = made(desk)
    found, link = await poll(desk.listing, "", known)
    assert found == []
    desk.stand_in.edit(NAME, "1", {"Status": "Approved", "DecisionNote": "Go ahead"}, "Governance officer")
    (change,), link = await poll(desk.listing, link, known)
    assert (change.status, change.note, change.version) == ("Approved", "Go ahead", 2)
    assert await poll(desk.listing, link, known) == ([], link)


async def test_rows_without_their_values_are_fetched(desk: Desk) -> None:
    known = made(desk, 30)
    _, link = await poll(desk.listing, "", known)
    for item in range(1, 31):
        desk.stand_in.edit(NAME, str(item), {"Status": "In review"}, "Governance officer")
    found, _ = await poll(desk.listing, link, known)
    assert [c.status for c in found] == ["In review"] * 30
    assert [c for c in desk.stand_in.ledger if c.path.endswith("?$expand=fields") and "/items/delta" not in c.path]


async def test_many_pages_with_repeats_are_read_as_one(desk: Desk) -> None:
    known = made(desk, 450)
    read = await read_rows(desk.listing, "")
    assert len(read.rows) == 450
    assert len([c for c in desk.stand_in.ledger if "/items/delta" in c.path]) == 3
    assert changes(known, read.rows) == []


async def test_after_410_everything_is_read_again_and_nothing_is_missed(desk: Desk) -> None:
    known = made(desk, 3)
    _, link = await poll(desk.listing, "", known)
    desk.stand_in.edit(NAME, "2", {"Status": "Declined"}, "Governance officer")
    desk.stand_in.remove(NAME, "3")
    desk.stand_in.expire_tokens(NAME)
    found, link = await poll(desk.listing, link, known)
    assert {(c.reference, c.kind, c.status) for c in found} == {
        ("DR-0002", "changed", "Declined"),
        ("DR-0003", "deleted", None),
    }
    assert 410 in [c.status for c in desk.stand_in.ledger]
    desk.stand_in.edit(NAME, "1", {"Status": "Approved"}, "Governance officer")
    found, _ = await poll(desk.listing, link, known)
    assert "DR-0001" in {c.reference for c in found}


async def test_a_removed_item_comes_back_as_deleted(desk: Desk) -> None:
    known = made(desk, 2)
    _, link = await poll(desk.listing, "", known)
    desk.stand_in.remove(NAME, "2")
    (change,), _ = await poll(desk.listing, link, known)
    assert (change.reference, change.kind) == ("DR-0002", "deleted")


async def test_an_item_made_while_the_list_is_read_is_not_taken_for_deleted(desk: Desk) -> None:
    known = made(desk, 1)
    read = await read_rows(desk.listing, "")
    known |= {"DR-0002": KnownRow("DR-0002", "2", version=1)}
    await desk.listing.create({"Title": "Just now", "Reference": "DR-0002", "Status": "Submitted"})
    assert changes(known, (await completed(desk.listing, read, ids_of(known))).rows) == []


async def test_a_link_of_another_host_is_not_followed_but_everything_read(desk: Desk) -> None:
    known = made(desk)
    read = await read_rows(desk.listing, "https://example.org/v1.0/sites/1/lists/1/items/delta?token=1")
    assert read.whole
    assert changes(known, read.rows) == []


async def test_a_poll_that_fails_half_way_learns_nothing_and_the_next_one_all(desk: Desk) -> None:
    known = made(desk, 210)
    _, link = await poll(desk.listing, "", known)
    for item in range(1, 211):
        desk.stand_in.edit(NAME, str(item), {"Status": "In review"}, "Governance officer")
    desk.stand_in.misbehave(Fault("drop", "GET", "token=.p|items/[0-9]+$", times=1))
    with pytest.raises(TryLater):
        await poll(desk.listing, link, known)
    found, _ = await poll(desk.listing, link, known)
    assert len(found) == 210


class _Pages:
    """A list whose delta gives these rows in one page, and whose items are read one by one from ``items``."""

    def __init__(self, rows: list[object], items: Mapping[str, object]) -> None:
        self.graph = SimpleNamespace(leads_to_graph=lambda _: True)
        self._rows, self._items = rows, items

    async def delta(self) -> dict[str, object]:
        return {"value": self._rows, "@odata.deltaLink": "https://graph/next"}

    async def item(self, item_id: str) -> object:
        found = self._items.get(item_id)
        if found is None:
            raise GiveUp("Graph answered 500")
        return found


GOOD = {"id": "2", "fields": {"Reference": "DR-0002", "Status": "Approved"}, "@odata.etag": '"x,2"'}


@pytest.mark.parametrize(
    "bad",
    [
        {"error": {"code": "InternalServerError", "message": "We failed"}},
        {"id": "9"},
        {"id": "9", "fields": "text"},
        {"id": "9", "fields": []},
        {},
        None,
        "row",
        7,
    ],
)
async def test_a_row_that_cannot_be_read_costs_itself_alone(bad: object) -> None:
    read = await read_rows(cast("Listing", _Pages([bad, GOOD], {})), "")
    assert [row.item_id for row in read.rows] == ["2"]
    assert (len(read.aside), read.link) == (1, "https://graph/next")


async def test_an_item_that_cannot_be_fetched_keeps_no_other_from_being_read() -> None:
    pages = cast("Listing", _Pages([], {"2": GOOD}))
    read = await completed(pages, Read((), "link", whole=True), ["1", "2"])
    assert [row.item_id for row in read.rows] == ["2"]
    assert read.aside == ("item 1: Graph answered 500",)


@pytest.mark.parametrize(("many", "raises"), [(20, False), (21, True)])
async def test_single_rows_at_which_graph_fails_are_set_aside_and_too_many_are_graphs_own_trouble(
    many: int, *, raises: bool
) -> None:
    class Failing(_Pages):
        async def item(self, item_id: str) -> object:
            raise Broken(f"Graph answered 500 for {item_id}")

    pages = cast("Listing", Failing([], {}))
    wanted = [str(n) for n in range(many)]
    if raises:
        with pytest.raises(Broken):
            await completed(pages, Read((), "link", whole=True), wanted)
    else:
        assert len((await completed(pages, Read((), "link", whole=True), wanted)).aside) == many


@pytest.mark.parametrize(
    ("told", "modified"),
    [
        ("2026-11-24T09:30:00Z", datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        ("2026-11-24T09:30:00", None),
        ("yesterday", None),
        (None, None),
    ],
)
async def test_when_a_row_was_changed_is_known_where_graph_gives_a_time_with_its_zone(
    told: object, modified: datetime | None
) -> None:
    pages = cast("Listing", _Pages([{**GOOD, "lastModifiedDateTime": told}], {}))
    assert [row.modified for row in (await read_rows(pages, "")).rows] == [modified]


@pytest.mark.parametrize("named", ["@odata.etag", "eTag"])
async def test_the_version_of_a_row_is_read_from_either_name_that_graph_has_for_it(named: str) -> None:
    pages = cast("Listing", _Pages([{"id": "2", "fields": GOOD["fields"], named: '"x,7"'}], {}))
    assert [row.version for row in (await read_rows(pages, "")).rows] == [7]


async def test_a_removed_row_is_a_deleted_one() -> None:
    read = await read_rows(cast("Listing", _Pages([{"id": "3", "@removed": {"reason": "deleted"}}], {})), "")
    assert [(row.item_id, row.deleted) for row in read.rows] == [("3", True)]


def test_a_status_column_that_is_gone_decides_nothing() -> None:
    assert compared(KNOWN, Row("1", {"Reference": "DR-0001"}, version=4)) == []


def test_a_note_in_a_rich_column_is_told_as_its_words_and_once() -> None:
    (change,) = compared(KNOWN, row(DecisionNote="<div class='ExternalClass1'><p>Costs&#58; missing</p></div>"))
    assert change.note == "Costs: missing"
    told = KnownRow("DR-0001", "1", "Submitted", note="Costs: missing", version=4)
    assert compared(told, row(version=5, DecisionNote="<div><p>Costs: missing</p></div>")) == []
