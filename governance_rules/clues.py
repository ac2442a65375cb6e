"""Clues: words of the rulebook that say what a sentence is about, found as people write them. No AI.

A clue is written as people type it:

- ``...`` stands for up to six other words, ``..`` for up to three that only say which (the *road asset* database)
- ``{system}`` for any word of that group, ``(turn|switch)`` for one of these, ``=stopped`` for this very word
- ``{number}`` for a number, ``{sum}`` for a sum of money, ``{ing}`` for a word that ends so, ``{name}`` for a name that
  the rulebook does not know (a product's, mostly)
- ``^`` for the beginning of a part of the sentence, "please" and "we would like to" left aside, ``$`` for its end

Elsewhere endings make no difference, nor do small words between, nor one slip in a longer word. A clue does not count
behind "not" or "no", unless it begins so itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from governance_rules.sentence import BREAKS, END, KINDS, LIGHT, NEGATIONS, Sentence, all_words, read_sentence, words_in
from governance_rules.word_forms import MOST_KEPT, stem

STRENGTHS: Final[Mapping[str, int]] = {"decisive": 10, "strong": 4, "words": 2, "weak": 1}
"""Points of a clue by the key that it stands under."""
ENOUGH: Final = 4
"""Points from which an option is suggested, when no other has so many."""
LITTLE_ENOUGH: Final = 2
"""The same for the first question, which is what somebody needs."""
AHEAD: Final = 2
"""Points that it must be ahead of another one: where both have about as much, nobody can tell."""
GAP: Final = "..."
NEAR: Final = ".."
LAST: Final = "$"
GAPS: Final = frozenset((GAP, NEAR))
_WORDS_APART, _WORDS_NEAR = 6, 3
_IN_EVERY_SENTENCE: Final = 1000
PIECE: Final = re.compile(r"\.\.\.?|\^|\{\w+\}|\([^)]*\)|[^\s]+")
_GROUP: Final = re.compile(r"\{\w+\}")
_SHORTEST_MENDED, _SHORTEST_OTHER, _SHORTEST_TWICE_MENDED = 5, 7, 11
"""Letters from which a word may have one slip, one where a letter stands for another, or two."""

Words = tuple[str, ...]
Part = Mapping[str, tuple[Words, ...]] | str
"""Ways to say one thing, as stems, by the stem that each begins with, the longest first; or a gap, or a kind."""


@dataclass(frozen=True, slots=True)
class Clue:
    """One clue of an option: its parts in order, and its points."""

    question: str
    option: str
    text: str
    points: int
    parts: tuple[Part, ...]
    begins: bool = False
    """Whether a part of the sentence must begin with it."""
    denies: bool = False
    """Whether it begins with a "not" of its own."""
    words: tuple[AbstractSet[str], ...] = ()
    """Of parts that are no gap and no kind, the words of which one must stand in the sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """A clue that stands in a sentence, from one word up to another."""

    clue: Clue
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Index:
    """Clues ready to be looked for."""

    by_word: Mapping[str, tuple[Clue, ...]]
    """Every clue by the rarest of its words, so that a sentence is held against few of them."""
    known: frozenset[str]
    """Words that the rulebook uses: they are no slips of others."""
    mendable: Mapping[str, tuple[str, ...]]
    """Words of clues by their first letter: what a slip may have been meant to be."""


class Clues:
    """Every clue of a rulebook, made ready with the first sentence or before it by `prepare`, and not at the start."""

    def __init__(self, make: Callable[[], Index] = lambda: Index({}, frozenset(), {})) -> None:
        self._make = make

    @cached_property
    def _index(self) -> Index:
        return self._make()

    def prepare(self) -> None:
        """Make the clues ready now; nothing when they are."""
        _ = self._index

    def read(self, text: str) -> Sentence:
        """A sentence, its slips mended."""
        return read_sentence(text, self._meant, self._index.known)

    def within(self, sentence: Sentence) -> Iterator[Found]:
        """The clues that stand in a sentence; each once, where it stands first."""
        by_word, where = self._index.by_word, _places(sentence)
        there = frozenset(where)
        taken_back = [sentence.taken_back(at) for at in range(len(sentence.stems))]
        seen: set[int] = set()
        for clue in chain.from_iterable(by_word[word] for word in where if word in by_word):
            one = id(clue)
            if one in seen:
                continue
            seen.add(one)
            # Without a word of each part nothing need be tried.
            for words in clue.words:
                if words.isdisjoint(there):
                    break
            else:
                if found := _standing(clue, sentence, where, taken_back):
                    yield found

    def _meant(self, word: str) -> str:
        if len(word) < _SHORTEST_MENDED or word in self._index.known or not word.isalpha():
            return word
        most = 2 if len(word) >= _SHORTEST_TWICE_MENDED else 1
        near = process.extract(
            word, self._index.mendable.get(word[0], ()), scorer=OSA.distance, score_cutoff=most, limit=2, processor=None
        )
        # Where two words are as near, nobody knows which was meant.
        if not near or (len(near) > 1 and near[0][1] == near[1][1]):
            return word
        meant = str(near[0][0])
        # In a short word another letter makes another word: "quite" is no quote.
        other = len(word) < _SHORTEST_OTHER and len(word) == len(meant) and sorted(word) != sorted(meant)
        return word if other else meant


def read_clue(question: str, option: str, text: str, points: int, groups: Mapping[str, Part]) -> Clue:
    """A clue as it is written. Raises KeyError for a group that there is not: `unreadable` tells before."""
    parts = tuple(_of_group(p, groups) for p in parts_of(text))
    denies = not isinstance(parts[0], str) and not NEGATIONS.isdisjoint(parts[0])
    words = tuple(part.keys() for part in parts if not isinstance(part, str))
    return Clue(question, option, text, points, parts, text.startswith("^"), denies, words)


def _of_group(part: Part, groups: Mapping[str, Part]) -> Part:
    named = isinstance(part, str) and part.startswith("{") and part[1:-1] not in KINDS
    return groups[part[1:-1]] if named and isinstance(part, str) else part


@lru_cache(maxsize=MOST_KEPT)
def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of a clue, a group as it is named: rules are read again with each change of a file, most as before."""
    parts: list[Part] = []
    for piece in PIECE.findall(text.casefold()):
        if piece in GAPS or piece == LAST or piece.startswith(("=", "{")):
            parts.append(piece)
        elif piece.startswith("("):
            parts.append(ways_to_say(tuple(piece[1:-1].split("|"))))
        else:
            parts += [ways_to_say((word,)) for word in words_in(piece) if word != END]
    return tuple(parts)


def index(clues: Iterable[Clue], words: Iterable[str], texts: Iterable[str]) -> Index:
    """Clues ready to be looked for.

    ``words``: those of the groups that clues name. ``texts``: all that the rulebook says, whose words are no slips.
    """
    found = [*clues]
    written = [*words, *(clue.text for clue in found)]
    common = Counter(word for clue in found for words in clue.words for word in words)
    common.update(dict.fromkeys(BREAKS | LIGHT, _IN_EVERY_SENTENCE))
    by_word: dict[str, list[Clue]] = {}
    for clue in found:
        rare = sorted(clue.words, key=lambda words: sum(common[word] for word in words))
        ready = replace(clue, words=tuple(rare[1:]))
        for word in rare[0] if rare else (str(clue.parts[0]),):
            by_word.setdefault(word, []).append(ready)
    meant = all_words([_GROUP.sub(" ", "\n".join(written))])
    by_letter: dict[str, list[str]] = {}
    for word in sorted(meant):
        if len(word) >= _SHORTEST_MENDED and word.isalpha():
            by_letter.setdefault(word[0], []).append(word)
    mendable = {letter: tuple(these) for letter, these in by_letter.items()}
    return Index({word: tuple(these) for word, these in by_word.items()}, frozenset(meant | all_words(texts)), mendable)


def _places(sentence: Sentence) -> dict[str, list[int]]:
    """Where each word, each word as it is written, each kind and each beginning stands."""
    where: dict[str, list[int]] = {}
    for at, (word, marks) in enumerate(zip(sentence.stems, sentence.marks, strict=True)):
        for each in (word, *marks):
            where.setdefault(each, []).append(at)
    where[NEAR] = sorted(sentence.begins)
    return where


def _standing(
    clue: Clue, sentence: Sentence, where: Mapping[str, list[int]], taken_back: Sequence[bool]
) -> Found | None:
    """The clue where it stands first, if it does."""
    first, dead = clue.parts[0], set[tuple[int, int]]()
    for at in where.get(first, ()) if isinstance(first, str) else _any_of(first.keys() & where.keys(), where):
        if (clue.begins and at not in sentence.begins) or (taken_back[at] and not clue.denies):
            continue
        if end := _match(clue.parts, 0, sentence, at, dead):
            return Found(clue, at, end)
    return None


def _any_of(words: Collection[str], where: Mapping[str, list[int]]) -> list[int]:
    return where[next(iter(words))] if len(words) == 1 else sorted({at for word in words for at in where[word]})


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


@lru_cache(maxsize=512)
def ways_to_say(texts: tuple[str, ...]) -> Mapping[str, tuple[Words, ...]]:
    """Several ways to say one thing, such as the words of a group."""
    found: dict[str, list[Words]] = {}
    for text in texts:
        kind = next((f"{{{kind}}}" for kind in KINDS if text.startswith(f"{{{kind}}}")), "")
        way = (
            (text,) if text.startswith("=") else tuple(stem(word) for word in words_in(text.removeprefix(kind)) if word)
        )
        way = (kind, *way) if kind else way
        found.setdefault(way[0], []).append(way)
    return {start: tuple(sorted(set(ways), key=lambda way: (-len(way), way))) for start, ways in found.items()}


def _match(parts: tuple[Part, ...], which: int, sentence: Sentence, at: int, dead: set[tuple[int, int]]) -> int:
    """After which word the parts from ``which`` on end that begin at a word; 0 when they do not stand there.

    ``dead``: gaps of this clue, by part and word, from which nothing goes on: none is tried twice, whoever wrote what.
    """
    if which == len(parts):
        return at
    part = parts[which]
    if part == LAST:
        return at if sentence.ends(at) else 0
    if isinstance(part, str) and part in GAPS:
        if (which, at) in dead:
            return 0
        near, following = part == NEAR, parts[which + 1]
        for further in range(at, min(at + (_WORDS_NEAR if near else _WORDS_APART) + 1, len(sentence.stems))):
            worth_trying = (
                following == LAST or (near and sentence.raw[further] in LIGHT) or _length(following, sentence, further)
            )
            if worth_trying and (end := _match(parts, which + 1, sentence, further, dead)):
                return end
            if sentence.stems[further] == END or (
                near and (sentence.raw[further] in BREAKS or further + 1 in sentence.pauses)
            ):
                break
        dead.add((which, at))
        return 0
    # "^ .. system" is what somebody begins with: "booking system for", and not "the booking system has".
    length = _length(part, sentence, at)
    if which > 1 or (which and parts[0] != NEAR):
        while not length and at < len(sentence.raw) and sentence.raw[at] in LIGHT:
            at += 1
            length = _length(part, sentence, at)
    return _match(parts, which + 1, sentence, at + length, dead) if length else 0


def _length(part: Part, sentence: Sentence, at: int) -> int:
    """How many words from here on say this part; 0 for none."""
    if at >= len(sentence.stems) or sentence.stems[at] == END:
        return 0
    if isinstance(part, str):
        return int(part in sentence.marks[at])
    for form in sentence.forms[at]:
        if form in part:
            for way in part[form]:
                if len(way) == 1 or sentence.stems[at + 1 : at + len(way)] == way[1:]:
                    return len(way)
    return 0
