"""Brings back what the governance team writes in the list: read by delta, stored with the link, told once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.another_list import follow_list
from bot.list_columns import follow_columns
from bot.list_edits import events_of, known_row, still_sending, strange_in, without_owed
from bot.list_subscription import ListSubscription
from bot.logs import Log
from bot.notify import enqueue_item
from bot.outgoing.list_client import ListClient
from bot.people.champion_rows import ChampionRow
from bot.put_back import before_the_list, list_read, told_already
from bot.reading_state import REQUESTS, Trust
from bot.recording import record
from bot.register import audit, list_items, requests, throttle
from bot.register.register import NotSaved, Register
from bot.register.savepoint import by_itself
from bot.rights_watch import RightsWatch
from bot.sharepoint import refusals
from bot.sharepoint.access import CHAMPIONS_LIST, OPTIONAL_LISTS
from bot.sharepoint.champions import find_champions, read_champions
from bot.sharepoint.listing import Listing
from bot.sharepoint.polling import COLUMNS, Changed, changes, reference_of, strange_rows
from bot.sharepoint.reading import Read, Row, completed, read_rows
from bot.systems_sync import SystemsSync
from dialogs.events import By, ItemDeleted, ItemPosted
from dialogs.model import People, Person
from governance_rules import Rulebook

_log = Log("list sync")
_LEASE: Final = "poller"
_TEAM = By(Person("", ""), "Governance team")
"""Who writes in the list: it says no more of them."""
_BY_THE_BOT = By(Person("", ""), "")


@dataclass(slots=True)
class ListSync:
    """Reads the list every so often, or at once when it is woken. Of several instances one does it at a time."""

    register: Register
    list_client: ListClient
    rulebook: Callable[[], Rulebook]
    people: Callable[[], People]
    apply_list: Callable[[tuple[ChampionRow, ...]], None]
    rights: RightsWatch
    systems: SystemsSync
    now: Callable[[], datetime]
    wake: Callable[[], None]
    list_subscription: ListSubscription
    instance: str
    seconds: float
    wake_event: asyncio.Event = field(default_factory=asyncio.Event)
    champions_read: bool = False
    """Whether the site has the list `Digital champions` and it was read last time."""
    read_at: datetime | None = None
    """When this instance last read the list of requests; none: never, such as while another one does it."""
    _trust: Trust = field(default_factory=Trust)
    _champions: Listing | None = None
    _list: str = ""
    """The id of the list that was followed last."""
    _columns: frozenset[str] | None = None
    """Those of the list that were followed last."""

    async def run(self) -> None:
        """Poll until cancelled. Nothing that goes wrong ends it."""
        while True:
            self.wake_event.clear()  # before it reads: what is heard of meanwhile may stand on a page that was read
            try:
                await self.once()
            except refusals.GraphRefused as refused:
                _log.warning("list not read", reason=refused.reason)
            except NotSaved as failure:
                _log.error("what the list says could not be stored", failure)
            except Exception as error:  # a fault of ours must not stop decisions from coming back
                _log.error("list not read", error)
            try:
                async with asyncio.timeout(self.seconds):
                    await self.wake_event.wait()
            except TimeoutError:
                pass

    async def stop(self) -> None:
        """Leave the reading to another instance, or to the next start, once nothing of `run` is under way."""
        with suppress(NotSaved):  # then it runs out by itself
            await self.register.write(lambda c: list_items.give_back_lease(c, _LEASE, self.instance, self.now()))

    async def once(self) -> None:
        """Read what changed since last time; nothing while a ``Retry-After`` runs or another instance polls."""
        await self.systems.known.refresh()
        now = self.now()
        lease = timedelta(seconds=max(15.0, self.seconds * 2))
        if "graph" in await self.register.read(lambda c: throttle.active(c, now)):
            return
        await _by_itself(self._read_champions(), "champions not read; those read before stay in force")
        await self.list_subscription.learn()
        if not await self.register.write(lambda c: list_items.take_lease(c, _LEASE, self.instance, now, lease)):
            return
        listing = await self.list_client.listing()
        await self._read_requests(listing, now)
        self.read_at = self.now()
        await _by_itself(self.systems.once(listing), "systems not read; those read before stay")

    async def _read_requests(self, listing: Listing, now: datetime) -> None:
        if listing.list_id != self._list and self.list_client.fits:
            if await follow_list(self.register, listing.list_id, self.now()):
                self.wake()
            self._list = listing.list_id
        await self._follow_columns()
        await _by_itself(self.list_subscription.keep(listing), "no change notifications; polling goes on")
        link = self._trust.in_link(await self.register.read(lambda c: REQUESTS.go_on(c, now)), now)
        try:
            with self._trust.noting(now):
                read = await read_rows(listing, link)
        except (refusals.NotAllowed, refusals.Missing):
            self.list_client.lost()
            raise
        if not read.rows and not read.whole and not read.aside:
            if read.link != link:
                await self.register.write(lambda c: REQUESTS.keep_link(c, read.link))
            return
        if read.whole:
            everything = await self.register.read(list_items.everything)
            read = await completed(listing, read, [k.item for k in everything.values() if k.item and not k.gone])
        delivers = await self.register.write(lambda c: self._store(c, read, now))
        if delivers:
            self.wake()

    async def _follow_columns(self) -> None:
        """Where an administrator has added columns, the items of requests that go on get what stands in them."""
        columns = self.list_client.columns()
        if columns != self._columns:
            if await follow_columns(self.register, columns, self.now()):
                self.wake()
            self._columns = columns

    async def _read_champions(self) -> None:
        """Every instance reads the list `Digital champions` for itself: it is small, and each needs to know."""
        if self._champions is None:
            self._champions = await find_champions(await self.list_client.graph())
        rows = await read_champions(self._champions) if self._champions is not None else None
        if rows is None and self._champions is not None:  # it may have been made anew under the same name
            self._champions = await find_champions(await self.list_client.graph())
            rows = await read_champions(self._champions) if self._champions is not None else None
        if rows is None:
            self._champions = None
            if self.champions_read:
                until = OPTIONAL_LISTS[CHAMPIONS_LIST]
                _log.warning("the list is not on the site any more", list=CHAMPIONS_LIST, until_then=until)
        self.champions_read = rows is not None
        self.apply_list(rows or ())
        await self.rights.once()

    def _store(self, connection: Connection, read: Read, now: datetime) -> bool:
        """Store what is new with the link, and enqueue what must be told, as one. Says whether anything is told."""
        rows, aside = read.rows, list(read.aside)
        known = list_items.among(connection, {row.item_id for row in rows}, {reference_of(row) for row in rows} - {""})
        told = {reference: known_row(k) for reference, k in known.items()}
        strange = strange_rows(told, {reference: k.requester for reference, k in known.items()}, rows)
        self._keep_clear(connection, strange)
        found = changes(
            told, without_owed([row for row in rows if row not in strange], known), self.list_client.appending
        )
        put_back = before_the_list(connection, whole=read.whole)
        modified = {row.item_id: row.modified for row in rows}
        for change in found:
            learn = partial(self._learn, connection, change, known[change.reference])
            try:
                with by_itself(connection):
                    if put_back and put_back.told_by(modified.get(change.item_id)):
                        told_already(connection, learn)
                    else:
                        learn()
            except (OperationalError, InterfaceError):
                raise  # the database, not this row
            except Exception as error:  # a row that cannot be learnt costs itself alone
                _log.error("a row of the list cannot be stored", error, reference=change.reference)
                aside.append(f"{change.reference}: it cannot be stored ({type(error).__name__})")
        if put_back:
            list_read(connection, put_back, strange, rows, known.values())
        REQUESTS.keep_link(connection, read.link)
        REQUESTS.set_aside(connection, _log, aside, whole=read.whole, now=now)
        return bool(found)

    def _keep_clear(self, connection: Connection, strange: tuple[Row, ...]) -> None:
        """Give no reference that the list holds already, though the register does not know its request."""
        # In their order: a register that was lost finds its way up a long list in steps.
        for row in sorted(strange, key=lambda row: (len(reference_of(row)), reference_of(row))):
            reference = reference_of(row)
            if requests.used_elsewhere(connection, reference, among=len(strange)):
                _log.warning("the list knows references that the register does not", reference=reference)

    def _learn(self, connection: Connection, change: Changed, before: list_items.ListItem) -> None:
        now = self.now()
        if change.kind == "double":
            _log.error("a second item has this reference", reference=change.reference)
            audit.append(
                connection, now, audit.Entry("list", "double_item", change.reference, {"item": change.item_id})
            )
            return
        if change.kind == "deleted":
            self._deleted(connection, change, before, now)
            return
        news = {word: value for word in COLUMNS if (value := getattr(change, word)) is not None}
        cells = {**before.cells, **{COLUMNS[word]: value for word, value in news.items()}}
        list_items.note(
            connection,
            change.reference,
            item=change.item_id,
            url="",
            cells=cells,
            version=change.version,
            owed=before.owed,
            sending=still_sending(before.sending, change),
        )
        if before.item is None:
            posted = ItemPosted(change.item_id)
            record(connection, change.reference, posted, _BY_THE_BOT, "list", self.people(), now)
        theirs = {word: value for word, value in news.items() if word not in change.ours}
        if change.unknown_status:
            _log.warning("unknown status in the list", reference=change.reference)
        if theirs:
            self._heard(connection, change.reference, theirs, now)

    def _heard(self, connection: Connection, reference: str, theirs: dict[str, str], now: datetime) -> None:
        request = requests.find(connection, reference)
        if request is None:
            return
        for strange in strange_in(theirs, request, self.rulebook()):
            _log.warning(
                "names in the list that decide nothing",
                reference=reference,
                column=strange.column,
                names=strange.names,
                bodies=",".join(strange.bodies),
            )
        for event in events_of(theirs, request, self.rulebook()):
            record(connection, reference, event, _TEAM, "list", self.people(), now)
        # What follows from it stands in other cells, and names as people write them become names as they are.
        enqueue_item(connection, reference, request.requester.aad_id, now)
        _log.info("changed in the list", reference=reference, columns=",".join(sorted(theirs)))

    def _deleted(self, connection: Connection, change: Changed, before: list_items.ListItem, now: datetime) -> None:
        list_items.note(
            connection,
            change.reference,
            item=change.item_id,
            url="",
            cells=before.cells,
            version=change.version,
            owed=before.owed,
            sending=before.sending,
            gone=True,
        )
        record(connection, change.reference, ItemDeleted(change.item_id), _TEAM, "list", self.people(), now)
        _log.warning("item deleted in the list", reference=change.reference)


async def _by_itself(step: Awaitable[None], otherwise: str) -> None:
    """Take a step that costs itself alone where it fails: decisions come back all the same. ``otherwise``: what then.

    Raises `NotSaved`: where nothing can be stored, nothing can be read either.
    """
    try:
        await step
    except refusals.GraphRefused as refused:
        _log.warning(otherwise, reason=refused.reason)
    except NotSaved:
        raise
    except Exception as error:  # a fault of ours, or a shape that nobody has seen yet
        _log.error(otherwise, error)
