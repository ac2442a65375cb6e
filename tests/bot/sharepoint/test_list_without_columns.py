"""A list of the version before is written as far as it goes; once it has the columns, requests that go on fill them."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from bot.delivery_errors import GiveUp, TryLater
from bot.local.graph.refused import Refused
from bot.outgoing.list_client import LOOK_AGAIN
from bot.register import list_items
from bot.sharepoint.check import differences
from bot.sharepoint.examination import examine
from bot.sharepoint.provision import carry_out, plan
from dialogs.events import StatusChanged
from tests.bot.sharepoint.item_rig import NAMES, PARTNER, Rig
from tests.bot.sharepoint.sharepoint_cases import NAME, wanted

COSTLY = [column.name for column in wanted()[0].columns if column.without]


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """The columns that the log says are lacking, with what does not happen until then."""
    found = [r.__dict__["fields"] for r in caplog.records if "lacks a column" in r.getMessage()]
    assert all(r.levelno == logging.ERROR for r in caplog.records if "lacks a column" in r.getMessage())
    return [(fields["column"], fields["until_then"]) for fields in found]


async def provision(rig: Rig) -> None:
    """An administrator runs `front-door list provision`."""
    result = await carry_out(rig.desk.graph, await plan(rig.desk.graph, wanted()))
    assert result.left == ()


def take_away(rig: Rig, column: str) -> None:
    """Somebody deletes a column in the list's settings, with what stands in it."""
    store = rig.desk.stand_in.door.store
    for row in rig.desk.stand_in.rows(NAME):
        rig.desk.stand_in.edit(NAME, row["id"], {column: None}, "Site owner")
    with store.changing():
        store.db.execute("DELETE FROM columns WHERE name = ?", (column,))


async def test_the_stand_in_refuses_a_row_for_a_column_that_it_does_not_know(earlier_rig: Rig) -> None:
    with pytest.raises(Refused, match="not recognized"):
        earlier_rig.desk.stand_in.add(NAME, {"Reference": "DR-0009", "CurrentStep": "Board"}, "Somebody")


async def test_a_list_without_them_is_written_as_far_as_it_goes_and_the_log_says_once_what_is_missing(
    earlier_rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    rig = earlier_rig
    await rig.submit()
    await rig.send()
    await rig.read()
    await rig.decided(PARTNER)
    await rig.send()
    assert rig.row()["Status"] == "In review"
    assert "CurrentStep" not in rig.row()
    assert [name for name, _ in told(caplog)] == COSTLY
    assert all(without for _, without in told(caplog))
    rig.later(minutes=11)
    await rig.read()
    assert len(told(caplog)) == len(COSTLY), "once for each opening"
    rig.client.lost()
    await rig.read()
    assert len(told(caplog)) == 2 * len(COSTLY)


async def test_a_running_host_notices_the_columns_and_fills_them_for_requests_that_go_on(earlier_rig: Rig) -> None:
    rig = earlier_rig
    await rig.read()
    for number in range(3):
        reference = await rig.submit()
        await rig.send(reference)
        assert reference == f"DR-000{number + 1}"
    await rig.happens(StatusChanged("Declined"), reference="DR-0003")
    await rig.send("DR-0003")
    shown = rig.desk.stand_in.rows(NAME)
    await provision(rig)
    assert rig.desk.stand_in.rows(NAME) == shown, "it touches no row"
    await rig.read()
    assert await rig.waits() == [], "nobody looks each time"
    rig.later(minutes=11)
    await rig.read()
    assert await rig.waits() == ["DR-0001", "DR-0002"]
    assert rig.woken[-1] == "delivers"
    for reference in await rig.waits():
        await rig.send(reference)
        assert rig.row(reference)["CurrentStep"] == NAMES[PARTNER]
        assert rig.row(reference)["ChecksOpen"]
    patched = rig.patched()
    await rig.read()
    rig.later(minutes=11)
    await rig.read()
    assert (await rig.waits(), rig.patched()) == ([], patched)
    assert await rig.current() == [PARTNER]


async def test_a_host_that_starts_after_the_list_got_them_fills_them_too(earlier_rig: Rig) -> None:
    rig = earlier_rig
    await rig.submit()
    await rig.send()
    await rig.read()
    await provision(rig)
    again = Rig(rig.register, rig.desk, rig.clock)
    await again.read()
    assert await again.waits() == ["DR-0001"]
    await again.client.close()


async def test_what_somebody_wrote_into_a_new_column_before_it_was_filled_counts(earlier_rig: Rig) -> None:
    rig = earlier_rig
    await rig.submit()
    await rig.send()
    await rig.read()
    await provision(rig)
    rig.edit(CurrentStep=NAMES["board"])
    rig.later(minutes=11)
    await rig.read()
    assert await rig.current() == ["board"]
    await rig.send()
    assert rig.row()["CurrentStep"] == NAMES["board"]
    assert rig.row()["Status"] == "In review"


async def test_a_column_that_is_taken_away_while_the_host_runs_costs_itself_alone(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    await rig.submit()
    await rig.send()
    await rig.read()
    take_away(rig, "CurrentStep")
    await rig.decided(PARTNER)
    with pytest.raises(TryLater, match="other columns"):
        await rig.send()
    await rig.send()
    assert rig.row()["Status"] == "In review"
    assert [name for name, _ in told(caplog)] == ["CurrentStep"]
    await rig.read()
    assert (await rig.request()).status == "In review"
    await provision(rig)
    rig.later(minutes=11)
    await rig.read()
    await rig.send()
    assert rig.row()["CurrentStep"] == NAMES["board"]


async def test_a_column_that_comes_back_empty_is_filled_with_what_stood_there(rig: Rig) -> None:
    await rig.submit()
    await rig.send()
    await rig.read()
    take_away(rig, "ChecksOpen")
    rig.later(minutes=11)
    await rig.read()
    await provision(rig)
    rig.later(minutes=11)
    await rig.read()
    await rig.send()
    assert rig.row()["ChecksOpen"]


async def test_a_row_that_is_refused_for_something_else_is_given_up_as_before(rig: Rig) -> None:
    await rig.submit()
    status = next(c for c in await rig.desk.listing.columns() if c["name"] == "Status")
    facet = {**status["choice"], "choices": ["Another"]}
    await rig.desk.listing.change_column(status["id"], {"choice": facet})
    with pytest.raises(GiveUp, match="list check"):
        await rig.send()


async def test_nothing_is_left_out_without_which_a_row_is_nobodys(rig: Rig) -> None:
    await rig.client.listing()
    take_away(rig, "Reference")
    assert await rig.client.look() is False
    assert rig.client.missing == frozenset()


async def test_a_column_whose_want_costs_nothing_else_is_told_when_the_list_is_opened_alone(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    take_away(rig, "Outcome")
    for _ in range(2):
        await rig.client.listing()
        rig.clock[0] += LOOK_AGAIN
    await rig.client.listing()
    assert told(caplog) == []
    said = [r.__dict__["fields"]["difference"] for r in caplog.records if r.getMessage() == "list differs"]
    assert ["Outcome is missing" in one for one in said] == [True]
    assert rig.client.missing == {"Outcome"}


async def test_an_erased_cell_of_a_column_that_is_not_there_owes_nothing(earlier_rig: Rig) -> None:
    rig = earlier_rig
    await rig.submit()
    await rig.send()
    known = await rig.known()
    item, cells, owed = known.item or "", known.cells, ("ChecksDone", "Problem")
    await rig.register.write(
        lambda c: list_items.note(c, "DR-0001", item=item, url="", cells=cells, version=known.version, owed=owed)
    )
    await rig.happens(StatusChanged("Deferred"))
    await rig.send()
    assert (await rig.known()).owed == ()


async def test_check_and_doctor_say_what_does_not_happen_without_them_and_the_mend(earlier_rig: Rig) -> None:
    found = differences(wanted()[0], await earlier_rig.desk.listing.columns())
    assert [one.column for one in found] == COSTLY
    assert str(found[0]) == (
        "Digital change requests: the column CurrentStep is missing: until it is there, the list does not show who has "
        "a request, and nobody can move one there. Add it with front-door list provision"
    )
    said = [f for f in [f async for f in examine(earlier_rig.desk.graph, wanted())] if f.what == "List"]
    assert [(f.state, f.sentence) for f in said] == [("mend", str(one)) for one in found]


async def test_the_columns_are_looked_at_now_and_then_and_not_for_each_item(rig: Rig) -> None:
    def looks() -> int:
        return sum(call.path.partition("?")[0].endswith("/columns") for call in rig.desk.stand_in.ledger)

    await rig.submit()
    opened = rig.clock[0]
    await rig.send()
    before = looks()
    for _ in range(5):
        rig.later(minutes=1)
        await rig.read()
        await rig.client.listing()
    assert looks() == before
    rig.clock[0] = opened + LOOK_AGAIN
    await rig.read()
    assert looks() == before + 1
    rig.clock[0] -= timedelta(days=1)  # a clock that was put back delays nothing
    await rig.read()
    assert looks() == before + 2
