"""A day that a sentence speaks of: "in six weeks", "by Friday", "31 March", "at the end of June".

What leaves the day open, such as a month alone, gives none: a day that nobody meant is worse than none.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from dialogs.calendar import months_later
from dialogs.measures import read_date
from dialogs.understanding.typed_text import folded

_NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "eighteen": 18, "a couple of": 2, "a few": 3,
}  # fmt: skip
_COUNT: Final = rf"(\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_AHEAD: Final = re.compile(rf"\b(?:in|within) (?:about |around |under )?{_COUNT} (day|week|fortnight|month|year)s?\b")
_AHEAD_AFTER: Final = re.compile(rf"\b{_COUNT} (day|week|month|year)s?'? (?:time|from now)\b")
_MONTHS: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_DATED: Final = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({_MONTHS})\b(?:,? (20\d\d))?|"
    rf"\b({_MONTHS}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (20\d\d))?"
)
_IN_FIGURES: Final = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](20\d\d)\b|\b(20\d\d)-(\d{2})-(\d{2})\b")
_END_OF_MONTH: Final = re.compile(rf"\b(?:end of|ends?|ends? in) ({_MONTHS})\b(?! \d{{1,2}}\b)(?: (20\d\d))?")
_WEEKDAY: Final = re.compile(r"\b(?:by|on|before|this|next) (mon|tues|wednes|thurs|fri)day\b")
_WEEKDAYS: Final = ("mon", "tues", "wednes", "thurs", "fri")


_CLAUSE: Final = re.compile(r"(?<!\d)[.,](?! 20\d\d)|[.,](?! ?\d)|[;!?]| (?:and|but|because|so|when|which|while|then) ")
_WISHED: Final = re.compile(
    r"\b(?:by|before|until|till|from|for|within|ends?|ending|expires?|expiring|runs? out|due|deadline|needed|needs?|"
    r"must|start(?:s|ing)?|begins?|launch(?:es)?|go(?:es)? live|renew(?:s|al)?|want(?:s|ed)?|will|going to|next|"
    r"no later)\b"
)
_HAPPENED: Final = re.compile(
    r"\b(?:[a-z]{2,}ed|was|were|had|did|went|came|broke|got|gave|sent|said|told|made|found|lost|began|rose|fell|cut|put|"
    r"bought|sold|met|ran|left|took|since|last|ago|after)\b"
)
"""Words of what has happened: a day beside them is no day by which something is needed."""


def day_in(words: str, today: date) -> date | None:
    """The first day that the words name, from today on; None where they name none, or it cannot be.

    A day on which something happened is none: "they raised prices on 5 January".
    """
    whole = " ".join(folded(words).split())
    said = " , ".join(part for part in _CLAUSE.split(whole) if _WISHED.search(part) or not _HAPPENED.search(part))
    for read in (_in_figures, _dated, _end_of_month, _ahead, _weekday):
        if found := read(said, today):
            return found if found >= today else None
    return None


def _in_figures(said: str, _: date) -> date | None:
    found = _IN_FIGURES.search(said)
    return _written(found[0]) if found else None


def _dated(said: str, today: date) -> date | None:
    found = _DATED.search(said)
    if not found:
        return None
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
    return _coming(day, month, year, today)


def _end_of_month(said: str, today: date) -> date | None:
    found = _END_OF_MONTH.search(said)
    first = _coming("1", found[1], found[2], today.replace(day=1)) if found else None
    return months_later(first, 1) - timedelta(days=1) if first else None


def _coming(day: str, month: str, year: str | None, today: date) -> date | None:
    """That day of the year, or without a year the next one from today on; None: there is no such day."""
    named = _written(f"{day} {month} {year or today.year}")
    return named if named is None or year or named >= today else _written(f"{day} {month} {today.year + 1}")


def _written(words: str) -> date | None:
    written = read_date(words)
    return date.fromisoformat(written) if written else None


def _ahead(said: str, today: date) -> date | None:
    found = _AHEAD.search(said) or _AHEAD_AFTER.search(said)
    if not found:
        return None
    many = _NUMBERS.get(found[1]) or int(found[1])
    weeks = many * 2 if found[2] == "fortnight" else many if found[2] == "week" else 0
    months = many if found[2] == "month" else many * 12 if found[2] == "year" else 0
    if months:
        return months_later(today, months)
    return today + timedelta(days=many if found[2] == "day" else 0, weeks=weeks)


def _weekday(said: str, today: date) -> date | None:
    found = _WEEKDAY.search(said)
    if not found:
        return None
    ahead = (_WEEKDAYS.index(found[1]) - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead)
