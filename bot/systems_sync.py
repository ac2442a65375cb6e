"""Brings the list `Digital systems` into the register: by delta, with the link, by one instance at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.known_systems import KnownSystems
from bot.logs import Log
from bot.reading_state import NAMED, SYSTEMS, Trust
from bot.register import list_items, systems
from bot.register.register import Register
from bot.sharepoint.access import SYSTEMS_LIST
from bot.sharepoint.listing import Listing, find_listing
from bot.sharepoint.reading import Read, completed, read_rows
from bot.sharepoint.refusals import Missing
from bot.sharepoint.system_rows import SURE, read_system
from dialogs.records import System

_log = Log("systems")
_LIST: Final = "systems_list"
"""Which list was read: its id, empty for none."""
_UNCLEAR: Final = "systems_unclear"
"""By row, what of it says nothing: an edit mends it, and no reading again."""
LOOK_AGAIN: Final = timedelta(minutes=10)
"""How long after it was found missing the list is looked for again."""


@dataclass(slots=True)
class SystemsSync:
    """Reads the list where the site has it. Whoever holds the lease of the list sync calls it."""

    register: Register
    now: Callable[[], datetime]
    known: KnownSystems = field(init=False)
    """What this instance knows, whoever read it."""
    _trust: Trust = field(default_factory=Trust)
    _listing: Listing | None = None
    _looked: datetime | None = None

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self.known = KnownSystems(self.register)

    async def once(self, beside: Listing) -> None:
        """Read what changed since last time; ``beside`` is another list of the site.

        Raises what `read_rows` raises; what was read before stays as it is then.
        """
        listing = await self._find(beside)
        if listing is None:
            return
        now = self.now()
        known = await self.register.read(lambda c: list_items.value(c, _LIST))
        link = await self.register.read(lambda c: SYSTEMS.go_on(c, now)) if known == listing.list_id else ""
        try:
            with self._trust.noting(now):
                read = await read_rows(listing, self._trust.in_link(link, now), SURE)
        except Missing:
            self._listing = self._looked = None
            return
        if not read.rows and not read.whole and not read.aside:
            if read.link != link:
                await self.register.write(lambda c: SYSTEMS.keep_link(c, read.link))
            return
        before = {s.item: s for s in await self.register.read(systems.every)}
        if read.whole and known == listing.list_id:
            read = await completed(listing, read, before)
        await self.register.write(lambda c: self._store(c, read, before, listing.list_id, now))
        await self.known.refresh()

    async def _find(self, beside: Listing) -> Listing | None:
        now = self.now()
        if self._listing is None and (self._looked is None or not timedelta(0) <= now - self._looked < LOOK_AGAIN):
            self._listing = await find_listing(beside.graph, beside.site_id, SYSTEMS_LIST)
            self._looked = now
            if self._listing is None and await self.register.read(lambda c: list_items.value(c, _LIST)):
                _log.warning("the list is not on the site any more")
                await self.register.write(lambda c: self._begin_again(c, ""))
                await self.known.refresh()
        return self._listing

    def _store(
        self, connection: Connection, read: Read, before: dict[str, System], list_id: str, now: datetime
    ) -> None:
        """Store what is new with the link, as one."""
        if list_items.value(connection, _LIST) != list_id:
            self._begin_again(connection, list_id)
            before = {}
        found: list[System] = []
        unclear: dict[str, str] = {} if read.whole else dict(list_items.value(connection, _UNCLEAR) or {})
        for row in read.rows:
            unclear.pop(row.item_id, None)
            if row.deleted:
                continue
            try:
                one = read_system(row)
            except ValueError as unreadable:
                unclear[row.item_id] = str(unreadable)
                continue
            found.append(one.system)
            if one.unread:
                unclear[row.item_id] = f"nothing can be read in {', '.join(one.unread)}"
        changed = [system for system in found if before.get(system.item) != system]
        gone = {row.item_id for row in read.rows if row.deleted} & before.keys()
        systems.store(connection, changed)
        systems.gone(connection, gone)
        if changed or gone:
            systems.changed(connection)
            _log.info("systems read", changed=len(changed), gone=len(gone))
        SYSTEMS.keep_link(connection, read.link)
        SYSTEMS.set_aside(connection, _log, read.aside, whole=read.whole, now=now)
        self._name(connection, unclear)

    def _name(self, connection: Connection, unclear: dict[str, str]) -> None:
        """Name to the operator what is unclear, once."""
        held = list_items.value(connection, _UNCLEAR) or {}
        for item, what in list(unclear.items())[:NAMED]:
            if held.get(item) != what:
                _log.error("a row of the list is unclear", what=f"item {item[:20]}: {what}")
        if unclear != held:
            list_items.keep_value(connection, _UNCLEAR, dict(list(unclear.items())[:NAMED]))

    def _begin_again(self, connection: Connection, list_id: str) -> None:
        """Another list, or none: ids of rows mean something else now."""
        systems.forget_all(connection)
        systems.changed(connection)
        SYSTEMS.begin_again(connection)
        list_items.keep_value(connection, _UNCLEAR, {})
        list_items.keep_value(connection, _LIST, list_id)


def unclear_rows(connection: Connection) -> list[str]:
    """What an operator should look at in the list: a few words each, and nothing typed."""
    unclear = list_items.value(connection, _UNCLEAR) or {}
    return [*SYSTEMS.held(connection), *(f"item {item[:20]}: {what}" for item, what in unclear.items())]
