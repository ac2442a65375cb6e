"""Clues: words of the rulebook that say what a sentence is about, found as people write them. No AI.

A clue is written as people type it. ``...`` stands for up to six other words, ``{system}`` for any word of that group,
``(turn|switch)`` for one of these, ``{number}`` for a number, ``{ing}`` for a word that ends so, ``{name}`` for a name
that the rulebook does not know (a product's, mostly), ``=stopped`` for a word with this very ending, and ``^`` for the
beginning of the sentence. Elsewhere endings make no difference, nor do small words between, nor one slip in a longer
word. A clue does not count behind "not" or "no", unless it begins so itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from governance_rules.sentence import END, LIGHT, NEGATIONS, Sentence, read_sentence, words_in
from governance_rules.word_forms import stem

STRENGTHS: Final[Mapping[str, int]] = {"decisive": 10, "strong": 4, "words": 2, "weak": 1}
"""Points of a clue by the key that it stands under."""
ENOUGH: Final = 4
"""Points from which an option is suggested, when no other has as many."""
_GAP: Final = "..."
KINDS: Final = frozenset(("number", "ing", "name"))
"""Words by what they are like, not by what they say."""
_WORDS_APART: Final = 6
_PART: Final = re.compile(r"\.\.\.|\^|\{\w+\}|\([^)]*\)|[^\s]+")
_SHORTEST_MENDED, _SHORTEST_TWICE_MENDED = 5, 9
"""Letters from which a word may have one slip, or two."""

Words = tuple[str, ...]
Part = Mapping[str, tuple[Words, ...]] | str
"""Ways to say one thing, as stems, by the stem that each begins with, the longest first; or ``...``, or a kind."""


@dataclass(frozen=True, slots=True)
class Clue:
    """One clue of an option: its parts in order, and its points."""

    question: str
    option: str
    text: str
    points: int
    parts: tuple[Part, ...]
    begins: bool = False
    """Whether the sentence must begin with it."""
    denies: bool = False
    """Whether it begins with a "not" of its own."""


@dataclass(frozen=True, slots=True)
class Found:
    """A clue that stands in a sentence, from one word up to another."""

    clue: Clue
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clues:
    """Every clue of a rulebook by the stem that it begins with, so that a sentence is held against few of them."""

    by_start: Mapping[str, tuple[Clue, ...]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    """Words that the rulebook uses: they are no slips of others."""
    mendable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words of clues by their first letter: what a slip may have been meant to be."""

    def read(self, text: str) -> Sentence:
        """A sentence, its slips mended."""
        return read_sentence(text, self._meant, self.known)

    def within(self, sentence: Sentence) -> Iterator[Found]:
        """The clues that stand in a sentence; each once, where it stands first."""
        seen: set[int] = set()
        dead: dict[int, set[tuple[int, int]]] = {}
        there = frozenset(sentence.stems)
        for at, begun in enumerate(sentence.stems):
            starts = [begun, f"={sentence.raw[at]}", *(kind for kind in KINDS if sentence.is_a(kind, at))]
            taken_back = sentence.taken_back(at)
            for clue in (clue for start in starts for clue in self.by_start.get(start, ())):
                one = id(clue)
                if one in seen or (clue.begins and at) or (taken_back and not clue.denies):
                    continue
                if one not in dead:
                    # Without a word of each part nothing need be tried.
                    if any(not isinstance(p, str) and p.keys().isdisjoint(there) for p in clue.parts[1:]):
                        seen.add(one)
                        continue
                    dead[one] = set()
                end = _match(clue.parts, 0, sentence, at, dead[one])
                if end:
                    seen.add(one)
                    yield Found(clue, at, end)

    def _meant(self, word: str) -> str:
        if len(word) < _SHORTEST_MENDED or word in self.known or not word.isalpha():
            return word
        most = 2 if len(word) >= _SHORTEST_TWICE_MENDED else 1
        near = process.extract(
            word, self.mendable.get(word[0], ()), scorer=OSA.distance, score_cutoff=most, limit=2, processor=None
        )
        # Where two words are as near, nobody knows which was meant.
        alone = len(near) == 1 or (len(near) > 1 and near[0][1] < near[1][1])
        return str(near[0][0]) if alone else word


def read_clue(question: str, option: str, text: str, points: int, groups: Mapping[str, Part]) -> Clue:
    """A clue as it is written. Raises KeyError for a group that there is not: `unreadable` tells before."""
    parts = tuple(groups[p[1:-1]] if isinstance(p, str) and p.startswith("{") else p for p in _parts(text))
    denies = not isinstance(parts[0], str) and not NEGATIONS.isdisjoint(parts[0])
    return Clue(question, option, text, points, parts, begins=text.startswith("^"), denies=denies)


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[Part, ...]:
    """The parts of a clue, a group as it is named: rules are read again with each change of a file, most as before."""
    parts: list[Part] = []
    for piece in _PART.findall(text.casefold()):
        if piece[1:-1] in KINDS:
            parts.append(piece[1:-1])
        elif piece == _GAP or piece.startswith(("=", "{")):
            parts.append(piece)
        elif piece.startswith("("):
            parts.append(ways_to_say(piece[1:-1].split("|")))
        else:
            parts += [ways_to_say((word,)) for word in words_in(piece) if word != END]
    return tuple(parts)


def unreadable(text: str, groups: Mapping[str, object]) -> str:
    """What is wrong with a clue as it is written; empty when it can be read."""
    pieces = _PART.findall(text.casefold().removeprefix("^"))
    named = [piece[1:-1] for piece in pieces if piece.startswith("{")]
    if missing := next((name for name in named if name not in KINDS and name not in groups), ""):
        return f"there is no group {missing}"
    if not pieces or pieces[0] == _GAP or pieces[-1] == _GAP:
        return "it begins or ends with ..., where nothing is left to look for"
    if any(piece == _GAP and following == _GAP for piece, following in pairwise(pieces)):
        return "two ... stand side by side"
    for piece in pieces:
        words = piece[1:-1].split("|") if piece.startswith("(") else [piece]
        if piece != _GAP and not piece.startswith("{") and not all(any(words_in(word)) for word in words):
            return f"{piece} holds no word"
        if piece.startswith("=") and [*words_in(piece)] != [piece[1:]]:
            return f"{piece} is more than one word, or has marks in it"
    return ""


def index(clues: Iterable[Clue], texts: Iterable[str]) -> Clues:
    """Clues ready to be looked for. ``texts``: all that the rulebook says, whose words are no slips of others."""
    by_start: dict[str, list[Clue]] = {}
    words: set[str] = set()
    for clue in clues:
        words.update(_literal(clue.text))
        first = clue.parts[0]
        for start in (first,) if isinstance(first, str) else first:
            by_start.setdefault(start, []).append(clue)
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= _SHORTEST_MENDED and word.isalpha():
            by_letter.setdefault(word[0], []).append(word)
    known = words | {word for text in texts for word in words_in(text)}
    starts = {start: tuple(found) for start, found in by_start.items()}
    return Clues(starts, frozenset(known), {letter: tuple(found) for letter, found in by_letter.items()})


def best(found: Iterable[Found]) -> tuple[int, tuple[Found, ...]]:
    """The points of the clues of one option, and those that gave them: each word of the sentence counts once."""
    points, counted, used = 0, list[Found](), set[int]()
    for one in sorted(found, key=lambda f: (-f.clue.points, f.start - f.end, f.start)):
        words = set(range(one.start, one.end))
        if not words & used:
            used |= words
            points += one.clue.points
            counted.append(one)
    return points, tuple(sorted(counted, key=lambda f: f.start))


@lru_cache(maxsize=4096)
def _literal(text: str) -> tuple[str, ...]:
    """The words of a clue that are written out, as they are written."""
    return tuple(word for word in words_in(re.sub(r"\{\w+\}|\.\.\.", " ", text)) if word != END)


def ways_to_say(texts: Iterable[str]) -> Mapping[str, tuple[Words, ...]]:
    """Several ways to say one thing, such as the words of a group."""
    found: dict[str, list[Words]] = {}
    for text in texts:
        way = tuple(stem(word) for word in words_in(text) if word != END)
        found.setdefault(way[0], []).append(way)
    return {start: tuple(sorted(set(ways), key=lambda way: (-len(way), way))) for start, ways in found.items()}


def _match(parts: tuple[Part, ...], which: int, sentence: Sentence, at: int, dead: set[tuple[int, int]]) -> int:
    """After which word the parts from ``which`` on end that begin at a word; 0 when they do not stand there.

    ``dead``: gaps of this clue, by part and word, from which nothing goes on: none is tried twice, whoever wrote what.
    """
    if which == len(parts):
        return at
    part = parts[which]
    if part == _GAP:
        if (which, at) in dead:
            return 0
        for further in range(at, min(at + _WORDS_APART + 1, len(sentence.stems))):
            if end := _match(parts, which + 1, sentence, further, dead):
                return end
            if sentence.stems[further] == END:
                break
        dead.add((which, at))
        return 0
    while which and not _length(part, sentence, at) and at < len(sentence.raw) and sentence.raw[at] in LIGHT:
        at += 1
    length = _length(part, sentence, at)
    return _match(parts, which + 1, sentence, at + length, dead) if length else 0


def _length(part: Part, sentence: Sentence, at: int) -> int:
    """How many words from here on say this part; 0 for none."""
    if at >= len(sentence.stems) or sentence.stems[at] == END:
        return 0
    if isinstance(part, str):
        return int(sentence.is_a(part, at))
    for way in part.get(sentence.stems[at], ()):
        if len(way) == 1 or sentence.stems[at : at + len(way)] == way:
            return len(way)
    return 0
