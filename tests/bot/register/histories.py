"""Histories to attack, and what an attacker does who can write the database and has neither key nor anchors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, select, text

from bot.audit_anchor import AuditAnchor
from bot.register import audit, audit_verification, schema
from bot.register.anchor_file import Outside
from bot.register.audit import Entry, seal_of
from bot.register.opening import open_register
from bot.register.register import Register

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = b"a key of thirty-two characters ok"
OTHER_KEY = b"another key, of somebody else: no"
Attack = Callable[[Connection], object]


def outside(folder: Path, key: bytes = KEY) -> Outside:
    """Key and anchors of a test."""
    return Outside(key, folder / "outside" / "anchors.jsonl")


def write(register: Register, many: int = 5) -> None:
    """Add so many entries, each in a commit of its own."""
    for n in range(many):
        register.write_now(partial(_append, Entry("key", "answered", f"i{n}", {"revision": n})))


def _append(entry: Entry, connection: Connection) -> None:
    audit.append(connection, NOW, entry)


def anchored(database_url: str, kept: Outside | None, many: int = 5) -> None:
    """A front door ran, added so many entries, anchored the end and stopped."""
    register = open_register(database_url, outside=kept)
    audit_anchor = AuditAnchor(kept, lambda: NOW)
    audit_anchor.watch(register)
    write(register, many)
    register.close()
    audit_anchor.keep(last=True)


def attacked(database_url: str, attack: Attack) -> None:
    """Somebody changed the database while nothing ran."""
    register = open_register(database_url)
    with register.engine.connect().execution_options(writes=True) as connection, connection.begin():
        attack(connection)
    register.close()


def faults(database_url: str, kept: Outside) -> str:
    """What is found now, a line each."""
    register = open_register(database_url)
    try:
        return "\n".join(register.read_now(lambda c: audit_verification.verify(c, kept))[1])
    finally:
        register.close()


def forge(connection: Connection, key: bytes | None = None) -> None:
    """Seal whatever stands there anew, from the first row to the head: with a hash alone, or a key of one's own."""
    seal = audit.FIRST
    rows = list(connection.execute(select(schema.audit).order_by(schema.audit.c.number)))
    connection.execute(schema.audit.delete())
    for number, row in enumerate(rows, 1):
        told = {**row._asdict(), "number": number}
        seal = seal_of(key, seal, told)
        connection.execute(schema.audit.insert(), {**told, "hash": seal})
    connection.execute(schema.audit_head.update().values(number=len(rows), hash=seal))


def as_if_new(connection: Connection) -> None:
    """Pretend that this database never saw a key."""
    connection.execute(schema.audit_head.update().values(accepted=0, accepted_seal="", mark=""))


def cut(connection: Connection, last: int) -> None:
    """Take away everything after this row and let the head say so."""
    connection.execute(text("DELETE FROM audit WHERE number > :last"), {"last": last})
    number, seal = connection.execute(text("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")).one()
    connection.execute(schema.audit_head.update().values(number=number, hash=seal))
