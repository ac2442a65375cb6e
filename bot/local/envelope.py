"""What Teams puts around everything that a person does: the whole Bot Framework activity, as it reaches a bot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from bot.local.cast import Player
from dialogs.model import Person

MENTION = "@Front door"
"""How somebody types the bot's name where people speak to each other; Teams offers it behind the @."""
_MENTION_HTML = '<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">{}</span>'
CARD = "application/vnd.microsoft.card.adaptive"
"""The content type of an Adaptive Card, as attachment and as the answer to an invoke."""

Activity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Post:
    """Where and between whom activities go: the service's address, the bot and the tenant."""

    service_url: str
    bot_id: str
    tenant_id: str

    @property
    def bot(self) -> dict[str, str]:
        """The bot as Teams names it in an activity."""
        return {"id": f"28:{self.bot_id}", "name": "Front door"}


@dataclass(frozen=True, slots=True)
class Where:
    """What an activity says of the place it comes from: ``conversation``, and ``channelData`` of it."""

    conversation: Mapping[str, Any]
    channel_data: Mapping[str, Any]


def typed(post: Post, player: Player, text: str, now: datetime, where: Where | None = None) -> Activity:
    """A typed message; Teams sends what was typed once more as HTML. Its id is set when the chat stores it.

    Where people speak to each other, what was typed as `@Front door` is the bot's name as Teams marks it.
    """
    mentioned = where is not None and MENTION in text
    name = post.bot["name"]
    marked = text.replace(MENTION, f"<at>{name}</at>", 1) if mentioned else text
    shown = escape(text).replace(MENTION, _MENTION_HTML.format(name), 1) if mentioned else escape(text)
    activity = around(post, player, now, where)
    if mentioned:
        activity["entities"] += [{"type": "mention", "text": f"<at>{name}</at>", "mentioned": post.bot}]
    again = {"contentType": "text/html", "content": f"<p>{shown}</p>"}
    return activity | {"type": "message", "text": marked, "textFormat": "plain", "attachments": [again]}


def pressed(
    post: Post,
    player: Player,
    now: datetime,
    *,
    activity_id: str,
    card_message: str,
    action: Mapping[str, Any],
    where: Where | None = None,
    by_itself: bool = False,
) -> Activity:
    """A press of an ``Action.Execute`` button: an invoke that answers to the message that holds the card.

    ``by_itself``: the card brings itself up to date for somebody who looks at it.
    """
    activity = around(post, player, now, where)
    activity["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": f"1:{card_message}"}}
    return activity | {
        "type": "invoke",
        "id": f"f:{activity_id}",
        "name": "adaptiveCard/action",
        "replyToId": card_message,
        "value": {
            "action": {
                "type": "Action.Execute",
                "id": str(action.get("id") or ""),
                "title": str(action.get("title") or ""),
                "verb": str(action.get("verb") or ""),
                "data": action.get("data") or {},
            },
            "trigger": "automatic" if by_itself else "manual",
        },
    }


def consented(
    post: Post, player: Player, now: datetime, *, activity_id: str, message: str, value: Mapping[str, Any]
) -> Activity:
    """What somebody says to the offer of a file."""
    return around(post, player, now) | {
        "type": "invoke",
        "id": f"f:{activity_id}",
        "name": "fileConsent/invoke",
        "replyToId": message,
        "value": dict(value),
    }


def added(post: Post, player: Player, now: datetime, *, activity_ids: tuple[str, str]) -> tuple[Activity, Activity]:
    """The two activities with which Teams tells that someone added the app for themselves."""
    first, second = activity_ids
    member = {"id": player.teams_id, "aadObjectId": player.person.aad_id}
    update = around(post, player, now) | {
        "type": "conversationUpdate",
        "id": f"f:{first}",
        "membersAdded": [member, {"id": post.bot["id"]}],
    }
    installation = around(post, player, now) | {"type": "installationUpdate", "id": f"f:{second}", "action": "add"}
    return update, installation


def added_to_room(
    post: Post, player: Player, now: datetime, where: Where, *, activity_ids: tuple[str, str]
) -> tuple[Activity, Activity]:
    """The two activities with which Teams tells that somebody added the app where people speak to each other."""
    first, second = activity_ids
    team = {"eventType": "teamMemberAdded"} if "team" in where.channel_data else {}
    update = around(post, player, now, where) | {
        "type": "conversationUpdate",
        "id": f"f:{first}",
        "membersAdded": [{"id": post.bot["id"]}],
    }
    update["channelData"] |= team
    installation = around(post, player, now, where) | {
        "type": "installationUpdate",
        "id": f"f:{second}",
        "action": "add",
    }
    return update, installation


def removed(post: Post, player: Player, now: datetime, *, activity_id: str) -> Activity:
    """The activity with which Teams tells that someone removed the app."""
    return around(post, player, now) | {"type": "installationUpdate", "id": f"f:{activity_id}", "action": "remove"}


def profile(teams_id: str, person: Person, tenant_id: str) -> dict[str, str]:
    """What the connector tells of a member of a conversation; the only place from which a bot learns the ``upn``."""
    return {
        "id": teams_id,
        "name": person.name,
        "aadObjectId": person.aad_id,
        "objectId": person.aad_id,
        "userPrincipalName": person.upn,
        "email": person.upn,
        "tenantId": tenant_id,
        "userRole": "user",
    }


def around(post: Post, player: Player, now: datetime, where: Where | None = None) -> Activity:
    """What is around every activity of a person; without ``where``, in their own chat with the bot."""
    own = {"conversationType": "personal", "tenantId": post.tenant_id, "id": player.conversation_id}
    place = where or Where(own, {"tenant": {"id": post.tenant_id}})
    stamp = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"
    return {
        "channelId": "msteams",
        "serviceUrl": post.service_url,
        "timestamp": stamp,
        "localTimestamp": now.isoformat(timespec="milliseconds"),
        "localTimezone": "Europe/London",
        "locale": "en-GB",
        "from": {"id": player.teams_id, "name": player.person.name, "aadObjectId": player.person.aad_id},
        "recipient": post.bot,
        "conversation": dict(place.conversation),
        "channelData": dict(place.channel_data),
        "entities": [
            {"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web", "timezone": "Europe/London"}
        ],
    }
