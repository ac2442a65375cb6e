"""The conversations of the local page, kept in SQLite so that a restart loses nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, cast

AppState = Literal["new", "added", "removed"]
"""Opening the chat adds the app. The bot may write to ``new`` people too, as where a council installs the app for
everyone; only who removed it is out of reach."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL,
    mine INTEGER NOT NULL,
    sent_at TEXT NOT NULL,
    edited INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    activity TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS message_of_person ON message (person, place);
CREATE TABLE IF NOT EXISTS chat (
    person TEXT PRIMARY KEY,
    app TEXT NOT NULL DEFAULT 'new',
    read_to INTEGER NOT NULL DEFAULT 0
);
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat as Teams would hold it; ``activity`` is what was sent, with the newest card."""

    place: int
    id: str
    person: str
    mine: bool
    sent_at: str
    edited: bool
    deleted: bool
    failed: bool
    activity: Mapping[str, Any]


class Chats:
    """Every conversation of the local page. One connection, used from the event loop only: the statements are tiny."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / "local-chats.sqlite", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        # A demo may lose its last second in a power cut; it must not wait for the disk at every message.
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(f"BEGIN; {_SCHEMA} COMMIT;")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def add(self, person: str, activity: Mapping[str, Any], now: datetime, *, mine: bool) -> Message:
        """Store a new message and give it an id as Teams does: the time in milliseconds, never the same twice."""
        newest = self._db.execute("SELECT max(CAST(id AS INTEGER)) FROM message").fetchone()[0] or 0
        message_id = str(max(int(now.timestamp() * 1000), newest + 1))
        self._db.execute(
            "INSERT INTO message (id, person, mine, sent_at, activity) VALUES (?, ?, ?, ?, ?)",
            (message_id, person, mine, now.isoformat(timespec="milliseconds"), _dumps({**activity, "id": message_id})),
        )
        found = self.message(person, message_id)
        if found is None:  # pragma: no cover - it was inserted two lines above
            raise LookupError(message_id)
        return found

    def replace(self, person: str, message_id: str, activity: Mapping[str, Any]) -> Message | None:
        """Put another activity in the place of a message; None when there is no such message."""
        self._db.execute(
            "UPDATE message SET activity = ?, edited = 1 WHERE person = ? AND id = ?",
            (_dumps({**activity, "id": message_id}), person, message_id),
        )
        return self.message(person, message_id)

    def remove(self, person: str, message_id: str) -> Message | None:
        """Mark a message as deleted and forget what it said; None when there is no such message."""
        self._db.execute(
            "UPDATE message SET activity = '{}', deleted = 1 WHERE person = ? AND id = ?", (person, message_id)
        )
        return self.message(person, message_id)

    def fail(self, person: str, message_id: str) -> Message | None:
        """Mark a message of a person as not delivered to the bot."""
        self._db.execute("UPDATE message SET failed = 1 WHERE person = ? AND id = ?", (person, message_id))
        return self.message(person, message_id)

    def message(self, person: str, message_id: str) -> Message | None:
        """One message of one person's chat, or None."""
        row = self._db.execute(f"{_SELECT} WHERE person = ? AND id = ?", (person, message_id)).fetchone()
        return _message(row) if row else None

    def messages(self, person: str, most: int = 200) -> list[Message]:
        """The newest messages of a chat, at most ``most``, oldest first."""
        rows = self._db.execute(f"{_SELECT} WHERE person = ? ORDER BY place DESC LIMIT ?", (person, most)).fetchall()
        return [_message(row) for row in reversed(rows)]

    def unread(self) -> dict[str, int]:
        """How many messages of the bot each person has not seen yet; people without any are left out."""
        rows = self._db.execute(
            "SELECT m.person, count(*) FROM message m LEFT JOIN chat c ON c.person = m.person"
            " WHERE m.mine = 0 AND m.deleted = 0 AND m.place > coalesce(c.read_to, 0) GROUP BY m.person"
        )
        return dict(rows.fetchall())

    def read(self, person: str) -> None:
        """The person has seen everything so far."""
        self._db.execute(
            "INSERT INTO chat (person, read_to) SELECT ?, coalesce(max(place), 0) FROM message WHERE person = ?"
            " ON CONFLICT (person) DO UPDATE SET read_to = excluded.read_to",
            (person, person),
        )

    def has_app(self, person: str) -> AppState:
        """Whether the person has added the app, has removed it, or has never opened it."""
        row = self._db.execute("SELECT app FROM chat WHERE person = ?", (person,)).fetchone()
        return cast("AppState", row[0]) if row else "new"

    def set_app(self, person: str, state: AppState) -> None:
        """Note that the person has added the app, or removed it."""
        self._db.execute(
            "INSERT INTO chat (person, app) VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET app = excluded.app",
            (person, state),
        )


_SELECT = "SELECT place, id, person, mine, sent_at, edited, deleted, failed, activity FROM message"


def _message(row: tuple[Any, ...]) -> Message:
    place, message_id, person, mine, sent_at, edited, deleted, failed, activity = row
    flags = (bool(mine), sent_at, bool(edited), bool(deleted), bool(failed))
    return Message(place, message_id, person, *flags, json.loads(activity))


def _dumps(activity: Mapping[str, Any]) -> str:
    return json.dumps(activity, ensure_ascii=False, separators=(",", ":"))
