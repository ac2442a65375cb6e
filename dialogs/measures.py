"""How people are asked for a sum of money or a date, and how what they write is read: a row for each kind.

What the rules know of each is in `governance_rules/measures.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dialogs.understanding.typed_text import folded, plain
from dialogs.wording import asking as w
from dialogs.wording import say, say_day
from governance_rules.measures import MEASURES, MeasureKind


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One kind of measure, as a card asks for it and a person answers."""

    read: Callable[[str], str | None]
    """What was written as an answer of the rules; None when it cannot be read."""
    shown: Callable[[str], str]
    """An answer as people write it."""
    enter: str
    """What is said when it is missing or cannot be read."""
    type_it: str
    """How somebody types it."""
    hint: str = ""
    """What is said at its input where the rules say nothing."""
    longest: int = 0
    """Characters that its input takes; 0: its input is the client's own for dates, which takes no text at all."""


# A comma parts thousands and nothing else: who writes 2,50 for two pounds fifty must not be taken to mean 250.
_MONEY = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?\s*(k|m|thousand|million)?\s*(?:pounds|gbp)?")
_TIMES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
_MOST_POUNDS = 10**12


def read_money(written: str) -> str | None:
    """Whole pounds in digits, however they are written: 25000, £25,000, 25k, 1.2 million. Pence are left off."""
    found = _MONEY.fullmatch(plain(written).removesuffix(" a year"))
    if found is None:
        return None
    digits, part, times = found[1].replace(",", ""), found[2] or "", _TIMES.get(found[3] or "", 1)
    if len(digits) > len(str(_MOST_POUNDS)):
        return None
    pounds = int(digits) * times + int(part[1:] or 0) * times // 10 ** len(part[1:])
    return str(pounds) if pounds < _MOST_POUNDS else None


_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})(?:t.*)?")
_NAMED = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?(?P<month>[a-z]{3,9})\.?,?[ -](?P<year>\d{4})")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def read_date(written: str) -> str | None:
    """A day as ISO, however it is written: 2027-03-31, 31/3/2027 (day first, as here), 31 March 2027, 31st Mar 2027."""
    words = " ".join(folded(written).rstrip(".").split())
    try:
        if found := _DAY_FIRST.fullmatch(words) or _YEAR_FIRST.fullmatch(words) or _NAMED.fullmatch(words):
            return date(int(found["year"]), _month(found["month"]), int(found["day"])).isoformat()
        return date.fromisoformat(words.upper()).isoformat()
    except ValueError:
        return None


def _month(said: str) -> int:
    """The number of a month, from 1; 0 for what is none, which makes no date."""
    if said.isdecimal():
        return int(said)
    return next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(said)), 0)


def day_words(given: str) -> str:
    """An ISO date as people write it; what is none stays as it is."""
    try:
        return say_day(date.fromisoformat(given)) if given else given
    except ValueError:
        return given


ASKED_FOR: Final[Mapping[MeasureKind, AskedFor]] = {
    "money": AskedFor(read_money, MEASURES["money"].shown, w.ENTER_MONEY, w.TYPE_MONEY, w.MONEY_HINT, longest=20),
    "date": AskedFor(read_date, day_words, w.ENTER_DATE, w.TYPE_DATE),
}


def input_of(row: AskedFor, hint: str) -> tuple[dict[str, object], str]:
    """What the input for a measure is, and its hint."""
    shape: dict[str, object] = {"type": "Input.Date"}
    if row.longest:
        shape = {"type": "Input.Text", "maxLength": row.longest}
    return shape, hint or (say(row.hint) if row.hint else "")
