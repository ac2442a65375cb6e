"""The history: who did what when, append-only, each row sealed by a hash over the one before it.

A row names people by a key that only the `people` table resolves, and never holds free text: erasing a person leaves
the chain whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from sqlalchemy import Connection, bindparam, select, update

from bot.register.register import shared
from bot.register.schema import audit, audit_head

_FIRST = "0" * 64
_END, _BEGUN, _MOVED = "audit.end", "audit.begun", "audit.moved"
"""In `shared`: number and seal of the last row, whether there was one before, whether the group added any."""
_ADD = audit.insert()
_HEAD = select(audit_head.c.number, audit_head.c.hash).where(audit_head.c.name == "head")
_MOVE = update(audit_head).where(audit_head.c.name == "head").values(number=bindparam("to"), hash=bindparam("seal"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. ``who``: a person's key, or the name of a part of the system such as ``list``."""

    who: str
    what: str
    subject: str
    fields: Mapping[str, object]


def append(connection: Connection, at: datetime, *entries: Entry) -> None:
    """Add these to the history, in this order."""
    if not entries:
        return
    group = shared(connection)
    if _END not in group:
        head = connection.execute(_HEAD).one_or_none()
        group[_END] = (head.number, head.hash) if head else (0, _FIRST)
        group[_BEGUN] = head is not None
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
        seal = _seal(seal, row)
        connection.execute(_ADD, {**row, "hash": seal})
    group[_END] = (number, seal)
    group[_MOVED] = True


def settle(connection: Connection) -> None:
    """Seal the end of the history, once for all the turns that share a commit."""
    group = shared(connection)
    if not group.get(_MOVED):
        return
    number, seal = group[_END]
    if group[_BEGUN]:
        connection.execute(_MOVE, {"to": number, "seal": seal})
    else:
        connection.execute(audit_head.insert(), {"name": "head", "number": number, "hash": seal})


def verify(connection: Connection) -> tuple[int, tuple[str, ...]]:
    """Walk the whole history. Returns how many rows there are and every fault found, in plain words."""
    faults: list[str] = []
    seal, expected, rows = _FIRST, 1, 0
    history = select(audit).order_by(audit.c.number).execution_options(yield_per=1000)
    for row in connection.execute(history):
        rows += 1
        if row.number != expected:
            missing = f"row {expected}" if row.number == expected + 1 else f"rows {expected} to {row.number - 1}"
            faults.append(f"{missing} missing: removed after it was written")
        elif _seal(seal, row._asdict()) != row.hash:
            faults.append(f"row {row.number} does not match its seal: it or its seal was changed after it was written")
        seal, expected = row.hash, row.number + 1
    head = connection.execute(_HEAD).one_or_none()
    if head and head.number >= expected:
        faults.append(f"rows {expected} to {head.number} missing at the end: removed after they were written")
    elif head and (head.number, head.hash) != (expected - 1, seal):
        faults.append("the end of the history does not match its seal: the last row or the seal was changed")
    elif head is None and rows:
        faults.append("the seal at the end of the history is missing: it was removed")
    return rows, tuple(faults)


def _seal(before: str, row: Mapping[str, object]) -> str:
    told = "\n".join(str(row[name]) for name in ("number", "at", "who", "what", "subject", "fields"))
    return hashlib.sha256(f"{before}\n{told}".encode()).hexdigest()
