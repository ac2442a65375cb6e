"""The list item of a request: made when it is not there, changed when it is, the same way however often it is tried."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.deliveries.ledger import Delivery
from bot.delivery_errors import GiveUp, NotFound, TryLater
from bot.logs import Log
from bot.outgoing.list_client import ListClient
from bot.recording import record
from bot.register import audit, list_items, requests
from bot.register.register import Register
from bot.sharepoint import items, refusals
from bot.sharepoint.items import ItemRef
from bot.sharepoint.listing import Listing
from bot.sharepoint.polling import COLUMNS, MADE
from bot.sharepoint.words import words_of
from dialogs.events import By, ItemPosted
from dialogs.model import People, Person, Request
from dialogs.statuses import Status
from governance_rules import Rulebook

_log = Log("list")
OURS = ("", Status.SUBMITTED.value, Status.WITH_PARTNER.value, Status.WITHDRAWN.value)
"""The statuses that nobody but the bot needs to write; every other may be a decision."""
CONTENDED = ("Status", "CurrentStep", "Timeframe", "FinalProcess")
"""What the governance team may write at any time, and wins: never overwritten with what was wanted before."""


def outcome_of(refused: refusals.GraphRefused) -> Exception:
    """What Graph's refusal means for a delivery."""
    match refused:
        case refusals.TryLater():
            return TryLater(refused.reason, refused.after)
        case refusals.NotAllowed() | refusals.Missing():
            return NotAllowedYet(refused.reason)
        case refusals.NoItem():
            return NotFound(refused.reason)
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
        request, known, known_list = await self.register.read(
            lambda c: (
                requests.find(c, reference),
                list_items.find(c, reference),
                list_items.value(c, list_items.LIST),
            )
        )
        if request is None or known is None:
            raise GiveUp("the request is not in the register any more")
        wanted = items.fields_of(request, self.rulebook(), self.people()) | _decided(request, known)
        try:
            listing = await self.list_client.listing()
            if known_list not in {None, listing.list_id}:  # read with the item: its number means nothing in another
                self.read_again()
                raise TryLater("the list is another than before; it is read before anything is written there")
            return await self._brought_up_to_date(listing, delivery, request, known, wanted)
        except refusals.Conflict:
            self.read_again()
            raise TryLater("somebody changed the item in SharePoint first; it is read again") from None
        except refusals.GraphRefused as refused:
            if isinstance(refused, refusals.NotAllowed | refusals.Missing):
                self.list_client.lost()
            if isinstance(refused, refusals.NoItem):
                self.read_again()  # it tells whether the item was deleted
            raise outcome_of(refused) from None

    async def _brought_up_to_date(
        self,
        listing: Listing,
        delivery: Delivery,
        request: Request,
        known: list_items.ListItem,
        wanted: Mapping[str, object],
    ) -> Mapping[str, object]:
        cells = self.list_client.writable(wanted)
        try:
            if known.item is None and not known.gone:
                return await self._made(listing, delivery, request, known, cells)
            return await self._changed(listing, request, known, cells)
        except refusals.GiveUp:
            # SharePoint refuses the whole row for a column that was taken away since the columns were looked at.
            if await self.list_client.look():
                raise TryLater("the list has other columns than before; the item is written for those") from None
            raise

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
        if there.doubles:
            _log.error("two items with one reference", reference=request.reference, doubles=len(there.doubles))
        if there.found is None:
            made = {**wanted, **_filled_in(wanted, there.made)}
            await self.register.write(lambda c: self._note_made(c, request, there, made))
            return {"item": there.item_id}
        # A call whose answer was lost made it, of the request as it was then: perhaps before an erasure.
        shown = items.as_found(wanted, there.found)
        if there.version != MADE:  # and somebody was in it since: what they decided is read before it is overwritten
            shown = {name: cell for name, cell in shown.items() if name not in COLUMNS.values()}
        else:
            shown |= _filled_in(wanted, there.found)
        await self.register.write(lambda c: self._note_made(c, request, there, shown))
        noted = await self.register.read(lambda c: list_items.find(c, request.reference))
        return await self._changed(listing, request, noted or known, wanted)

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
            owed=() if there.found is None else before.owed,
            sending=before.sending,
        )
        if before.item is None:
            posted = ItemPosted(there.item_id)
            record(connection, request.reference, posted, _BY_THE_BOT, "list", self.people(), self.now())

    async def _changed(
        self, listing: Listing, request: Request, known: list_items.ListItem, wanted: Mapping[str, object]
    ) -> Mapping[str, object]:
        if known.gone:
            raise GiveUp("the item was deleted in SharePoint")
        owed = self.list_client.writable(_owed(known, wanted))
        new = {name: cell for name, cell in wanted.items() if not _same(cell, known.cells.get(name))} | owed
        if not new:
            return {"item": known.item}
        expected: dict[str, Collection[str]] = {
            # An empty cell decides nothing, so it may be filled; one that shows it already is as good as written.
            name: ("", str(known.cells.get(name) or ""), str(new[name] or ""))
            for name in (*CONTENDED, "DecisionNote")
            if name in new and name not in owed
        }
        if "Status" in expected and "Status" not in known.cells:
            # Where nobody knows what the list says, nothing is overwritten but what only the bot itself writes.
            expected["Status"] = OURS
        if sent := {name: str(new[name] or "") for name in CONTENDED if name in new}:
            await self.register.write(lambda c: list_items.about_to_write(c, request.reference, sent))
        there = await items.update(listing, known.item or "", new, expected=expected or None)
        await self.register.write(lambda c: self._note_changed(c, request.reference, there, new))
        return {"item": known.item}

    def _note_changed(self, connection: Connection, reference: str, there: ItemRef, new: Mapping[str, object]) -> None:
        before = list_items.find(connection, reference)
        if before is None or before.item is None:
            return
        list_items.note(
            connection,
            reference,
            item=before.item,
            url="",
            cells={**before.cells, **new},
            version=max(there.version, before.version),
            owed=set(before.owed) - set(new) - self.list_client.missing,
            sending={name: values for name, values in before.sending.items() if name not in new},
        )
        audit.append(connection, self.now(), audit.Entry("list", "item_changed", reference, {"columns": sorted(new)}))


def _filled_in(wanted: Mapping[str, object], shown: Mapping[str, object]) -> dict[str, str]:
    """The defaults of the governance team's columns, in an item that nobody has changed since it was made.

    They are known from the start: later they would stand beside a change, and pass for a part of it.
    """
    empty = (name for name in COLUMNS.values() if wanted.get(name) in (None, ""))
    return {name: words for name in empty if (words := words_of(shown.get(name)))}


def _decided(request: Request, known: list_items.ListItem) -> dict[str, str | None]:
    """What people say in the chat of the governance team's own columns: elsewhere the list has it first.

    A note that an outcome without one has taken back goes from the list too. The process that it is in the end is
    written where nobody has written one.
    """
    found: dict[str, str | None] = {}
    if request.decision_note != str(known.cells.get("DecisionNote") or ""):
        found["DecisionNote"] = request.decision_note or None
    if request.final_process and not known.cells.get("FinalProcess"):
        found["FinalProcess"] = request.final_process
    return found


def _same(one: object, other: object) -> bool:
    """Whether a cell shows this already: an empty text and no value are the same to SharePoint."""
    return ("" if one is None else one) == ("" if other is None else other)


def _owed(known: list_items.ListItem, wanted: Mapping[str, object]) -> dict[str, object]:
    """What an erasure still has to write: the request's own words, or a cell of the governance team without a name."""
    return {name: wanted.get(name, known.cells.get(name)) for name in known.owed}
