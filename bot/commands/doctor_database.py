"""What the doctor says of the database: how this machine signs in to it, and whether it answers."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.access import database_sign_in
from bot.managed_identity import NoToken
from bot.register.entra_sign_in import WHOSE, EntraSignIn
from bot.register.postgres_address import LETTERS, encoding, wrong_encoding
from bot.register.register import explained, open_engine
from bot.settings import Settings, WrongSettings, database_url, is_not_made_yet
from bot.sharepoint.examination import Finding


def sign_in_of(settings: Settings) -> EntraSignIn | None:
    """One for the whole visit, so that the identity is asked once; None too where the settings allow none."""
    try:
        return database_sign_in(settings, time.time)
    except WrongSettings:
        return None  # the finding about the settings says why


def examine_database(settings: Settings, data: Path, sign_in: EntraSignIn | None) -> list[Finding]:
    """Whether the managed identity gives a token, where it is what signs in, and whether the database answers."""
    if sign_in is None and settings.database_sign_in == "entra":
        return [Finding("Database", "left out", "not tried: see the settings above")]
    found = []
    if sign_in is not None:
        found.append(_token(settings, sign_in))
        if found[0].state == "mend":
            return found
    return [*found, _answers(settings, data, sign_in)]


def _token(settings: Settings, sign_in: EntraSignIn) -> Finding:
    what = "Database sign-in"
    try:
        minutes = sign_in.holds_for() / 60
    except NoToken as error:
        who = settings.managed_identity
        return Finding(what, "mend", f"{error}. Assign the identity with the client id {who} to this machine")
    return Finding(what, "ok", f"the managed identity gives a token, which holds for {minutes:.0f} minutes")


def _answers(settings: Settings, data: Path, sign_in: EntraSignIn | None) -> Finding:
    url = database_url(settings, data)
    if is_not_made_yet(url):
        return Finding("Database", "left out", f"there is none in {data} yet; serve makes it")
    try:
        engine = open_engine(url, sign_in=sign_in)
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            kept_in = encoding(connection) if engine.dialect.name == "postgresql" else LETTERS
        engine.dispose()
    except (SQLAlchemyError, ImportError, ValueError) as error:
        why = str(explained(error))
        if why.startswith(WHOSE):
            return Finding("Database", "mend", why)
        mend = f"it cannot be reached ({type(error).__name__}). Check DATABASE_URL or --data"
        return Finding("Database", "mend", mend)
    if kept_in != LETTERS:
        return Finding("Database", "mend", wrong_encoding(kept_in))
    return Finding("Database", "ok", f"{'PostgreSQL' if url.startswith('postgres') else 'SQLite'} answers")
