"""What a typed sentence must not suggest: words, sums of money and numbers after which the person is asked instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_MOST_WORDS = 400
_KIT = "monitor|screen|display|tv|television|webcam|camera|resolution"
_MONEY = re.compile(
    r"(?:[£€$]|\bgbp) ?\d"
    r"|\b\d[\d,]*(?:\.\d+)? ?(?:pounds?|quid|grand|thousand|million|mil|bn|billion)\b"
    rf"|\b\d[\d,]*(?:\.\d+)? ?k\b(?! (?:{_KIT})s?\b)"
    r"|\b\d+\.\d+ ?m\b"
)
"""A sum of money as people type it. A 4k monitor is none, nor is a 2m cable."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_COUNTED = r"\b(\d+)\+?(?: \w+){0,2}? (?:%s)s?\b"
"""A number of things, with up to two words between, such as 80 new phones."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Something that a sentence may speak of, and the options that it then never suggests."""

    id: str
    because: str
    """What the person is told, as a sentence."""
    never: Mapping[str, tuple[str, ...]]
    """Option ids by question id."""
    words: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    """What has such a word in it and does not speak of it: a purchase card is no purchase."""
    money: bool = False
    """Whether a sum of money speaks of it too."""
    at_least: int = 0
    """So many ``of`` these speak of it too; 0 for none."""
    of: tuple[str, ...] = ()


def spoken_words(sentence: str) -> str:
    """The words of a sentence in small letters with one space between, as far as they are read."""
    return " ".join(_WORD.findall(sentence.casefold())[:_MOST_WORDS])


def speaks_of(held: HeldBack, sentence: str) -> str:
    """The words of the sentence that speak of it; empty when it does not."""
    said = spoken_words(sentence)
    if held.but_not:
        said = any_of(held.but_not).sub(_LEFT_OUT, said)
    if held.words and (found := any_of(held.words).search(said)):
        return found[0]
    if held.money and (found := _MONEY.search(" ".join(sentence.casefold().split()))):
        return found[0]
    if held.at_least and held.of:
        for counted in _number_of(held.of).finditer(spoken_words(_THOUSANDS.sub("", sentence))):
            if int(counted[1][:_DIGITS]) >= held.at_least:
                return counted[0]
    return ""


_LEFT_OUT = "|"
_DIGITS = 9
_PATTERNS = 256
"""Patterns that are kept: several rulebooks' worth, for a rulebook that is edited leaves those of the one before."""


@lru_cache(maxsize=_PATTERNS)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """What finds one of these words, with or without an s at its end, among spoken words."""
    return re.compile(rf"\b(?:{_either(words)})s?\b")


@lru_cache(maxsize=_PATTERNS)
def _number_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_COUNTED % _either(words))


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(spoken_words(word)) for word in words)
