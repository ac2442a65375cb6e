"""Files as Teams has them in an activity: what it says of a consent, and the attachments that ask for one and show one.

Microsoft's page is "Send and receive files using bot" (bots-filesv4).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.host.body import Malformed
from bot.host.upload_address import LONGEST as LONGEST_ADDRESS
from dialogs.model import FileAnswer, UploadPlace
from dialogs.understanding.typed_text import kept

CONSENT_INVOKE: Final = "fileConsent/invoke"
CONSENT: Final = "application/vnd.microsoft.teams.card.file.consent"
SHOWN: Final = "application/vnd.microsoft.teams.card.file.info"

OFFER: Final = "offer"
"""The key of a consent card's context that names the offer."""
_LONGEST: Final = 200
"""Characters of an offer's id and of a file's name."""

Attachment = dict[str, Any]


def answered(value: object) -> FileAnswer:
    """What somebody says to the offer of a file. Raises `Malformed`.

    A context that is not ours names no offer: that is answered as one that there is not.
    """
    said = value if isinstance(value, dict) else {}
    context = said.get("context")
    named = context.get(OFFER) if isinstance(context, dict) else None
    offer = named if isinstance(named, str) and len(named) <= _LONGEST and named.isascii() else ""
    match said.get("action"):
        case "decline":
            return FileAnswer(offer, None)
        case "accept":
            return FileAnswer(offer, _place(said.get("uploadInfo")))
        case _:
            raise Malformed("value.action is missing or malformed.")


def _place(info: object) -> UploadPlace:
    said = info if isinstance(info, dict) else {}
    name = kept(_text(said, "name", _LONGEST, needed=False)).strip()
    return UploadPlace(
        upload_url=_text(said, "uploadUrl", LONGEST_ADDRESS),
        content_url=_text(said, "contentUrl", LONGEST_ADDRESS),
        unique_id=_text(said, "uniqueId", _LONGEST, needed=False),
        file_type=_text(said, "fileType", _LONGEST, needed=False),
        name=name,
    )


def _text(said: Mapping[str, Any], key: str, longest: int, *, needed: bool = True) -> str:
    value = said.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or len(value) > longest or (needed and not value):
        raise Malformed(f"value.uploadInfo.{key} is missing or malformed.")
    return value


def asking(name: str, description: str, size: int, offer: str) -> Attachment:
    """The card that asks whether a file may be saved; Teams draws its two buttons. ``size``: about how many bytes."""
    context = {OFFER: offer}
    content = {"description": description, "sizeInBytes": size, "acceptContext": context, "declineContext": context}
    return {"contentType": CONSENT, "name": name, "content": content}


def showing(place: UploadPlace, name: str) -> Attachment:
    """The card of a file that was saved, from which it opens. ``name``: where Teams gave none."""
    content = {"uniqueId": place.unique_id, "fileType": place.file_type}
    return {"contentType": SHOWN, "contentUrl": place.content_url, "name": place.name or name, "content": content}
