"""What the doctor says of the history: whole or not, how long it is, and when it was anchored last."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.audit_anchor import outside_of
from bot.register.anchor_file import Outside
from bot.register.audit_verification import verify
from bot.register.entra_sign_in import EntraSignIn
from bot.register.register import open_engine
from bot.settings import Settings, database_url, is_not_made_yet
from bot.sharepoint.examination import Finding

_WHAT = "History"


def state(settings: Settings, data: Path, sign_in: EntraSignIn | None = None) -> list[Finding]:
    """One line; none where there is no database yet, or none that can be read."""
    url = database_url(settings, data)
    if is_not_made_yet(url):
        return []
    try:
        outside = outside_of(settings, data, make=False)
        return [_state(url, outside, sign_in)]
    except OSError as error:
        words = f"its key or its anchors cannot be read ({error.strerror}). Run this as the front door's own user"
        return [Finding(_WHAT, "mend", words)]
    except (SQLAlchemyError, ImportError, ValueError):
        return []  # the finding about the database says why, or serve has not brought it up to date yet


def _state(url: str, outside: Outside | None, sign_in: EntraSignIn | None) -> Finding:
    if outside is None:
        return Finding(_WHAT, "left out", "no key here yet. serve makes it, or set AUDIT_KEY")
    engine = open_engine(url, sign_in=sign_in)
    try:
        with engine.connect() as connection:
            rows, faults = verify(connection, outside)
    finally:
        engine.dispose()
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        return Finding(_WHAT, "mend", f"{faults[0]}{more}. Run front-door audit verify: it says what to do")
    anchors, _ = outside.read()
    last = f"anchored last at row {anchors[-1].rows}, {anchors[-1].at}" if anchors else "not anchored yet"
    return Finding(_WHAT, "ok", f"whole, {rows} rows; {last}")
