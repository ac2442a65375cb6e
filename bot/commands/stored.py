"""What the commands about stored data share: the register, its key, and the note that somebody took a copy."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.access import database_sign_in
from bot.audit_anchor import AuditAnchor, outside_of
from bot.commands.options import settings_or_stop, stop
from bot.register import audit
from bot.register.anchor_file import Outside
from bot.register.opening import CannotOpen, open_register
from bot.register.register import NotSaved, Register
from bot.settings import WrongSettings, database_url, is_not_made_yet

NO_KEY = "The history is sealed with a key that is not here. Name the folder that serve uses with --data."


@contextmanager
def register_of(data: Path, *, migrates: bool = True) -> Iterator[Register]:
    """The register of this data folder or of `DATABASE_URL`, closed again at the end. It must be there already.

    ``migrates``: whether that of an older front door is brought up to date; else that one can still use it.
    """
    settings = settings_or_stop()
    url = database_url(settings, data)
    if is_not_made_yet(url):
        stop(f"There is no register in {data}. Name the folder that serve uses with --data, or set DATABASE_URL.")
    outside = outside_or_stop(data)
    try:
        register = open_register(url, outside=outside, sign_in=database_sign_in(settings, time.time), migrates=migrates)
    except WrongSettings as wrong:
        stop(*wrong.problems)
    except CannotOpen as error:
        stop(str(error))
    audit_anchor = AuditAnchor(outside, lambda: datetime.now(UTC))
    register.settled = audit_anchor.heard
    try:
        if outside is None and register.read_now(audit.sealed):
            stop(NO_KEY)
        yield register
    finally:
        register.close()
        audit_anchor.keep(last=True)


def outside_or_stop(data: Path) -> Outside | None:
    """The key and the anchors of the history, if the front door has made them. No command makes a key."""
    try:
        return outside_of(settings_or_stop(), data, make=False)
    except OSError as error:
        stop(f"The key of the history cannot be read ({error.strerror}). Run this as the front door's own user.")


def leave_trace(register: Register, subject: str, fields: Mapping[str, object]) -> None:
    """Note in the history that somebody at this machine takes a copy of what is stored; without it none is given."""
    entry = audit.Entry("operator", "exported", subject, fields)
    try:
        register.write_now(lambda connection: audit.append(connection, datetime.now(UTC), entry))
    except NotSaved as error:
        stop(f"Nothing is given out, for it cannot be noted in the history: {error}. Try again in a moment.")
