"""What Teams takes as the answer of a message extension, and what it draws of it; as strict as Teams is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.local.envelope import CARD

_PREVIEWS: Final = frozenset({"application/vnd.microsoft.card.thumbnail", "application/vnd.microsoft.card.hero"})
_NEWEST: Final = (1, 5)
"""The newest version of a card that Teams draws."""


class Undrawable(Exception):
    """Teams draws nothing of this answer. The message says what is wrong with it."""


def found(body: Mapping[str, Any]) -> dict[str, Any]:
    """What was found: ``cards`` with ``card``, ``title`` and ``text``, and ``words``. Raises Undrawable."""
    answer = body.get("composeExtension")
    if not isinstance(answer, dict):
        raise Undrawable("The answer has no composeExtension.")
    if answer.get("type") == "message" and isinstance(answer.get("text"), str):
        return {"cards": [], "words": answer["text"]}
    listed = answer.get("attachments")
    if answer.get("type") != "result" or answer.get("attachmentLayout") != "list" or not isinstance(listed, list):
        raise Undrawable("The answer is neither a list of results nor a message.")
    return {"cards": [_result(one) for one in listed], "words": ""}


def dialog(body: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in a dialogue: ``title`` and ``card``, or ``words``; nothing when it closes. Raises Undrawable."""
    task = body.get("task")
    if not task:
        return {}
    value = task.get("value") if isinstance(task, dict) else None
    if isinstance(task, dict) and task.get("type") == "message" and isinstance(value, str):
        return {"words": value}
    if not isinstance(task, dict) or task.get("type") != "continue" or not isinstance(value, dict):
        raise Undrawable("The answer is neither a dialogue nor a message.")
    if not isinstance(value.get("title"), str):
        raise Undrawable("A dialogue has a title.")
    return {"title": value["title"], "card": _card(value.get("card"))}


def _result(attachment: object) -> dict[str, Any]:
    card = _card(attachment)
    preview = attachment.get("preview") if isinstance(attachment, dict) else None
    content = preview.get("content") if isinstance(preview, dict) else None
    if not isinstance(preview, dict) or preview.get("contentType") not in _PREVIEWS or not isinstance(content, dict):
        raise Undrawable("A result has a preview.")
    words = {key: content.get(key, "") for key in ("title", "text")}
    if not words["title"] or not all(isinstance(one, str) for one in words.values()):
        raise Undrawable("A preview has a title.")
    return {"card": card, **words}


def _card(attachment: object) -> dict[str, Any]:
    content = attachment.get("content") if isinstance(attachment, dict) else None
    if not isinstance(attachment, dict) or attachment.get("contentType") != CARD or not isinstance(content, dict):
        raise Undrawable("A card is an attachment with a content.")
    try:
        version = tuple(int(part) for part in str(content.get("version")).split("."))
    except ValueError:
        version = (9,)
    if content.get("type") != "AdaptiveCard" or version > _NEWEST:
        raise Undrawable("A card is an AdaptiveCard of version 1.5 at the newest.")
    return content
