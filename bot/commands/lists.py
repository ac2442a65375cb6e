"""`front-door list provision` and `list check`: the SharePoint lists, made and compared with what is needed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

from bot.access import graph_access
from bot.commands.options import data_option, settings_or_stop, stop
from bot.people.directory import DirectoryProblems, areas, read_directory
from bot.settings import GRAPH, Settings
from bot.sharepoint.access import LOCAL_FOLDER, LOCAL_SITE, OPTIONAL_LISTS, GraphAccess, problems_of
from bot.sharepoint.columns import WantedList, champions_list, requests_list, seals_list, systems_list
from bot.sharepoint.graph import Graph, open_graph
from bot.sharepoint.provision import BEYOND_GRAPH, carry_out, plan
from bot.sharepoint.provision import check as compare
from bot.sharepoint.refusals import GraphRefused
from governance_rules import RulebookProblems, load_rulebook

if TYPE_CHECKING:
    from bot.local.graph import StandIn

T = TypeVar("T")


@click.group(name="list", short_help="Make and check the SharePoint lists.")
def command() -> None:
    """Make the SharePoint lists, and compare them with what is needed."""


@command.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
@data_option
def provision(*, dry_run: bool, data: Path) -> None:
    """Make the lists and their columns.

    Prints the plan first. Adds what is missing and mends indexes, uniqueness and choices; removes nothing, and can be
    repeated. Needs an identity that may manage the site (Sites.Manage.All), run by an administrator.
    """
    place = _place(data)
    run(_provision(place, dry_run=dry_run))


@command.command()
@data_option
def check(data: Path) -> None:
    """Name each difference of the lists from what is needed. Exit 1 if there is any."""
    place = _place(data)
    run(_check(place))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the lists are, what they should be, and the folder of a stand-in to start first, if one is needed."""

    access: GraphAccess
    wanted: tuple[WantedList, ...]
    stand_in: Path | None


def _place(data: Path) -> Place:
    """The lists of the settings. Stops with everything that is wrong."""
    settings = settings_or_stop()
    access, stand_in, problems = where(settings, data)
    if problems:
        stop(*problems)
    try:
        return Place(access, wanted_of(settings), stand_in)
    except DirectoryProblems as wrong:
        stop(*wrong.lines)
    except RulebookProblems as wrong:
        stop(*str(wrong).splitlines())


def where(settings: Settings, data: Path) -> tuple[GraphAccess, Path | None, list[str]]:
    """How to reach the list, the folder of the stand-in to start first, and what is missing.

    With no site and no Graph set, and a local front door in the data folder, it is that one's list.
    """
    access = graph_access(settings)
    if not access.site and settings.graph_base_url == GRAPH and (data / LOCAL_FOLDER).is_dir():
        return replace(access, site=LOCAL_SITE), data / LOCAL_FOLDER, []
    if not access.site and access.is_loopback:
        access = replace(access, site=LOCAL_SITE)
    return access, None, problems_of(access)


def wanted_of(settings: Settings) -> tuple[WantedList, ...]:
    """The lists that rules and directory ask for. Raises `DirectoryProblems` or `RulebookProblems`."""
    directory = read_directory(settings.directory)
    names = areas(directory)
    day = datetime.now(UTC).astimezone(ZoneInfo("Europe/London")).date()
    rulebook = load_rulebook(settings.rulebook, names, day)
    champions = champions_list(names, tuple(directory.owners), rulebook)
    requests = requests_list(settings.sharepoint_list, rulebook, names)
    return requests, champions, systems_list(names), seals_list()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run this to its end; a refusal of Graph becomes one line and exit 1."""
    try:
        return asyncio.run(work)
    except GraphRefused as refused:
        stop(f"{refused.reason[:1].upper()}{refused.reason[1:]}.")


@asynccontextmanager
async def reached(place: Place) -> AsyncIterator[Graph]:
    """A connection to Graph, with the stand-in of the data folder started beside it where there is one."""
    stand_in = await _started(place.stand_in) if place.stand_in else None
    graph = open_graph(replace(place.access, base_url=stand_in.url) if stand_in else place.access)
    try:
        yield graph
    finally:
        await graph.close()
        if stand_in:
            await stand_in.close()


async def _started(folder: Path) -> StandIn:
    from bot.local.graph import start  # noqa: PLC0415 - local mode only

    return await start(0, folder)


async def _provision(place: Place, *, dry_run: bool) -> None:
    async with reached(place) as graph:
        plans = await plan(graph, place.wanted)
        _say("Plan:", [line for one in plans for line in one.lines])
        if dry_run:
            click.echo("Nothing was changed: this was a dry run.")
            return
        result = await carry_out(graph, plans)
    _say("Done:", result.done or ["nothing was needed"])
    _say("Left for you:", result.left)
    click.echo(BEYOND_GRAPH)
    if result.left:
        stop("Some of it is left: see above. Then run front-door list check.")
    click.echo("Next: front-door list check")


async def _check(place: Place) -> None:
    async with reached(place) as graph:
        found = await compare(graph, place.wanted)
    without = [d for d in found if d.what == "list missing" and d.list_name in OPTIONAL_LISTS]
    wrong = [d for d in found if d not in without]
    for difference in wrong:
        click.echo(str(difference))
    for difference in without:
        click.echo(f"{difference.list_name}: not on this site, so {OPTIONAL_LISTS[difference.list_name]}.")
    if wrong:
        stop("Mend this with front-door list provision, where nothing else is said.")
    click.echo("The lists are as they should be.")


def _say(heading: str, lines: Sequence[str]) -> None:
    if lines:
        click.echo(heading)
        for line in lines:
            click.echo(f"  {line}")
