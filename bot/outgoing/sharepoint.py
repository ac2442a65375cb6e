"""The list item of a request: made when it is not there, changed when it is, the same way however often it is tried."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.deliveries.ledger import Delivery
from bot.delivery_errors import GiveUp, TryLater
from bot.logs import Log
from bot.recording import record
from bot.register import audit, list_items, requests
from bot.register.register import Register
from bot.sharepoint import items, refusals
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.check import differences
from bot.sharepoint.columns import WantedList
from bot.sharepoint.graph import Graph, open_graph, the_sdk
from bot.sharepoint.items import ItemRef
from bot.sharepoint.listing import Listing, open_listing
from dialogs.events import By, ItemPosted
from dialogs.model import People, Person, Request
from dialogs.statuses import Status
from governance_rules import Rulebook

_log = Log("list")
OURS = ("", Status.SUBMITTED.value, Status.WITH_PARTNER.value, Status.WITHDRAWN.value)
"""The statuses that nobody but the bot needs to write; every other may be a decision."""


@dataclass(slots=True)
class ListClient:
    """The list of the settings, opened when it is first needed and looked for again when it is not there any more."""

    access: GraphAccess
    watch: Callable[[str, str, float], None]
    prepare: Callable[[Graph], Awaitable[None]] | None = None
    """Run once before the list is first looked for: local mode makes the lists in its stand-in."""
    wanted: Callable[[], WantedList] | None = None
    """What the list should be, to hold it against when it is opened."""
    _graph: Graph | None = None
    _listing: Listing | None = None
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def graph(self) -> Graph:
        """The connection to Graph. The first call imports the SDK, in a thread, because that takes half a second."""
        async with self._opening:
            if self._graph is None:
                await asyncio.to_thread(the_sdk)
                self._graph = open_graph(self.access, self.watch)
            return self._graph

    async def listing(self) -> Listing:
        """The list. Raises what `bot.sharepoint.refusals` names."""
        graph = await self.graph()
        async with self._opening:
            if self._listing is None:
                if self.prepare is not None:
                    await self.prepare(graph)
                    self.prepare = None
                self._listing = await open_listing(graph)
                await self._examine(self._listing)
            return self._listing

    async def _examine(self, listing: Listing) -> None:
        """Tell the operator of every difference before the first request meets it (facts, "Exactly one item")."""
        if self.wanted is None:
            return
        for difference in differences(self.wanted(), await listing.columns()):
            _log.error("list differs", difference=str(difference))

    def lost(self) -> None:
        """The list was not where it should be: look for it again next time."""
        self._listing = None

    async def close(self) -> None:
        """Close every connection to Graph."""
        if self._graph is not None:
            await self._graph.close()


def outcome_of(refused: refusals.GraphRefused) -> Exception:
    """What Graph's refusal means for a delivery."""
    match refused:
        case refusals.TryLater():
            return TryLater(refused.reason, refused.after)
        case refusals.NotAllowed() | refusals.Missing():
            return NotAllowedYet(refused.reason)
        case refusals.GiveUp():
            return GiveUp(refused.reason)
        case _:
            return TryLater(refused.reason)


_BY_THE_BOT = By(Person("", ""), "")


class NotAllowedYet(TryLater):
    """Graph does not let the app in, or the list is not there: kept, tried slowly, until an operator mends it."""


@dataclass(frozen=True, slots=True)
class ItemSender:
    """Brings the item of a request up to date."""

    register: Register
    list_client: ListClient
    rulebook: Callable[[], Rulebook]
    people: Callable[[], People]
    now: Callable[[], datetime]
    read_again: Callable[[], None]
    """Wakes the list sync: somebody changed the item first."""

    async def item(self, delivery: Delivery) -> Mapping[str, object]:
        """Make or change the item of the delivery's request."""
        reference = delivery.reference or ""
        request, known = await self.register.read(
            lambda c: (requests.find(c, reference), list_items.find(c, reference))
        )
        if request is None or known is None:
            raise GiveUp("the request is not in the register any more")
        wanted = items.fields_of(request, self.rulebook(), self.people()) | _explained(request, known)
        try:
            listing = await self.list_client.listing()
            if known.item is None:
                return await self._made(listing, delivery, request, known, wanted)
            return await self._changed(listing, request, known, wanted)
        except refusals.Conflict:
            self.read_again()
            raise TryLater("somebody changed the item in SharePoint first; it is read again") from None
        except refusals.GraphRefused as refused:
            if isinstance(refused, refusals.NotAllowed | refusals.Missing):
                self.list_client.lost()
            raise outcome_of(refused) from None

    async def _made(
        self,
        listing: Listing,
        delivery: Delivery,
        request: Request,
        known: list_items.ListItem,
        wanted: Mapping[str, object],
    ) -> Mapping[str, object]:
        first = delivery.tries <= 1 and delivery.generation == 1
        there = await items.post(listing, wanted, tried_before=not first)
        if known.owed:  # a call whose answer was lost may have made it before the erasure, with what was erased
            there = await items.update(listing, there.item_id, _owed(known, wanted))
        if there.doubles:
            _log.error("two items with one reference", reference=request.reference, doubles=len(there.doubles))
        await self.register.write(lambda c: self._note_made(c, request, there, wanted))
        return {"item": there.item_id}

    def _note_made(
        self, connection: Connection, request: Request, there: ItemRef, wanted: Mapping[str, object]
    ) -> None:
        before = list_items.find(connection, request.reference)
        if before is None:
            return
        cells = {**wanted, **before.cells}  # what the list sync has read meanwhile is newer than what we wrote
        list_items.note(
            connection,
            request.reference,
            item=there.item_id,
            url=there.url,
            cells=cells,
            version=max(there.version, before.version),
        )
        if before.item is None:
            posted = ItemPosted(there.item_id)
            record(connection, request.reference, posted, _BY_THE_BOT, "list", self.people(), self.now())

    async def _changed(
        self, listing: Listing, request: Request, known: list_items.ListItem, wanted: Mapping[str, object]
    ) -> Mapping[str, object]:
        if known.gone:
            raise GiveUp("the item was deleted in SharePoint")
        new = {name: value for name, value in wanted.items() if value != known.cells.get(name)} | _owed(known, wanted)
        if not new:
            return {"item": known.item}
        # Where nobody knows what the list says, nothing is overwritten but what only the bot itself writes.
        status = (str(known.cells["Status"]),) if "Status" in known.cells else OURS
        expected = {"Status": status} if "Status" in new else {}
        if "DecisionNote" in new and "DecisionNote" not in known.owed:  # a note that somebody writes meanwhile stays
            expected["DecisionNote"] = (str(known.cells.get("DecisionNote") or ""),)
        there = await items.update(listing, known.item or "", new, expected=expected or None)
        await self.register.write(lambda c: self._note_changed(c, request.reference, there, new))
        return {"item": known.item}

    def _note_changed(self, connection: Connection, reference: str, there: ItemRef, new: Mapping[str, object]) -> None:
        before = list_items.find(connection, reference)
        if before is None or before.item is None:
            return
        version, owed = max(there.version, before.version), set(before.owed) - set(new)
        list_items.note(
            connection, reference, item=before.item, url="", cells={**before.cells, **new}, version=version, owed=owed
        )
        audit.append(connection, self.now(), audit.Entry("list", "item_changed", reference, {"columns": sorted(new)}))


def _explained(request: Request, known: list_items.ListItem) -> dict[str, str]:
    """The decision note where somebody wrote it in the chat: elsewhere the list has it first."""
    noted = request.decision_note
    return {"DecisionNote": noted} if noted and noted != str(known.cells.get("DecisionNote") or "") else {}


def _owed(known: list_items.ListItem, wanted: Mapping[str, object]) -> dict[str, object]:
    """What an erasure still has to write: the request's own words, or a cell of the governance team without a name."""
    return {name: wanted.get(name, known.cells.get(name)) for name in known.owed}
