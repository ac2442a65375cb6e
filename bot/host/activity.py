"""The one file that knows an Activity: reads what Teams sends, and writes what Teams takes.

Checked by hand: pydantic would save 2 µs of 70 (`benchmarks/host_parts.py`), and its errors quote the input.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, Literal

import orjson
from botbuilder.schema import (
    Activity,
    ChannelAccount,
    ConversationAccount,
)

from bot.host import extension
from bot.host.body import Malformed
from bot.host.extension import CARD, FORMS, Form
from bot.host.fields import id_of, list_of, mapping_of, missing, text_of
from bot.host.files import CONSENT_INVOKE, answered
from bot.host.html_twin import drawn_emojis, with_addresses, without_pictures
from bot.host.incoming import REFRESH, Incoming, Kind, Reference, Reply
from bot.host.mentions import is_bot, without_marks
from bot.people.standing import standing_of
from dialogs.extension import ExtensionAct
from dialogs.model import Act, Card, ChatEvent, FileAnswer, Person, Pressed, Typed
from dialogs.understanding.typed_text import kept
from dialogs.verbs import split

CHANNEL: Final = "msteams"

SENDS_INPUTS: Final = "answer"
"""The only verb whose button sends the inputs of its card (contracts, "Conversation")."""

_NO_FILE: Final = frozenset({"text/html", "messageReference"})
"""Attachments that Teams adds by itself: every formatted message once more, and the message that is answered."""
_OF_PEOPLE: Final = "19:"
"""How the id of a chat between people, of a group and of a channel begins."""
_LEFT_A_CHANNEL: Final = "channelMemberRemoved"
"""``eventType`` of a bot that was taken out of one channel, and is in the team's others as before."""
_SHOW: Final = "show"
_BY_ITSELF: Final = "automatic"
"""``trigger`` of a card that Teams brings up to date without anybody's press."""
_HAPPENED: Final[Mapping[str, Literal["edited", "deleted", "reaction"]]] = {
    "messageUpdate": "edited",
    "messageDelete": "deleted",
    "messageReaction": "reaction",
}


def tenants(raw: Mapping[str, Any]) -> Iterator[object]:
    """Every tenant id that the activity names anywhere but in ``value``, which the person's client filled in."""
    waiting: list[Any] = [{key: part for key, part in raw.items() if key != "value"}]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            waiting.extend(item for item in node if isinstance(item, dict | list))
            continue
        for key, item in node.items():
            if item is None:
                continue
            if key == "tenantId":
                yield item
            elif key == "tenant":
                yield item.get("id") if isinstance(item, dict) else item
            elif isinstance(item, dict | list):
                waiting.append(item)


def read(raw: Mapping[str, Any]) -> Incoming:
    """The activity as something that a turn understands.

    Raises `Malformed`: status 400, or 501 for an invoke that we do not know.
    """
    type_ = text_of(raw, "type")
    if not type_:
        raise missing("type")
    kind: Kind = type_ if type_ in ("message", "invoke") else "event"  # type: ignore[assignment]  # narrowed by the test
    if type_ == "invoke" and raw.get("name") == CONSENT_INVOKE:
        kind = "message"  # Teams shows nothing of what such an invoke is answered with
    sender, chat, bot = mapping_of(raw, "from"), mapping_of(raw, "conversation"), mapping_of(raw, "recipient")
    aad_id = id_of(sender, "aadObjectId", "from.aadObjectId")
    activity_id = id_of(raw, "id")
    conversation = id_of(chat, "id", "conversation.id")
    if not conversation:
        raise missing("conversation.id")
    if kind != "event" and not activity_id:
        raise missing("id")
    if kind != "event" and not (aad_id or sender.get("id")):
        raise missing("from.id")
    channel = mapping_of(raw, "channelData")
    team = id_of(mapping_of(channel, "team"), "id", "channelData.team.id")
    if channel.get("eventType") == _LEFT_A_CHANNEL:  # it says nothing of the team's other channels
        team, conversation = "", id_of(mapping_of(channel, "channel"), "id", "channelData.channel.id") or conversation
    tenant = id_of(chat, "tenantId", "conversation.tenantId") or id_of(mapping_of(channel, "tenant"), "id", "tenant.id")
    return Incoming(
        act=_act(raw, type_, bot),
        activity_id=activity_id,
        conversation=conversation,
        person=Person(
            aad_id,
            text_of(sender, "name", "from.name"),
            text_of(sender, "userPrincipalName", "from.userPrincipalName"),
        ),
        teams_id=id_of(sender, "id", "from.id"),
        tenant=tenant,
        service_url=text_of(raw, "serviceUrl"),
        personal_chat=_is_personal(chat, conversation, bot),
        kind=kind,
        reply_to_id=id_of(raw, "replyToId"),
        bot_account=id_of(bot, "id", "recipient.id"),
        team=team,
        locale=text_of(raw, "locale"),
        form=FORMS.get(text_of(raw, "name"), "card") if type_ == "invoke" else "card",
        standing=standing_of(sender, tenant),
    )


def sdk_activity(raw: Mapping[str, Any], incoming: Incoming) -> Activity:
    """The same as the SDK's own type, made directly: msrest's reader takes a hundred times as long."""
    person = incoming.person
    return Activity(
        type=raw["type"],
        id=incoming.activity_id or None,
        name=raw.get("name"),
        text=raw.get("text"),
        value=raw.get("value"),
        locale=incoming.locale or None,
        channel_id=CHANNEL,
        service_url=incoming.service_url,
        reply_to_id=incoming.reply_to_id or None,
        channel_data=raw.get("channelData"),
        from_property=ChannelAccount(id=incoming.teams_id, name=person.name, aad_object_id=person.aad_id or None),
        recipient=ChannelAccount(id=incoming.bot_account),
        conversation=ConversationAccount(id=incoming.conversation, tenant_id=incoming.tenant),
    )


def verb_of(activity: Activity) -> str:
    """The verb of the button that was pressed; empty for what was typed or happened. For the SDK's middleware."""
    value = activity.value if isinstance(activity.value, dict) else {}
    pressed = mapping_of(value, "action") if activity.type == "invoke" else value
    return text_of(pressed, "verb")


def from_sdk(activity: Activity) -> Reply:
    """What code that was written for the SDK wants to send, in our own words: the first card, the summary, the text."""
    cards = [a.content for a in activity.attachments or () if a.content_type == CARD and isinstance(a.content, dict)]
    return Reply(cards[0] if cards else None, activity.summary or "", activity.text or "")


_CARD_ANSWER: Final = orjson.dumps({"statusCode": 200, "type": CARD})[:-1] + b',"value":'


def invoke_response(answer: Reply, form: Form = "card") -> bytes:
    """The HTTP answer to an invoke: to a button always a card (contracts, "Conversation"); a text alone becomes one."""
    if answer.body:
        return answer.body
    if form != "card":
        words = answer.text or (answer.card or {}).get("fallbackText") or answer.summary
        return orjson.dumps(extension.told(words, form))
    if answer.card is not None:
        return _CARD_ANSWER + (answer.card_json or orjson.dumps(answer.card)) + b"}"
    return _CARD_ANSWER + orjson.dumps(_card_of(answer.text or answer.summary)) + b"}"


def message(answer: Reply, to: Reference) -> dict[str, Any]:
    """A message to a conversation as the connector takes it. ``summary`` is what the notification shows."""
    activity: dict[str, Any] = {
        "type": "message",
        "from": {"id": to.bot},
        "conversation": {"id": to.conversation, "tenantId": to.tenant},
        "summary": answer.summary or answer.text,
    }
    if answer.text:
        activity["text"] = answer.text
    if answer.card is not None:
        activity["attachments"] = [{"contentType": CARD, "content": answer.card}]
    if answer.attachment is not None:
        activity["attachments"] = [*activity.get("attachments", ()), answer.attachment]
    return activity


def _card_of(text: str) -> Card:
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "body": [{"type": "TextBlock", "text": text, "wrap": True}],
        "fallbackText": text,
        "speak": text,
    }


def _act(raw: Mapping[str, Any], type_: str, bot: Mapping[str, Any]) -> Act:
    match type_:
        case "invoke":
            return _invoked(raw, bot)
        case "message":
            return _said(raw, bot)
        case "messageUpdate" | "messageDelete" | "messageReaction":
            return ChatEvent(_HAPPENED[type_])
        case "installationUpdate":
            action = text_of(raw, "action")
            return ChatEvent("installed" if action == "add" else "uninstalled" if action == "remove" else "other")
        case "conversationUpdate":
            if _names_bot(raw, "membersAdded", bot):
                return ChatEvent("installed")
            return ChatEvent("uninstalled" if _names_bot(raw, "membersRemoved", bot) else "other")
        case _:
            return ChatEvent("other")


def _invoked(raw: Mapping[str, Any], bot: Mapping[str, Any]) -> Pressed | FileAnswer | ExtensionAct:
    name = text_of(raw, "name")
    if name == CONSENT_INVOKE:
        return answered(raw.get("value"))
    if name in FORMS:
        return extension.read(name, raw.get("value"), id_of(bot, "id", "recipient.id"))
    if name != "adaptiveCard/action":
        raise Malformed("This bot does not answer that invoke.", 501)
    action = mapping_of(mapping_of(raw, "value"), "action", "value.action")
    if text_of(action, "type", "value.action.type") != "Action.Execute":
        raise missing("value.action.type")
    verb = text_of(action, "verb", "value.action.verb")
    if not verb:
        raise missing("value.action.verb")
    pressed = _pressed(verb, mapping_of(action, "data", "value.action.data"))
    by_itself = mapping_of(raw, "value").get("trigger") == _BY_ITSELF
    return replace(pressed, by_itself=True) if by_itself else pressed


def _said(raw: Mapping[str, Any], bot: Mapping[str, Any]) -> Act:
    value = raw.get("value")
    if isinstance(value, dict) and isinstance(value.get("verb"), str) and value["verb"]:
        # A client too old for Action.Execute sends what the button's fallback submits as a message.
        # A message is answered by one that everybody there reads: what is one person's alone goes to their own chat.
        verb = _SHOW if value["verb"] == REFRESH else value["verb"]
        return _pressed(verb, {k: v for k, v in value.items() if k != "verb"})
    text = text_of(raw, "text", longest=None)
    text = without_marks(text, list_of(raw, "entities"), bot)
    attached = list_of(raw, "attachments")
    kinds = [a.get("contentType") for a in attached if isinstance(a, dict)]
    files = [k for k in kinds if isinstance(k, str) and k not in _NO_FILE]
    said = kept(with_addresses(text, attached))
    if files or not said:
        drawn, others = drawn_emojis(attached)
        if drawn:
            files = without_pictures(files, others)
            said = said or kept("".join(drawn))
    return Typed(said, tuple(files))


def _pressed(verb: str, data: Mapping[str, Any]) -> Pressed:
    carried, inputs = split(verb, data)
    return Pressed(verb, carried if verb == SENDS_INPUTS else data, inputs)


def _names_bot(raw: Mapping[str, Any], field: str, bot: Mapping[str, Any]) -> bool:
    return any(isinstance(member, dict) and is_bot(member.get("id"), bot) for member in list_of(raw, field))


def _is_personal(chat: Mapping[str, Any], conversation: str, bot: Mapping[str, Any]) -> bool:
    """Whether this is the person's own chat with the bot.

    A chat of two people is called "personal" too, and cards are put into it: its id names both of them.
    """
    if conversation.startswith(_OF_PEOPLE):
        app = id_of(bot, "id", "recipient.id").removeprefix("28:")
        return bool(app) and f"_{app}@" in conversation
    type_ = text_of(chat, "conversationType", "conversation.conversationType")
    if type_:
        return type_ == "personal"
    return chat.get("isGroup") is not True
