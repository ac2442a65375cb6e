"""One transaction that fills empty tables from a copy, checks all of it and puts it right: all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.copies import loading
from bot.copies.manifest import Manifest, NotACopy
from bot.copies.putting_right import Righted, Since, put_right
from bot.register import audit, audit_verification, opening
from bot.register.anchor_file import Outside
from bot.register.register import begin_group
from dialogs.model import Person


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it."""

    righted: Righted
    rows: int
    """Of the history, with what was added."""
    end: str
    """The seal of its last row."""
    anchors: bytes
    """Those that the copy holds."""


def checked(connection: Connection, file: Path, said: Manifest, outside: Outside | None) -> bytes:
    """Load a copy into a database without tables and hold everything in it against what the copy says.

    Every table is read again; the history is walked up to its end with the copy's own anchors; the tables come to the
    version of today. Gives those anchors. Raises `NotACopy`, `CannotBeStored`.
    """
    anchors = loading.load(connection, file, said)
    loading.compare(connection, said)
    if audit.end_of(connection) != (said.rows, said.end):
        raise NotACopy("The history in it does not end as it says. Take another copy.")
    opening.migrate(connection, said.migration)
    if not said.seal and audit.sealed(connection):
        raise NotACopy("Its history is sealed and it is not: its seal was taken off. Take another copy.")
    _sound(connection, said, outside, anchors, "The history in it is not whole")
    return anchors


def fill(
    connection: Connection,
    file: Path,
    said: Manifest,
    outside: Outside | None,
    since: Since,
    named: Collection[Person],
    now: datetime,
    *,
    tries: bool = False,
) -> Filled:
    """Load, check and put right. ``connection``: in a transaction of its own, on a database without our tables.

    ``tries``: nothing is put back. The anchors here go on while a front door runs, so the copy's own are gone by.
    Raises `NotACopy`, `CannotBeStored`, and what the database raises; then nothing of it may be kept.
    """
    begin_group(connection)
    anchors = checked(connection, file, said, outside)
    righted = put_right(connection, said, since, named, now)
    audit.settle(connection)
    there = outside is not None and outside.anchors.exists() and not tries
    here = outside.anchors.read_bytes() if outside and there else anchors
    _sound(connection, said, outside, here, "The anchors that are kept here tell of another history than the copy")
    rows, end = audit.end_of(connection)
    return Filled(righted, rows, end, anchors)


def _sound(connection: Connection, said: Manifest, outside: Outside | None, anchors: bytes, what: str) -> None:
    """Raise `NotACopy` where the history has a fault that it had not when the copy was made."""
    if outside is None:
        return
    _, faults = audit_verification.verify(connection, outside, anchors)
    new = [fault for fault in faults if fault not in said.faults]
    if new:
        raise NotACopy(f"{what}: {new[0]}.")
