"""Answers that count: an option by its number or place in the list, or the one in whose band a sum of money lies."""

from __future__ import annotations

import re
from typing import Final

from dialogs.understanding import general_words as w
from governance_rules.model import Question
from governance_rules.question_kinds import kind_of
from governance_rules.sums import in_bands
from governance_rules.word_forms import tokens

_DIGITS: Final = 3
"""A number of so many digits counts no option."""
_NO: Final = frozenset(" ".join(tokens(said)) for said in w.NO)
_RANGE: Final = re.compile(r"(?<![\d.])(\d{1,2}) ?(?:-|\u2013|\u2014|to|\.{2,3}|\u2026) ?(\d{1,2})(?![\d.,]*\d)")


def with_every_number(question: Question, text: str) -> str:
    """The text with each number of a stretch such as "1-3", where several of these options can be chosen."""
    if not kind_of(question).together:
        return text

    def every(found: re.Match[str]) -> str:
        first, last = int(found[1]), int(found[2])
        counts = 1 <= first < last <= len(question.options)
        return " ".join(map(str, range(first, last + 1))) if counts else found[0]

    return _RANGE.sub(every, text)


def by_number(question: Question, text: str) -> tuple[str, ...] | None:
    """Options by number, by their place ("the last one", "first two"), or None where other words stand there too."""
    all_words = tokens(with_every_number(question, text))
    nobody = " ".join(all_words) in _NO  # "no one", and not "no. 1"
    picked = None if nobody else _picked(question, all_words)
    count = len(question.options)
    if not picked or not all(1 <= n <= count for n in picked):
        return None
    return tuple(question.options[n - 1].id for n in dict.fromkeys(picked))


def _picked(question: Question, all_words: list[str]) -> list[int] | None:
    """The numbers that the words say, None where they say something else too."""
    count, picked, last = len(question.options), list[int](), ""
    for place, word in enumerate(all_words):
        number = w.ORDINALS.get(word) or (
            int(word) if word.isdecimal() and len(word) < _DIGITS else w.NUMBERS.get(word, 0)
        )
        before = all_words[place - 1] if place else ""
        if before in w.FIRST | w.LAST and number > 1 and word not in w.ORDINALS:
            picked = [*range(1, number + 1)] if before in w.FIRST else [*range(count - number + 1, count + 1)]
        elif word == "one" and last:
            continue
        elif word in w.LAST:
            if kind_of(question).together and question.options[-1].alone:
                return None  # the last of the themes, or "none of these"?
            picked, last = [*picked, count], word
        elif number:
            picked, last = [*picked, number], word
        elif word in w.FIRST:
            picked, last = [*picked, 1], word
        elif word not in w.AROUND_A_NUMBER:
            return None
    return picked


def by_sum(question: Question, text: str) -> tuple[str, ...] | None:
    """The options whose sums the words touch; None where the question or the words have none."""
    options, words = in_bands(question, text)
    return options if words else None
