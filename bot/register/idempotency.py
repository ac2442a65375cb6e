"""Activities that were answered already: Teams sends the same one again, and hears the same answer."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, delete

from bot.register.prepared import Prepared
from bot.register.schema import turns

_ADD = Prepared(turns.insert())


def key_of(conversation: str, activity: str) -> str:
    """What an activity is known by: ids of Teams are unique within a conversation only."""
    return hashlib.blake2b(f"{conversation}\n{activity}".encode(), digest_size=20).hexdigest()


def keep(connection: Connection, key: str, answer: bytes, now: datetime) -> None:
    """Keep the answer beside the change it tells of. Not packed: that took a tenth of a turn, and it goes soon."""
    _ADD.run(connection, {"activity": key, "answer": answer, "at": now})


def forget(connection: Connection, before: datetime) -> int:
    """Drop what is too old to be sent again. Returns how many."""
    return connection.execute(delete(turns).where(turns.c.at < before)).rowcount
