"""A typed sentence as clues are looked for in it: its words, made alike, and where one part of it ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Final

from governance_rules.word_forms import SHORT_FORMS, listed, stem

_PIECE: Final = re.compile(r"[^\W_]+|[.;:!?\n]+|(?<= )[-\u2013\u2014]+(?= )|,|£")
_WORD: Final = re.compile(r"[^\W_]+")
_PAUSE, _POUND = ",", "£"
_BETWEEN: Final = frozenset((_PAUSE, _POUND))
_SUM: Final = re.compile(r"\d+(?:k|m)")
_OF_MONEY: Final = listed("k grand thousand million pounds quid")
_MOST_WORDS: Final = 200
_LONGEST: Final = 40
_NAME: Final = re.compile(r"(?<!^)\b(?<![.!?] )[^\W\d_]*[A-Z][^\W_]+")
_READ_FOR_NAMES: Final = 1000
_SHORTEST_ING: Final = 4
END: Final = ""
"""Stands where one part of a sentence ends and another begins."""
LIGHT: Final = listed("a an the our my your their his her this these those its some any please just really")
"""Words that may stand between two words of a clue and change nothing."""
BREAKS: Final = listed(
    "a an the our my your their his her its this these that those we i you they he she it us me to for of in on at by "
    "from with into onto and or but so if when while because as than is are was were be been has have had do does did "
    "can could will would shall should may might must not no need needs want wants like get gets got"
)
"""Words behind which another thing is spoken of."""
_OPENINGS: Final = listed(
    "please pls plz hi hello hiya hey morning can could would will may shall you we i us to want wants wanting need "
    "needs like love wish hope hoping looking trying help just also is it be possible able someone somebody have get "
    "and then"
)
"""Words before what somebody says: "please could you", "we would like to"."""
NEGATIONS: Final = frozenset(("not", "no", "never", "without"))
_DENYING: Final = frozenset(("not", "never"))
_DENIED_WITHIN: Final = 4
"""Words behind what is denied within which the "not" stands."""
_ABLE: Final = frozenset(("can", "could"))
"""Who can not use something needs it all the same."""
_BEFORE_SO: Final = listed("be been being yet going to ever actually currently")
_SO: Final = listed(
    "used needed affected involved required included stored held kept signed agreed asked done awarded ordered bought"
)
"""What is not so where it is denied."""
_AHEAD: Final = listed("about going will nearly almost ready due hope hoping hopefully until before")
_NUMBERS: Final = listed(
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred"
)
_SHORT_FORMS: Final = {**SHORT_FORMS, "mustnt": ("must", "not"), "id": ("i", "would"), "wed": ("we", "would")}


KINDS: Final = frozenset(("number", "sum", "ing", "name"))
"""Words by what they are like, not by what they say."""


@dataclass(frozen=True)
class Sentence:
    """The words of a sentence in small letters, ``raw`` as they stand and ``stems`` without endings."""

    raw: tuple[str, ...]
    stems: tuple[str, ...]
    names: frozenset[str] = frozenset()
    """Words that are written like names, and are none that the rulebook knows."""
    begins: frozenset[int] = frozenset((0,))
    """Where a part of the sentence begins, with what people say before it and without."""
    pauses: frozenset[int] = frozenset()
    """Words with a comma before them."""
    sums: frozenset[int] = frozenset()
    """Words that are sums of money."""

    @cached_property
    def marks(self) -> tuple[tuple[str, ...], ...]:
        """What a clue may say of each word but its stem: ``=this`` for itself, ``{number}`` and the other kinds."""
        return tuple(
            (f"={word}", *(f"{{{kind}}}" for kind in KINDS if self._is_a(kind, at))) for at, word in enumerate(self.raw)
        )

    @cached_property
    def forms(self) -> tuple[tuple[str, ...], ...]:
        """All that a clue may say of each word: its stem and its marks."""
        return tuple((word, *marks) for word, marks in zip(self.stems, self.marks, strict=True))

    def _is_a(self, kind: str, at: int) -> bool:
        word = self.raw[at]
        if kind == "number":
            return word.isdecimal() or word in _NUMBERS
        if kind == "sum":
            return at in self.sums
        return word in self.names if kind == "name" else len(word) > _SHORTEST_ING and word.endswith("ing")

    def taken_back(self, at: int) -> bool:
        """Whether one of the three words before turns what stands here around, in the same part of the sentence."""
        return _before(self.stems, at, NEGATIONS)

    def denied(self, start: int, end: int) -> bool:
        """Whether what stands from one word up to another is said not to be so: "AI is not used", "not yet signed"."""
        for at in range(start, min(end + _DENIED_WITHIN, len(self.raw))):
            if self.raw[at] == END or (at >= end and at in self.pauses):
                return False
            if self.raw[at] in _DENYING and self.raw[at - 1] not in _ABLE and self._not_so(at + 1):
                return True
        return False

    def _not_so(self, at: int) -> bool:
        while at < len(self.raw) and self.raw[at] in _BEFORE_SO:
            at += 1
        return at < len(self.raw) and self.raw[at] in _SO

    def to_come(self, start: int) -> bool:
        """Whether the words before this one say that it has not happened so far: "about to", "nearly"."""
        return _before(self.raw, start, _AHEAD)

    def ends(self, at: int) -> bool:
        """Whether a part of the sentence ends before this word."""
        return at == len(self.stems) or self.stems[at] == END or at in self.pauses

    def words(self, start: int, end: int) -> str:
        """What stands from one word up to another."""
        return " ".join(word for word in self.raw[start:end] if word)


def _before(words: Sequence[str], at: int, wanted: Collection[str]) -> bool:
    """Whether one of the three words before is a wanted one, in the same part of the sentence."""
    for before in range(at - 1, max(at - 4, -1), -1):
        if words[before] == END:
            return False
        if words[before] in wanted:
            return True
    return False


def words_in(text: str) -> Iterator[str]:
    """The words of a text in small letters, short forms in full, and `END` for each mark that ends a part."""
    if text.isascii() and (found := text.casefold().split()) and "".join(found).isalnum():
        return iter([part for word in found for part in _SHORT_FORMS.get(word, (word[:_LONGEST],))])
    return (word for word in _pieces(text) if word not in _BETWEEN)


def all_words(texts: Iterable[str]) -> set[str]:
    """Every word of many texts in small letters, short forms in full."""
    found = set(_WORD.findall(_folded("\n".join(texts))))
    return {part for word in found for part in _SHORT_FORMS.get(word, (word[:_LONGEST],))}


def read_sentence(text: str, mend: Callable[[str], str], known: Collection[str]) -> Sentence:
    """The sentence, as far as it is read.

    ``mend`` gives the word that a slip of the keyboard was meant to be; ``known`` are words that are no names.
    """
    raw: list[str] = []
    marked: dict[str, set[int]] = {mark: set() for mark in _BETWEEN}
    for piece, _ in zip(_pieces(text), range(_MOST_WORDS), strict=False):
        if piece in _BETWEEN:
            marked[piece].add(len(raw))
        else:
            raw.append(piece)
    pauses = frozenset(marked[_PAUSE])
    written = (name.casefold() for name in _NAME.findall(text[1:_READ_FOR_NAMES]))
    names = frozenset(name for name in written if name not in known and mend(name) == name)
    stems = tuple(stem(mend(word)) if word and word not in names else word for word in raw)
    sums = frozenset((*marked[_POUND], *_sums(raw)))
    return Sentence(tuple(raw), stems, names, frozenset(_beginnings(raw, pauses)), pauses, sums)


def _pieces(text: str) -> Iterator[str]:
    for piece in _PIECE.findall(_folded(text)):
        if piece[0].isalnum():
            yield from _SHORT_FORMS.get(piece, (piece[:_LONGEST],))
        else:
            yield piece if piece in _BETWEEN else END


def _folded(text: str) -> str:
    return text.casefold().replace("'", "").replace("\u2019", "").replace("&", " and ")


def _sums(raw: Sequence[str]) -> Iterator[int]:
    for at, (word, following) in enumerate(zip_longest(raw, raw[1:], fillvalue="")):
        if _SUM.fullmatch(word) or (following in _OF_MONEY and (word.isdecimal() or word in _NUMBERS)):
            yield at


def _beginnings(raw: Sequence[str], pauses: Collection[int]) -> Iterator[int]:
    opening = True
    for at, word in enumerate(raw):
        opening = opening or at in pauses
        if opening:
            yield at
        opening = word == END or (opening and word in _OPENINGS)
