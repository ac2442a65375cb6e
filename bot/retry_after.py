"""`Retry-After`: read and capped in one place, whoever was told to wait: Teams, Graph, or the list sync."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

HELD_AT_MOST: Final = 3600.0
"""Seconds of ``Retry-After`` that are believed. Whoever is still busy after an hour says so again."""
_SECONDS: Final = re.compile(r"[0-9]+(\.[0-9]+)?")


def retry_after(header: str | None, now: datetime, sent: str | None = None) -> float | None:
    """Seconds to wait, from 0 to an hour, by the header's number or date; None when it says neither.

    ``sent``: the answer's own ``Date``, from which a date is counted so that a clock which is off does no harm.
    """
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        return capped(float(text))
    until = _date(text)
    return None if until is None else capped((until - (_date(sent or "") or now)).total_seconds())


def capped(seconds: float) -> float:
    """The seconds that are believed of a wait that somebody asked for: never less than none, never over an hour."""
    return min(seconds, HELD_AT_MOST) if seconds > 0 else 0.0  # whatever is not a number is not above 0 either


def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
