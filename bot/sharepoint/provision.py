"""Make the lists: say first what will be done, then add and mend, and never remove anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sharepoint.check import Difference, differences
from bot.sharepoint.columns import WantedList
from bot.sharepoint.graph import Graph
from bot.sharepoint.listing import Listing, find_listing, find_listings, find_site, make_listing
from bot.sharepoint.refusals import Conflict, GiveUp, GraphRefused, NotAllowed

SITE_SCRIPT = "docs/site-script"
BEYOND_GRAPH = (
    "Graph cannot make views or column formatting. An administrator of the site adds them once, with the command in "
    f"{SITE_SCRIPT}/README.md"
)


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What is to be done to one list. ``listing`` is None when it must be made."""

    wanted: WantedList
    listing: Listing | None
    columns: tuple[Mapping[str, Any], ...]
    differences: tuple[Difference, ...]

    @property
    def lines(self) -> list[str]:
        """The plan in words, a line each."""
        name = self.wanted.name
        if self.listing is None:
            return [f"{name}: make the list with {len(self.wanted.columns)} columns"]
        if not self.differences:
            return [f"{name}: nothing to do"]
        return [f"{name}: {_doing(d)}" for d in self.differences]


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What came of a plan: a line for each thing done, and what is still different."""

    done: tuple[str, ...]
    left: tuple[str, ...]


async def plan(graph: Graph, wanted: Sequence[WantedList]) -> list[ListPlan]:
    """Compare the site with what is wanted. Nothing is changed. Raises `NotAllowed` or `TryLater`."""
    site = await find_site(graph)
    listings = await find_listings(graph, str(site["id"]), [one.name for one in wanted])
    return [await _plan_one(one, listing) for one, listing in zip(wanted, listings, strict=True)]


async def carry_out(graph: Graph, plans: Sequence[ListPlan]) -> Provisioned:
    """Do what the plans say. Idempotent.

    What Graph refuses for one column is reported in ``left``, and the others are still done. Raises `NotAllowed` or
    `TryLater`.
    """
    site = await find_site(graph)
    done: list[str] = []
    left: list[str] = []
    for one in plans:
        listing = one.listing
        if listing is None:
            listing = await _make(graph, str(site["id"]), one.wanted)
            done.append(f"{one.wanted.name}: made the list")
        # Look again, whatever was asked for: what counts is what is there now.
        there = differences(one.wanted, await listing.columns())
        mendable = [difference for difference in there if difference.mendable]
        for difference in mendable:
            await _mend(listing, one.wanted, difference, done, left)
        if mendable:
            there = differences(one.wanted, await listing.columns())
        left += [str(d) for d in there if str(d) not in left]
    return Provisioned(tuple(done), tuple(left))


async def check(graph: Graph, wanted: Sequence[WantedList]) -> list[Difference]:
    """Every difference of the lists from what is needed; empty when all is well. Raises `NotAllowed` or `TryLater`."""
    return [difference for one in await plan(graph, wanted) for difference in one.differences]


async def _plan_one(wanted: WantedList, listing: Listing | None) -> ListPlan:
    columns = None if listing is None else await listing.columns()
    return ListPlan(wanted, listing, tuple(columns or ()), tuple(differences(wanted, columns)))


async def _make(graph: Graph, site_id: str, wanted: WantedList) -> Listing:
    try:
        return await make_listing(graph, site_id, wanted.name, [c.definition for c in wanted.columns if not c.built_in])
    except Conflict:
        # Somebody made it between the plan and now.
        found = await find_listing(graph, site_id, wanted.name)
        if found is None:
            raise NotAllowed(f"The list “{wanted.name}” could not be made") from None
        return found


async def _mend(listing: Listing, wanted: WantedList, difference: Difference, done: list[str], left: list[str]) -> None:
    try:
        await _mend_one(listing, wanted, difference)
    except (GiveUp, Conflict) as refused:
        left.append(f"{difference} (Graph refused: {refused.reason})")
    except GraphRefused:
        raise
    else:
        done.append(f"{wanted.name}: {_done(difference)}")


async def _mend_one(listing: Listing, wanted: WantedList, difference: Difference) -> None:
    column = wanted.column(difference.column)
    if difference.what == "missing":
        await listing.add_column(column.definition)
        return
    present = next(c for c in await listing.columns() if c.get("name") == column.name)
    if difference.what == "unindexed":
        await listing.change_column(str(present["id"]), {"indexed": True})
    elif difference.what == "not unique":
        await listing.change_column(str(present["id"]), {"indexed": True, "enforceUniqueValues": True})
    elif difference.what == "missing choice":
        facet = present["choice"]
        # The facet is replaced as a whole, so what is there already goes with it.
        grown = {
            "allowTextEntry": bool(facet.get("allowTextEntry")),
            "choices": [*(facet.get("choices") or []), *difference.choices],
            "displayAs": facet.get("displayAs") or "dropDownMenu",
        }
        await listing.change_column(str(present["id"]), {"choice": grown})


def _doing(difference: Difference) -> str:
    if not difference.mendable:
        return f"left for you: {difference.sentence}"
    verbs = {
        "missing": f"add the column {difference.column}",
        "unindexed": f"index the column {difference.column}",
        "not unique": f"make the column {difference.column} unique",
        "missing choice": f"add the choices {', '.join(difference.choices)} to the column {difference.column}",
    }
    return verbs[difference.what]


def _done(difference: Difference) -> str:
    verbs = {
        "missing": f"added the column {difference.column}",
        "unindexed": f"indexed the column {difference.column}",
        "not unique": f"made the column {difference.column} unique",
        "missing choice": f"added the choices {', '.join(difference.choices)} to the column {difference.column}",
    }
    return verbs[difference.what]
