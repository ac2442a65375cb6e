"""What can be wrong: with a rulebook (every problem at once) or with someone's answers (the first)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a rulebook: where, what, and what to do. A hint does not make the rulebook unsound.

    ``file`` is relative to the rulebook's folder, ``line`` counts from 1. ``wrong`` and ``mend`` have no full stop at
    the end.
    """

    file: str
    line: int
    wrong: str
    mend: str
    hint: bool = False

    def __str__(self) -> str:
        """As ``rules check`` prints it: ``file:line: what is wrong. What to do``."""
        return f"{self.file}:{self.line}: {'hint: ' if self.hint else ''}{self.wrong}. {self.mend}"


class RulebookProblems(Exception):
    """The rulebook is not sound. ``problems`` lists every one, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(p) for p in self.problems))


class AnswerProblem(Exception):
    """An answer cannot be taken, or one is missing. ``question`` is the id, ``sentence`` what is said of it."""

    def __init__(self, question: str | None, sentence: str) -> None:
        self.question = question
        self.sentence = sentence
        super().__init__(sentence)


def near_miss(word: str, known: Iterable[str]) -> str:
    """What to do about an id that does not fit here: the nearest other one, or a few of those that there are."""
    names = sorted(k for k in set(known) if k and k != word)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]}?"
    if not names:
        return "Take it out"
    shown, more = ", ".join(names[:_SHOWN]), len(names) - _SHOWN
    return f"Use one of {shown} and {more} {'others' if more > 1 else 'other'}" if more > 0 else f"Use one of {shown}"


_SHOWN = 8  # a line's worth
_SHORT = 40


def cut(text: str) -> str:
    """A text from outside, short enough for a message and on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else line[:_SHORT] + "…"
