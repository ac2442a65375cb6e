"""Files that were offered: each is a delivery of the kind `file`, and what became of it stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from bot.deliveries import ledger
from bot.deliveries.ledger import Delivery
from bot.delivery_kinds import KINDS, KindName
from bot.notify import enqueue_personal
from dialogs.model import AnswerFile, FileOffer, OfferFile, Person, UploadPlace
from dialogs.wording import championing, say

FILE: Final[KindName] = "file"
KEPT: Final = "offer"
"""Key of a delivery's result under which the offer stays once its card was sent: payloads are let go then."""


def offer_of(delivery: Delivery) -> FileOffer:
    """The offer that a delivery brings. One of the version before had its content with it, an export: it is one."""
    said: Mapping[str, Any] = delivery.payload if "of" in delivery.payload else delivery.result.get(KEPT, {})
    return FileOffer(
        delivery.id,
        delivery.recipient,
        str(said.get("file", say(championing.EXPORT_NAME))),
        str(said.get("of", "export")),
        {str(name): str(held) for name, held in said.get("fields", {}).items()},
        said.get("answered", ""),
    )


def written(offer: FileOffer, *, again: bool = False) -> dict[str, Any]:
    """The offer as plain JSON; ``again``: it could not be saved in time before."""
    fields = dict(offer.fields)
    return {"file": offer.file, "of": offer.kind, "fields": fields, "answered": offer.answered, "again": again}


def find(connection: Connection, offer: str) -> FileOffer | None:
    """The offer with this id, or None: a delivery of another kind is none."""
    delivery = ledger.find(connection, offer) if offer else None
    return offer_of(delivery) if delivery is not None and delivery.kind == FILE else None


def make(connection: Connection, new_id: str, person: Person, wanted: OfferFile, now: datetime) -> None:
    """Enqueue the card that offers a file."""
    offer = FileOffer("", person.aad_id, wanted.name, wanted.kind, wanted.fields)
    enqueue_personal(connection, new_id, FILE, person, written(offer), now)


def make_again(connection: Connection, new_id: str, person: Person, offer: FileOffer, now: datetime) -> None:
    """Enqueue an offer once more, because the time to save the file had run out."""
    anew = FileOffer("", offer.whom, offer.file, offer.kind, offer.fields)
    enqueue_personal(connection, new_id, FILE, person, written(anew, again=True), now)


def answer(connection: Connection, person: Person, said: AnswerFile, now: datetime) -> None:
    """Close the card of an offer, and enqueue saving the file where the person allowed it."""
    offer, place = said.offer, said.place
    closed = FileOffer(offer.id, offer.whom, offer.file, offer.kind, offer.fields, "taken" if place else "declined")
    number = offer.id.removeprefix(f"{FILE}:")
    enqueue_personal(connection, number, FILE, person, written(closed), now)
    if place is None:
        return
    kind = KINDS["upload"]
    ledger.enqueue(
        connection,
        id=f"{kind.name}:{number}",
        reference=None,
        kind=kind.name,
        service=kind.service,
        ordering_key=kind.ordering_key(reference=number),
        recipient=person.aad_id,
        payload={"name": person.name, **written(closed), "place": place_written(place)},
        now=now,
    )


def place_written(place: UploadPlace) -> dict[str, str]:
    """Where a file is saved, as plain JSON."""
    return {
        "upload_url": place.upload_url,
        "content_url": place.content_url,
        "unique_id": place.unique_id,
        "file_type": place.file_type,
        "name": place.name,
    }
