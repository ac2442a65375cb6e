"""What makes the files that people are offered: at the moment they are sent, from what is so then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from bot.meetings import with_meetings
from bot.register.register import Register
from bot.searching import search_beside
from bot.system_index import SystemIndex
from dialogs import area_export
from dialogs.model import Lookups, Needs, People, Person
from governance_rules import Rulebook


class CannotBeMade(Exception):
    """The file cannot be made, now or ever; whoever asked for it is told so. ``reason``: for operators, no content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Made:
    """A file: its bytes, and what the history says of the copy besides who has it."""

    data: bytes
    told: Mapping[str, str | int] = field(default_factory=dict)


class Maker(Protocol):
    """Makes one kind of file for one person, as they may see it now; ``fields`` are those of the offer.

    Both raise `CannotBeMade` or `TryLater`.
    """

    async def size(self, person: Person, fields: Mapping[str, str]) -> int:
        """About how many bytes it will have: the card that asks for consent shows it."""
        ...

    async def make(self, person: Person, fields: Mapping[str, str]) -> Made:
        """Make it."""
        ...


def maker_of(makers: Mapping[str, Maker], kind: str) -> Maker:
    """What makes files of this kind. Raises `CannotBeMade` where nothing does."""
    maker = makers.get(kind)
    if maker is None:
        raise CannotBeMade("nothing makes files of this kind")
    return maker


@dataclass(frozen=True, slots=True)
class AreaExport:
    """Makes the table of the requests that somebody looks after."""

    register: Register
    rulebook: Callable[[], Rulebook]
    people: Callable[[], People]
    now: Callable[[], datetime]

    async def size(self, person: Person, fields: Mapping[str, str]) -> int:
        """As large as it is now."""
        return len((await self.make(person, fields)).data)

    async def make(self, person: Person, fields: Mapping[str, str]) -> Made:
        """The requests of one filter (field ``filter``) as CSV."""
        rulebook, people, chosen = self.rulebook(), self.people(), fields.get("filter", "open")
        wanted, none = Needs(area_requests=True), SystemIndex()
        now = self.now()

        def told(connection: Connection) -> Lookups:
            found = search_beside(connection, wanted, people, person.aad_id, rulebook, none, now)
            lookups = Lookups(area_requests=found.area_requests, late=found.late)
            return with_meetings(connection, wanted, lookups, rulebook, people, person, now)

        found = await self.register.read(told)
        table, count = area_export(rulebook, people, person, found.area_requests, chosen, found.late)
        return Made(table.encode(), {"filter": chosen, "requests": count})
