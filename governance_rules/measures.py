"""Answers that are no option but a measure, such as a sum of money or a date: a row says all that the rules know of it.

How people are asked for one and read is in `dialogs/measures.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from governance_rules.condition import OF_AMOUNTS, OF_DATES

MeasureKind = Literal["money", "date"]
QuestionKind = Literal["choice", MeasureKind]

_DIGITS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of measure: how an answer is read, written and compared."""

    name: MeasureKind
    read: Callable[[str], int | None]
    """The number that an answer stands for, by which it is compared; None when it is none of this kind."""
    written: Callable[[int], str]
    """That number as an answer again."""
    shown: Callable[[str], str]
    """An answer as the list and the diagrams show it."""
    takes: str
    """What an answer must be, with an example."""
    compared_by: frozenset[str]
    """The words of a condition that fit."""
    words: str
    """The same words, as `rules check` lists them."""
    reached: str
    """A condition that holds from a value on, in words."""
    short_of: str
    """One that holds below it."""
    figures: bool = False
    """Whether it may be compared with a figure of the rules by its id."""


def _whole(answer: str) -> int | None:
    return int(answer) if _DIGITS.fullmatch(answer) else None


def _day(answer: str) -> int | None:
    try:
        return date.fromisoformat(answer).toordinal() if len(answer) == len("2026-01-01") else None
    except ValueError:
        return None


EVERY_MEASURE: Final = (
    Measure(
        "money", read=_whole, written=str, shown=lambda answer: f"£{int(answer):,}" if answer.isdecimal() else answer,
        takes="whole pounds, such as 25000", compared_by=OF_AMOUNTS, words="at_least or below",
        reached="{value} or more", short_of="under {value}", figures=True,
    ),
    Measure(
        "date", read=_day, written=lambda number: date.fromordinal(number).isoformat(), shown=str,
        takes="a date, such as 2027-03-31", compared_by=OF_DATES, words="from, before or within_days",
        reached="from {value}", short_of="before {value}",
    ),
)  # fmt: skip
MEASURES: Final[Mapping[str, Measure]] = {measure.name: measure for measure in EVERY_MEASURE}
QUESTION_KINDS: Final = ("choice", *MEASURES)
