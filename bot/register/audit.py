"""The history: who did what when, append-only, each row sealed with a key over the seal before it.

A row names people by a key that only the `people` table resolves, and never holds free text: erasing a person leaves
the chain whole. The key of the seals is kept outside the database (`outside`); `verifying` says what was changed. What
was written before there was a key is sealed by a hash alone; the head notes how far that goes, marked with the key.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import orjson
from sqlalchemy import Connection, bindparam, select

from bot.register.prepared import Prepared
from bot.register.register import shared
from bot.register.schema import audit, audit_head

FIRST: Final = "0" * 64
KEY: Final = "history_key"
"""The execution option of an engine that holds the key; without it rows are sealed by a hash alone."""
WEIGHTY: Final = frozenset(
    {"submitted", "person_erased", "exported", "history_accepted", "restored", "right_given", "right_taken"}
)
"""What is anchored at once, and not within the minute."""
_END, _BEGAN, _WEIGHTY = "audit.end", "audit.began", "audit.weighty"
"""In `shared`: number and seal of the last row, the same as the group found it, whether it added something weighty."""
_ADD = Prepared(audit.insert())
_HEAD = Prepared(select(audit_head.c.number, audit_head.c.hash).where(audit_head.c.name == "head"))
_LAST = select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
_MOVE = Prepared(
    audit_head.update().where(audit_head.c.name == "head").values(number=bindparam("to"), hash=bindparam("seal"))
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. ``who``: a person's key, or the name of a part of the system such as ``list``."""

    who: str
    what: str
    subject: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class End:
    """The end of the history, before a group of jobs and after it."""

    before: int
    seal_before: str
    rows: int
    seal: str
    weighty: bool


def append(connection: Connection, at: datetime, *entries: Entry) -> None:
    """Add these to the history, in this order."""
    if not entries:
        return
    group = shared(connection)
    if _END not in group:
        group[_BEGAN] = group[_END] = end_of(connection)
    key = key_of(connection)
    number, seal = group[_END]
    for entry in entries:
        number += 1
        row = {
            "number": number,
            "at": at.astimezone(UTC).isoformat(timespec="milliseconds"),
            "who": entry.who,
            "what": entry.what,
            "subject": entry.subject,
            "fields": orjson.dumps(entry.fields, option=orjson.OPT_SORT_KEYS).decode(),
        }
        seal = seal_of(key, seal, row)
        _ADD.run(connection, {**row, "hash": seal})
        if entry.what in WEIGHTY:
            group[_WEIGHTY] = True
    group[_END] = (number, seal)


def settle(connection: Connection) -> End | None:
    """Note the end of the history, once for all the turns that share a commit. Gives it if it moved."""
    group = shared(connection)
    if group.get(_END) == group.get(_BEGAN):
        return None
    number, seal = group[_END]
    if not _MOVE.run(connection, {"to": number, "seal": seal}).rowcount:
        connection.execute(audit_head.insert(), {"name": "head", "number": number, "hash": seal})
    before, seal_before = group[_BEGAN]
    return End(before, seal_before, number, seal, _WEIGHTY in group)


def begin(connection: Connection, *, known: bool) -> bool:
    """Mark with the key where the sealing with it begins, unless it is marked. Says whether the mark is this key's.

    ``known``: an anchor of this history is kept already. Then a missing mark was taken away, and none is made: what
    was forged without the key would become sound by it.
    """
    key, head = key_of(connection), connection.execute(select(audit_head)).one_or_none()
    if key is None:
        return False
    if head is None and not known and connection.execute(_LAST).one_or_none() is None:
        mark = mark_of(key, 0, FIRST)
        first = {"name": "head", "number": 0, "hash": FIRST, "accepted": 0, "accepted_seal": FIRST, "mark": mark}
        connection.execute(audit_head.insert(), first)
        return True
    if head is not None and not head.mark and not known:
        _mark(connection, key, head.number, head.hash)
        return True
    return head is not None and head.mark == mark_of(key, head.accepted, head.accepted_seal)


def sealed(connection: Connection) -> bool:
    """Whether the history of this database is sealed with a key."""
    return bool(connection.execute(select(audit_head.c.mark).where(audit_head.c.mark != "")).first())


def accept(connection: Connection, at: datetime) -> int:
    """Take the history as it is, after a copy was put back or the key was lost. Gives how many rows it had.

    From here on it is whole if nothing of it changes; that somebody accepted it stands in it.
    """
    rows, seal, told = 0, FIRST, FIRST
    for row in connection.execute(select(audit).order_by(audit.c.number).execution_options(yield_per=1000)):
        rows, seal, told = row.number, row.hash, seal_of(None, told, row._asdict())
    group = shared(connection)
    group[_BEGAN] = group[_END] = (rows, seal)
    if not _MOVE.run(connection, {"to": rows, "seal": seal}).rowcount:
        connection.execute(audit_head.insert(), {"name": "head", "number": rows, "hash": seal})
    if key := key_of(connection):
        _mark(connection, key, rows, told)
    append(connection, at, Entry("operator", "history_accepted", "history", {"rows": rows}))
    return rows


def end_of(connection: Connection) -> tuple[int, str]:
    """Number and seal of the last row."""
    head = _HEAD.one(connection, {}) or connection.execute(_LAST).one_or_none()
    return (head.number, head.hash) if head else (0, FIRST)


def key_of(connection: Connection) -> bytes | None:
    """The key with which this connection's history is sealed; None: by a hash alone."""
    key: bytes | None = connection.get_execution_options().get(KEY)
    return key


def seal_of(key: bytes | None, before: str, row: Mapping[str, object]) -> str:
    """The seal of a row over the seal before it."""
    told = "\n".join(str(row[name]) for name in ("number", "at", "who", "what", "subject", "fields"))
    said = f"{before}\n{told}".encode()
    return hashlib.sha256(said).hexdigest() if key is None else hmac.digest(key, said, "sha256").hex()


def mark_of(key: bytes, accepted: int, seal: str) -> str:
    """The mark on the rows that were there before this key: how many, and the hash over all of them."""
    return hmac.digest(key, f"accepted\n{accepted}\n{seal}".encode(), "sha256").hex()


def _mark(connection: Connection, key: bytes, accepted: int, seal: str) -> None:
    values = {"accepted": accepted, "accepted_seal": seal, "mark": mark_of(key, accepted, seal)}
    connection.execute(audit_head.update().where(audit_head.c.name == "head").values(**values))
