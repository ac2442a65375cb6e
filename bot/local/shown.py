"""Messages as the local page draws them: plain JSON, without what Teams puts around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.local.cast import Player
from bot.local.chats import Message
from bot.local.consents import consent_of, file_of
from bot.local.envelope import CARD, Activity
from bot.local.rooms import Room

_MOST_REFRESHED: Final = 60
"""For so many people a card brings itself up to date (Microsoft's pages)."""


def with_card(activity: Mapping[str, Any], card: Mapping[str, Any]) -> Activity:
    """The same message with another card in the place of its first one."""
    others = [a for a in activity.get("attachments") or [] if a.get("contentType") != CARD]
    return {**activity, "attachments": [{"contentType": CARD, "content": dict(card)}, *others]}


def as_shown(message: Message) -> dict[str, Any]:
    """A message as the page needs it: plain JSON, without the envelope."""
    activity = message.activity
    attachments = activity.get("attachments") or []
    return {
        "id": message.id,
        "mine": message.mine,
        "at": message.sent_at,
        "edited": message.edited,
        "deleted": message.deleted,
        "failed": message.failed,
        "text": activity.get("text") or "",
        "markdown": not message.mine and activity.get("textFormat", "markdown") == "markdown",
        "summary": activity.get("summary") or "",
        "cards": [a["content"] for a in attachments if a.get("contentType") == CARD and a.get("content")],
        "offer": _offer(consent_of(activity)),
        "file": _file(file_of(activity)),
        "buttons": [
            {"title": str(b.get("title", "")), "value": str(b.get("value", ""))}
            for b in (activity.get("suggestedActions") or {}).get("actions", [])
        ],
    }


def as_shown_in(room: Room, message: Message, view: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A message of a room for the page: who wrote it, and who is shown a card of their own in the place of its card.

    ``view``: the card that the person who looks is shown instead.
    """
    shown = as_shown(message)
    if view is not None:
        shown["cards"] = [view, *shown["cards"][1:]]
    author = message.activity.get("from") or {} if message.mine else {}
    if message.mine:
        shown["text"] = shown["text"].replace("<at>", "@").replace("</at>", "")
    by = {"key": author.get("aadObjectId", ""), "name": author.get("name", "")} if message.mine else None
    return {**shown, "by": by, "refreshes": refreshed_for(room, message)}


def alone(room: Room, message: Message) -> Player | None:
    """Who alone sees a message of the bot: a targeted message names its recipient; None: everyone."""
    named = {} if message.mine else message.activity.get("recipient") or {}
    return next((p for p in room.members if p.teams_id == named.get("id")), None)


def refreshed_for(room: Room, message: Message) -> list[str]:
    """For whom Teams asks the bot by itself for another card: those whom the card names; without names, everyone.

    Teams does it for 60 people at most.
    """
    cards = [a.get("content") for a in message.activity.get("attachments") or () if a.get("contentType") == CARD]
    wish = cards[0].get("refresh") if cards and isinstance(cards[0], dict) else None
    if not isinstance(wish, dict) or not isinstance(wish.get("action"), dict):
        return []
    named = wish.get("userIds")
    if not isinstance(named, list):
        return [p.key for p in room.members] if len(room.members) <= _MOST_REFRESHED else []
    whom = {str(one).lower() for one in named[:_MOST_REFRESHED]}
    return [p.key for p in room.members if whom & {p.teams_id.lower(), f"8:orgid:{p.key.lower()}"}]


def _offer(asked: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What a card that asks for consent shows."""
    if asked is None:
        return None
    content = asked["content"]
    return {"name": asked["name"], "description": content["description"], "size": content["sizeInBytes"]}


def _file(shown: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What the card of a file shows; it opens on this machine alone."""
    return {"name": shown["name"], "url": shown["contentUrl"]} if shown else None
