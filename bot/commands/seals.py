"""The list of seals as a command reads it: only where the settings lead to a site, and said clearly where not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.commands.lists import Place, reached, where
from bot.commands.options import settings_or_stop, stop
from bot.register.seals import SealList
from bot.sharepoint.access import SEALS_LIST
from bot.sharepoint.refusals import GraphRefused
from bot.sharepoint.seals import find_seals, read_seals


@dataclass(frozen=True, slots=True)
class Read:
    """The list as it was read, or why it was not."""

    there: SealList | None
    why_not: str = ""

    @property
    def seals(self) -> int:
        """How many seals the history was held against."""
        return sum(row.first is not None for row in self.there.rows) if self.there else 0

    @property
    def line(self) -> str:
        """What the history was held against, for whoever reads the result."""
        if self.there is None:
            return f"It was not held against the list “{SEALS_LIST}”: {self.why_not}."
        days = [row.first.day for row in self.there.rows if row.first]
        if not days:
            return f"The list “{SEALS_LIST}” has no seal yet."
        return f"It was held against {len(days)} seals of the list “{SEALS_LIST}”, {min(days)} to {max(days)}."


def read_or_stop(data: Path) -> Read:
    """Read the list. Stops where it should be readable and is not: what was not looked at is not whole."""
    settings = settings_or_stop()
    access, stand_in, problems = where(settings, data)
    if problems:
        return Read(None, problems[0].rstrip("."))
    try:
        there = asyncio.run(_read(Place(access, (), stand_in)))
    except GraphRefused as refused:
        stop(
            f"The list “{SEALS_LIST}” cannot be read: {refused.reason}.",
            "The history was not verified. Add --without-list to hold it against the anchors of this machine alone.",
        )
    return Read(there, "" if there else "the site has no such list. Make it with front-door list provision")


async def _read(place: Place) -> SealList | None:
    async with reached(place) as graph:
        listing = await find_seals(graph)
        return None if listing is None else await read_seals(listing)
