"""What people do where they speak to each other, as Teams tells the bot of it; most of it Teams tells nobody."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from bot.local import envelope, extension_answers
from bot.local import extension_envelope as extension
from bot.local.cast import Player
from bot.local.chats import Message
from bot.local.envelope import CARD, MENTION, Activity
from bot.local.extension_answers import Undrawable
from bot.local.rooms import Room
from bot.local.shown import alone, as_shown_in, refreshed_for
from bot.local.teams import Teams, pressed_answer, send

EXTENSION_SECONDS: Final = 5.0
"""How long Teams waits for an answer of a message extension; it asks no second time (Microsoft's pages)."""
_SORRY: Final = "Unable to reach app. Please try again."
"""What Teams says when there is no answer that it can draw."""
_GONE: Final = "This message is gone."


def messages(teams: Teams, room: Room, player: Player) -> list[dict[str, Any]]:
    """What somebody sees in a room, oldest first; the first time, what stands there before anybody types."""
    if not teams.chats.messages(room.id, 1):
        for author, words in room.said:
            now = teams.now()
            said = envelope.typed(teams.post(0), author, words, now, room.where(teams.tenant_id))
            teams.chats.add(room.id, said, now, mine=True)
    there = teams.chats.messages(room.id)
    return [seen(teams, room, player, message) for message in there if alone(room, message) in {None, player}]


def seen(teams: Teams, room: Room, player: Player, message: Message) -> dict[str, Any]:
    """One message as this person sees it."""
    return as_shown_in(room, message, teams.views.get((message.id, player.key)))


async def say(teams: Teams, room: Room, player: Player, text: str, card: Mapping[str, Any] | None, port: int) -> None:
    """Somebody sends a message, perhaps with a card that they found. The bot hears of it when it is mentioned."""
    now, post = teams.now(), teams.post(port)
    activity = envelope.typed(post, player, text, now, room.where(teams.tenant_id))
    if card is not None:
        activity["attachments"] += [{"contentType": CARD, "content": dict(card)}]
    message = teams.chats.add(room.id, activity, now, mine=True)
    teams.show(message)
    if MENTION not in text:
        return
    await _add_app(teams, room, player, port)
    thread = room.where(teams.tenant_id, message.id)
    status, _ = await send(teams, port, {**message.activity, "conversation": dict(thread.conversation)})
    if status >= HTTPStatus.BAD_REQUEST:
        teams.show(teams.chats.fail(room.id, message.id))


async def _add_app(teams: Teams, room: Room, player: Player, port: int) -> None:
    """Whoever mentions the bot first adds it to the room: Teams offers that, and no bot hears anything before it."""
    if teams.chats.has_app(room.id) == "added":
        return
    teams.chats.set_app(room.id, "added")
    ids = (teams.new_id(), teams.new_id())
    where = room.where(teams.tenant_id)
    for activity in envelope.added_to_room(teams.post(port), player, teams.now(), where, activity_ids=ids):
        await send(teams, port, activity)


async def look(teams: Teams, room: Room, player: Player, message_id: str, port: int) -> None:
    """Somebody has a card before their eyes that brings itself up to date for them: the answer is for them alone."""
    message = _message(teams, room, player, message_id)
    if message is None or player.key not in refreshed_for(room, message):
        return
    card = next(a["content"] for a in message.activity["attachments"] if a.get("contentType") == CARD)
    answer, _ = await _press(teams, room, player, message, card["refresh"]["action"], port, by_itself=True)
    _show_to(teams, room, player, message, answer)


async def press(
    teams: Teams, room: Room, player: Player, message_id: str, action: Mapping[str, Any], port: int
) -> str | None:
    """Somebody presses a button of a card; the answer is for them alone. Returns words, when there are any."""
    message = _message(teams, room, player, message_id)
    if message is None:
        return _GONE
    answer, words = await _press(teams, room, player, message, action, port)
    _show_to(teams, room, player, message, answer)
    return words


async def _press(
    teams: Teams,
    room: Room,
    player: Player,
    message: Message,
    action: Mapping[str, Any],
    port: int,
    *,
    by_itself: bool = False,
) -> tuple[dict[str, Any] | None, str | None]:
    activity = envelope.pressed(
        teams.post(port),
        player,
        teams.now(),
        activity_id=teams.new_id(),
        card_message=message.id,
        action=action,
        where=room.where(teams.tenant_id, message.id),
        by_itself=by_itself,
    )
    return pressed_answer(*await send(teams, port, activity))


def _show_to(teams: Teams, room: Room, player: Player, message: Message, card: dict[str, Any] | None) -> None:
    if card is None:
        return
    teams.views[message.id, player.key] = card
    shown = seen(teams, room, player, message)
    teams.feed.tell("room", {"room": room.key, "message": shown, "person": player.key})


async def find(teams: Teams, room: Room, player: Player, words: str, skip: int, port: int) -> dict[str, Any]:
    """Somebody looks for a request: ``cards`` and ``words``, as the search shows them."""
    where = room.where(teams.tenant_id)
    asked = extension.searched(
        teams.post(port), player, teams.now(), where, activity_id=teams.new_id(), words=words, skip=skip
    )
    return await _asked(teams, asked, port)


async def unfold(teams: Teams, room: Room, player: Player, url: str, port: int) -> dict[str, Any]:
    """Somebody pastes a link: the same, at most one card."""
    where = room.where(teams.tenant_id)
    asked = extension.link_pasted(teams.post(port), player, teams.now(), where, activity_id=teams.new_id(), url=url)
    answer = await _asked(teams, asked, port)
    return {"cards": answer["cards"][:1], "words": ""}


async def _asked(teams: Teams, asked: Activity, port: int) -> dict[str, Any]:
    status, body = await send(teams, port, asked, seconds=EXTENSION_SECONDS, times=1)
    try:
        return extension_answers.found(body) if status == HTTPStatus.OK else {"cards": [], "words": _SORRY}
    except Undrawable as why:
        return {"cards": [], "words": f"{_SORRY} ({why})"}


async def choose(teams: Teams, room: Room, player: Player, message_id: str, port: int) -> dict[str, Any]:
    """Somebody chose the action on a message: what its dialogue shows."""
    payload = _payload(teams, room, player, message_id, port)
    if payload is None:
        return {"words": _GONE}
    asked = extension.chosen(
        teams.post(port), player, teams.now(), _at(teams, room, message_id), activity_id=teams.new_id(), payload=payload
    )
    return await _dialog(teams, asked, port)


async def submit(
    teams: Teams, room: Room, player: Player, message_id: str, data: Mapping[str, Any], port: int
) -> dict[str, Any]:
    """Somebody pressed the button of the dialogue: what it shows then; nothing when it closes."""
    payload = _payload(teams, room, player, message_id, port)
    if payload is None:
        return {"words": _GONE}
    where = _at(teams, room, message_id)
    asked = extension.submitted(
        teams.post(port), player, teams.now(), where, activity_id=teams.new_id(), payload=payload, data=data
    )
    return await _dialog(teams, asked, port)


async def _dialog(teams: Teams, asked: Activity, port: int) -> dict[str, Any]:
    status, body = await send(teams, port, asked, seconds=EXTENSION_SECONDS, times=1)
    try:
        return extension_answers.dialog(body) if status == HTTPStatus.OK else {"words": _SORRY}
    except Undrawable as why:
        return {"words": f"{_SORRY} ({why})"}


def _message(teams: Teams, room: Room, player: Player, message_id: str) -> Message | None:
    """A message that somebody sees."""
    message = teams.chats.message(room.id, message_id)
    return message if message is not None and alone(room, message) in {None, player} else None


def _payload(teams: Teams, room: Room, player: Player, message_id: str, port: int) -> dict[str, Any] | None:
    message = _message(teams, room, player, message_id)
    if message is None:
        return None
    key = str((message.activity.get("from") or {}).get("aadObjectId", "")) if message.mine else ""
    link = f"https://teams.microsoft.com/l/message/{room.id}/{message.id}"
    return extension.payload_of(teams.post(port), room, message, teams.cast.get(key.lower()), link)


def _at(teams: Teams, room: Room, message_id: str) -> envelope.Where:
    """The place of a message: in a channel it is the thread that it begins."""
    return room.where(teams.tenant_id, message_id)
