"""Offers people files in their chat, and shows them what was saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.deliveries.ledger import Delivery
from bot.file_offers import KEPT, offer_of, written
from bot.host import files
from bot.host.incoming import Reply
from bot.outgoing.file_makers import CannotBeMade, Maker, maker_of
from bot.outgoing.teams import TeamsSender
from dialogs import answered_card, file_not_made, file_not_theirs, may_have, offer_words, saved_words
from dialogs.model import FileOffer, Person, UploadPlace

Sent = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FileSender:
    """Carries what is said of files. ``makers``: what makes each kind."""

    teams: TeamsSender
    makers: Mapping[str, Maker]

    def handlers(self) -> Mapping[str, Callable[[Delivery], Awaitable[Sent]]]:
        """The kinds of delivery that this can carry."""
        return {"file": self.file, "file_card": self.file_card}

    async def file(self, delivery: Delivery) -> Sent:
        """The card that asks whether a file may be saved; once that was answered, the same message says so."""
        offer, person = offer_of(delivery), _recipient(delivery)
        kept = {KEPT: written(offer)}
        if offer.answered:
            shown = bool(delivery.result.get("activity"))
            closed = answered_card(offer.file, taken=offer.answered == "taken")
            return {**(await self.teams.to_person(delivery, *closed) if shown else {"moot": True}), **kept}
        if delivery.result.get("activity"):
            return kept  # it stands there, and nobody has said anything to it
        if not may_have(self.teams.people(), person, offer.kind, offer.fields):
            return await self.teams.say(person, Reply(*file_not_theirs(offer.file)))
        try:
            size = await maker_of(self.makers, offer.kind).size(person, offer.fields)
        except CannotBeMade:
            return await self.teams.say(person, Reply(*file_not_made(offer.file)))
        return {**await self.teams.say(person, _asking(offer, size, delivery)), **kept}

    async def file_card(self, delivery: Delivery) -> Sent:
        """The card of a file that was saved, from which it opens."""
        said = delivery.payload
        place, name, sure = UploadPlace(**said["place"]), str(said["file"]), bool(said["sure"])
        words = saved_words(place.name or name, sure=sure)
        shown = Reply(summary=words, text="" if sure else words, attachment=files.showing(place, name))
        return await self.teams.say(_recipient(delivery), shown)


def _asking(offer: FileOffer, size: int, delivery: Delivery) -> Reply:
    words = offer_words(offer.kind, offer.file, again=bool(delivery.payload.get("again")))
    return Reply(summary=words.summary, attachment=files.asking(offer.file, words.description, size, offer.id))


def _recipient(delivery: Delivery) -> Person:
    return Person(delivery.recipient, str(delivery.payload.get("name", "")))
