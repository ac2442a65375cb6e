"""Lists as councils set them up: columns with defaults, notes that append, another title, and what is not found yet."""

from __future__ import annotations

import pytest

from bot.delivery_errors import NotFound, TryLater
from bot.local.graph import Fault
from bot.sharepoint.access import SYSTEMS_LIST
from bot.sharepoint.check import differences
from bot.sharepoint.listing import open_listing
from bot.sharepoint.refusals import NotAllowed
from tests.bot.sharepoint.item_rig import Rig
from tests.bot.sharepoint.sharepoint_cases import NAME, Desk, rulebook, wanted

APPENDS = {"text": {"allowMultipleLines": True, "appendChangesToExistingText": True}}
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Nothing here is another on PostgreSQL."""


@sqlite
async def test_the_default_of_a_column_is_nobodys_decision_and_what_the_team_writes_over_it_is(rig: Rig) -> None:
    filled_in, chosen = rulebook().processes[:2]
    rig.desk.stand_in.change_column(NAME, "FinalProcess", {"defaultValue": {"value": filled_in.name}})
    await rig.submit()
    await rig.send()
    assert rig.row()["FinalProcess"] == filled_in.name
    await rig.read()
    assert not (await rig.request()).final_process
    rig.edit(FinalProcess=chosen.name, Status="In review")
    await rig.read()
    assert (await rig.request()).final_process == chosen.name
    assert (await rig.request()).status == "In review"


def with_a_default(rig: Rig) -> None:
    filled_in = rulebook().processes[0].name
    rig.desk.stand_in.change_column(NAME, "FinalProcess", {"defaultValue": {"value": filled_in}})


@sqlite
async def test_a_default_is_nobodys_decision_where_the_team_was_first_to_change_the_item(rig: Rig) -> None:
    with_a_default(rig)
    await rig.submit()
    await rig.send()
    rig.edit(Status="In review")
    await rig.read()
    assert ((await rig.request()).status, (await rig.request()).final_process) == ("In review", "")


@sqlite
async def test_a_default_is_nobodys_decision_where_the_bot_was_first_to_change_the_item(rig: Rig) -> None:
    with_a_default(rig)
    await rig.submit()
    await rig.send()
    await rig.decided("it_business_partner")
    await rig.send()
    await rig.read()
    assert not (await rig.request()).final_process


@sqlite
@pytest.mark.parametrize("read_between", [False, True])
async def test_a_default_is_nobodys_decision_in_an_item_whose_making_was_never_answered(
    rig: Rig, *, read_between: bool
) -> None:
    with_a_default(rig)
    await rig.submit()
    rig.desk.stand_in.misbehave(Fault("drop_after_commit", "POST", "/items$"))
    with pytest.raises(TryLater):
        await rig.send()
    if read_between:
        await rig.read()
    await rig.send()
    rig.edit(Status="In review", ITContact="Partner")
    await rig.read()
    assert ((await rig.request()).it_contact, (await rig.request()).final_process) == ("Partner", "")


@sqlite
async def test_a_note_that_appends_stays_when_another_column_is_changed(rig: Rig) -> None:
    rig.desk.stand_in.change_column(NAME, "DecisionNote", APPENDS)
    await rig.submit()
    await rig.send()
    await rig.read()
    rig.edit(Status="In review", DecisionNote="Costs are missing.")
    await rig.read()
    rig.edit(Status="Approved")
    assert "DecisionNote" not in rig.row(), "SharePoint shows what the last change wrote there"
    await rig.read()
    assert ((await rig.request()).status, (await rig.request()).decision_note) == ("Approved", "Costs are missing.")
    rig.edit(DecisionNote="Go ahead in April.")
    await rig.read()
    assert (await rig.request()).decision_note == "Go ahead in April."


@sqlite
async def test_a_note_that_is_taken_away_goes_where_the_column_does_not_append(rig: Rig) -> None:
    await rig.submit()
    await rig.send()
    await rig.read()
    rig.edit(Status="In review", DecisionNote="Costs are missing.")
    await rig.read()
    rig.edit(DecisionNote=None)
    await rig.read()
    assert not (await rig.request()).decision_note


async def test_the_check_names_a_column_that_appends(desk: Desk) -> None:
    desk.stand_in.change_column(NAME, "DecisionNote", APPENDS)
    (found,) = differences(wanted()[0], await desk.listing.columns())
    assert (found.what, found.column, found.mendable) == ("appending", "DecisionNote", False)
    assert "Switch off “Append changes to existing text”" in found.sentence


async def test_a_list_that_got_another_title_is_found_by_its_address_and_another_of_its_name_comes_first(
    desk: Desk,
) -> None:
    desk.stand_in.rename(NAME, "Requests of everybody")
    assert (await open_listing(desk.graph)).list_id == desk.listing.list_id
    desk.stand_in.rename("Digital champions", NAME)
    assert (await open_listing(desk.graph)).list_id != desk.listing.list_id
    with pytest.raises(NotAllowed, match="If it was renamed, correct SHAREPOINT_LIST; else make it"):
        await open_listing(desk.graph, "Requests of nobody")


async def test_a_list_that_no_setting_names_is_not_sought_in_the_settings(desk: Desk) -> None:
    db = desk.stand_in.door.store.db
    db.execute("UPDATE lists SET display_name = 'Other', name = 'Other' WHERE display_name = ?", (SYSTEMS_LIST,))
    with pytest.raises(NotAllowed, match="If it was renamed, give it that title again; else make it"):
        await open_listing(desk.graph, SYSTEMS_LIST)


@sqlite
async def test_an_item_that_is_not_found_is_looked_for_again_and_the_list_is_read(rig: Rig) -> None:
    await rig.submit()
    await rig.send()
    await rig.decided("it_business_partner")
    rig.desk.stand_in.misbehave(Fault("status", "GET", "/items/[0-9]+$", status=404))
    with pytest.raises(NotFound, match="no longer in the list") as missing:
        await rig.send()
    assert missing.value.may_come_back(1)
    assert rig.woken[-1] == "read again"
    await rig.send()
    assert not await rig.waits()


@sqlite
async def test_what_is_in_the_way_and_cannot_be_found_yet_is_tried_later(rig: Rig) -> None:
    await rig.submit()
    rig.desk.stand_in.misbehave(Fault("status", "POST", "/items$", status=409))
    with pytest.raises(TryLater, match="409"):
        await rig.send()
    await rig.send()
    assert rig.row()["Status"] == "Submitted"
