"""What the doctor says of copies: how old the last good one is, and what is left to do after one was put back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.copies.taking import last_good
from bot.put_back import SHOWN, PutBack
from bot.register.entra_sign_in import EntraSignIn
from bot.register.register import open_engine
from bot.settings import Settings, database_url, is_not_made_yet
from bot.sharepoint.examination import Finding

OLD: Final = timedelta(hours=26)
"""A nightly copy may be late by two hours."""


def state(settings: Settings, data: Path, now: datetime, sign_in: EntraSignIn | None) -> list[Finding]:
    """A line of each; none where there is no database yet, or none that can be read."""
    url = database_url(settings, data)
    if is_not_made_yet(url):
        return []
    try:
        engine = open_engine(url, sign_in=sign_in)
        try:
            with engine.connect() as connection:
                return [_copied(connection, now), *_put_back(connection, now)]
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError, ValueError):
        return []  # the finding about the database says why, or serve has not brought it up to date yet


def _copied(connection: Connection, now: datetime) -> Finding:
    last = last_good(connection)
    if last is None:  # the database's own copies are not seen from here
        return Finding("Copies", "left out", "none by front-door backup yet: see docs/copies.md")
    hours = (now - last).total_seconds() / 3600
    made = f"the last good one was made {last.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {hours:.0f} hours ago"
    if now - last > OLD:
        return Finding("Copies", "mend", f"{made}. Run front-door backup, and find out why it was not run")
    return Finding("Copies", "ok", made)


def _put_back(connection: Connection, now: datetime) -> list[Finding]:
    known = PutBack.find(connection)
    if known is None or now - datetime.fromisoformat(known.at) > SHOWN:
        return []
    what = "Put back"
    from_when = f"the copy of {datetime.fromisoformat(known.copy):%Y-%m-%d %H:%M} UTC"
    if known.list_unread:
        return [Finding(what, "left out", f"{from_when}; the list is read as a whole when serve runs")]
    found = []
    if known.only_in_list:
        which = ", ".join(known.only_in_list)
        advice = "Their rows say who sent them: ask for them again, or decide them in the list alone"
        found.append(Finding(what, "left out", f"{from_when}. Only the list knows {which}. {advice}"))
    if known.newer_in_list:
        which = ", ".join(known.newer_in_list)
        advice = "Whoever said it has to say it again"
        found.append(
            Finding(what, "left out", f"the list shows steps or checks of {which} that are lost here. {advice}")
        )
    return found or [Finding(what, "ok", f"{from_when}, and nothing is left to do")]
