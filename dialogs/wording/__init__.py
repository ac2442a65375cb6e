"""Every English sentence of the conversation, in one place and ready for other languages.

Each module holds the sentences of one noun, marked with ``_`` so that Babel finds them (``babel.cfg`` beside this
file). ``say`` looks a sentence up in the catalogue of the host's language and fills in its fields. Where no
catalogue is installed, English comes out; a language is either there as a whole or not at all.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from gettext import translation
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

_catalogue = translation("dialogs", Path(__file__).parent / "locale", fallback=True)


LONDON: Final = ZoneInfo("Europe/London")
"""Where the council is: times are said as its clocks show them."""


def _(message: str) -> str:
    """Mark a sentence for the translators; it is looked up only when it is said."""
    return message


def _n(one: str, several: str) -> tuple[str, str]:
    """Mark a sentence that depends on a number, in both its forms; each has the field ``count``."""
    return one, several


MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)


def say(message: str, **fields: object) -> str:
    """Say one sentence in the host's language; ``fields`` fill its braces (their own braces are left alone)."""
    words = _catalogue.gettext(message)
    return words.format(**fields) if fields else words


def say_count(forms: tuple[str, str], count: int, **fields: object) -> str:
    """Say a sentence that depends on a number; ``fields`` fill its other braces."""
    return _catalogue.ngettext(*forms, count).format(count=count, **fields)


def local_day(at: datetime) -> date:
    """The day on the council's clock at this time (aware)."""
    return at.astimezone(LONDON).date()


def day_begins(day: date) -> datetime:
    """When this day begins on the council's clock (UTC)."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
NEAR_DAY = _("{weekday} {day} {month}")
NEAR_DAYS: Final = 183
"""Days, before and after, in which a day of this year is known by its weekday and needs no year."""


def say_day(when: date | datetime, today: date | None = None) -> str:
    """Say a day as GOV.UK writes it, such as 24 November 2026; of a time the day on the council's clock.

    ``today``: where a card is read about now, a near day of the same year is said as people say it, such as Tuesday 24
    November. None: for words that are kept, the year always stands.
    """
    day = local_day(when) if isinstance(when, datetime) else when
    month = say(MONTHS[day.month - 1])
    if today is not None and day.year == today.year and abs((day - today).days) <= NEAR_DAYS:
        return say(NEAR_DAY, weekday=say(WEEKDAYS[day.weekday()]), day=day.day, month=month)
    return f"{day.day} {month} {day.year}"


MOMENT = _("{day} at {time}")


def say_moment(when: datetime) -> str:
    """Say a day and a time of it, such as 24 November 2026 at 09:05, as the clocks of the council show it."""
    return say(MOMENT, day=say_day(when), time=f"{when.astimezone(LONDON):%H:%M}")
