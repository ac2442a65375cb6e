"""Times of day as people write them on an agenda: 2pm, 10:30am."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

_TIME: Final = re.compile(r"(1[0-2]|[1-9])(?:[:.]([0-5][0-9]))? ?([ap])m", re.IGNORECASE)
_NOON: Final = 12
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR


def time_of(words: str) -> time | None:
    """The time that these words say, such as 2pm or 10:30am; None where they say none."""
    found = _TIME.fullmatch(words.strip())
    if found is None:
        return None
    hour = int(found[1]) % _NOON + (_NOON if found[3].lower() == "p" else 0)
    return time(hour, int(found[2] or 0))


def time_words(when: time) -> str:
    """A time as an agenda says it: 2pm, 10:30am."""
    minutes = f":{when.minute:02}" if when.minute else ""
    return f"{when.hour % _NOON or _NOON}{minutes}{'pm' if when.hour >= _NOON else 'am'}"


def after_minutes(start: time, minutes: int) -> time:
    """The time so many minutes later; past midnight it begins anew."""
    hour, minute = divmod((start.hour * _HOUR + start.minute + minutes) % _DAY, _HOUR)
    return time(hour, minute)
