"""Words as people write them, made alike: endings, apostrophes and slips of the keyboard no longer tell them apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from threading import Lock
from typing import Final

import snowballstemmer  # type: ignore[import-untyped]  # it has no types
from rapidfuzz.distance import OSA


def listed(words: str) -> frozenset[str]:
    """The words of a text, written one after the other."""
    return frozenset(words.split())


_WORD: Final = re.compile(r"[^\W_]+")
TAKING_BACK: Final = listed("not no never without except excluding nobody none nothing neither nor")
"""Words that turn what follows them around."""
SMALL: Final = listed(
    "a an the of to in on at for from by with and or but if then than as so too very quite rather just only really i "
    "im ive id we were weve wed you your youre they theyre them their he she it its this that thats these those there "
    "theres here my our is are am be been being was were has have had having do does did doing would shall can could "
    "should may might must please thanks thank cheers sorry tbh lol well erm um oh ok okay hmm hi hello think guess "
    "say about around roughly approximately some also still even now currently probably hopefully which who whom "
    "whose what when where get got let lets go want wants need needs like thing things bit lot lots kind sort way "
    "ones one again each every into out up down off over under per via not no"
)
"""Words too common to tell one option from another."""
SHORT_FORMS: Final = {
    **{f"{v}nt": (v, "not") for v in listed("do does did is are was were have has had would could should need")},
    "cant": ("can", "not"), "cannot": ("can", "not"), "wont": ("will", "not"), "aint": ("is", "not"),
}  # fmt: skip
_AT_IT: Final = Lock()
_ENGLISH: Final = snowballstemmer.stemmer("english")
_ALIKE: Final = {"licens": "licenc", "organis": "organ", "colour": "color", "centr": "center"}
"""Stems of one word that is written in two ways."""
_SHORTEST: Final = 3
_LONGEST: Final = 30


def tokens(words: str) -> list[str]:
    """Small words without marks: "sign-in" is two, and "don't", "dont" and "do not" are all the same two."""
    found = _WORD.findall(words.casefold().replace("'", "").replace("\u2019", "").replace("&", " and "))
    return [part for word in found for part in SHORT_FORMS.get(word, (word,))]


def telling(words: str) -> tuple[str, ...]:
    """The stems of the words that tell one thing from another; empty when all are small ones."""
    found = [t for t in tokens(words) if t not in SMALL or t in TAKING_BACK]
    return () if TAKING_BACK.issuperset(found) else tuple(map(stem, found))


MOST_KEPT: Final = 6_144
"""Words and clues whose reading is kept. The shipped rulebook has 4,000 clues of 4,365 words; of one too many
none would be kept."""


@lru_cache(maxsize=MOST_KEPT)
def stem(word: str) -> str:
    """A word without its ending: "renewals", "renewing" and "renewed" are one, and so are licence and license."""
    if not _SHORTEST < len(word) <= _LONGEST:
        return word
    found = without_ending(word)
    return _ALIKE.get(found, found)


def without_ending(word: str) -> str:
    """What the library makes of a word, whatever it is. Turns run side by side, and it holds the word that it is at."""
    with _AT_IT:
        return str(_ENGLISH.stemWord(word))


_ONE_SLIP, _TWO_SLIPS = 5, 8
"""Letters from which a word may have one slip, or two: in shorter ones a slip makes another word."""


def mended(word: str, known: Iterable[str]) -> str:
    """The known word that this one was meant to be, by its likeness; empty when none or several are as near."""
    if len(word) < _ONE_SLIP or len(word) > _LONGEST or not word.isalpha():
        return ""
    most = 2 if len(word) >= _TWO_SLIPS else 1
    best, found = most + 1, ""
    for each in known:
        if not each.startswith(word[0]):
            continue
        far = OSA.distance(word, each, score_cutoff=most)
        if far < best:
            best, found = far, each
        elif far == best and far <= most:
            # "renewl" is "renewal" and not "renew": what was left out is likelier than what was put in.
            shorter, longer = sorted((found, each), key=len)
            if shorter and longer.startswith(shorter):
                found = longer
            elif stem(each) != stem(found):
                found = ""
    return found


def shared(words: Iterable[Collection[str]]) -> set[str]:
    """What stands in more than one of these."""
    seen: set[str] = set()
    twice: set[str] = set()
    for each in words:
        own = set(each)
        twice |= own & seen
        seen |= own
    return twice
