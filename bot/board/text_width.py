"""About how wide words are when they are drawn in Arial, so that a line breaks before its box ends."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_NARROW: Final = frozenset("ijlftrI.,:;'\"|!()[]/\\ -")
_BROAD: Final = frozenset("mwMW@%&")


def width_of(words: str, size: float) -> float:
    """The width of words in a letter of this size, rather too much than too little."""
    return sum(map(_ems, words)) * size


@lru_cache(maxsize=2048)
def _ems(letter: str) -> float:
    if letter in _NARROW:
        return 0.36
    if letter in _BROAD:
        return 0.95
    if letter.isascii():
        return 0.72 if letter.isupper() else 0.57
    if unicodedata.combining(letter):
        return 0
    return 1.05 if unicodedata.east_asian_width(letter) in "WF" else 0.75


def broken(words: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """Words in lines that fit into this width, at most so many of them: what is left over ends in an ellipsis.

    A line breaks at a space, and within a word only where it fits into no line.
    """
    lines, left, space = [""], room, width_of(" ", size)
    for word in words.split():
        wide = width_of(word, size)
        if not lines[-1]:
            lines[-1], left = word, left - wide
        elif wide + space <= left:
            lines[-1], left = f"{lines[-1]} {word}", left - space - wide
        else:
            lines.append(word)
            left = room - wide
        while left < 0 and len(lines[-1]) > 1:
            fits = _fitting(lines[-1], size, room)
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
            left = room - width_of(lines[-1], size)
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], f"{lines[most - 1][:-1]}…")


def _fitting(word: str, size: float, room: float) -> int:
    """How many letters of a word fit into a line: one at least."""
    wide = 0.0
    for place, letter in enumerate(word):
        wide += _ems(letter) * size
        if wide > room:
            return max(place, 1)
    return len(word)
