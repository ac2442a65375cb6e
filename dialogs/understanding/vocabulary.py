"""The words of one question's answers, ready to be looked for in what somebody typed: made once for each rulebook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dialogs.understanding import general_words as w
from dialogs.understanding.typed_text import plain
from governance_rules.model import Option, Question, Rulebook
from governance_rules.word_forms import SMALL, TAKING_BACK, shared, stem, telling, tokens

Words = tuple[str, ...]
_EXAMPLES: Final = re.compile(r"^(?:such as|for example|like)\s+(.+?)[.]?$", re.IGNORECASE)
_LISTED: Final = re.compile(r",\s*(?:or |and )?|\s+or\s+|\s+and\s+")
GENERAL: Final = frozenset(" ".join(tokens(said)) for said in (*w.YES, *w.NO, *w.NOT_SURE))
_ABBREVIATED: Final = 4
"""Letters of a word that may stand for a longer one ("tech")."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that name an option. ``whole``: they have to stand as they are, since all of them are small words."""

    words: Words
    option: str
    whole: bool = False
    weak: bool = False
    """A word of a label or hint that the governance team did not name as one for it."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What can be said to one question."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    """By their first word: its stem, or the word itself where the phrase is ``whole``."""
    spelt: frozenset[str]
    """Every word in it, as it is written."""
    yes: Words
    no: Words
    not_sure: Words
    """Ids of the options that a plain yes, no or don't know can mean."""
    some: Words
    """Those that a yes leaves open where none is called yes; empty where it says nothing."""
    short: Mapping[str, str]
    """The one word of it that begins with these letters."""


def vocabulary(rulebook: Rulebook, question: Question) -> Vocabulary:
    """The words of a question, made when they are first wanted."""
    kept: dict[str, Vocabulary] = rulebook.memo.setdefault("dialogs.vocabulary", {})
    found = kept.get(question.id)
    if found is None:
        found = kept[question.id] = _made(question)
    return found


def _made(question: Question) -> Vocabulary:
    phrases: dict[tuple[Words, bool], Phrase] = {}
    for option in question.options:
        for each in _named(option):
            phrases.setdefault((each.words, each.whole), each)
    for each in _weak(question.options):
        phrases.setdefault((each.words, each.whole), each)
    by_first: dict[str, list[Phrase]] = {}
    for each in phrases.values():
        by_first.setdefault(each.words[0], []).append(each)
    spelt = frozenset(word for option in question.options for text in _texts(option) for word in tokens(text))
    return Vocabulary(
        {first: tuple(found) for first, found in by_first.items()},
        spelt,
        _meaning(question, w.YES),
        _meaning(question, w.NO),
        _meaning(question, w.NOT_SURE),
        _some(question),
        _short(spelt),
    )


def _texts(option: Option) -> Iterator[str]:
    yield from (option.label, option.hint, *option.words, *option.said)


def _short(spelt: Iterable[str]) -> dict[str, str]:
    begun: dict[str, set[str]] = {}
    for word in spelt:
        for length in range(_ABBREVIATED, len(word)):
            begun.setdefault(word[:length], set()).add(stem(word))
    return {short: next(iter(stems)) for short, stems in begun.items() if len(stems) == 1}


def _meaning(question: Question, said: Sequence[str]) -> Words:
    """The options whose label is one of these words, or begins with it and goes on after a comma."""
    return tuple(o.id for o in question.options if plain(o.label).partition(",")[0] in said)


def _some(question: Question) -> Words:
    """The options left when those that say none or not sure are taken out; empty when there are none such."""
    out = {*_meaning(question, w.NO), *_meaning(question, w.NOT_SURE)}
    return tuple(o.id for o in question.options if o.id not in out) if out else ()


def phrase(text: str, option: str, *, weak: bool = False) -> Phrase | None:
    """A text as it is looked for: its telling words by their stems, or all of it where there are none."""
    if found := telling(text):
        return Phrase(found, option, weak=weak)
    all_words = tuple(tokens(text))
    return Phrase(all_words, option, whole=True, weak=weak) if all_words else None


def _named(option: Option) -> Iterator[Phrase]:
    """What names an option outright: its label, the rulebook's words for it, and the examples of its hint."""
    listed = _EXAMPLES.match(option.hint.split(". ")[0])
    examples = _LISTED.split(listed[1]) if listed else []
    plainly = (t for t in (option.label, *examples) if " ".join(tokens(t)) not in GENERAL)
    for text in (*option.said, *option.words, *plainly):
        if text and (made := phrase(text, option.id)) is not None:
            yield made
    # An id is a word of ours: "one_quote" is not said by any quote.
    if (own := tuple(tokens(option.id.replace("_", " ")))) and " ".join(own) not in GENERAL:
        yield Phrase(own, option.id, whole=True)


def _weak(options: Sequence[Option]) -> Iterator[Phrase]:
    own = {
        o.id: {stem(t) for t in tokens(o.label) if not (t in SMALL or t in TAKING_BACK or t.isdecimal())}
        for o in options
        if " ".join(tokens(o.label)) not in GENERAL
    }
    twice = shared(own.values())
    for option, stems in own.items():
        for each in sorted(stems - twice - GENERAL):
            yield Phrase((each,), option, weak=True)
