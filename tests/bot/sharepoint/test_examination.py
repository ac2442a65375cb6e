"""What the doctor says of each list by itself, and what it tries on a row of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from bot.people.champion_rows import GOVERNANCE_TEAM
from bot.register.seals import Seal
from bot.sharepoint.access import CHAMPIONS_LIST, SEALS_LIST
from bot.sharepoint.examination import Finding, examine
from bot.sharepoint.listing import open_listing
from bot.sharepoint.probe import probe
from bot.sharepoint.seals import put_seal
from tests.bot.sharepoint.sharepoint_cases import NAME, Desk, wanted

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MORE = "1 more: front-door list check)"


async def found(desk: Desk, lacking: Mapping[int, int] = MappingProxyType({})) -> dict[str, Finding]:
    """What is found, where so many columns of these lists are wanted that are not there."""
    lists = list(wanted())
    for place, many in lacking.items():
        column = next(one for one in lists[place].columns if not one.built_in)
        extra = tuple(replace(column, name=f"Lacking{n}", without="") for n in range(many))
        lists[place] = replace(lists[place], columns=(*lists[place].columns, *extra))
    return {one.what: one async for one in examine(desk.graph, lists)}


async def test_what_each_list_lacks_is_said_of_that_list_alone(desk: Desk) -> None:
    few, more = await found(desk, {1: 1, 2: 1, 3: 2}), await found(desk, {2: 2, 3: 1})
    lists = ("List", "Champions", "Systems", "Seals")
    assert [few[one].state for one in lists] == ["ok", "mend", "mend", "mend"]
    assert [more[one].state for one in lists] == ["ok", "ok", "mend", "mend"]
    others = [said[one].sentence.partition(" (and ")[2] for said in (few, more) for one in lists[2:]]
    assert others == ["", MORE, MORE, ""], "one that lacks a single thing is not told of 0 more"
    assert all("Lacking0" in few[one].sentence for one in lists[1:])


async def test_lists_that_a_site_may_be_without_are_left_out(earlier_desk: Desk) -> None:
    said = await found(earlier_desk)
    assert [said[one].state for one in ("Champions", "Systems", "Seals")] == ["ok", "left out", "left out"]


async def test_rows_that_give_no_right_and_seals_that_somebody_edited_are_counted(desk: Desk) -> None:
    champions, seals = [await open_listing(desk.graph, name) for name in (CHAMPIONS_LIST, SEALS_LIST)]
    person = {"Person": "Officer", "PersonAadId": "o"}
    await champions.create({**person, "Role": GOVERNANCE_TEAM, "Active": False})
    await champions.create({**person, "Role": "Champion", "Active": True})
    first = await put_seal(seals, Seal(date(2026, 11, 23), NOW, 3, "s" * 64, "h"), tried_before=False)
    await put_seal(seals, Seal(date(2026, 11, 24), NOW, 4, "t" * 64, "h"), tried_before=False)
    said = await found(desk)
    assert (said["Champions"].state, said["Seals"].state) == ("ok", "ok")
    assert said["Seals"].sentence.endswith("2 of them, the last of 2026-11-24")
    await champions.create({**person, "Role": GOVERNANCE_TEAM, "Active": True})
    await seals.change(first, {"Rows": 2})
    said = await found(desk)
    assert said["Champions"].state == "mend"
    assert said["Champions"].sentence.startswith(f"1 active rows with Role {GOVERNANCE_TEAM} give no right")
    assert (said["Seals"].state, "those of 2026-11-23. Run" in said["Seals"].sentence) == ("mend", True)


async def test_what_is_tried_on_the_list_reads_what_is_new_alone_and_leaves_nothing_behind(desk: Desk) -> None:
    facts = await probe(desk.listing, "DR-0000", NOW)
    assert [fact.holds for fact in facts] == [True] * 5
    assert facts[3].sentence == "Delta tells of a new row"
    assert all("token=" in call.path for call in desk.stand_in.ledger if "/delta" in call.path)
    reference = next(one for one in await desk.listing.columns() if one["name"] == "Reference")
    await desk.listing.change_column(reference["id"], {"enforceUniqueValues": False})
    facts = await probe(desk.listing, "DR-0000", NOW)
    assert [fact.holds for fact in facts] == [True, False, True, True, True]
    assert desk.stand_in.rows(NAME) == []
