"""The list is another one: made anew, or named by other settings. Every request goes there, and nobody hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.delivery_errors import GiveUp, TryLater
from bot.register import list_items
from bot.register.schema import audit, deliveries
from bot.sharepoint.graph import open_graph
from bot.sharepoint.listing import open_listing
from bot.sharepoint.provision import carry_out, plan
from tests.bot.sharepoint.item_rig import Rig
from tests.bot.sharepoint.sharepoint_cases import Desk, wanted

OTHER = "Requests of this year"


async def another(rig: Rig, *columns: str) -> Rig:
    """The front door with the same register and another list, whose rows begin at 1 again; ``columns``: those alone."""
    ours = replace(wanted()[0], name=OTHER)
    if columns:
        ours = replace(ours, columns=tuple(one for one in ours.columns if one.built_in or one.name in columns))
    await carry_out(rig.desk.graph, await plan(rig.desk.graph, [ours]))
    graph = open_graph(replace(rig.desk.graph.access, list_name=OTHER))
    return Rig(rig.register, Desk(rig.desk.stand_in, graph, await open_listing(graph)), rig.clock)


async def closed(rig: Rig) -> None:
    await rig.client.close()
    await rig.desk.graph.close()


def rows(rig: Rig) -> dict[str, str]:
    """What the other list shows: the status of each request."""
    return {row["Reference"]: row["Status"] for row in rig.desk.stand_in.rows(OTHER)}


async def with_two(rig: Rig) -> Rig:
    """With two requests in the list, of which the second was approved there."""
    for _ in range(2):
        await rig.send(await rig.submit())
    await rig.read()
    rig.edit("DR-0002", Status="Approved")
    await rig.read()
    for reference in await rig.waits():
        await rig.send(reference)
    return rig


async def messages(rig: Rig) -> int:
    """How many messages to people there were."""
    chosen = select(deliveries.c.id).where(deliveries.c.service == "teams")
    return len(await rig.register.read(lambda c: c.execute(chosen).all()))


async def test_every_request_is_posted_into_another_list_and_nobody_hears_of_it(rig: Rig) -> None:
    await with_two(rig)
    told = await messages(rig)
    other = await another(rig)
    await other.read()
    assert await other.waits() == ["DR-0001", "DR-0002"]
    for reference in await other.waits():
        await other.send(reference)
    await other.read()
    assert rows(other) == {"DR-0001": "Submitted", "DR-0002": "Approved"}
    assert await messages(other) == told
    assert await other.waits() == []
    entered = await rig.register.read(lambda c: c.execute(select(audit.c.what, audit.c.fields)).all())
    assert [row.fields for row in entered if row.what == "another_list"] == ['{"items":2}']
    (first,) = [row for row in other.desk.stand_in.rows(OTHER) if row["Reference"] == "DR-0001"]
    other.desk.stand_in.edit(OTHER, first["id"], {"Status": "Deferred"}, "Governance officer")
    await other.read()
    assert (await other.request()).status == "Deferred", "decisions come back from it"
    await closed(other)


async def test_nothing_is_written_over_a_row_of_another_list_that_has_the_same_id(rig: Rig) -> None:
    await with_two(rig)
    other = await another(rig)
    other.desk.stand_in.add(OTHER, {"Title": "Made by hand", "Reference": "", "Status": "Submitted"}, "Somebody")
    await rig.decided("it_business_partner")
    with pytest.raises(TryLater, match="another than before"):
        await other.send()
    assert other.woken[-1] == "read again"
    await other.read()
    await other.send()
    by_hand, ours = other.desk.stand_in.rows(OTHER)
    assert (by_hand["Title"], by_hand.get("CurrentStep")) == ("Made by hand", None)
    assert (ours["Reference"], ours["Status"]) == ("DR-0001", "In review")
    await closed(other)


async def test_rows_that_were_copied_into_it_are_found_and_not_made_twice(rig: Rig) -> None:
    await with_two(rig)
    other = await another(rig)
    for row in reversed(rig.desk.stand_in.rows(rig.client.access.list_name)):
        cells = {name: row[name] for name in ("Title", "Reference", "Status", "RequesterAadId")}
        other.desk.stand_in.add(OTHER, cells, "Site owner")
    told = await messages(rig)
    for _ in range(2):
        await other.read()
        for reference in await other.waits():
            await other.send(reference)
    assert rows(other) == {"DR-0001": "Submitted", "DR-0002": "Approved"}
    assert [(await other.known(f"DR-000{n}")).item for n in (1, 2)] == ["2", "1"]
    assert other.desk.stand_in.rows(OTHER)[0]["Process"], "what was not copied is filled"
    assert await messages(other) == told
    await closed(other)


async def test_what_was_deleted_in_the_list_before_is_not_posted_into_another(rig: Rig) -> None:
    await with_two(rig)
    rig.desk.stand_in.remove(rig.client.access.list_name, rig.row("DR-0002")["id"])
    await rig.read()
    other = await another(rig)
    await other.read()
    assert await other.waits() == ["DR-0001"]
    with pytest.raises(GiveUp, match="deleted"):
        await other.send("DR-0002")
    assert rows(other) == {}
    await closed(other)


async def test_a_list_without_what_a_row_needs_is_not_gone_over_to(rig: Rig) -> None:
    await with_two(rig)
    known = await rig.known()
    other = await another(rig, "Title", "Problem")
    await rig.decided("it_business_partner")
    await other.read()
    with pytest.raises(TryLater, match="another than before"):
        await other.send()
    await closed(other)
    await rig.send()
    assert (rig.row()["Status"], (await rig.known()).item) == ("In review", known.item), "the right one goes on"


async def test_who_is_stopped_half_way_begins_again(rig: Rig) -> None:
    await with_two(rig)
    other = await another(rig)
    await rig.register.write(list_items.forget_items)  # then the process ended
    with pytest.raises(TryLater, match="another than before"):
        await other.send()
    await other.read()
    assert await other.waits() == ["DR-0001", "DR-0002"]
    await closed(other)


async def test_the_list_of_the_version_before_is_the_list(rig: Rig) -> None:
    await with_two(rig)
    await rig.register.write(lambda c: list_items.keep_value(c, list_items.LIST, None))
    again = Rig(rig.register, rig.desk, rig.clock)
    await again.read()
    assert await again.waits() == []
    assert (await again.known()).item is not None
    assert await again.register.read(lambda c: list_items.value(c, list_items.LIST)) == rig.desk.listing.list_id
    await again.client.close()


async def test_what_is_subscribed_to_is_given_up_with_the_list(rig: Rig) -> None:
    await with_two(rig)
    held = {"id": "00000000-0000-0000-0000-000000000009", "client_state": "word", "url": "https://bot.example.org/"}
    stored = {**held, "ends": (rig.clock[0] + timedelta(days=9)).isoformat()}
    await rig.register.write(lambda c: list_items.keep_value(c, list_items.SUBSCRIPTION, stored))
    other = await another(rig)
    await other.read()
    dropped = [call.path for call in rig.desk.stand_in.ledger if call.method == "DELETE"]
    assert [held["id"] in path for path in dropped] == [True]
    await closed(other)
