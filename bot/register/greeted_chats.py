"""Channels and group chats in which the bot has been greeted: one welcome for one installation there too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete

from bot.register.schema import greeted_chats
from bot.register.upsert import insert_into


def first(connection: Connection, conversation: str, now: datetime) -> bool:
    """Whether the bot came here just now, and note that it is here. False: that was told before."""
    insert = insert_into(connection, greeted_chats).values(conversation=conversation, at=now)
    once = insert.on_conflict_do_nothing(index_elements=["conversation"])
    return connection.execute(once.returning(greeted_chats.c.conversation)).one_or_none() is not None


def forget(connection: Connection, conversation: str) -> None:
    """The bot was removed from here: should it come back, it is greeted again."""
    connection.execute(delete(greeted_chats).where(greeted_chats.c.conversation == conversation))
