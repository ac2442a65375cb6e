"""How people are asked for a detail, and how what they write is read and shown: a row for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from dialogs.cards.elements import Element
from dialogs.measures import day_words, read_date
from dialogs.wording import asking as w
from governance_rules.detail_kinds import DetailKind
from governance_rules.model import Detail

_TIMES_TOO_LONG = 2
"""How many times its limit a text may have and is still kept whole; a card could not show more of it."""


@dataclass(frozen=True, slots=True)
class AskedDetail:
    """One kind of detail, as a card asks for it and a person answers."""

    shape: Callable[[Detail], Element]
    """What its input is."""
    tidy: Callable[[str], str]
    """The words as they are kept."""
    read: Callable[[str], str | None] = str
    """What was written as it is kept; None when it cannot be read."""
    left: Callable[[Detail, str], str | None] = lambda detail, words: words[: detail.max_length * _TIMES_TOO_LONG]
    """What stands in its box, as a card can show it again; None: it says nothing."""
    shown: Callable[[str], str] = str
    """What was given, as people read it."""
    enter: str = w.ENTER
    """What is said when it cannot be read."""
    type_it: str = w.TYPE_DETAIL
    """How somebody types it; ``type_or_skip`` where it is optional."""
    type_or_skip: str = w.TYPE_OPTIONAL
    limited: bool = True
    """Whether its length is what the rules limit."""


def _text_box(*, lines: bool) -> Callable[[Detail], Element]:
    return lambda detail: {"type": "Input.Text", "maxLength": detail.max_length, "isMultiline": lines}


def a_day(words: str) -> str | None:
    """A day as an input for dates takes it: nothing else can stand there."""
    return words if not words or read_date(words) == words else None


ASKED_DETAILS: Final[Mapping[DetailKind, AskedDetail]] = {
    "line": AskedDetail(_text_box(lines=False), tidy=lambda words: " ".join(words.split())),
    "paragraphs": AskedDetail(_text_box(lines=True), tidy=str),
    "date": AskedDetail(
        lambda _: {"type": "Input.Date"}, str, read_date, lambda _, words: a_day(words), day_words, w.ENTER_DATE,
        w.TYPE_DATE, w.TYPE_OPTIONAL_DATE, limited=False,
    ),
}  # fmt: skip


def kind_of_detail(detail: Detail) -> AskedDetail:
    """The row of a detail."""
    return ASKED_DETAILS[detail.kind]
