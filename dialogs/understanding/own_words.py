"""What somebody means who answers a question in their own words: an option that the words name, or asked back.

Numbers, labels and ids are read by `answer_parser`; this is for everything else. Nothing is guessed: where the words
fit several options of which one is wanted, or only seem to fit, it says which to ask about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from dialogs.understanding import general_words as w
from dialogs.understanding.counting import by_number, by_sum
from dialogs.understanding.days import dated_options, without_days
from dialogs.understanding.typed_text import folded
from dialogs.understanding.vocabulary import GENERAL, Phrase, Vocabulary, vocabulary
from dialogs.understanding.words_around import Match, Said, more_than, shaken, taken_back
from governance_rules.held_back import speaks_of
from governance_rules.model import Question, Rulebook
from governance_rules.question_kinds import kind_of
from governance_rules.word_forms import SMALL, TAKING_BACK, mended, stem, tokens

Sense = Literal["yes", "no", "not_sure"]
_MOST_READ: Final = 300
"""Characters of an answer to a choice that are read; who writes more is telling a story."""
_CLAUSE: Final = re.compile(r"[,;.!?\n()]+|\s-\s|\bbut\b")
_GAP: Final = 2
"""Words that may stand between two words of a phrase."""
_FEW: Final = 3
"""Telling words of an answer in which one word of a label alone says enough."""
_SENSES: Final[dict[tuple[str, ...], Sense]] = {
    **{tuple(tokens(said)): "yes" for said in w.YES},
    **{tuple(tokens(said)): "no" for said in w.NO},
    **{tuple(tokens(said)): "not_sure" for said in w.NOT_SURE},
}
_LONGEST_SENSE: Final = max(len(said) for said in _SENSES)
_GENERAL_WORDS: Final = frozenset(word for said in _SENSES for word in said)
_NO_SLIP: Final = w.COMMON | SMALL | w.HEDGES | TAKING_BACK | frozenset({*w.ORDINALS, *w.NUMBERS})


@dataclass(frozen=True, slots=True)
class Understood:
    """``chosen``: the option ids that the words name. ``close``: those to ask about, when they name none for sure."""

    chosen: tuple[str, ...] = ()
    close: tuple[str, ...] = ()


def understand(rulebook: Rulebook, question: Question, words: str) -> Understood:
    """What the words mean as an answer to a choice. Pure; costs well under a millisecond."""
    text = folded(words)[:_MOST_READ]
    dated = dated_options(rulebook, question)
    left = without_days(text) if dated else text
    found = _understood(rulebook, question, left)
    if any(_held_back(rulebook, question, o, text) for o in found.chosen):
        return Understood()
    # A day alone says that there is a date, and not which kind.
    return Understood((), dated) if left != text and found == Understood() else found


def _held_back(rulebook: Rulebook, question: Question, option: str, text: str) -> bool:
    """Whether the words speak of something with which the rules take this option from the person's own press alone."""
    return any(option in h.never.get(question.id, ()) and speaks_of(h, text) for h in rulebook.held_back)


def _understood(rulebook: Rulebook, question: Question, text: str) -> Understood:
    known = vocabulary(rulebook, question)
    numbered = by_number(question, text)
    if numbered is not None:
        return _settled(question, known, numbered, either=_either(text))
    if (of_sum := by_sum(question, text)) is not None:
        return Understood(of_sum) if len(of_sum) == 1 else Understood((), of_sum)
    said = _read(known, text)
    if kind_of(question).together and (whole := _all_but(question, known, text)) is not None:
        return whole
    senses, sensed = _senses(said)
    matches = _matches(known, said, sensed)
    return _weighed(question, known, said, senses, matches)


def sense_of(words: str) -> Sense | None:
    """Whether the words are a plain yes, no or don't know and nothing else."""
    text = tokens(folded(words)[:_MOST_READ])
    for start in range(len(text) + 1):
        if start and text[start - 1] not in w.HEDGES:
            return None
        for end in range(len(text), start, -1):
            if (sense := _SENSES.get(tuple(text[start:end]))) and all(t in w.HEDGES for t in text[end:]):
                return sense
    return None


def _settled(question: Question, known: Vocabulary, ids: Sequence[str], *, either: bool) -> Understood:
    """What is chosen of the options that were named, or which to ask about."""
    ordered = tuple(o.id for o in question.options if o.id in ids)
    if len(ordered) <= 1:
        return Understood(ordered)
    lone = {o.id for o in question.options if o.alone} | set(known.not_sure) | set(known.no)
    if either or lone & set(ordered):
        return Understood((), ordered)
    chosen = ordered if kind_of(question).together else ordered[-1:] if question.widest else ()
    return Understood(chosen) if chosen else Understood((), ordered)


def _either(text: str) -> bool:
    return not w.EITHER.isdisjoint(tokens(text))


def _read(known: Vocabulary, text: str) -> Said:
    said = Said()
    for number, part in enumerate(_CLAUSE.split(text)):
        for token in tokens(part):
            word = token if token in known.spelt or token in _GENERAL_WORDS else _as_meant(known, token)
            if word not in SMALL or word in TAKING_BACK:
                said.telling.append(len(said.raw))
            said.raw.append(word)
            said.stems.append(stem(word))
            said.clause.append(number)
    return said


def _as_meant(known: Vocabulary, token: str) -> str:
    """A word without its slip, where it can only have been meant for one that the question knows."""
    if token in _NO_SLIP or stem(token) in known.phrases:
        return token
    return mended(token, known.spelt) or known.short.get(token) or mended(token, _GENERAL_WORDS) or token


def _all_but(question: Question, known: Vocabulary, typed: str) -> Understood | None:
    """The words "all of them", or all but some: None when they say neither."""
    text = " ".join(t for t in tokens(typed) if t not in w.HEDGES - {"all", "a", "the"})
    every = tuple(o.id for o in question.options if not o.alone and o.id not in known.no + known.not_sure)
    counts = {f"all {word}" for word, number in w.NUMBERS.items() if number == len(every)} | {f"all {len(every)}"}
    if text in {*w.ALL, *counts} or text.removeprefix("yes ") in w.ALL:
        return Understood(every)
    for words in w.EXCEPT:
        if text.startswith(f"{words} "):
            left = _read(known, text.removeprefix(words))
            named = {m.option for m in _matches(known, left, frozenset())}
            named |= set(by_number(question, " ".join(left.raw)) or ())
            return Understood(tuple(o for o in every if o not in named)) if named else Understood((), every)
    return None


def _senses(said: Said) -> tuple[set[Sense], frozenset[int]]:
    """Each plain yes, no or don't know in the words, and where it stands."""
    found: set[Sense] = set()
    places: set[int] = set()
    at = 0
    while at < len(said.raw):
        length, sense = _sense_at(said, at)
        anywhere = sense == "not_sure" and said.raw[at] not in {"could", "might"}
        if sense is None or not (anywhere or (_leads(said, at, length) and _ends(said, at, length))):
            at += 1
            continue
        found.add(sense)
        places.update(range(at, at + length))
        at += length
    return found, frozenset(places)


def _ends(said: Said, at: int, length: int) -> bool:
    """Whether "it is", "we do" or "it does" closes its clause: else it only begins to say something."""
    end = at + length
    while end < len(said.raw) and said.clause[end] == said.clause[at] and said.raw[end] in w.HEDGES:
        end += 1
    begins = length > 1 and said.raw[at] in {"it", "we"}
    return not begins or end == len(said.raw) or said.clause[end] != said.clause[at]


def _sense_at(said: Said, at: int) -> tuple[int, Sense | None]:
    for length in range(min(_LONGEST_SENSE, len(said.raw) - at), 0, -1):
        same_clause = said.clause[at] == said.clause[at + length - 1]
        if same_clause and (sense := _SENSES.get(tuple(said.raw[at : at + length]))):
            return length, sense
    return 1, None


def _leads(said: Said, at: int, length: int) -> bool:
    """Whether a yes or no opens the answer or a clause, or closes it: "no" elsewhere is about the word after it."""
    last = at + length == len(said.raw)
    start = at
    while start and said.clause[start - 1] == said.clause[at] and said.raw[start - 1] in w.HEDGES:
        start -= 1
    opens = start == 0 or said.clause[start - 1] != said.clause[at]
    return opens or (last and said.raw[at] in {"yes", "yep", "yeah", "no", "nope"})


def _matches(known: Vocabulary, said: Said, sensed: frozenset[int]) -> list[Match]:
    """Every option that the words name, without those whose words are part of a longer name of another."""
    found: list[Match] = []
    for at in range(len(said.raw)):
        for key in {said.stems[at], said.raw[at]}:
            for each in known.phrases.get(key, ()):
                places = _whole(said, each, at) if each.whole else _apart(said, each, at)
                if places:
                    found.append(Match(each.option, places, each.weak, taken_back(said, places, sensed)))
    return [m for m in found if not any(m.at < o.at and m.option != o.option and not o.weak for o in found)]


def _whole(said: Said, each: Phrase, at: int) -> frozenset[int]:
    fits = tuple(said.raw[at : at + len(each.words)]) == each.words
    return frozenset(range(at, at + len(each.words))) if fits else frozenset()


def _apart(said: Said, each: Phrase, at: int) -> frozenset[int]:
    """The places of a phrase whose words stand in order, perhaps with some others between them."""
    if said.stems[at] != each.words[0]:
        return frozenset()
    places = [at]
    for word in each.words[1:]:
        near = range(places[-1] + 1, min(places[-1] + 2 + _GAP, len(said.stems)))
        after = next((n for n in near if said.stems[n] == word), None)
        if after is None:
            return frozenset()
        places.append(after)
    return frozenset(places)


def _wider(question: Question, option: str) -> tuple[str, ...]:
    """The options to ask about for who names one that is not the whole of it: those after it, where they grow."""
    ids = [o.id for o in question.options]
    return tuple(ids[ids.index(option) + 1 :]) if question.widest else (option,)


def _weighed(
    question: Question, known: Vocabulary, said: Said, senses: set[Sense], matches: Sequence[Match]
) -> Understood:
    positive = [m for m in matches if not m.taken_back]
    strong = {m.option for m in positive if not m.weak}
    either = not w.EITHER.isdisjoint(said.raw)
    named = strong if strong and not either else {m.option for m in positive}
    open_still = any(m.option in named and shaken(question, said, m, matches) for m in positive)
    refused = {m.option for m in matches if m.taken_back} - named
    if {"yes", "no"} <= senses and not strong:
        return Understood((), (*known.yes, *known.no))
    if named:
        ordered = tuple(o.id for o in question.options if o.id in named)
        doubtful = "not_sure" in senses and not named <= set(known.not_sure)
        against = ("no" in senses and "yes" not in senses and named & set(known.yes)) or (
            "yes" in senses and "no" not in senses and named <= {*known.no, *known.not_sure}
        )
        only_seems = not strong and len(_telling(said)) > _FEW
        if doubtful or against or only_seems or open_still:
            return Understood((), ordered)
        if len(ordered) == 1 and any(more_than(said, m) for m in positive):
            return Understood((), _wider(question, ordered[0]))
        return _settled(question, known, ordered, either=either)
    return _plainly(question, known, senses, refused)


def _telling(said: Said) -> list[int]:
    return [at for at in said.telling if said.raw[at] not in w.HEDGES and said.raw[at] not in GENERAL]


def _plainly(question: Question, known: Vocabulary, senses: set[Sense], refused: set[str]) -> Understood:
    """A yes, no or don't know that names no option, or words that only say what it is not."""
    if "not_sure" in senses:
        return _one(known.not_sure)
    if "yes" in senses:
        return _one(known.yes) if known.yes else Understood((), known.some)
    if refused and refused == set(known.yes):
        return _one(known.no)
    if "no" in senses and not refused:
        return _one(known.no)
    left = tuple(o.id for o in question.options if o.id not in refused) if refused else ()
    return Understood((), left)


def _one(ids: tuple[str, ...]) -> Understood:
    return Understood(ids) if len(ids) == 1 else Understood((), ids)
