"""How alike two titles are: what they are about counts, and hardly what is to be done with it.

"Renew the scanner support" and "Renew the parking contract" share a word and no need. Words that half of all requests
hold (renew, contract, online, case …) weigh little; endings and slips of the keyboard do not tell words apart. The
weights are a list and no count of the register, so that what is shown does not change as the register grows. What it
gets right is measured on pairs of titles in ``tests/bot/register/similar_titles.jsonl``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import JaroWinkler

from governance_rules.word_forms import without_ending

ALIKE: Final = 0.55
"""Likeness from 0 to 1 from which a title is shown as a similar one."""
_COMMON_WEIGHT: Final = 0.25
_SLIP: Final = 0.93
"""Closeness of two words, from 0 to 1, that makes them one. Words of fewer letters than `_LONG` must be the same."""
_LONG: Final = 5
_MOST: Final = 12
_WORD = re.compile(r"[^\W\d_]{2,}")
_SAYS_NOTHING = (
    "about after all also am an and any are as at be been before between but by can could do does each every for from "
    "get getting go had has have how if in into is it its just like make may more my need needs no not now of off on "
    "one only or other our out over own please should so some than that the their them then there these they this "
    "through to too up us use used using via want was we were what when where which while who will with would you your"
)  # fmt: skip
_UNSAID = frozenset(_SAYS_NOTHING.split())
"""Words that say nothing of what a request is about."""
_COMMON = (
    "access add app application apply automate automatic better book booking build business buy case change cloud "
    "collect contract council create customer dashboard data database department digital digitise document electronic "
    "extend file form host improve information integrate internal licence link list log manage management map member "
    "migrate mobile modern modernise module monitor move new number old online options page paper pay payment people "
    "pilot plan platform portal print process procure programme project provide public purchase quick record register "
    "renew replace replacement report request resident review scan schedule screen self service share simple software "
    "solution staff store supplier support system team tender tool track trial update upgrade user version web website "
    "work working workflow year"
)  # fmt: skip


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without its ending, near enough to tell that two words are one: booking, booked and books are book.

    The words that titles have in common are kept, 1 MB at the most: people write any others, and without an end.
    """
    return without_ending(word)


_COMMON_STEMS = frozenset(stem(word) for word in _COMMON.split())


def telling(title: str) -> list[str]:
    """The words of a title that tell something, in small letters: plain letters only, each once, twelve at most."""
    return [w for w in dict.fromkeys(word.lower() for word in _WORD.findall(title)) if w not in _UNSAID][:_MOST]


def about(title: str) -> list[str]:
    """Of the telling words those that say what it is about; all of them where each is a common one."""
    words = telling(title)
    return [word for word in words if stem(word) not in _COMMON_STEMS] or words


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1: the weight of the words that both hold, of the weight of all words.

    Where each holds a word that is no common one, they must share such a word.
    """
    return likeness_of(words_of(one), words_of(other))


def likeness_of(mine: Mapping[str, str], theirs: Mapping[str, str]) -> float:
    """The same for the words of two titles, as `words_of` gives them."""
    whole = sum(map(_weight, mine)) + sum(map(_weight, theirs))
    shared, about_the_same = 0.0, False
    left = dict(theirs)
    for key, word in mine.items():
        same = _same(key, word, left)
        if same is not None:
            del left[same]
            shared += _weight(key) + _weight(same)
            about_the_same = about_the_same or key not in _COMMON_STEMS
    must = all(any(key not in _COMMON_STEMS for key in keys) for keys in (mine, theirs))
    return shared / whole if whole and (about_the_same or not must) else 0.0


def words_of(title: str) -> dict[str, str]:
    """The telling words of a title by their stems."""
    return {stem(word): word for word in telling(title)}


def _weight(key: str) -> float:
    return _COMMON_WEIGHT if key in _COMMON_STEMS else 1.0


def _same(key: str, word: str, others: dict[str, str]) -> str | None:
    """The stem among these that is the same, or whose word is this one with a slip; None when there is none."""
    if key in others:
        return key
    if len(word) < _LONG:
        return None
    close = ((JaroWinkler.similarity(word, theirs), k) for k, theirs in others.items() if _may_be(word, theirs))
    best = max(close, default=(0.0, ""))
    return best[1] if best[0] >= _SLIP else None


def _may_be(word: str, other: str) -> bool:
    """Whether it is worth comparing them: hardly anybody mistypes the first letter."""
    return len(other) >= _LONG and word[0] == other[0]
