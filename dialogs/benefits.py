"""What came of the benefit that a request promised: when people are asked, what they said, and what that makes of it.

Asked when it is done, and again 3, 6 and 12 months after. Pure functions on tuples of records.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import ClassVar, Final, Literal

from dialogs.calendar import ENGLAND, Calendar, months_later, next_working_day

AFTER: Final = (0, 3, 6, 12)
"""Months after a request was done when it is asked what came of it."""
LATEST: Final = timedelta(days=730)
"""How long after a request was done it is still asked about: the last question, and a year without the host.

What was done before that is history: an upgrade asks nobody about it.
"""
AskedAs = Literal["requester", "sponsor", "partner", "governance"]
"""As what somebody is asked. The last two stand in, one after the other, where nobody before them can be asked."""


class Measured(StrEnum):
    """What came of the benefit. The values are the options of the card's input ``measured``."""

    MORE = "more"
    AS_EXPECTED = "as_expected"
    LESS = "less"
    NONE = "none"
    NOT_YET = "not_yet"


CAREFUL: Final = (Measured.NONE, Measured.NOT_YET, Measured.LESS, Measured.AS_EXPECTED, Measured.MORE)
"""Of two answers at the same time the one that promises less counts."""


@dataclass(frozen=True, slots=True)
class Benefit:
    """One question to one person, and their answer.

    ``after``: one of `AFTER`. ``aad_id``: who was asked; of somebody who was erased it is no id of anybody.
    ``measured``: a `Measured`, empty while they have not said. ``at``: when they said it.
    """

    after: int
    aad_id: str
    role: AskedAs
    asked_at: datetime
    measured: str = ""
    note: str = ""
    at: datetime | None = None


Benefits = tuple[Benefit, ...]


@dataclass(frozen=True, slots=True)
class BenefitMeasured:
    """Somebody who was asked said what came of it, so many months ``after`` it was done."""

    after: int
    role: AskedAs
    measured: Measured
    note: str = ""
    name: ClassVar = "benefit"

    @property
    def told(self) -> str:
        """What the timeline calls it."""
        return f"{self.name}_{self.measured.value}"


def asked_on(done: date, after: int, calendar: Calendar = ENGLAND) -> date:
    """The working day on which people are asked about what was done on that day.

    At first that is the working day after it, so that nobody is asked in the moment in which they hear that it is done.
    """
    return next_working_day(done + timedelta(days=1) if after == 0 else months_later(done, after), calendar)


def may_answer(done: date, today: date, calendar: Calendar = ENGLAND) -> tuple[int, ...]:
    """The questions that can be answered by this day; the first one at once."""
    return tuple(after for after in AFTER if after == 0 or asked_on(done, after, calendar) <= today)


def asked_now(today: date, calendar: Calendar = ENGLAND) -> tuple[tuple[int, date, date], ...]:
    """Which question is the latest that has come on this day: months after, for what was done from a day to another.

    Of several that were missed, as by a host that was down, only that one is asked. What was done longer ago than
    `LATEST` is history. Where the council was closed for months, a question may come from a day to one before it: then
    it is asked of nothing.
    """
    days = range(LATEST.days + 1)
    # The longer ago it was done, the sooner it is asked about.
    since = [bisect_left(days, 0, key=partial(_days_since_asked, today, calendar, after)) for after in AFTER]
    until = [*(ago - 1 for ago in since[1:]), LATEST.days]
    return tuple(
        (after, today - timedelta(longest), today - timedelta(shortest))
        for after, shortest, longest in zip(AFTER, since, until, strict=True)
    )


def _days_since_asked(today: date, calendar: Calendar, after: int, ago: int) -> int:
    """How many days before this one people are asked about what was done so many days ago; below 0: still to come."""
    return (today - asked_on(today - timedelta(ago), after, calendar)).days


def after_answer(benefits: Benefits, event: BenefitMeasured, aad_id: str, now: datetime) -> Benefits:
    """The answers after this one; the same where that person has said just that already."""
    mine = next((one for one in benefits if (one.after, one.aad_id) == (event.after, aad_id)), None)
    if mine is not None and (mine.measured, mine.note) == (event.measured, event.note):
        return benefits
    asked_at = mine.asked_at if mine else now
    new = Benefit(event.after, aad_id, event.role, asked_at, event.measured.value, event.note, now)
    return tuple(sorted((*(one for one in benefits if one is not mine), new), key=lambda one: one.after))


def answers(benefits: Benefits) -> Benefits:
    """What was said, in the order in which it was."""
    said = [one for one in benefits if one.measured]
    return tuple(sorted(said, key=lambda one: (one.after, one.at or one.asked_at, one.aad_id)))
