"""Files in a chat as Teams has them: the card that asks for consent, what Teams sends of the answer, and a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

CONSENT: Final = "application/vnd.microsoft.teams.card.file.consent"
SHOWN: Final = "application/vnd.microsoft.teams.card.file.info"


def consent_of(activity: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The attachment that asks for consent, or None."""
    asked = (a for a in activity.get("attachments") or () if a.get("contentType") == CONSENT)
    return next(asked, None)


def file_of(activity: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The attachment that is a file, or None."""
    return next((a for a in activity.get("attachments") or () if a.get("contentType") == SHOWN), None)


def fault_of(activity: Mapping[str, Any], *, personal: bool) -> str:
    """What Teams would not draw of a file in this activity; empty when all is well."""
    asked, shown = consent_of(activity), file_of(activity)
    if asked is None and shown is None:
        return ""
    if not personal:
        return "Files of a bot are for personal chats alone."
    one = asked or shown or {}
    content = one.get("content")
    if not (isinstance(one.get("name"), str) and one["name"] and isinstance(content, Mapping)):
        return "A file has a name and a content."
    if asked is not None:
        size, contexts = content.get("sizeInBytes"), (content.get("acceptContext"), content.get("declineContext"))
        sound = isinstance(size, int) and size > 0 and isinstance(content.get("description"), str)
        return "" if sound and all(isinstance(c, Mapping) for c in contexts) else "A consent card says what it is of."
    sound = isinstance(one.get("contentUrl"), str) and {"uniqueId", "fileType"} <= content.keys()
    return "" if sound else "A file card says where the file is."


def answered(attachment: Mapping[str, Any], upload: Mapping[str, str] | None) -> dict[str, Any]:
    """The ``value`` of the invoke for an answer; ``upload``: what Teams tells of the session, None: declined."""
    content = attachment["content"]
    if upload is None:
        return {"type": "fileUpload", "action": "decline", "context": content["declineContext"]}
    return {"type": "fileUpload", "action": "accept", "context": content["acceptContext"], "uploadInfo": dict(upload)}
