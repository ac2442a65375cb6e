"""Each request becomes exactly one item, whatever happens to the calls."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.local.graph import LOCAL_SITE, Fault, start
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.graph import open_graph
from bot.sharepoint.items import fields_of, line, look_up, post, update
from bot.sharepoint.listing import open_listing
from bot.sharepoint.people import person_of_address, read_person
from bot.sharepoint.refusals import Conflict, GiveUp, GraphRefused, NoItem, NotAllowed, TryLater
from dialogs.model import Person, Request
from tests.bot.sharepoint.sharepoint_cases import NAME, Desk, a_request, people, rulebook


def cells(request: Request) -> dict[str, Any]:
    return fields_of(request, rulebook(), people())


WHO = "00000000-0000-0000-0000-0000000000e1"


async def test_a_request_becomes_an_item_with_names_in_every_column(desk: Desk) -> None:
    there = await post(desk.listing, cells(a_request()), tried_before=False)
    (row,) = desk.stand_in.rows(NAME)
    assert there.item_id == row["id"]
    assert there.url.startswith("https://")
    assert row["Reference"] == "DR-0001"
    assert row["Status"] == "Submitted"
    assert row["Process"] == "Project"
    assert row["Steps"].startswith("IT business partner for the service area; Digital, Data and Customer Board; ICT")
    assert row["Checks"].startswith("Data protection impact assessment screening; Strict AI use policy")
    assert row["Alerts"] == "Late engagement"
    assert row["Timeframe"] in {"Now", "Next", "Later"}
    assert row["ServiceArea"] == "Housing"
    assert row["RequesterUpn"] == "officer.housing@example.org"
    assert row["NeededBy"].startswith("2027-03-31")
    assert row["SubmittedAt"] == "2026-11-23T09:30:00Z"
    assert "Project: " in row["Reasons"]
    assert "Service area: Housing" in row["Answers"]
    assert not {"DecisionNote", "FinalProcess", "ITContact"} & set(row)


def test_columns_are_filled_by_role_whatever_the_rules_call_a_detail() -> None:
    own = replace(rulebook(), details=tuple(replace(d, id=f"own_{d.id}") for d in rulebook().details))
    request = a_request()
    here = replace(request, title="", details={f"own_{name}": said for name, said in request.details.items()})
    before, after = fields_of(request, rulebook(), people()), fields_of(here, own, people())
    assert {k: v for k, v in after.items() if k != "Title"} == {k: v for k, v in before.items() if k != "Title"}
    assert after["Title"] == request.details["title"]
    assert after["NeededBy"].startswith("2027-03-31")
    # A request that was sent before the rules called it otherwise keeps its cells.
    assert fields_of(request, own, people()) == before


async def test_columns_that_do_not_apply_stay_empty(desk: Desk) -> None:
    idea = {
        "need": "idea",
        "service_area": "housing",
        "corporate_tool": "yes",
        "reach": "my_team",
        "data": "none",
        "technical_impact": ["none"],
        "ai": "no",
    }
    await post(desk.listing, cells(a_request("DR-0002", idea, needed_by="", supplier="")), tried_before=False)
    (row,) = desk.stand_in.rows(NAME)
    assert row["Process"] == "Explore"
    assert not {"Timeframe", "ValueScore", "AchievabilityScore", "NeededBy", "Supplier", "Alerts"} & set(row)


async def test_a_connection_lost_after_the_item_was_stored_makes_no_second_item(desk: Desk) -> None:
    for number in range(1, 26):
        fields = cells(a_request(f"DR-{number:04}"))
        desk.stand_in.misbehave(Fault("drop_after_commit", "POST", "/items$"))
        with pytest.raises(TryLater):
            await post(desk.listing, fields, tried_before=False)
        await post(desk.listing, fields)
    assert [row["Reference"] for row in desk.stand_in.rows(NAME)] == [f"DR-{n:04}" for n in range(1, 26)]


async def test_a_try_that_nobody_remembers_is_found_by_the_unique_column(desk: Desk) -> None:
    first = await post(desk.listing, cells(a_request()), tried_before=False)
    again = await post(desk.listing, cells(a_request()), tried_before=False)
    assert again.item_id == first.item_id
    assert len(desk.stand_in.rows(NAME)) == 1


async def test_two_items_with_one_reference_are_told_of(desk: Desk) -> None:
    reference = next(c for c in await desk.listing.columns() if c["name"] == "Reference")
    await desk.listing.change_column(reference["id"], {"enforceUniqueValues": False})
    for _ in range(2):
        await desk.listing.create({"Title": "Twice", "Reference": "DR-0001", "Status": "Submitted"})
    there = await post(desk.listing, cells(a_request()))
    assert (there.item_id, there.doubles) == ("1", ("2",))


async def test_what_sharepoint_never_takes_is_given_up_and_the_others_pass(desk: Desk) -> None:
    desk.stand_in.misbehave(Fault("poison", title="A new system for repairs", times=None))
    with pytest.raises(GiveUp, match="Graph answered 400"):
        await post(desk.listing, cells(a_request()), tried_before=False)
    await post(desk.listing, cells(a_request("DR-0002", title="Another system")), tried_before=False)
    assert [row["Reference"] for row in desk.stand_in.rows(NAME)] == ["DR-0002"]


@pytest.mark.parametrize("status", [408, 423, 425, 429, 500, 502, 503, 504])
async def test_a_passing_refusal_is_tried_later_and_never_by_the_sdk(desk: Desk, status: int) -> None:
    desk.stand_in.misbehave(Fault("status", "POST", "/items$", status=status))
    with pytest.raises(TryLater):
        await post(desk.listing, cells(a_request()), tried_before=False)
    assert [c.status for c in desk.stand_in.ledger if c.method == "POST"] == [status]


@pytest.mark.parametrize("fault", [Fault("html", "POST"), Fault("drop", "POST"), Fault("outage", times=None)])
async def test_what_stands_before_graph_may_fail_too(desk: Desk, fault: Fault) -> None:
    desk.stand_in.misbehave(fault)
    with pytest.raises(TryLater):
        await post(desk.listing, cells(a_request()), tried_before=False)
    desk.stand_in.behave()
    await post(desk.listing, cells(a_request()))
    assert len(desk.stand_in.rows(NAME)) == 1


async def test_silence_ends_in_another_try(desk: Desk) -> None:
    desk.graph.connection.http.timeout = httpx.Timeout(0.2)
    desk.stand_in.misbehave(Fault("hang", "POST", seconds=0.5))
    with pytest.raises(TryLater, match="in time"):
        await post(desk.listing, cells(a_request()), tried_before=False)


@pytest.mark.parametrize("status", [401, 403])
async def test_what_the_app_may_not_do_is_kept_for_an_operator(desk: Desk, status: int) -> None:
    desk.stand_in.misbehave(Fault("status", "POST", status=status))
    with pytest.raises(NotAllowed, match="front-door doctor"):
        await post(desk.listing, cells(a_request()), tried_before=False)


async def test_a_call_that_was_let_through_before_the_refusal_was_read_is_kept_back_at_the_wire(desk: Desk) -> None:
    before = len(desk.stand_in.ledger)

    def meanwhile(client: Any) -> Any:
        desk.graph.hold(7)  # another call has just read its refusal
        return client.sites.with_url(f"{desk.graph.access.base_url}/sites/root")

    with pytest.raises(TryLater) as told:
        await desk.graph.call("GET", meanwhile)
    assert told.value.after is not None
    assert 0 < told.value.after <= 7
    assert len(desk.stand_in.ledger) == before


async def test_no_call_leaves_while_a_retry_after_runs(desk: Desk) -> None:
    clock = [1000.0]
    graph = open_graph(desk.graph.access, clock=lambda: clock[0])
    listing = replace(desk.listing, graph=graph)
    desk.stand_in.misbehave(Fault("status", "POST", "/items$", status=503, retry_after=7))
    with pytest.raises(TryLater) as refused:
        await post(listing, cells(a_request()), tried_before=False)
    assert refused.value.after == 7
    calls = len(desk.stand_in.ledger)
    for read_or_write in (listing.delta, listing.columns, lambda: post(listing, cells(a_request()))):
        with pytest.raises(TryLater) as held:
            await read_or_write()
        assert held.value.after == 7
    assert len(desk.stand_in.ledger) == calls
    clock[0] += 7
    await post(listing, cells(a_request()))
    assert len(desk.stand_in.rows(NAME)) == 1
    await graph.close()


async def test_a_retry_after_is_told_to_the_others_even_where_the_answer_is_not_needed(desk: Desk) -> None:
    told: list[float] = []

    async def keep(seconds: float) -> None:
        told.append(seconds)

    graph = open_graph(desk.graph.access, told_to_wait=keep)
    desk.stand_in.keep_person(WHO, "member.of.staff@example.org")
    desk.stand_in.misbehave(Fault("status", "GET", "/manager$", status=429, retry_after=7, holds=True))
    assert (await read_person(graph, WHO)).source == "partly"
    assert told == [7]
    with pytest.raises(TryLater):
        await read_person(graph, WHO)
    assert told == [7]  # a call that did not leave met nothing
    await graph.close()


@pytest.mark.parametrize("typed", ["so001@example.org", "Sponsor.O'Brien@Example.org"])
async def test_somebody_is_found_by_what_they_sign_in_with_and_by_what_they_are_mailed_at(
    desk: Desk, typed: str
) -> None:
    desk.stand_in.keep_person(WHO, "so001@example.org", "Senior officer", mail="sponsor.o'brien@example.org")
    assert await person_of_address(desk.graph, typed) == Person(WHO, "Senior officer", typed)


async def test_an_address_of_two_people_or_of_nobody_is_nobodys(desk: Desk) -> None:
    for number in (2, 3):
        desk.stand_in.keep_person(f"{WHO[:-1]}{number}", f"so00{number}@example.org", mail="team@example.org")
    assert await person_of_address(desk.graph, "team@example.org") is None
    assert await person_of_address(desk.graph, "nobody@example.org") is None
    desk.stand_in.keep_person(WHO, "team@example.org", "Team leader")
    assert await person_of_address(desk.graph, "team@example.org") == Person(WHO, "Team leader", "team@example.org")


@pytest.mark.parametrize(("status", "nobody"), [(403, True), (400, True), (401, False)])
async def test_an_address_is_nobodys_where_the_app_may_not_look_and_not_while_it_cannot_sign_in(
    desk: Desk, status: int, *, nobody: bool
) -> None:
    desk.stand_in.misbehave(Fault("status", "GET", "/users", times=None, status=status))
    if nobody:
        assert await person_of_address(desk.graph, "somebody@example.org") is None
    else:
        with pytest.raises(NotAllowed):
            await person_of_address(desk.graph, "somebody@example.org")


async def test_a_title_that_looks_like_a_date_or_an_id_stays_text(desk: Desk) -> None:
    for number, title in enumerate(("2026-01-01", "2026-01-01T00:00:00Z", "00000000-0000-0000-0000-000000000001"), 1):
        there = await post(desk.listing, cells(a_request(f"DR-{number:04}", title=title)), tried_before=False)
        item = await desk.listing.item(there.item_id)
        assert item["fields"]["Title"] == title


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("https://example.org")',
        "<script>alert(1)</script>",
        "'; DROP TABLE items; --",
        "O'Brien's {braces}",
        "@SUM(A1)",
    ],
)
async def test_hostile_text_is_kept_as_plain_text(desk: Desk, text: str) -> None:
    await post(desk.listing, cells(a_request(title=text, problem=f"{text}\n{text}")), tried_before=False)
    (row,) = desk.stand_in.rows(NAME)
    assert row["Title"] == text
    assert row["Problem"] == f"{text}\n{text}"


async def test_text_that_cannot_be_stored_is_made_storable(desk: Desk) -> None:
    request = a_request(title="Broken\r\nin\x00two " + "x" * 300, problem="a\x07b\ud800c", supplier="y" * 400)
    await post(desk.listing, cells(request), tried_before=False)
    (row,) = desk.stand_in.rows(NAME)
    assert row["Title"].startswith("Broken intwo x")
    assert len(row["Title"]) == len(row["Supplier"]) == 255
    assert row["Problem"] == "abc"


def test_an_empty_line_is_no_cell() -> None:
    assert line(" \n ") is None


async def test_a_withdrawal_reaches_the_item_and_a_cell_can_be_emptied(desk: Desk) -> None:
    there = await post(desk.listing, cells(a_request()), tried_before=False)
    after = await update(desk.listing, there.item_id, {"Status": "Withdrawn", "Supplier": None})
    (row,) = desk.stand_in.rows(NAME)
    assert row["Status"] == "Withdrawn"
    assert "Supplier" not in row
    assert after.version == there.version + 1


async def test_a_decision_that_we_have_not_seen_is_never_overwritten(desk: Desk) -> None:
    there = await post(desk.listing, cells(a_request()), tried_before=False)
    desk.stand_in.edit(NAME, there.item_id, {"Status": "Approved"}, "Governance officer")
    with pytest.raises(Conflict):
        await update(desk.listing, there.item_id, {"Status": "Withdrawn"}, expected={"Status": ("Submitted",)})
    assert desk.stand_in.rows(NAME)[0]["Status"] == "Approved"


async def test_writing_what_is_there_already_writes_nothing(desk: Desk) -> None:
    there = await post(desk.listing, cells(a_request()), tried_before=False)
    await update(desk.listing, there.item_id, {"Status": "Withdrawn"}, expected={"Status": ("Submitted",)})
    await update(desk.listing, there.item_id, {"Status": "Withdrawn"}, expected={"Status": ("Submitted",)})
    assert [c.status for c in desk.stand_in.ledger if c.method == "PATCH"] == [200]


async def test_an_item_that_was_deleted_cannot_be_changed(desk: Desk) -> None:
    there = await post(desk.listing, cells(a_request()), tried_before=False)
    desk.stand_in.remove(NAME, there.item_id)
    with pytest.raises(NoItem, match="no longer in the list"):
        await update(desk.listing, there.item_id, {"Status": "Withdrawn"})


async def test_a_list_that_is_not_there_is_kept_for_an_operator(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="list provision"):
        await open_listing(desk.graph, "Another list")
    gone = replace(desk.listing, list_id="00000000-0000-0000-0000-000000000009")
    with pytest.raises(NotAllowed, match="list provision"):
        await post(gone, cells(a_request()))
    with pytest.raises(NotAllowed, match="list provision"):
        await update(gone, "1", {"Status": "Withdrawn"})
    elsewhere = open_graph(replace(desk.graph.access, site="localhost:/sites/none"))
    with pytest.raises(NotAllowed, match="SHAREPOINT_SITE"):
        await open_listing(elsewhere)
    await elsewhere.close()


async def test_an_app_that_may_use_single_lists_only_finds_its_list_by_its_title(desk: Desk) -> None:
    desk.stand_in.misbehave(Fault("status", "GET", "/lists$", status=403))
    assert (await open_listing(desk.graph)).list_id == desk.listing.list_id
    desk.stand_in.misbehave(Fault("status", "GET", "/lists$", status=403))
    with pytest.raises(NotAllowed, match="list provision"):
        await open_listing(desk.graph, "Another list")


async def test_every_call_is_counted_with_its_result(desk: Desk) -> None:
    seen: list[tuple[str, str]] = []
    graph = open_graph(desk.graph.access, lambda method, result, _seconds: seen.append((method, result)))
    listing = replace(desk.listing, graph=graph)
    await listing.columns()
    for fault in (Fault("status", "POST", status=503), Fault("status", "POST", status=400), Fault("drop", "POST")):
        desk.stand_in.misbehave(fault)
        with pytest.raises(GraphRefused):
            await listing.create({"Title": "A request"})
    assert seen == [("GET", "ok"), ("POST", "later"), ("POST", "refused"), ("POST", "unreachable")]
    await graph.close()


async def test_a_reference_with_a_quote_is_looked_up_as_it_stands(desk: Desk) -> None:
    assert await look_up(desk.listing, "DR-0001' or fields/Status eq 'Submitted") is None


async def test_the_token_goes_to_graph_alone(desk: Desk, tmp_path: Path) -> None:
    elsewhere = await start(0, tmp_path / "elsewhere")
    with pytest.raises(GiveUp, match="another place"):
        await desk.graph.follow(f"{elsewhere.url}/sites/{LOCAL_SITE}")
    assert elsewhere.ledger == []
    await elsewhere.close()


async def test_calls_say_who_we_are_and_log_no_address(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await desk.listing.columns()
    assert desk.graph.connection.http.headers["User-Agent"].startswith("NONISV|SouthamptonCityCouncil|FrontDoor/")
    assert not [record for record in caplog.records if record.name.startswith("httpx")]


async def test_secrets_do_not_show_in_the_text_of_the_access() -> None:
    one, other = "canary-1", "canary-2"
    access = GraphAccess("https://graph.microsoft.com/v1.0", LOCAL_SITE, client_secret=one, bot_secret=other)
    assert "canary" not in repr(access)
