"""The list `Digital systems` comes into the register as people meant it, whatever its rows and the delta do."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.local.graph import Fault
from bot.register import list_items, systems
from bot.sharepoint.access import SYSTEMS_LIST
from bot.sharepoint.reading import Row
from bot.sharepoint.system_rows import read_system
from bot.systems_sync import unclear_rows
from dialogs.records import System
from tests.bot.sharepoint.item_rig import Rig

WHO = "Governance officer"
HOUSING = {
    "Title": "Housing repairs",
    "Supplier": "A supplier",
    "ServiceArea": "Housing",
    "Owner": "Head of housing",
    "ContractEnds": "2027-03-31T12:00:00Z",
    "NoticeMonths": 18,
    "YearlyCost": 48000,
    "State": "In use",
    "Link": "https://example.org/housing",
}


def row(**fields: Any) -> Row:
    return Row("7", {"Title": "Housing repairs", **fields})


async def every(rig: Rig) -> dict[str, System]:
    return {s.title: s for s in await rig.register.read(systems.every)}


async def test_a_row_becomes_a_system_with_the_day_that_people_chose(rig: Rig) -> None:
    item = rig.desk.stand_in.add(SYSTEMS_LIST, HOUSING, WHO)
    assert rig.desk.stand_in.rows(SYSTEMS_LIST)[0]["ContractEnds"] == "2027-03-31T07:00:00Z"  # a site in the west
    await rig.read()
    assert await every(rig) == {
        "Housing repairs": System(
            item, "Housing repairs", "A supplier", "Housing", "Head of housing", date(2027, 3, 31), 18, 48000.0,
            "In use", "https://example.org/housing",
        )
    }  # fmt: skip
    count = await rig.register.read(systems.generation)
    await rig.read()
    assert await rig.register.read(systems.generation) == count


async def test_edits_deletions_and_what_comes_back_are_followed(rig: Rig) -> None:
    stand_in = rig.desk.stand_in
    first = stand_in.add(SYSTEMS_LIST, HOUSING, WHO)
    others = [stand_in.add(SYSTEMS_LIST, {"Title": f"System {n}"}, WHO) for n in range(30)]
    await rig.read()
    assert len(await every(rig)) == 31  # every seventh row came without its values, and was asked for
    stand_in.edit(SYSTEMS_LIST, first, {"Title": "Repairs", "ContractEnds": None}, WHO)
    stand_in.remove(SYSTEMS_LIST, others[0])
    await rig.read()
    found = await every(rig)
    assert found["Repairs"].contract_ends is None
    assert "System 0" not in found
    assert await rig.register.read(lambda c: systems.find(c, others[0])) is None
    stand_in.restore(SYSTEMS_LIST, others[0])
    await rig.read()
    assert "System 0" in await every(rig)


async def test_when_the_link_has_ended_everything_is_read_again_and_what_went_meanwhile_is_gone(rig: Rig) -> None:
    stand_in = rig.desk.stand_in
    items = [stand_in.add(SYSTEMS_LIST, {"Title": f"System {n}"}, WHO) for n in range(3)]
    await rig.read()
    stand_in.remove(SYSTEMS_LIST, items[1])
    stand_in.expire_tokens(SYSTEMS_LIST)
    await rig.read()
    assert sorted(await every(rig)) == ["System 0", "System 2"]


async def test_a_bad_row_costs_itself_alone_and_is_named_until_it_is_mended(rig: Rig) -> None:
    stand_in = rig.desk.stand_in
    bad = stand_in.add(SYSTEMS_LIST, {"Supplier": "A supplier"}, WHO)
    odd = stand_in.add(SYSTEMS_LIST, {"Title": "Odd", "NoticeMonths": -4}, WHO)
    stand_in.add(SYSTEMS_LIST, HOUSING, WHO)
    await rig.read()
    assert {s.title: s.notice_months for s in (await every(rig)).values()} == {"Housing repairs": 18, "Odd": 12}
    assert await rig.register.read(unclear_rows) == [
        f"item {bad}: it has no Title",
        f"item {odd}: nothing can be read in NoticeMonths",
    ]
    calls = len(stand_in.ledger)
    rig.later(hours=1)
    await rig.read()  # an edit mends it: nothing is read again for its sake
    assert not [c for c in stand_in.ledger[calls:] if "delta?$expand" in c.path]
    stand_in.edit(SYSTEMS_LIST, bad, {"Title": "Named now"}, WHO)
    stand_in.edit(SYSTEMS_LIST, odd, {"NoticeMonths": 3}, WHO)
    await rig.read()
    assert sorted(await every(rig)) == ["Housing repairs", "Named now", "Odd"]
    assert await rig.register.read(unclear_rows) == []


async def test_a_list_of_systems_that_cannot_be_read_holds_up_no_decision(rig: Rig) -> None:
    reference = await rig.submit()
    await rig.send()
    await rig.read()
    rig.edit(reference, Status="Approved")
    of_systems = next(c.path for c in rig.desk.stand_in.ledger if c.path.count("delta") and _is_systems(rig, c.path))
    rig.desk.stand_in.misbehave(Fault("status", status=403, method="GET", path=re.escape(of_systems.partition("?")[0])))
    rig.desk.stand_in.add(SYSTEMS_LIST, HOUSING, WHO)
    await rig.read()
    assert (await rig.request()).status == "Approved"
    assert await every(rig) == {}
    await rig.read()
    assert list(await every(rig)) == ["Housing repairs"]


def _is_systems(rig: Rig, path: str) -> bool:
    store = rig.desk.stand_in.door.store
    (found,) = store.db.execute("SELECT id FROM lists WHERE display_name = ?", (SYSTEMS_LIST,)).fetchone()
    return found in path


async def test_a_site_without_the_list_works_as_before_and_is_looked_at_now_and_then(earlier_rig: Rig) -> None:
    rig = earlier_rig
    await rig.submit()
    await rig.send()
    await rig.read()
    calls = len(rig.desk.stand_in.ledger)
    await rig.read()
    looked = [c.path for c in rig.desk.stand_in.ledger[calls:] if c.path.endswith("/lists")]
    assert len(looked) <= 1
    assert await every(rig) == {}


def test_cells_of_another_shape_are_read_as_their_words() -> None:
    rich = row(
        Title='<div class="ExternalClass1"><p>Housing &amp; repairs</p></div>',
        Supplier=None,
        ServiceArea="Somewhere new",
        State="On trial",
        ContractEnds="<p>2027-03-31</p>",
        YearlyCost="£48,000",
        NoticeMonths="6",
        Link={"Url": "https://example.org/", "Description": "Open it"},
    )
    read = read_system(rich)
    assert read.unread == ()
    assert read.system == System(
        "7", "Housing & repairs", "", "Somewhere new", "", date(2027, 3, 31), 6, 48000.0, "On trial",
        "https://example.org/",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2027-03-30T23:00:00Z", date(2027, 3, 31)),  # London in summer
        ("2027-03-31T00:00:00Z", date(2027, 3, 31)),  # London in winter
        ("2027-03-31T07:00:00Z", date(2027, 3, 31)),  # Pacific
        ("2027-03-31T12:00:00Z", date(2027, 3, 31)),  # as we write it
        ("2027-03-30T13:30:00Z", date(2027, 3, 31)),  # far in the east
        ("2027-03-31", date(2027, 3, 31)),
        ("2027-03-31T13:00:00+05:00", date(2027, 3, 31)),
        ("2027-03-30T12:00:01Z", date(2027, 3, 31)),
        ("", None),
        (None, None),
    ],
)
def test_a_day_is_the_day_that_was_chosen_in_whatever_zone_the_site_is(said: str | None, meant: date | None) -> None:
    read = read_system(row(ContractEnds=said))
    assert (read.system.contract_ends, read.unread) == (meant, ())


@pytest.mark.parametrize("nonsense", ["soon", "9999-12-31T23:00:00Z", float("nan"), 31, True, [1, 2]])
def test_a_day_that_is_none_counts_as_empty_and_is_named(nonsense: object) -> None:
    read = read_system(row(ContractEnds=nonsense))
    assert read.system.contract_ends is None
    assert read.unread == (("ContractEnds",) if nonsense is not True else ())


@pytest.mark.parametrize("cost", [-5, "-£500", "(500)"])
def test_a_cost_below_nothing_counts_as_empty_and_is_named(cost: object) -> None:
    read = read_system(row(YearlyCost=cost))
    assert (read.system.yearly_cost, read.unread) == (None, ("YearlyCost",))


@pytest.mark.parametrize("title", ["", "  ", None, "<p> </p>", {"odd": 1}])
def test_a_row_without_a_name_is_no_system(title: object) -> None:
    with pytest.raises(ValueError, match="it has no Title"):
        read_system(row(Title=title))


async def test_another_list_of_that_name_is_read_from_its_beginning(rig: Rig) -> None:
    rig.desk.stand_in.add(SYSTEMS_LIST, HOUSING, WHO)
    await rig.read()
    await rig.register.write(lambda c: list_items.keep_value(c, "systems_list", "another"))
    await rig.register.write(lambda c: systems.store(c, [replace(System("99", "Old"))]))
    await rig.read()
    assert list(await every(rig)) == ["Housing repairs"]


@pytest.mark.parametrize(
    ("notice", "months", "unread"),
    [(0, 0, False), (120, 120, False), (121, 12, True), (-1, 12, True), (None, 12, False)],
)
def test_a_notice_is_from_none_to_ten_years(notice: int | None, months: int, *, unread: bool) -> None:
    read = read_system(row(NoticeMonths=notice, YearlyCost=0))
    assert (read.system.notice_months, read.unread) == (months, ("NoticeMonths",) if unread else ())
    assert read.system.yearly_cost == 0


def test_what_is_longer_than_it_may_be_is_cut_or_is_no_system() -> None:
    long = read_system(row(Owner="x" * 256, State="y" * 65)).system
    assert (len(long.owner), len(long.state)) == (255, 64)
    assert read_system(replace(row(), item_id="1" * 64)).system.item == "1" * 64
    with pytest.raises(ValueError, match="too long"):
        read_system(replace(row(), item_id="1" * 65))
