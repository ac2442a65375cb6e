"""What Teams sends of its message extension: a search, a link, a message that somebody chose, and their dialogue.

The shapes are those of Microsoft's pages "Respond to search command", "Link unfurling" and "Create and send dialogs".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any, Final

from bot.local.cast import Player
from bot.local.chats import Message
from bot.local.envelope import CARD, Activity, Post, Where, around
from bot.local.rooms import Room

FIND: Final = "findRequests"
FROM_MESSAGE: Final = "startFromMessage"
PAGE_SIZE: Final = 25
"""How many results Teams asks for at once."""


def searched(
    post: Post, player: Player, now: datetime, where: Where, *, activity_id: str, words: str, skip: int
) -> Activity:
    """What somebody looks for; without words it is what Teams asks when the search is opened."""
    asked = {"name": "words", "value": words} if words else {"name": "initialRun", "value": "true"}
    value = {"commandId": FIND, "parameters": [asked], "queryOptions": {"skip": skip, "count": PAGE_SIZE}}
    return _invoke(post, player, now, where, f"f:{activity_id}", "composeExtension/query", "compose", value)


def link_pasted(post: Post, player: Player, now: datetime, where: Where, *, activity_id: str, url: str) -> Activity:
    """A link that somebody pastes into a message."""
    name = "composeExtension/queryLink"
    return _invoke(post, player, now, where, f"f:{activity_id}", name, "compose", {"url": url})


def chosen(
    post: Post, player: Player, now: datetime, where: Where, *, activity_id: str, payload: Mapping[str, Any]
) -> Activity:
    """Somebody chose the action on a message."""
    value = {"commandId": FROM_MESSAGE, "commandContext": "message", "messagePayload": dict(payload)}
    return _invoke(post, player, now, where, f"f:{activity_id}", "composeExtension/fetchTask", "message", value)


def submitted(
    post: Post,
    player: Player,
    now: datetime,
    where: Where,
    *,
    activity_id: str,
    payload: Mapping[str, Any],
    data: Mapping[str, Any],
) -> Activity:
    """Somebody pressed the button of the dialogue; ``data``: what it carried, with what was filled in."""
    value = {"commandId": FROM_MESSAGE, "commandContext": "message", "data": dict(data)}
    value["messagePayload"] = dict(payload)
    return _invoke(post, player, now, where, f"f:{activity_id}", "composeExtension/submitAction", "message", value)


def payload_of(post: Post, room: Room, message: Message, author: Player | None, link: str) -> dict[str, Any]:
    """A message as Teams hands it over whole: who wrote it, its words as HTML, and its cards."""
    lines = escape(str(message.activity.get("text") or "")).replace("\n", "<br>")
    cards = [a for a in message.activity.get("attachments") or () if a.get("contentType") == CARD]
    return {
        "linkToMessage": link,
        "id": message.id,
        "replyToId": None,
        "createdDateTime": message.sent_at,
        "lastModifiedDateTime": None,
        "deleted": message.deleted,
        "subject": None,
        "summary": None,
        "importance": "normal",
        "locale": "en-gb",
        "from": {
            "device": None,
            "conversation": {"id": room.id, "conversationIdentityType": _IDENTITY[room.kind]},
            "user": _user(author) if author else None,
            "application": None if author else _application(post),
        },
        "body": {"contentType": "html", "content": "" if message.deleted else f"<div><p>{lines}</p></div>"},
        "attachmentLayout": "list",
        "attachments": [
            {
                "id": f"{message.id}-{number}",
                "contentType": CARD,
                "contentUrl": None,
                "content": json.dumps(card["content"]),
                "name": None,
                "thumbnailUrl": None,
            }
            for number, card in enumerate(cards)
        ],
        "mentions": [],
        "reactions": [],
    }


_IDENTITY: Final = {"channel": "channel", "groupChat": "chat", "meeting": "chat"}


def _user(author: Player) -> dict[str, str]:
    return {"userIdentityType": "aadUser", "id": author.key, "displayName": author.person.name}


def _application(post: Post) -> dict[str, str]:
    return {"applicationIdentityType": "bot", "id": post.bot_id, "displayName": post.bot["name"]}


def _invoke(
    post: Post, player: Player, now: datetime, where: Where, id_: str, name: str, source: str, value: dict[str, Any]
) -> Activity:
    activity = around(post, player, now, where)
    activity["channelData"] |= {"source": {"name": source}}
    context = {} if name.endswith("queryLink") else {"context": {"theme": "default"}}
    return activity | {"type": "invoke", "id": id_, "name": name, "value": value | context}
