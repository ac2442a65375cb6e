"""What is written into the item of a request, cell by cell, and what the governance team wrote first and keeps."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery_errors import GiveUp, TryLater
from bot.outgoing.sharepoint import ItemSender, NotAllowedYet
from bot.register import list_items
from bot.register.register import Register
from bot.register.schema import audit as audit_rows
from bot.sharepoint import items, refusals
from dialogs.model import Request
from tests.bot.outgoing.chats import delivery
from tests.bot.people.people_cast import RULES, people
from tests.bot.register.lodged import NOW, change, decision, lodge


@dataclass
class OneList:
    """Stands in for the way to the list and for the list, which has one row at most."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    missing: frozenset[str] = frozenset()
    refuses: list[Exception] = field(default_factory=list)
    others_now: bool = False
    """Whether a look at the columns finds others than before."""
    name: str = "Digital requests"
    list_id: str = "the list"
    did: list[str] = field(default_factory=list)
    wrote: dict[str, Any] = field(default_factory=dict)

    async def listing(self) -> OneList:
        """The list."""
        return self

    async def look(self) -> bool:
        """Look at the columns."""
        self.did.append("look")
        return self.others_now

    def writable(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        """The cells for which there is a column."""
        return {name: cell for name, cell in cells.items() if name not in self.missing}

    def read_again(self) -> None:
        """As the list sync: it was woken."""
        self.did.append("read again")

    def lost(self) -> None:
        """The list is not there."""
        self.did.append("lost")

    async def is_there(self) -> bool:
        """Whether the list is."""
        return True

    async def find(self, column: str, value: str) -> list[dict[str, Any]]:
        """The rows with this value."""
        del column, value
        self.did.append("find")
        return self.rows

    async def item(self, item_id: str) -> dict[str, Any]:
        """One row."""
        assert item_id == "7"
        self.did.append("read")
        return self.rows[0]

    async def create(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        """Add the row."""
        self._take("create", cells)
        return row("new")

    async def change(self, item_id: str, cells: Mapping[str, Any], etag: str = "") -> dict[str, Any]:
        """Change the row."""
        del etag
        assert item_id == "7"
        self._take("change", cells)
        return {"@odata.etag": '"g,9"'}

    def _take(self, what: str, cells: Mapping[str, Any]) -> None:
        if self.refuses:
            raise self.refuses.pop(0)
        self.did.append(what)
        self.wrote = dict(cells)


def row(item: str = "7", version: int = 3, **cells: Any) -> dict[str, Any]:
    return {"id": item, "@odata.etag": f'"g,{version}"', "webUrl": "https://list.example.org/7", "fields": cells}


async def send(register: Register, beside: OneList, request: Request, tries: int = 1, generation: int = 1) -> Any:
    """One try; what was done before is forgotten."""
    client: Any = beside
    beside.did, beside.wrote = [], {}
    sender = ItemSender(register, client, lambda: RULES, people, lambda: NOW, beside.read_again)
    return await sender.item(replace(delivery("item", "", request.reference), tries=tries, generation=generation))


def shows(register: Register, request: Request, **more: Any) -> None:
    """Item 7 shows the request but for these cells; ``owed``, ``sending``, ``gone``: see `list_items.note`."""
    about = {name: more.pop(name) for name in ("owed", "sending", "gone") if name in more}
    left_out = more.pop("without", ())
    cells = {**items.fields_of(request, RULES, people()), **more}
    cells = {name: cell for name, cell in cells.items() if name not in left_out}
    register.write_now(
        lambda c: list_items.note(c, request.reference, item="7", url="", cells=cells, version=3, **about)
    )


def known(register: Register, request: Request) -> list_items.ListItem:
    found = register.read_now(lambda c: list_items.find(c, request.reference))
    assert found is not None
    return found


def history(register: Register) -> list[str]:
    return [*register.read_now(lambda c: c.execute(select(audit_rows.c.what).order_by("number")).scalars().all())]


@pytest.fixture
def request_there(small_register: Register) -> Request:
    return lodge(small_register, decision(steps=("it_business_partner",)))


async def test_what_the_list_shows_already_is_not_written(small_register: Register, request_there: Request) -> None:
    shows(small_register, request_there, Supplier="", SponsorUpn="")
    beside = OneList([row()])
    assert await send(small_register, beside, request_there) == {"item": "7"}
    assert beside.did == []
    shows(small_register, request_there, gone=True)
    with pytest.raises(GiveUp, match="deleted"):
        await send(small_register, beside, request_there)
    with pytest.raises(GiveUp, match="not in the register"):
        await send(small_register, beside, replace(request_there, reference="DR-9999"))


@pytest.mark.parametrize(
    ("list_id", "did"), [(None, ["create"]), ("the list", ["create"]), ("another", ["read again"])]
)
async def test_nothing_is_written_into_another_list_than_the_register_knows(
    small_register: Register, request_there: Request, list_id: str | None, did: list[str]
) -> None:
    small_register.write_now(lambda c: list_items.keep_value(c, list_items.LIST, list_id))
    beside = OneList()
    if did == ["create"]:
        await send(small_register, beside, request_there)
    else:
        with pytest.raises(TryLater, match="another than before"):
            await send(small_register, beside, request_there)
    assert beside.did == did


async def test_words_of_the_request_alone_are_written_without_a_look_at_the_row(
    small_register: Register, request_there: Request
) -> None:
    shows(small_register, request_there, Title="Before", Supplier="Before")
    beside = OneList([row()])
    assert await send(small_register, beside, request_there) == {"item": "7"}
    assert (beside.did, beside.wrote) == (["change"], {"Title": "Repairs", "Supplier": None})
    after = known(small_register, request_there)
    assert (after.cells["Title"], after.version, dict(after.sending)) == ("Repairs", 9, {})
    assert history(small_register)[-1] == "item_changed"


@pytest.mark.parametrize(
    ("before", "there", "writes"),
    [
        ({"Status": "In review"}, "In review", True), ({"Status": "In review"}, None, True),
        ({"Status": "In review"}, "Approved", False), ({"Status": "In review"}, "Withdrawn", False),
        ({"Status": None}, None, True), ({"Status": None}, "In review", False),
        ({"without": ("Status",)}, "Withdrawn", True), ({"without": ("Status",)}, None, True),
        ({"without": ("Status",)}, "With IT business partner", True), ({"without": ("Status",)}, "Approved", False),
        ({"without": ("Status",), "owed": ["Status"]}, "Approved", True),
        ({"Status": "In review", "owed": ["Status"]}, "Approved", True),
        ({"Status": "In review", "Supplier": "Before"}, "Submitted", True),
    ],
)  # fmt: skip
async def test_a_status_that_somebody_wrote_meanwhile_is_never_overwritten(
    small_register: Register, request_there: Request, before: dict[str, Any], there: str | None, *, writes: bool
) -> None:
    shows(small_register, request_there, **before)
    beside = OneList([row(Status=there, Supplier=before.get("Supplier"))])
    if writes:
        await send(small_register, beside, request_there)
        assert beside.wrote == {"Status": "Submitted"} | ({"Supplier": None} if "Supplier" in before else {})
        assert not known(small_register, request_there).sending
        assert not known(small_register, request_there).owed
    else:
        with pytest.raises(TryLater, match="changed the item in SharePoint first"):
            await send(small_register, beside, request_there)
        assert beside.did == ["read", "read again"]
        assert known(small_register, request_there).sending == {"Status": ("Submitted",)}, "its answer may be lost"


async def test_what_others_may_write_is_remembered_before_it_is_sent_and_nothing_else(
    small_register: Register, request_there: Request
) -> None:
    shows(small_register, request_there, Title="Before")
    with pytest.raises(TryLater):
        await send(small_register, OneList([row()], refuses=[refusals.TryLater("busy")]), request_there)
    assert not known(small_register, request_there).sending
    shows(small_register, request_there, Timeframe="Soon", CurrentStep="Before", sending={"Status": ["x"]})
    beside = OneList([row(Timeframe="Soon", CurrentStep="Before")], refuses=[refusals.TryLater("busy")])
    with pytest.raises(TryLater):
        await send(small_register, beside, request_there)
    sending = known(small_register, request_there).sending
    assert set(sending) == {"Status", "Timeframe", "CurrentStep"}
    beside.refuses = []
    await send(small_register, beside, request_there)
    assert known(small_register, request_there).sending == {"Status": ("x",)}, "that one was not written now"


@pytest.mark.parametrize(
    ("ours", "cell", "there", "wrote"),
    [
        ("", "", "", {}), ("", "Old words", "Old words", {"DecisionNote": None}),
        ("New words", "", "", {"DecisionNote": "New words"}), ("New words", "New words", "New words", {}),
        ("New words", "Old words", "Old words", {"DecisionNote": "New words"}),
        ("New words", "Old words", "Their words", None),
    ],
)  # fmt: skip
async def test_a_note_goes_into_the_list_and_from_it_where_nobody_wrote_another(
    small_register: Register, request_there: Request, ours: str, cell: str, there: str, wrote: dict[str, Any] | None
) -> None:
    change(small_register, request_there.reference, decision_note=ours)
    shows(small_register, request_there, DecisionNote=cell)
    beside = OneList([row(DecisionNote=there)])
    if wrote is None:
        with pytest.raises(TryLater):
            await send(small_register, beside, request_there)
    else:
        await send(small_register, beside, request_there)
        assert beside.wrote == wrote


@pytest.mark.parametrize(
    ("ours", "cell", "wrote"),
    [("", "", {}), ("project", "", {"FinalProcess": "project"}), ("project", "Theirs", {}), ("", "Theirs", {})],
)
async def test_the_process_that_it_is_in_the_end_is_written_where_nobody_wrote_one(
    small_register: Register, request_there: Request, ours: str, cell: str, wrote: dict[str, Any]
) -> None:
    change(small_register, request_there.reference, final_process=ours)
    shows(small_register, request_there, FinalProcess=cell)
    beside = OneList([row(FinalProcess=cell)])
    await send(small_register, beside, request_there)
    assert beside.wrote == wrote


async def test_what_an_erasure_owes_is_written_whatever_the_list_is_known_to_show(
    small_register: Register, request_there: Request
) -> None:
    shows(small_register, request_there, ChampionNote="Rewritten", owed=["Title", "ChampionNote", "Supplier"])
    beside = OneList([row()], missing=frozenset({"Supplier"}))
    await send(small_register, beside, request_there)
    assert beside.wrote == {"Title": "Repairs", "ChampionNote": "Rewritten"}
    assert known(small_register, request_there).owed == (), "a column that is gone owes nothing"


async def test_what_an_erasure_owes_is_written_into_an_item_that_a_lost_answer_made(
    small_register: Register, request_there: Request
) -> None:
    state = {"cells": {"ChampionNote": "Rewritten"}, "version": 0, "owed": ["ChampionNote"]}
    change(small_register, request_there.reference, list_state=state)
    beside = OneList([row("7", 1, **items.fields_of(request_there, RULES, people()))])
    await send(small_register, beside, request_there, 2)
    assert beside.wrote == {"ChampionNote": "Rewritten"}


async def test_a_first_try_makes_the_item_without_looking_and_a_later_one_looks(
    small_register: Register, request_there: Request
) -> None:
    for tries, generation, looks in ((2, 1, True), (1, 2, True), (0, 1, False), (1, 1, False)):
        beside = OneList(refuses=[refusals.TryLater("busy")])
        with pytest.raises(TryLater):
            await send(small_register, beside, request_there, tries, generation)
        assert (beside.did == ["find"]) is looks
    assert await send(small_register, beside, request_there) == {"item": "new"}
    after = known(small_register, request_there)
    assert (after.item, after.cells["Title"], after.version) == ("new", "Repairs", 3)
    assert history(small_register)[-1] == "posted"


@pytest.mark.parametrize(("version", "writes"), [(1, True), (2, False)])
async def test_of_an_item_that_is_there_already_only_what_nobody_decided_is_overwritten(
    small_register: Register,
    request_there: Request,
    caplog: pytest.LogCaptureFixture,
    version: int,
    *,
    writes: bool,
) -> None:
    there = {**items.fields_of(request_there, RULES, people()), "Title": "Before", "Status": "Approved"}
    beside = OneList([row("7", version, **there), row("12", 1)])
    caplog.set_level(logging.ERROR)
    if writes:
        assert await send(small_register, beside, request_there, 2) == {"item": "7"}
        assert beside.wrote == {"Title": "Repairs", "Status": "Submitted"}
    else:
        with pytest.raises(TryLater):
            await send(small_register, beside, request_there, 2)
        assert "Status" not in known(small_register, request_there).cells
        assert known(small_register, request_there).cells["Title"] == "Before"
    assert "two items with one reference" in caplog.text
    assert history(small_register).count("posted") == 1


@pytest.mark.parametrize(
    ("refused", "others_now", "means", "did"),
    [
        (refusals.GiveUp("a column"), True, TryLater, ["look"]), (refusals.GiveUp("never"), False, GiveUp, ["look"]),
        (refusals.NotAllowed("no"), False, NotAllowedYet, ["lost"]), (refusals.TryLater("busy"), False, TryLater, []),
    ],
)  # fmt: skip
async def test_a_row_that_is_refused_is_looked_into(
    small_register: Register,
    request_there: Request,
    refused: Exception,
    *,
    others_now: bool,
    means: type[Exception],
    did: list[str],
) -> None:
    shows(small_register, request_there, Title="Before")
    beside = OneList([row()], refuses=[refused], others_now=others_now)
    with pytest.raises(means) as found:
        await send(small_register, beside, request_there)
    assert (type(found.value), beside.did) == (means, did)
