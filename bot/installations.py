"""The bot is installed or removed: one welcome for one installation, whatever Teams tells of it and in which order.

An installation comes as a conversation update, an installation update or both, in any order and sometimes again after
days. So a welcome goes by the chat, and never by time.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot import agenda_posts
from bot.deliveries import ledger
from bot.host.incoming import Incoming
from bot.register import app_installations, greeted_chats
from bot.register import people as people_rows
from dialogs.model import ChatEvent


def address_of(incoming: Incoming) -> people_rows.ChatAddress:
    """Where this was heard from."""
    return people_rows.ChatAddress(incoming.conversation, incoming.service_url, incoming.tenant, incoming.bot_account)


def greeted_already(before: people_rows.PersonRecord | None, incoming: Incoming) -> bool:
    """Whether this tells once more of an installation in a personal chat that was greeted."""
    if not isinstance(incoming.act, ChatEvent) or incoming.act.what != "installed" or not incoming.personal_chat:
        return False
    return before is not None and before.reachable and before.welcomed == incoming.conversation


def greeted_by_us(connection: Connection, incoming: Incoming) -> bool:
    """Whether this tells of an installation that the bot made and greeted itself: its chat has another id there."""
    if not isinstance(incoming.act, ChatEvent) or incoming.act.what != "installed" or not incoming.personal_chat:
        return False
    return app_installations.heard(connection, incoming.person.aad_id)


def note_in_person(
    connection: Connection, before: people_rows.PersonRecord | None, incoming: Incoming, now: datetime
) -> bool:
    """Note that a person installed or removed the bot. Says whether refused deliveries wait again."""
    if not isinstance(incoming.act, ChatEvent) or not incoming.personal_chat:
        return False
    aad_id = incoming.person.aad_id
    if incoming.act.what == "uninstalled" and not _moved_on(before, incoming):
        people_rows.set_reachable(connection, aad_id, reachable=False)
        app_installations.removed(connection, aad_id)
    if incoming.act.what != "installed":
        return False
    people_rows.set_reachable(connection, aad_id, reachable=True)
    people_rows.greeted(connection, aad_id, incoming.conversation)
    ledger.reinstalled(connection, aad_id, now)
    return True


def _moved_on(before: people_rows.PersonRecord | None, incoming: Incoming) -> bool:
    """Whether the person has another chat by now: a late word of the old one's end says nothing about it."""
    return before is not None and before.place is not None and before.place.conversation != incoming.conversation


def note_in_chat(connection: Connection, incoming: Incoming, now: datetime) -> bool:
    """Note that the bot came into a channel or group chat, or left it. Says whether it is to be greeted there.

    Nobody is entered for it: whoever added the bot has not talked to it.
    """
    if not isinstance(incoming.act, ChatEvent) or incoming.act.what != "installed":
        greeted_chats.forget(connection, incoming.conversation)
        agenda_posts.left(connection, incoming, now)
        return False
    people_rows.heard_from(connection, address_of(incoming), now)
    return greeted_chats.first(connection, incoming.conversation, now)
