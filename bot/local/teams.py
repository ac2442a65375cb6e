"""The page's own Teams: everyone's chats, and what they type and press, as Teams would send it to the bot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.local import cast as roster
from bot.local import envelope
from bot.local.cast import Cast, Player
from bot.local.chats import Chats, Message
from bot.local.connector import Refused, blocked
from bot.local.consents import answered, consent_of
from bot.local.envelope import CARD, Activity, Post
from bot.local.feed import Feed
from bot.local.onedrive import OneDrive
from bot.local.rooms import Rooms, room_of
from bot.local.shown import alone, as_shown, as_shown_in, with_card

SERVICE_PATH = "/local/teams/"
"""Where the connector endpoints of the stand-in are, on the host's own port."""
ONEDRIVE_PATH = "/local/onedrive"
"""Where everyone's files are."""

ANSWER_SECONDS = 15.0
"""How long Teams waits for an answer before it sends the same activity once more (Microsoft's pages)."""

_NOT_HERE = (403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
SORRY = "The front door could not be reached. Nothing was changed. Please try again."


@dataclass(frozen=True, slots=True)
class Teams:
    """The stand-in: everyone's chats, the pages that watch them, and the way to the bot.

    ``session`` gives the client that sends to the bot; ``now`` and ``new_id`` give the time (aware) and new ids.
    """

    cast: Cast
    chats: Chats
    feed: Feed
    session: Callable[[], aiohttp.ClientSession]
    bot_id: str
    tenant_id: str
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    onedrive: OneDrive
    rooms: Rooms = field(default_factory=dict)
    views: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """Cards that somebody alone sees in the place of a message's own, by message and person, until it is edited."""

    def post(self, port: int) -> Post:
        """The envelope of this service for the host on this port."""
        return Post(f"http://127.0.0.1:{port}{SERVICE_PATH}", self.bot_id, self.tenant_id)

    def with_member(self, member: str) -> str | None:
        """The personal conversation of somebody of the cast."""
        player = roster.member(self.cast, member)
        return player.conversation_id if player else None

    def members(self, conversation: str) -> list[Mapping[str, str]] | None:
        """Whose conversation this is, or who is in the room."""
        if (room := room_of(self.rooms, conversation)) is not None:
            return [envelope.profile(p.teams_id, p.person, self.tenant_id) for p in room.members]
        player = roster.host_of(self.cast, conversation)
        return [envelope.profile(player.teams_id, player.person, self.tenant_id)] if player else None

    async def member(self, conversation: str, member: str) -> Mapping[str, str] | None:
        """Who this is, when they are in the conversation."""
        player = roster.member(self.cast, member)
        known = self.members(conversation) or ()
        return next((one for one in known if player and one["id"] == player.teams_id), None)

    def refusal(self, conversation: str) -> Refused | None:
        """What is said where they have removed the app, or a room has not got it."""
        if (room := room_of(self.rooms, conversation)) is not None:
            return None if self.chats.has_app(room.id) == "added" else Refused(*_NOT_HERE)
        return blocked() if self.chats.has_app(self._key(conversation)) == "removed" else None

    def add(self, conversation: str, activity: Mapping[str, Any]) -> str:
        """Put a message of the bot into a chat, and show it; that it types is shown and not kept."""
        key = self._key(conversation)
        if activity.get("type") == "typing":
            if key in self.cast:
                self.feed.tell("typing", {"person": key})
            return ""
        message = self.chats.add(key, activity, self.now(), mine=False)
        self.show(message)
        return message.id

    def replace(self, conversation: str, message: str, activity: Mapping[str, Any]) -> bool:
        """Put another activity in the place of a message of the bot, and show it."""
        key = self._key(conversation)
        old = self.chats.message(key, message)
        if old is None or old.mine or old.deleted:
            return False
        for seen in [one for one in self.views if one[0] == message]:
            del self.views[seen]
        whom = {key: old.activity[key] for key in ("recipient",) if key in old.activity}
        self.show(self.chats.replace(key, message, {**activity, **whom}))
        return True

    def remove(self, conversation: str, message: str) -> bool:
        """Mark a message as deleted, and show that."""
        key = self._key(conversation)
        if self.chats.message(key, message) is None:
            return False
        self.show(self.chats.remove(key, message))
        return True

    def deleted(self, conversation: str, message: str) -> bool:
        """Whether there was such a message, and somebody deleted it."""
        found = self.chats.message(self._key(conversation), message)
        return found is not None and found.deleted

    def _key(self, conversation: str) -> str:
        """Whose messages these are: a person's, by their key, or a room's, by its id."""
        if (room := room_of(self.rooms, conversation)) is not None:
            return room.id
        player = roster.host_of(self.cast, conversation)
        return player.key if player else ""

    def unread(self) -> dict[str, int]:
        """How many messages each person has not seen; people without any are left out, and rooms."""
        return {key: count for key, count in self.chats.unread().items() if key in self.cast}

    def show(self, message: Message | None) -> None:
        """Tell the open pages of a message that is new or has changed."""
        if message is None:
            return
        if (room := room_of(self.rooms, message.person)) is not None:
            whom = alone(room, message)
            news = {"room": room.key, "message": as_shown_in(room, message), "person": whom.key if whom else ""}
            self.feed.tell("room", news)
            return
        self.feed.tell("message", {"person": message.person, "message": as_shown(message)})
        self.feed.tell("unread", self.unread())


async def open_chat(teams: Teams, player: Player, port: int) -> None:
    """Open a person's chat. The first time, the app is added for them, and the bot hears of it as Teams tells it."""
    if teams.chats.has_app(player.key) == "new":
        await add_app(teams, player, port)


async def add_app(teams: Teams, player: Player, port: int) -> None:
    """The person adds the app: two activities, in the order in which Teams sends them."""
    teams.chats.set_app(player.key, "added")
    for activity in envelope.added(
        teams.post(port), player, teams.now(), activity_ids=(teams.new_id(), teams.new_id())
    ):
        await send(teams, port, activity)


async def remove_app(teams: Teams, player: Player, port: int) -> None:
    """The person removes the app: from now on the bot may not write to them (403)."""
    teams.chats.set_app(player.key, "removed")
    await send(teams, port, envelope.removed(teams.post(port), player, teams.now(), activity_id=teams.new_id()))


async def say(teams: Teams, player: Player, text: str, port: int) -> None:
    """The person types a message. It stands in the chat at once, and says so if it did not reach the bot."""
    now = teams.now()
    message = teams.chats.add(player.key, envelope.typed(teams.post(port), player, text, now), now, mine=True)
    teams.show(message)
    status, _ = await send(teams, port, dict(message.activity))
    if status >= HTTPStatus.BAD_REQUEST:
        teams.show(teams.chats.fail(player.key, message.id))


async def press(teams: Teams, player: Player, card_message: str, action: Mapping[str, Any], port: int) -> str | None:
    """The person presses a button of a card; the answer takes the card's place.

    Returns a sentence for the person when there is something to say beside the card: a message answer, or an error.
    """
    if teams.chats.message(player.key, card_message) is None:
        return "This card is gone. Type “resume” to see where you are."
    activity = envelope.pressed(
        teams.post(port), player, teams.now(), activity_id=teams.new_id(), card_message=card_message, action=action
    )
    card, words = pressed_answer(*await send(teams, port, activity))
    message = teams.chats.message(player.key, card_message)
    if card is not None and message is not None:
        teams.show(teams.chats.replace(player.key, card_message, with_card(message.activity, card)))
    return words


def pressed_answer(status: int, answer: Mapping[str, Any]) -> tuple[dict[str, Any] | None, str | None]:
    """What a press brought: the card that takes the place of the one that was pressed, or words for the person."""
    value = answer.get("value")
    if status == HTTPStatus.OK and answer.get("statusCode", HTTPStatus.OK) == HTTPStatus.OK:
        if answer.get("type") == CARD and isinstance(value, dict):
            return value, None
        if answer.get("type") == "application/vnd.microsoft.activity.message":
            return None, str(answer.get("value", ""))
    return None, str(value["message"]) if isinstance(value, dict) and value.get("message") else SORRY


async def consent(teams: Teams, player: Player, message_id: str, port: int, *, allow: bool) -> str | None:
    """The person allows that a file is saved in their OneDrive, or declines; returns what went wrong, if anything."""
    message = teams.chats.message(player.key, message_id)
    asked = consent_of(message.activity) if message else None
    if asked is None:
        return "This offer is gone. Ask for the file again."
    base = f"http://127.0.0.1:{port}{ONEDRIVE_PATH}"
    value = answered(asked, teams.onedrive.begin(base, str(asked["name"])) if allow else None)
    ids = {"activity_id": teams.new_id(), "message": message_id}
    status, _ = await send(teams, port, envelope.consented(teams.post(port), player, teams.now(), **ids, value=value))
    return None if status == HTTPStatus.OK else SORRY


async def send(
    teams: Teams, port: int, activity: Activity, *, seconds: float = ANSWER_SECONDS, times: int = 2
) -> tuple[int, dict[str, Any]]:
    """Send one activity to the bot; once more, with the same id, when it gives no answer in time. Never raises."""
    address = f"http://127.0.0.1:{port}/api/messages"
    for _ in range(times):
        try:
            async with teams.session().post(
                address, json=activity, timeout=aiohttp.ClientTimeout(total=seconds)
            ) as response:
                body = await response.json(content_type=None) if response.content_length != 0 else None
                return response.status, body if isinstance(body, dict) else {}
        except TimeoutError:
            continue
        except (aiohttp.ClientError, ValueError):
            break
    return 504, {}
