"""What the doctor finds out about Graph: sign-in, site, lists and permissions, each with its mend."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.people.champion_rows import GOVERNANCE_TEAM
from bot.sharepoint.access import CHAMPIONS_LIST, OPTIONAL_LISTS, SEALS_LIST, SYSTEMS_LIST
from bot.sharepoint.champions import read_champions
from bot.sharepoint.columns import WantedList
from bot.sharepoint.graph import Graph
from bot.sharepoint.listing import find_site, open_listing
from bot.sharepoint.people import read_manager, read_person
from bot.sharepoint.permissions import CALLS, PEOPLE
from bot.sharepoint.provision import check
from bot.sharepoint.refusals import GraphRefused, Missing, NotAllowed, TryLater
from bot.sharepoint.seals import read_seals

_NOBODY: Final = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: what was looked at, how it is, and a sentence that says so and what to mend."""

    what: str
    state: Literal["ok", "mend", "left out", "doubt"]
    sentence: str


async def examine(graph: Graph, wanted: Sequence[WantedList], somebody: str = _NOBODY) -> AsyncIterator[Finding]:
    """Look at everything that the front door needs of Graph; nothing is changed.

    ``somebody``: the Entra id of anyone: whether it may be asked who people are is tried on them.
    """
    try:
        await find_site(graph)
    except TryLater as refused:
        yield Finding(
            "Graph", "mend", f"{refused.reason}. Check GRAPH_BASE_URL, the proxy and the authorities it needs"
        )
        return
    except GraphRefused as refused:
        grant = f"Grant the app {CALLS['GET /sites'].name} and open the site to it: docs/site-script/README.md says how"
        yield Finding("Graph", "mend", f"{refused.reason}. {grant}")
        return
    yield Finding("Graph", "ok", f"reached as {graph.access.who}, and the site is found")
    for finding in await _lists(graph, wanted):
        yield finding
    yield await _champions(graph, wanted)
    yield await _systems(graph, wanted)
    yield await _seals(graph, wanted)
    yield await _profiles(graph, somebody)


async def _lists(graph: Graph, wanted: Sequence[WantedList]) -> list[Finding]:
    name = graph.access.list_name
    try:
        wrong = await check(graph, [one for one in wanted if one.name not in OPTIONAL_LISTS])
    except GraphRefused as refused:
        return [Finding("List", "mend", f"“{name}” cannot be read: {refused.reason}")]
    # Each column that a list of an earlier version lacks costs something else, so each is named.
    costly = {column.name for one in wanted for column in one.columns if column.without}
    lacking = [difference for difference in wrong if difference.what == "missing" and difference.column in costly]
    found = [Finding("List", "mend", str(difference)) for difference in lacking]
    if others := [difference for difference in wrong if difference not in lacking]:
        more = f" (and {len(others) - 1} more: front-door list check)" if len(others) > 1 else ""
        found.append(Finding("List", "mend", f"{others[0]}{more}"))
    return found or [Finding("List", "ok", f"“{name}” has every column, index and choice; Reference is unique")]


async def _champions(graph: Graph, wanted: Sequence[WantedList]) -> Finding:
    try:
        wrong = await check(graph, [one for one in wanted if one.name == CHAMPIONS_LIST])
    except GraphRefused as refused:
        return Finding("Champions", "mend", f"“{CHAMPIONS_LIST}” cannot be read: {refused.reason}")
    if any(difference.what == "list missing" for difference in wrong):
        return Finding("Champions", "left out", _without(CHAMPIONS_LIST))
    if wrong:
        return Finding("Champions", "mend", str(wrong[0]))
    try:
        rows = await read_champions(await open_listing(graph, CHAMPIONS_LIST)) or ()
    except GraphRefused as refused:
        return Finding("Champions", "mend", f"the rows of “{CHAMPIONS_LIST}” cannot be read: {refused.reason}")
    if without := sum(row.active and row.role.strip() == GOVERNANCE_TEAM for row in rows):
        why = "anybody who may edit the list could give it to themselves. Name the governance team in DIRECTORY"
        return Finding("Champions", "mend", f"{without} active rows with Role {GOVERNANCE_TEAM} give no right: {why}")
    return Finding("Champions", "ok", f"“{CHAMPIONS_LIST}” can be read")


async def _systems(graph: Graph, wanted: Sequence[WantedList]) -> Finding:
    try:
        wrong = await check(graph, [one for one in wanted if one.name == SYSTEMS_LIST])
    except GraphRefused as refused:
        return Finding("Systems", "mend", f"“{SYSTEMS_LIST}” cannot be read: {refused.reason}")
    if any(difference.what == "list missing" for difference in wrong):
        return Finding("Systems", "left out", _without(SYSTEMS_LIST))
    if wrong:
        more = f" (and {len(wrong) - 1} more: front-door list check)" if len(wrong) > 1 else ""
        return Finding("Systems", "mend", f"{wrong[0]}{more}")
    return Finding("Systems", "ok", f"“{SYSTEMS_LIST}” has every column and choice")


async def _seals(graph: Graph, wanted: Sequence[WantedList]) -> Finding:
    try:
        wrong = await check(graph, [one for one in wanted if one.name == SEALS_LIST])
        if any(difference.what == "list missing" for difference in wrong):
            return Finding("Seals", "left out", _without(SEALS_LIST))
        if wrong:
            more = f" (and {len(wrong) - 1} more: front-door list check)" if len(wrong) > 1 else ""
            return Finding("Seals", "mend", f"{wrong[0]}{more}")
        there = await read_seals(await open_listing(graph, SEALS_LIST))
    except GraphRefused as refused:
        return Finding("Seals", "mend", f"“{SEALS_LIST}” cannot be read: {refused.reason}")
    edited = [row.day for row in there.rows if row.changed]
    if edited:
        return Finding(
            "Seals", "mend", f"somebody edited those of {', '.join(edited[:3])}. Run front-door audit verify"
        )
    days = [row.now.day for row in there.rows if row.now]
    last = f"{len(days)} of them, the last of {max(days)}" if days else "none yet: the first comes within a day"
    return Finding("Seals", "ok", f"“{SEALS_LIST}” has every column; {last}")


def _without(name: str) -> str:
    return f"the site has no list “{name}”: {OPTIONAL_LISTS[name]}"


async def _profiles(graph: Graph, somebody: str) -> Finding:
    what, sponsor = "Profiles", "no manager is offered as the sponsor"
    try:
        await read_person(graph, somebody)
    except NotAllowed:
        lost = f"no department suggests a service area, {sponsor}, and no new sponsor is found by their address"
        return Finding(what, "left out", f"the app has no {PEOPLE.name}: {lost}")
    except Missing:
        pass  # the permission is there, and this person is not
    except GraphRefused as refused:
        return Finding(what, "mend", f"nobody's can be read: {refused.reason}")
    try:
        await read_manager(graph, somebody)
    except NotAllowed:
        return Finding(what, "left out", f"departments can be read, but the app may not see managers: {sponsor}")
    except GraphRefused as refused:
        return Finding(what, "mend", f"no manager can be read: {refused.reason}")
    return Finding(what, "ok", "departments and managers can be read")
