"""What somebody types to find a request: a reference however it is written, or beginnings of the words of its title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from unicodedata import combining, normalize

from dialogs.understanding.typed_text import folded, plain

_REFERENCE: Final = re.compile(r"(?:([a-z]{2,6})\s?-?\s?)?0*(\d{1,9})")
_AROUND: Final = " \"'()[]#.,;:!?"
"""What stands around a reference that was copied out of a sentence."""
_WITHIN: Final = re.compile(r"(?<![\w-])([a-z]{2,6})\s?-\s?0*(\d{1,9})(?![\w-])")
"""A reference among other words: only with its letters and its hyphen, since titles hold numbers of other things."""
_WORD: Final = re.compile(r"[^\W_]+")
_MOST_WORDS: Final = 8
"""Words that are looked at: a title hardly has more that tell it from others."""
_LONGEST_WORD: Final = 40


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for."""

    words: tuple[str, ...] = ()
    """Each begins a word of the title: without accents, in small letters."""
    number: int | None = None
    """Of a reference, where it can be one."""
    prefix: str = ""
    """What that reference starts with, in capitals; empty: anything."""
    beyond_ascii: bool = False
    """Whether it was typed with letters that a full text may keep otherwise: with accents, or of other scripts."""


def sought(typed: str) -> Sought:
    """Read what somebody typed; nothing of it may be there."""
    said = plain(typed)
    found = _REFERENCE.fullmatch(said.strip(_AROUND))
    if found is None and len(among := list(_WITHIN.finditer(said))) == 1:
        found = among[0]
        typed = f"{said[: found.start()]} {said[found.end() :]}"
    words = tuple(dict.fromkeys(word[:_LONGEST_WORD] for word in _words(typed)))[:_MOST_WORDS]
    if found is None:
        return Sought(words, beyond_ascii=not typed.isascii())
    return Sought(words, int(found[2]), (found[1] or "").upper(), not typed.isascii())


def names(wanted: Sought, reference: str, number: int) -> bool:
    """Whether this request is the one whose reference was typed."""
    return wanted.number == number and wanted.prefix in {"", reference.partition("-")[0]}


def fits(wanted: Sought, title: str) -> bool:
    """Whether each word begins a word of the title."""
    theirs = _words(title)
    return bool(wanted.words) and all(any(one.startswith(word) for one in theirs) for word in wanted.words)


def _words(said: str) -> list[str]:
    if said.isascii():
        return _WORD.findall(said.lower())
    return _WORD.findall("".join(one for one in normalize("NFKD", folded(said)) if not combining(one)))
