"""The governance team moves a request by editing the list, which wins; what is ours is known as ours."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.deliveries import ledger
from bot.delivery_errors import TryLater
from bot.local.graph import Fault
from bot.register import list_items, schema
from dialogs.events import DecisionExplained, StatusChanged
from tests.bot.sharepoint.item_rig import NAMES, PARTNER, Rig

BOARD, GROUP, TRB = NAMES["board"], NAMES["ict_improvement_group"], NAMES["technical_review_board"]


async def listed(rig: Rig) -> Rig:
    """With one request that is in the list."""
    await rig.submit()
    await rig.send()
    await rig.read()
    return rig


async def at_board(rig: Rig) -> Rig:
    """With one request that the board has."""
    await listed(rig)
    await rig.decided(PARTNER)
    await rig.send()
    await rig.read()
    return rig


async def news(rig: Rig) -> list[str]:
    """What the timeline says happened."""
    return [entry.what for entry in (await rig.request()).timeline]


async def test_an_outcome_reaches_the_item_and_reading_it_back_is_no_news(rig: Rig) -> None:
    await at_board(rig)
    assert rig.row()["CurrentStep"] == BOARD
    assert rig.row()["Status"] == "In review"
    assert ": it can go on, " in rig.row()["StepsDone"]
    assert await news(rig) == ["submitted", "step_go_on"]
    assert await rig.waits() == []
    rows = await rig.register.read(lambda c: c.execute(select(schema.audit.c.what, schema.audit.c.fields)).all())
    written = [row.fields for row in rows if row.what == "item_changed"]
    assert any("CurrentStep" in columns and "Status" in columns for columns in written), "the history tells of it"


async def test_decisions_come_back_where_there_is_no_public_address_any_more(rig: Rig) -> None:
    await listed(rig)
    held = {"id": "00000000-0000-0000-0000-000000000009", "client_state": "word", "url": "https://gone.example.org/"}
    stored = {**held, "ends": (rig.clock[0] + timedelta(days=9)).isoformat()}
    await rig.register.write(lambda c: list_items.keep_value(c, list_items.SUBSCRIPTION, stored))
    rig.edit(Status="Approved")
    for _ in range(2):
        await rig.read()
    assert (await rig.request()).status == "Approved"
    assert await rig.register.read(lambda c: list_items.value(c, list_items.SUBSCRIPTION)) is None
    dropped = [call.path for call in rig.desk.stand_in.ledger if call.method == "DELETE"]
    assert [held["id"] in path for path in dropped] == [True], "once, though Graph knows of none"


@pytest.mark.parametrize("written", [TRB, "technical_review_board", f"  {TRB.upper()} ;", f"{TRB}, {TRB}"])
async def test_a_current_step_that_is_edited_moves_the_request_and_the_cell_gets_the_name_as_it_is(
    rig: Rig, written: str
) -> None:
    await at_board(rig)
    rig.edit(CurrentStep=written)
    await rig.read()
    assert await rig.current() == ["technical_review_board"]
    assert (await news(rig))[-1] == "current_step"
    assert await rig.waits() == ["DR-0001"]
    await rig.send()
    assert rig.row()["CurrentStep"] == TRB
    await rig.read()
    assert (await news(rig)).count("current_step") == 1


async def test_moving_it_in_the_list_tells_the_requester_nothing(rig: Rig) -> None:
    await at_board(rig)
    rig.edit(CurrentStep=GROUP)
    await rig.read()
    told = await rig.register.read(lambda c: ledger.recipients(c, "DR-0001", "status"))
    # The partner's outcome gave it a new status, and that was told; the edit gave it none.
    assert len(told) == 1
    assert await rig.current() == ["ict_improvement_group"]


async def test_names_that_are_no_steps_decide_nothing_are_named_without_their_words_and_put_right(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    await at_board(rig)
    rig.edit(CurrentStep="The mayor of Southampton", Timeframe="Later")
    await rig.read()
    assert await rig.current() == ["board"]
    # It costs itself alone: what stands beside it counts.
    assert (await rig.request()).timeframe == "later"
    said = [r for r in caplog.records if r.levelno == logging.WARNING and "decide nothing" in r.getMessage()]
    assert [r.__dict__["fields"]["column"] for r in said] == ["CurrentStep"]
    assert "mayor" not in " ".join(str(r.__dict__) for r in caplog.records)
    await rig.send()
    assert (rig.row()["CurrentStep"], rig.row()["Timeframe"]) == (BOARD, "Later")


async def test_another_spelling_of_who_has_it_already_decides_nothing(rig: Rig) -> None:
    await at_board(rig)
    await rig.decided("board", "more_information", "What does it cost?")
    await rig.send()
    rig.edit(CurrentStep="board")
    await rig.read()
    assert (await rig.request()).status == "More information needed"
    assert "current_step" not in await news(rig)
    await rig.send()
    assert rig.row()["CurrentStep"] == BOARD


async def test_who_had_it_when_our_write_was_lost_gets_it_again_when_somebody_says_so(rig: Rig) -> None:
    await listed(rig)
    await rig.decided(PARTNER)
    rig.desk.stand_in.misbehave(Fault("drop_after_commit", "PATCH"))
    with pytest.raises(TryLater):
        await rig.send()
    for written, step in ((TRB, "technical_review_board"), (BOARD, "board")):
        rig.edit(CurrentStep=written)
        await rig.read()
        assert await rig.current() == [step]


async def test_cells_that_are_emptied_decide_nothing_and_are_filled_again(rig: Rig) -> None:
    await at_board(rig)
    before, shown = await rig.request(), rig.row()
    rig.edit(CurrentStep=None, Timeframe=None)
    await rig.read()
    after = await rig.request()
    assert (after.steps, after.timeframe, after.timeline) == (before.steps, before.timeframe, before.timeline)
    await rig.send()
    assert (rig.row()["CurrentStep"], rig.row()["Timeframe"]) == (BOARD, shown["Timeframe"])


async def test_an_emptied_status_may_be_filled_by_what_happens_next(rig: Rig) -> None:
    await listed(rig)
    rig.edit(Status=None)
    await rig.read()
    await rig.decided(PARTNER)
    await rig.send()
    assert rig.row()["Status"] == "In review"


async def test_a_timeframe_that_is_edited_is_kept_and_told_to_nobody(rig: Rig) -> None:
    await listed(rig)
    other = next(n for n in ("Now", "Next", "Later") if n != rig.row()["Timeframe"])
    rig.edit(Timeframe=other)
    await rig.read()
    assert (await rig.request()).board_timeframe == other.lower()
    assert not await rig.register.read(lambda c: ledger.recipients(c, "DR-0001", "status"))
    await rig.send()
    assert rig.row()["Timeframe"] == other
    assert rig.patched() == 0


async def test_cells_of_columns_that_were_made_rich_are_read_as_words(rig: Rig) -> None:
    await at_board(rig)
    rig.edit(CurrentStep=f'<div class="ExternalClass0"><p>{TRB}</p></div>')
    await rig.read()
    assert await rig.current() == ["technical_review_board"]


async def test_a_status_that_ends_it_takes_the_current_step_from_the_item(rig: Rig) -> None:
    await at_board(rig)
    rig.edit(Status="Declined", DecisionNote="We have this already")
    await rig.read()
    assert await rig.current() == []
    await rig.send()
    assert "CurrentStep" not in rig.row()
    assert rig.row()["Status"] == "Declined"
    await rig.read()
    assert (await news(rig)).count("status") == 1


async def test_a_step_and_a_status_written_together_end_as_the_status_says(rig: Rig) -> None:
    await at_board(rig)
    rig.edit(CurrentStep=TRB, Status="Approved")
    await rig.read()
    assert (await news(rig))[-2:] == ["current_step", "status"]
    assert (await rig.request()).status == "Approved"
    assert await rig.current() == []


async def overruled(rig: Rig, **cells: str) -> None:
    """The item is to be written, and somebody wrote into it first: theirs stays, then the rest of ours is written."""
    rig.edit(**cells)
    with pytest.raises(TryLater, match="changed the item"):
        await rig.send()
    assert {name: rig.row()[name] for name in cells} == cells
    assert rig.woken[-1] == "read again"
    await rig.read()
    await rig.send()
    assert {name: rig.row()[name] for name in cells} == cells
    assert BOARD in rig.row()["StepsDone"] or not rig.row().get("CurrentStep")
    assert (await rig.request()).status == rig.row()["Status"]


async def test_a_step_that_somebody_wrote_while_our_write_waited_is_never_overwritten(rig: Rig) -> None:
    await at_board(rig)
    await rig.decided("board")
    await overruled(rig, CurrentStep=GROUP)
    assert await rig.current() == ["ict_improvement_group"]


async def test_a_status_that_somebody_wrote_while_our_write_waited_is_never_overwritten(rig: Rig) -> None:
    await at_board(rig)
    await rig.decided("board", "more_information", "What does it cost?")
    await overruled(rig, Status="Declined")
    assert await rig.current() == []


async def test_a_timeframe_that_somebody_wrote_while_our_write_waited_is_never_overwritten(rig: Rig) -> None:
    await at_board(rig)
    ours, theirs = (n for n in ("Now", "Next", "Later") if n != rig.row()["Timeframe"])
    await rig.decided("board", timeframe=ours.lower())
    await overruled(rig, Timeframe=theirs)
    assert (await rig.request()).timeframe == theirs.lower()
    assert rig.row()["CurrentStep"] == f"{GROUP}; {TRB}"


async def test_the_process_that_it_is_in_the_end_is_written_where_nobody_wrote_one(rig: Rig) -> None:
    await at_board(rig)
    await rig.decided("board")
    await rig.decided("ict_improvement_group")
    await rig.decided("technical_review_board", process="Project")
    await rig.send()
    assert (rig.row()["Status"], rig.row()["FinalProcess"]) == ("Approved", "Project")
    assert "CurrentStep" not in rig.row()
    await rig.read()
    assert "final_process" not in await news(rig)


async def test_a_final_process_that_somebody_wrote_meanwhile_stays(rig: Rig) -> None:
    await at_board(rig)
    await rig.decided("board")
    await rig.decided("ict_improvement_group")
    await rig.decided("technical_review_board", process="Project")
    rig.edit(FinalProcess="Change request")
    with pytest.raises(TryLater):
        await rig.send()
    await rig.read()
    await rig.send()
    assert rig.row()["FinalProcess"] == "Change request" == (await rig.request()).final_process
    assert rig.row()["Status"] == "Approved"


async def test_a_write_whose_answer_was_lost_is_known_as_ours_when_the_request_has_moved_on(rig: Rig) -> None:
    await listed(rig)
    await rig.decided(PARTNER)
    rig.desk.stand_in.misbehave(Fault("drop_after_commit", "PATCH"))
    with pytest.raises(TryLater):
        await rig.send()
    assert rig.row()["CurrentStep"] == BOARD
    await rig.decided("board")  # before the list is read
    await rig.read()
    assert await rig.current() == ["ict_improvement_group", "technical_review_board"]
    assert "current_step" not in await news(rig)
    assert "status" not in await news(rig)
    await rig.send()
    assert rig.row()["CurrentStep"] == f"{GROUP}; {TRB}"
    assert (await rig.known()).sending == {}


async def test_what_was_ours_once_is_theirs_when_they_write_it_again(rig: Rig) -> None:
    await listed(rig)
    await rig.decided(PARTNER)
    rig.desk.stand_in.misbehave(Fault("drop_after_commit", "PATCH"))
    with pytest.raises(TryLater):
        await rig.send()
    await rig.read()
    await rig.decided("board")
    await rig.send()
    await rig.read()
    rig.edit(CurrentStep=BOARD)
    await rig.read()
    assert await rig.current() == ["board"]


async def test_an_item_whose_making_was_not_answered_shows_what_is_so_now(rig: Rig) -> None:
    await rig.submit()
    rig.desk.stand_in.misbehave(Fault("drop_after_commit", "POST", "/items$"))
    with pytest.raises(TryLater):
        await rig.send()
    await rig.decided(PARTNER)
    await rig.read()
    await rig.send()
    assert rig.row()["CurrentStep"] == BOARD
    await rig.read()
    assert await rig.current() == ["board"]
    assert await news(rig) == ["submitted", "step_go_on"]


async def test_a_decision_in_an_item_whose_making_was_not_answered_is_read_before_it_is_overwritten(rig: Rig) -> None:
    await rig.submit()
    rig.desk.stand_in.misbehave(Fault("drop_after_commit", "POST", "/items$"))
    with pytest.raises(TryLater):
        await rig.send()
    rig.edit(Status="Declined")
    await rig.decided(PARTNER)
    with pytest.raises(TryLater):
        await rig.send()
    await rig.read()
    await rig.send()
    assert (await rig.request()).status == rig.row()["Status"] == "Declined"


async def test_an_item_that_is_read_before_its_making_is_answered_is_told_once(rig: Rig) -> None:
    await rig.submit()
    rig.desk.stand_in.misbehave(Fault("drop_after_commit", "POST", "/items$"))
    with pytest.raises(TryLater):
        await rig.send()
    rig.edit(Status="In review")
    await rig.read()
    await rig.send()
    what = await rig.register.read(lambda c: c.execute(select(schema.audit.c.what)).scalars().all())
    assert what.count("posted") == 1
    assert (await rig.request()).status == rig.row()["Status"] == "In review"
    assert await rig.current() == [PARTNER]


async def test_a_note_that_an_outcome_took_back_goes_from_the_list_and_nobody_is_told_of_that(rig: Rig) -> None:
    await at_board(rig)
    rig.edit(Status="More information needed", DecisionNote="What does it cost?")
    await rig.read()
    await rig.send()
    await rig.decided("board")  # says nothing more, and gives it a new status
    rig.desk.stand_in.misbehave(Fault("drop_after_commit", "PATCH"))
    with pytest.raises(TryLater):
        await rig.send()
    await rig.read()
    await rig.send()
    assert "DecisionNote" not in rig.row()
    assert "note" not in await news(rig)


async def test_a_note_that_somebody_writes_while_it_is_taken_back_stays(rig: Rig) -> None:
    await at_board(rig)
    rig.edit(Status="More information needed", DecisionNote="What does it cost?")
    await rig.read()
    await rig.send()
    await rig.decided("board")
    rig.edit(DecisionNote="And who pays?")
    with pytest.raises(TryLater):
        await rig.send()
    await rig.read()
    await rig.send()
    assert rig.row()["DecisionNote"] == "And who pays?" == (await rig.request()).decision_note


async def test_a_note_from_the_chat_is_written_as_before(rig: Rig) -> None:
    await listed(rig)
    await rig.happens(StatusChanged("Deferred"))
    await rig.happens(DecisionExplained("Next year"))
    await rig.send()
    assert (rig.row()["Status"], rig.row()["DecisionNote"]) == ("Deferred", "Next year")


async def test_the_history_names_the_columns_and_steps_and_no_words(rig: Rig) -> None:
    await at_board(rig)
    rig.edit(CurrentStep=f"{TRB}; secret words")
    await rig.read()
    rows = await rig.register.read(lambda c: c.execute(select(schema.audit)).all())
    assert "current_step" in str(rows[-1])
    assert "technical_review_board" in str(rows[-1])
    assert "secret" not in str(rows)
