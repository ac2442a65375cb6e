"""A typed sentence as clues are looked for in it: its words, made alike, and where one part of it ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

from governance_rules.word_forms import SHORT_FORMS, listed, stem

_PIECE: Final = re.compile(r"[^\W_]+|[.;:!?\n]+")
_MOST_WORDS: Final = 200
_LONGEST: Final = 40
_NAME: Final = re.compile(r"(?<!^)\b(?<![.!?] )[^\W\d_]*[A-Z][^\W_]+")
_READ_FOR_NAMES: Final = 1000
_SHORTEST_ING: Final = 4
END: Final = ""
"""Stands where one part of a sentence ends and another begins."""
LIGHT: Final = listed("a an the our my your their his her this these those its some any please just really")
"""Words that may stand between two words of a clue and change nothing."""
NEGATIONS: Final = frozenset(("not", "no", "never", "without"))
_NUMBERS: Final = listed(
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred"
)
_SHORT_FORMS: Final = {**SHORT_FORMS, "mustnt": ("must", "not"), "id": ("i", "would"), "wed": ("we", "would")}


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence in small letters, ``raw`` as they stand and ``stems`` without endings."""

    raw: tuple[str, ...]
    stems: tuple[str, ...]
    names: frozenset[str] = frozenset()
    """Words that are written like names, and are none that the rulebook knows."""

    def is_a(self, kind: str, at: int) -> bool:
        """Whether a word of this kind stands there: ``number``, ``name``, ``ing`` for its end, ``=this`` for itself."""
        word = self.raw[at]
        if kind.startswith("="):
            return word == kind[1:]
        if kind == "number":
            return word.isdecimal() or word in _NUMBERS
        return word in self.names if kind == "name" else len(word) > _SHORTEST_ING and word.endswith("ing")

    def taken_back(self, at: int) -> bool:
        """Whether one of the three words before turns what stands here around, in the same part of the sentence."""
        for before in range(at - 1, max(at - 4, -1), -1):
            if self.stems[before] == END:
                return False
            if self.stems[before] in NEGATIONS:
                return True
        return False

    def words(self, start: int, end: int) -> str:
        """What stands from one word up to another."""
        return " ".join(word for word in self.raw[start:end] if word)


def words_in(text: str) -> Iterator[str]:
    """The words of a text in small letters, short forms in full, and `END` for each mark that ends a part."""
    for piece in _PIECE.findall(text.casefold().replace("'", "").replace("\u2019", "").replace("&", " and ")):
        if piece[0].isalnum():
            yield from _SHORT_FORMS.get(piece, (piece[:_LONGEST],))
        else:
            yield END


def read_sentence(text: str, mend: Callable[[str], str], known: Collection[str]) -> Sentence:
    """The sentence, as far as it is read.

    ``mend`` gives the word that a slip of the keyboard was meant to be; ``known`` are words that are no names.
    """
    raw = tuple(word for word, _ in zip(words_in(text), range(_MOST_WORDS), strict=False))
    written = (name.casefold() for name in _NAME.findall(text[1:_READ_FOR_NAMES]))
    names = frozenset(name for name in written if name not in known and mend(name) == name)
    return Sentence(raw, tuple(stem(mend(word)) if word and word not in names else word for word in raw), names)
