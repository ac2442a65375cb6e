"""The list of the settings as every part of the host shares it: opened once, and the columns that it has."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot.logs import Log
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.check import differences
from bot.sharepoint.columns import INDISPENSABLE, WantedList
from bot.sharepoint.graph import Graph, open_graph, the_sdk
from bot.sharepoint.listing import Listing, open_listing

_log = Log("list")
LOOK_AGAIN: Final = timedelta(minutes=10)
"""How long after the columns were looked at they are looked at again: an administrator may have added some."""


@dataclass(slots=True)
class ListClient:
    """The list of the settings, opened when it is first needed and looked for again when it is not there any more."""

    access: GraphAccess
    watch: Callable[[str, str, float], None]
    now: Callable[[], datetime]
    told_to_wait: Callable[[float], Awaitable[None]]
    """Keeps each ``Retry-After`` of Graph, in seconds, for the other workers and instances."""
    prepare: Callable[[Graph], Awaitable[None]] | None = None
    """Run once before the list is first looked for: local mode makes the lists in its stand-in."""
    wanted: Callable[[], WantedList] | None = None
    """What the list should be, to hold it against when it is opened."""
    missing: frozenset[str] = frozenset()
    """Columns that the list should have and had not when it was last looked at."""
    fits: bool = True
    """Whether it had those then without which nothing is written."""
    appending: frozenset[str] = frozenset()
    """Columns that showed then only what their last change wrote there."""
    _graph: Graph | None = None
    _listing: Listing | None = None
    _looked: datetime | None = None
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def graph(self) -> Graph:
        """The connection to Graph. The first call imports the SDK, in a thread, because that takes half a second."""
        async with self._opening:
            if self._graph is None:
                await asyncio.to_thread(the_sdk)
                self._graph = open_graph(self.access, self.watch, told_to_wait=self.told_to_wait)
            return self._graph

    async def listing(self) -> Listing:
        """The list, its columns looked at lately. Raises what `bot.sharepoint.refusals` names."""
        graph = await self.graph()
        async with self._opening:
            if self._listing is None:
                if self.prepare is not None:
                    await self.prepare(graph)
                    self.prepare = None
                opened = await open_listing(graph)
                await self._look(opened, told=False)
                self._listing = opened
            elif self._looked is None or not timedelta(0) <= self.now() - self._looked < LOOK_AGAIN:
                await self._look(self._listing)
            return self._listing

    async def look(self) -> bool:
        """Look at the columns now, because a row was refused. Says whether others are missing than before."""
        before = self.missing
        self._looked = None
        await self.listing()
        return self.missing != before

    def columns(self) -> frozenset[str]:
        """The columns that the list should have and has."""
        return frozenset(c.name for c in self.wanted().columns) - self.missing if self.wanted else frozenset()

    def writable(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        """The cells for which the list has a column: it refuses the whole row for one that it does not know."""
        return {name: cell for name, cell in cells.items() if name not in self.missing}

    async def _look(self, listing: Listing, *, told: bool = True) -> None:
        """Tell the operator of every difference before the first request meets it (facts, "Exactly one item").

        ``told``: they were told when it was opened; then only of columns that went missing since.
        """
        if self.wanted is None:
            return
        there = await listing.columns()
        self._looked = self.now()
        found = differences(self.wanted(), there)
        missing = frozenset(one.column for one in found if one.what == "missing")
        self.appending = frozenset(one.column for one in found if one.what == "appending")
        for one in found:
            if one.what == "missing" and one.without:
                if one.column not in self.missing or not told:
                    _log.error(
                        "the list lacks a column: front-door list provision adds it",
                        column=one.column,
                        until_then=one.without,
                    )
            elif not told:
                _log.error("list differs", difference=str(one))
        self.fits = not missing & INDISPENSABLE
        self.missing = missing if self.fits else frozenset()

    def lost(self) -> None:
        """The list was not where it should be: look for it again next time."""
        self._listing = None

    async def close(self) -> None:
        """Close every connection to Graph."""
        if self._graph is not None:
            await self._graph.close()
