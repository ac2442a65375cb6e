"""What is wrong with a clue or a word of a group as it is written, so that nothing that people type can match it."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache
from itertools import pairwise
from typing import Final

from governance_rules.clues import GAPS, LAST, NEAR, PIECE, parts_of
from governance_rules.sentence import END, KINDS, words_in
from governance_rules.word_forms import MOST_KEPT

_MARKS: Final = ".;:!? "
_MARK: Final = frozenset(".;:!?-\u2013\u2014")
_BRACKETS: Final = frozenset("(){}|")
_KIND: Final = re.compile(rf"^\{{(?:{'|'.join(sorted(KINDS))})\}}")
"""A kind may begin one of several ways to say something: (a year|{number} years)."""
_LETTER: Final = re.compile(r"[^\W_]")
_WORD: Final = r"[^\W_]+(?:'[^\W_]+)*"
_WAY: Final = rf"(?:\{{(?:{'|'.join(sorted(KINDS))})\}}|=?{_WORD})(?: {_WORD})*"
_NAMED: Final = re.compile(r"\{(\w+)\}")
_SAYS: Final = rf"(?:=[^\W\d_]+|\{{\w+\}}|\({_WAY}(?:\|{_WAY})*\)|{_WORD})"
_PLAIN: Final = re.compile(rf"(?:\^ ?)?{_SAYS}(?: (?:\.\.\.? )?{_SAYS})*(?: \$)?")
"""A clue as nearly all are written, in which nothing can be wrong but the name of a group: a host starts sooner."""


@lru_cache(maxsize=MOST_KEPT)
def unreadable(text: str, groups: frozenset[str]) -> str:
    """What is wrong with a clue; empty when it can be read. ``groups``: the ids of all that there are."""
    if _PLAIN.fullmatch(text) and all(name in KINDS or name in groups for name in _NAMED.findall(text.casefold())):
        return ""
    return unreadable_thoroughly(text, groups)


def unreadable_thoroughly(text: str, groups: frozenset[str]) -> str:
    """The same, piece by piece."""
    pieces = PIECE.findall(text.casefold().removeprefix("^"))
    named = [piece[1:-1] for piece in pieces if piece.startswith("{")]
    if missing := next((name for name in named if name not in KINDS and name not in groups), ""):
        return f"there is no group {missing}"
    # Behind the beginning of a part of the sentence, what is looked for may stand somewhat later.
    leads = pieces[:1] == [NEAR] and text.startswith("^")
    if not pieces or (pieces[0] in GAPS and not leads) or pieces[-1] in GAPS:
        return "it begins or ends with dots, where nothing is left to look for"
    if any(piece in GAPS and following in GAPS for piece, following in pairwise(pieces)):
        return "two gaps stand side by side"
    if LAST in pieces[:1] or LAST in pieces[:-1] or (pieces[-2:-1] and pieces[-2] in GAPS and pieces[-1] == LAST):
        return f"{LAST} stands where nothing can end"
    last = len(pieces) - 1
    said = (_unreadable_piece(p, last=at == last) for at, p in enumerate(pieces) if p not in GAPS and p != LAST)
    return next(filter(None, said), "")


def _unreadable_piece(piece: str, *, last: bool) -> str:
    if piece.startswith("{"):
        return ""
    words = piece[1:-1].split("|") if piece.startswith("(") and piece.endswith(")") else [piece]
    if any(_BRACKETS.intersection(_KIND.sub("", word, 1)) for word in words):
        return f"{piece} has a bracket or a bar without a partner, or a group or another bracket within it"
    if not all(_LETTER.search(word) for word in words):
        return f"{piece} holds no word"
    if piece.startswith("=") and [*words_in(piece)] != [piece[1:]]:
        return f"{piece} is more than one word, or has marks in it"
    marked = next((word for word in words if _goes_across(word if last else f"{word} more")), "")
    return f"{marked} has a mark that ends a part of the sentence, and no clue goes across one" if marked else ""


@lru_cache(maxsize=MOST_KEPT)
def alike(text: str) -> tuple[object, ...]:
    """What is the same for two clues that say the same in other words: their parts without endings."""
    return tuple(part if isinstance(part, str) else tuple(part.values()) for part in parts_of(text))


def unreadable_word(text: str, groups: Container[str]) -> str:
    """What is wrong with a word of a group; empty when it can be read. ``groups``: the ids of those before it."""
    if text.startswith("{"):
        return "" if text[1:-1] in groups else f"no group before this one is {text[1:-1]}"
    if not _LETTER.search(text):
        return "it holds no word"
    if text.startswith("=") and [*words_in(text)] != [text[1:]]:
        return "it is more than one word, or has marks in it"
    return "it has a mark between two words, and nothing goes across one" if _goes_across(text) else ""


def _goes_across(text: str) -> bool:
    """Whether a mark that ends a part of a sentence stands between two words."""
    return not _MARK.isdisjoint(text) and END in [*words_in(text.strip(_MARKS))]
