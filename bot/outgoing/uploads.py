"""Saves files in people's own OneDrive, where they allowed it: made now, sent in pieces, and said when it is there.

What a next try must know stands beside the delivery: that bytes have left (``begun``), of which file (``hash``), that
the last piece was sent (``ending``), and that all of it is over (``over``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot import file_offers
from bot.deliveries import ledger
from bot.deliveries.ledger import Delivery
from bot.delivery_errors import GiveUp, TryLater
from bot.file_offers import offer_of, place_written
from bot.host.upload_session import PIECE, HasItAlready, NotTaken, SessionGone, UploadSession
from bot.logs import Log
from bot.notify import enqueue_personal
from bot.outgoing.file_makers import CannotBeMade, Made, Maker, maker_of
from bot.register import audit
from bot.register import people as people_rows
from bot.register.register import Register
from dialogs import file_not_made, file_not_saved, file_not_theirs, may_have
from dialogs.model import Card, FileOffer, People, Person, UploadPlace

Sent = Mapping[str, object]
TRIED_FOR: Final = timedelta(days=1)
"""No upload session lives longer: after that the file is offered again."""
SPARE: Final = 8
"""Calls beside one for each piece, within one try: OneDrive may ask for a piece once more."""
_log = Log("uploads")


@dataclass(frozen=True, slots=True)
class UploadSender:
    """Carries the delivery of a file's bytes. ``makers``: what makes each kind."""

    register: Register
    people: Callable[[], People]
    now: Callable[[], datetime]
    makers: Mapping[str, Maker]
    onedrive: UploadSession
    new_id: Callable[[], str]
    piece: int = PIECE

    def handlers(self) -> Mapping[str, Callable[[Delivery], Awaitable[Sent]]]:
        """The kinds of delivery that this can carry."""
        return {"upload": self.upload}

    async def upload(self, delivery: Delivery) -> Sent:
        """Make the file and save it, or say why not. Whoever may not have it any more gets nothing of it."""
        if delivery.result.get("over"):
            return {}  # the process ended before the ledger knew
        offer, place = offer_of(delivery), UploadPlace(**delivery.payload["place"])
        person = Person(delivery.recipient, str(delivery.payload.get("name", "")))
        rule = self.onedrive.rule
        if not (rule.saves(place.upload_url) and rule.shows(place.content_url)):
            _log.warning("a file was to be sent to an address that is not one of OneDrive")
            return await self._say(delivery, person, file_not_saved(offer.file, "address"), refused=True)
        if not may_have(self.people(), person, offer.kind, offer.fields):
            return await self._say(delivery, person, file_not_theirs(offer.file), refused=True)
        try:
            made = await maker_of(self.makers, offer.kind).make(person, offer.fields)
            whole = await self._save(delivery, place.upload_url, person, made)
        except CannotBeMade as why:
            _log.warning("a file could not be made", kind=offer.kind, why=why.reason)
            return await self._say(delivery, person, file_not_made(offer.file))
        except NotTaken as no:
            _log.warning("a file was not taken", kind=offer.kind, why=no.reason)
            return await self._say(delivery, person, file_not_saved(offer.file, no.why))
        except _Changed:
            return await self._say(delivery, person, file_not_saved(offer.file, "changed"))
        except SessionGone:
            return await self._offer_again(delivery, person, offer)
        except TryLater:
            if self.now() - delivery.since < TRIED_FOR:
                raise
            return await self._offer_again(delivery, person, offer)
        return await self._show(delivery, person, offer, place, sure=whole)

    async def _save(self, delivery: Delivery, address: str, person: Person, made: Made) -> bool:
        """Send what OneDrive has not yet. False: it was sent before, and nobody told us whether it arrived."""
        start = 0
        if delivery.result.get("begun"):
            try:
                received = await self.onedrive.received(address)
            except SessionGone:
                if delivery.result.get("ending"):
                    return False
                raise
            if received is None:
                return False
            start = received
            if start and delivery.result.get("hash") != _hash(made):
                await self._let_go(address)
                raise _Changed
        else:
            await self._begin(delivery, person, made)
        await self._send(delivery, address, made.data, start)
        return True

    async def _send(self, delivery: Delivery, address: str, data: bytes, start: int) -> None:
        for _ in range(len(data) // self.piece + SPARE):
            if not 0 <= start < len(data):
                raise NotTaken("refused", "OneDrive asks for a part that there is not")
            piece = data[start : start + self.piece]
            if start + len(piece) == len(data):
                await self._note(delivery, {"ending": True})
            try:
                wanted = await self.onedrive.put(address, piece, start, len(data))
            except HasItAlready:
                wanted = await self.onedrive.received(address)
            if wanted is None:
                return
            start = wanted
        raise TryLater("OneDrive asks for the same part again and again")

    async def _let_go(self, address: str) -> None:
        """End a session that holds part of another version: what it has is nobody's file."""
        try:
            await self.onedrive.cancel(address)
        except (SessionGone, HasItAlready, NotTaken, TryLater, GiveUp):
            _log.info("a part of a file is let go by OneDrive itself")

    async def _begin(self, delivery: Delivery, person: Person, made: Made) -> None:
        """Before a byte leaves: the history has who takes a copy of what."""
        now = self.now()

        def job(connection: Connection) -> None:
            known = people_rows.find(connection, person.aad_id)
            audit.append(connection, now, audit.Entry(known.key if known else "", "exported", "", made.told))
            ledger.remember(connection, delivery.id, {"begun": True, "hash": _hash(made)})

        await self.register.write(job)

    async def _note(self, delivery: Delivery, told: Mapping[str, object]) -> None:
        await self.register.write(lambda c: ledger.remember(c, delivery.id, told))

    async def _say(self, delivery: Delivery, person: Person, said: tuple[Card, str], *, refused: bool = False) -> Sent:
        """It is over, and the person hears why; ``refused``: somebody tried what they may not."""
        now, (card, summary) = self.now(), said

        def job(connection: Connection) -> None:
            words = {"card": card, "summary": summary}
            enqueue_personal(connection, delivery.id, "personal", person, words, now)
            known = people_rows.find(connection, person.aad_id) if refused else None
            if known is not None:
                audit.append(connection, now, audit.Entry(known.key, "refused", "", {"verb": "file"}))
            ledger.remember(connection, delivery.id, {"over": True})

        await self.register.write(job)
        return {}

    async def _offer_again(self, delivery: Delivery, person: Person, offer: FileOffer) -> Sent:
        """The session has ended before the file was there."""

        def job(connection: Connection) -> None:
            file_offers.make_again(connection, self.new_id(), person, offer, self.now())
            ledger.remember(connection, delivery.id, {"over": True})

        await self.register.write(job)
        return {}

    async def _show(
        self, delivery: Delivery, person: Person, offer: FileOffer, place: UploadPlace, *, sure: bool
    ) -> Sent:
        """It is there: the card from which it opens follows."""
        now, shown = self.now(), place_written(place) | {"upload_url": ""}

        def job(connection: Connection) -> None:
            card = {"file": offer.file, "place": shown, "sure": sure}
            enqueue_personal(connection, delivery.id, "file_card", person, card, now)
            ledger.remember(connection, delivery.id, {"over": True})

        await self.register.write(job)
        return {}


class _Changed(Exception):
    """Part of the file is in OneDrive, and now it is another file: mixed, it would be neither."""


def _hash(made: Made) -> str:
    return hashlib.sha256(made.data).hexdigest()
