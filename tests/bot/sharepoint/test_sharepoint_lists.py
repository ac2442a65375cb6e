"""The lists are made, compared and mended, and nothing in them is ever removed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.commands import main
from bot.local.graph import LOCAL_SITE, Fault, StandIn, start
from bot.sharepoint.access import LOCAL_FOLDER, GraphAccess
from bot.sharepoint.champions import find_champions, read_champions
from bot.sharepoint.columns import STATUSES
from bot.sharepoint.graph import Graph, open_graph
from bot.sharepoint.listing import Listing, find_site, make_listing, open_listing
from bot.sharepoint.provision import carry_out, check, plan
from bot.sharepoint.refusals import NotAllowed
from tests.bot.sharepoint.sharepoint_cases import NAME, Desk, wanted

CONTRACT = (
    "Title Reference Status Process Steps Checks Alerts Timeframe ValueScore AchievabilityScore ServiceArea "
    "RequesterName RequesterUpn RequesterAadId SponsorName Problem Outcome Systems Supplier NeededBy Reasons "
    "Answers RulesVersion SubmittedAt ITContact DecisionNote FinalProcess CurrentStep StepsDone ChecksOpen ChecksDone "
    "SponsorUpn SponsorConfirmed Benefit"
)


@pytest.fixture
async def empty(tmp_path: Path, exchanges: Path) -> AsyncIterator[tuple[StandIn, Graph]]:
    """A site without any list."""
    stand_in = await start(0, tmp_path / "graph", record=exchanges)
    graph = open_graph(GraphAccess(stand_in.url, LOCAL_SITE))
    yield stand_in, graph
    await graph.close()
    await stand_in.close()


def test_the_wanted_columns_are_those_of_the_contract() -> None:
    requests, champions, systems, seals = wanted()
    assert [(c.name, c.kind, c.unique) for c in seals.columns] == [
        ("Title", "line", True), ("SealedOn", "moment", False), ("Rows", "number", False), ("Seal", "line", False),
        ("History", "line", False),
    ]  # fmt: skip
    assert [c.name for c in requests.columns] == CONTRACT.split()
    assert [c.name for c in requests.columns if c.indexed] == [
        "Reference", "Status", "Process", "Timeframe", "ServiceArea", "SubmittedAt", "CurrentStep",
    ]  # fmt: skip
    assert [c.name for c in requests.columns if c.unique] == ["Reference"]
    assert requests.column("Status").choices == STATUSES
    assert requests.column("Timeframe").choices == ("Now", "Next", "Later")
    assert [(c.name, c.kind) for c in systems.columns] == [
        ("Title", "line"), ("Supplier", "line"), ("ServiceArea", "choice"), ("Owner", "line"), ("ContractEnds", "date"),
        ("NoticeMonths", "number"), ("YearlyCost", "number"), ("State", "choice"), ("Link", "line"),
    ]  # fmt: skip
    assert systems.column("State").choices == ("In use", "Being replaced", "Retired")
    assert [c.name for c in champions.columns] == ["Person", "PersonAadId", "ServiceArea", "Role", "Active"]
    assert champions.column("Role").choices[:4] == ("Champion", "IT business partner", "Governance team", "procurement")
    # Bodies by name beside them; the partner is a role of its own already.
    assert champions.column("Role").choices[-4:] == (
        "change_team", "Digital, Data and Customer Board", "ICT Improvement Group", "Technical Review Board",
    )  # fmt: skip


async def test_a_plan_changes_nothing(empty: tuple[StandIn, Graph]) -> None:
    stand_in, graph = empty
    plans = await plan(graph, wanted())
    assert [line for one in plans for line in one.lines] == [
        "Digital change requests: make the list with 34 columns",
        "Digital champions: make the list with 5 columns",
        "Digital systems: make the list with 9 columns",
        "Front door seals: make the list with 5 columns",
    ]
    assert {c.method for c in stand_in.ledger} == {"GET"}


async def test_the_lists_are_made_as_wanted_and_a_second_time_nothing_is_done(empty: tuple[StandIn, Graph]) -> None:
    stand_in, graph = empty
    result = await carry_out(graph, await plan(graph, wanted()))
    assert result.left == ()
    assert await check(graph, wanted()) == []
    calls = len(stand_in.ledger)
    again = await carry_out(graph, await plan(graph, wanted()))
    assert (again.done, again.left) == ((), ())
    assert {c.method for c in stand_in.ledger[calls:]} == {"GET"}


Tamper = Callable[[Listing, dict[str, Any]], Awaitable[Any]]


async def _unindex(listing: Listing, column: dict[str, Any]) -> None:
    await listing.change_column(column["id"], {"indexed": False})


async def _allow_doubles(listing: Listing, column: dict[str, Any]) -> None:
    await listing.change_column(column["id"], {"enforceUniqueValues": False})


async def _lose_a_choice(listing: Listing, column: dict[str, Any]) -> None:
    await listing.change_column(column["id"], {"choice": {**column["choice"], "choices": ["Ours", *STATUSES[1:]]}})


async def _rename(listing: Listing, column: dict[str, Any]) -> None:
    await listing.change_column(column["id"], {"displayName": "Something else"})


async def _drop(listing: Listing, column: dict[str, Any]) -> None:
    await listing.graph.call("DELETE", lambda c: listing.at(c).columns.by_column_definition_id(column["id"]))


async def _retype(listing: Listing, column: dict[str, Any]) -> None:
    await _drop(listing, column)
    await listing.add_column({"name": column["name"], "text": {}})


@pytest.mark.parametrize(
    ("column", "tamper", "what", "sentence"),
    [
        ("Timeframe", _unindex, "unindexed", "not indexed"),
        ("Reference", _allow_doubles, "not unique", "takes the same value twice"),
        ("Status", _lose_a_choice, "missing choice", "lacks the choices Submitted"),
        ("Problem", _rename, "renamed", "is shown as “Something else”"),
        ("Outcome", _drop, "missing", "the column Outcome is missing"),
        ("ValueScore", _retype, "retyped", "has the type single line of text and needs number"),
        ("Reasons", _retype, "retyped", "needs multi-line text"),
        ("NeededBy", _retype, "retyped", "needs date. "),
        ("SubmittedAt", _retype, "retyped", "needs date and time"),
    ],
)
async def test_each_difference_is_named_and_mended_where_graph_can(
    desk: Desk, column: str, tamper: Tamper, what: str, sentence: str
) -> None:
    present = next(c for c in await desk.listing.columns() if c["name"] == column)
    await tamper(desk.listing, present)
    (difference,) = await check(desk.graph, wanted())
    assert (difference.what, difference.column) == (what, column)
    assert sentence in str(difference)
    result = await carry_out(desk.graph, await plan(desk.graph, wanted()))
    left = await check(desk.graph, wanted())
    assert [str(d) for d in left] == list(result.left)
    assert bool(left) == (what in {"renamed", "retyped"})


async def test_what_others_added_stays(desk: Desk) -> None:
    status = next(c for c in await desk.listing.columns() if c["name"] == "Status")
    await desk.listing.change_column(
        status["id"], {"choice": {**status["choice"], "choices": ["Parked", *STATUSES[:-1]]}}
    )
    await desk.listing.add_column({"name": "Ours", "boolean": {}})
    timeframe = next(c for c in await desk.listing.columns() if c["name"] == "Timeframe")
    buttons = {**timeframe["choice"], "choices": ["Now"], "displayAs": "radioButtons"}
    await desk.listing.change_column(timeframe["id"], {"choice": buttons})
    await carry_out(desk.graph, await plan(desk.graph, wanted()))
    columns = {c["name"]: c for c in await desk.listing.columns()}
    assert columns["Status"]["choice"]["choices"] == ["Parked", *STATUSES]
    assert columns["Timeframe"]["choice"]["choices"] == ["Now", "Next", "Later"]
    assert columns["Timeframe"]["choice"]["displayAs"] == "radioButtons"
    assert "Ours" in columns


async def test_a_list_that_was_made_bare_gets_its_columns(empty: tuple[StandIn, Graph]) -> None:
    _, graph = empty
    site = await find_site(graph)
    await make_listing(graph, site["id"], NAME, [{"name": "Reference", "text": {}}])
    plans = await plan(graph, wanted())
    assert "Digital change requests: make the column Reference unique" in plans[0].lines
    assert (await carry_out(graph, plans)).left == ()


async def test_a_list_that_somebody_made_after_the_plan_is_taken_as_it_is(empty: tuple[StandIn, Graph]) -> None:
    stand_in, graph = empty
    first, second = [await plan(graph, wanted()[:1]) for _ in range(2)]
    await carry_out(graph, first)
    assert (await carry_out(graph, second)).left == ()
    assert await check(graph, wanted()[:1]) == []
    stand_in.misbehave(Fault("status", "POST", "/lists$", status=409))
    with pytest.raises(NotAllowed, match="“Digital champions” could not be made"):
        await carry_out(graph, await plan(graph, wanted()[1:2]))


async def test_what_graph_refuses_for_one_column_does_not_stop_the_others(empty: tuple[StandIn, Graph]) -> None:
    stand_in, graph = empty
    site = await find_site(graph)
    await make_listing(graph, site["id"], NAME, [])
    stand_in.misbehave(Fault("status", "POST", "/columns$", status=400))
    result = await carry_out(graph, await plan(graph, wanted()))
    assert any("Graph refused" in line for line in result.left)
    assert "Digital change requests: added the column FinalProcess" in result.done


async def test_a_list_with_duplicates_says_why_it_cannot_be_unique(desk: Desk) -> None:
    reference = next(c for c in await desk.listing.columns() if c["name"] == "Reference")
    await _allow_doubles(desk.listing, reference)
    for _ in range(2):
        await desk.listing.create({"Title": "Twice", "Reference": "DR-0001"})
    result = await carry_out(desk.graph, await plan(desk.graph, wanted()))
    assert any("takes the same value twice" in line and "Graph refused" in line for line in result.left)


async def test_the_list_of_champions_is_read_as_rows(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    champions = await find_champions(desk.graph)
    assert champions is not None
    await champions.create(
        {
            "Title": "Housing champion",
            "Person": " Housing champion ",
            "PersonAadId": "00000000-0000-0000-0000-00000000c001",
            "ServiceArea": "Housing",
            "Role": "Champion",
            "Active": True,
        }
    )
    await champions.create({"Title": "An empty row"})
    rows = await read_champions(champions)
    assert rows is not None
    assert [(r.person, r.service_area, r.role, r.active) for r in rows] == [
        ("Housing champion", "Housing", "Champion", True),
        ("", "", "", False),
    ]
    assert [one.message for one in caplog.records if "cannot be read" in one.message] == []


async def test_a_site_without_the_list_of_champions_has_none(empty: tuple[StandIn, Graph]) -> None:
    assert await find_champions(empty[1]) is None


def run(*arguments: str, **environment: str) -> Awaitable[Result]:
    """The console command, in a thread: it has an event loop of its own."""
    environment = {
        "SHAREPOINT_SITE": LOCAL_SITE,
        "GRAPH_BASE_URL": "",
        "MicrosoftAppId": "",
        "AZURE_CLIENT_ID": "",
        **environment,
    }
    return asyncio.to_thread(CliRunner().invoke, main, arguments, env=environment)


async def test_the_commands_make_the_lists_and_find_them_well(empty: tuple[StandIn, Graph]) -> None:
    url = empty[0].url
    missing = await run("list", "check", GRAPH_BASE_URL=url)
    assert missing.exit_code == 1
    assert "Digital change requests: the list is missing" in missing.output
    dry = await run("list", "provision", "--dry-run", GRAPH_BASE_URL=url)
    assert dry.exit_code == 0
    assert "Nothing was changed" in dry.output
    assert "Done:" not in dry.output
    done = await run("list", "provision", GRAPH_BASE_URL=url)
    assert done.exit_code == 0
    assert "docs/site-script" in done.output
    assert done.output.startswith("Plan:\n  Digital change requests: make the list with ")
    assert "Left for you:" not in done.output
    again = await run("list", "provision", GRAPH_BASE_URL=url)
    assert (again.exit_code, "Done:\n  nothing was needed\n" in again.output) == (0, True), again.output
    well = await run("list", "check", GRAPH_BASE_URL=url)
    assert (well.exit_code, well.output) == (0, "The lists are as they should be.\n")
    await _unindex(
        await open_listing(empty[1]),
        next(c for c in await (await open_listing(empty[1])).columns() if c["name"] == "Status"),
    )
    ill = await run("list", "check", GRAPH_BASE_URL=url)
    assert ill.exit_code == 1
    assert "the column Status is not indexed" in ill.output


async def test_the_commands_work_on_the_list_of_a_local_front_door(made_lists: Path, tmp_path: Path) -> None:
    (tmp_path / LOCAL_FOLDER).mkdir()
    (tmp_path / LOCAL_FOLDER / "graph.sqlite").write_bytes((made_lists / "graph.sqlite").read_bytes())
    well = await run("list", "check", "--data", str(tmp_path), SHAREPOINT_SITE="")
    assert well.exit_code == 0, well.output


async def test_the_commands_name_every_missing_setting_at_once() -> None:
    result = await run("list", "check", "--data", "none", SHAREPOINT_SITE="")
    assert result.exit_code == 1
    assert "SHAREPOINT_SITE is missing" in result.output
    assert "Nothing to sign in with" in result.output


async def test_the_commands_say_in_one_line_that_graph_cannot_be_reached() -> None:
    result = await run("list", "check", GRAPH_BASE_URL="http://127.0.0.1:9/v1.0")
    assert result.exit_code == 1
    assert result.output.startswith("Graph cannot be reached")
    assert len(result.output.splitlines()) == 1
