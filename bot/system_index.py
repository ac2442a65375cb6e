"""Finds the council's systems by the words that somebody writes: an index in memory, new when the list changes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Final

from dialogs.records import RequestSystem, System
from governance_rules.word_forms import SMALL, stem, tokens

MOST: Final = 3
"""Systems that are offered at once."""
MOST_READ: Final = 3000
"""Characters that are searched: nobody names a system after so many."""
_ENOUGH: Final = 0.6
"""Share of a long name that must be there, each word weighed by how few names have it."""
_LONG: Final = 3
_WHOLE: Final = 200.0
_PART: Final = 100.0
"""By how much a whole name counts for more than a part of one, and this for more than a firm's."""
_MOST_LOOKED_AT: Final = 600
"""Names that are looked at for one text."""
_SPARE: Final = 4
_MOST_OF_ONE: Final = 40
"""Systems with the very same words of which the best are picked."""
_NOT_TELLING: Final = SMALL | {
    *("system", "systems", "software", "application", "applications", "app", "apps", "platform", "solution"),
    *("solutions", "service", "services", "tool", "tools", "database", "portal", "online", "digital", "new", "old"),
    *("current", "council", "councils", "city", "management", "manager"),
}
_OF_FIRMS: Final = _NOT_TELLING | {
    *("ltd", "limited", "plc", "llp", "inc", "uk", "group", "international", "technologies", "company"),
}
_PARTS: Final = re.compile(r"\s[-\u2013\u2014]\s|[(:/]|\)")
"""Where a name has two: "Mosaic (case management)" is either."""
_BRAND: Final = re.compile(r"\b(?:[A-Za-z]+[a-z][A-Z][A-Za-z]*|[a-z][A-Z][A-Za-z]+|[A-Z]{3,})\b")
"""A word that is no ordinary one, such as iTrent or GIS: it alone is the name."""
_SEPARATORS: Final = re.compile(r"[;,\n]")
_MOST_IN_A_NAME: Final = 12
"""Commas and the like with which a name is still found whole in a list of names, and one more."""
_RETIRED: Final = "retired"


@dataclass(frozen=True, slots=True)
class _Name:
    """Words by which systems are known, and who has them."""

    stems: frozenset[str]
    weight: float
    systems: tuple[System, ...]
    of_firm: bool


class SystemIndex:
    """Every system as it was last read. Frozen once made: a new reading makes a new one."""

    def __init__(self, systems: Iterable[System] = ()) -> None:
        self._by_item = {system.item: system for system in systems}
        self._by_title: dict[str, System] = {}
        for system in sorted(self._by_item.values(), key=_preferred, reverse=True):
            self._by_title[key(system.title)] = system
        widest = max((len(_SEPARATORS.split(title)) for title in self._by_title), default=1)
        self._widest = min(widest, _MOST_IN_A_NAME)
        self._names: list[_Name] = []
        self._weights: dict[str, float] = {}
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._words: dict[str, frozenset[str]] = {}
        self._enter()

    def __len__(self) -> int:
        return len(self._by_item)

    def _enter(self) -> None:
        having: dict[tuple[frozenset[str], bool], list[System]] = defaultdict(list)
        for system in self._by_title.values():
            whole, *parts = _names_of(system.title)
            self._words[system.item] = whole
            for stems in {whole, *parts} - {frozenset()}:
                having[stems, False].append(system)
            if stems := _telling(system.supplier, _OF_FIRMS):
                having[stems, True].append(system)
        often = Counter(word for stems, _ in having for word in stems)
        self._weights = {word: log(1 + len(having) / count) for word, count in often.items()}
        for (stems, of_firm), systems in having.items():
            name = _Name(stems, sum(self._weights[word] for word in stems), tuple(systems), of_firm)
            for word in self._needed(name):
                self._postings[word].append(len(self._names))
            self._names.append(name)

    def _needed(self, name: _Name) -> list[str]:
        """The rarest words of a name of which one must be there: without them the rest is not enough."""
        rare = sorted(name.stems, key=lambda word: (-self._weights[word], word))
        left, needed = name.weight, []
        for word in rare:
            needed.append(word)
            left -= self._weights[word]
            if _all_wanted(name) or left < _ENOUGH * name.weight:
                break
        return needed

    def matching(self, words: str, most: int = MOST) -> tuple[System, ...]:
        """The systems that these words speak of, the likeliest first; a retired one only when it is named exactly."""
        if not self._names:
            return ()
        said_tokens = tokens(words[:MOST_READ])
        said = {stem(token) for token in set(said_tokens)}
        met = [(weight, name) for name in self._looked_at(said) if (weight := self._met(name, said))]
        met.sort(key=lambda one: -one[0])
        found: dict[str, tuple[float, str]] = {}
        for weight, name in met[: most * _SPARE]:
            for system in name.systems[:_MOST_OF_ONE]:
                score = self._of_firm(system, name, said) if name.of_firm else weight
                if score and (not is_retired(system) or _named_exactly(system, said_tokens)):
                    found[system.item] = max(found.get(system.item, (0.0, "")), (score, system.title))
        best = sorted(found, key=lambda item: (-found[item][0], found[item][1], item))
        return tuple(self._by_item[item] for item in best[:most])

    def _looked_at(self, said: set[str]) -> Iterator[_Name]:
        """The names that may be meant, those with the rarest words first; a page of common words ends the search."""
        here = sorted((word for word in said if word in self._postings), key=lambda word: -self._weights[word])
        looked: set[int] = set()
        for word in here:
            for number in self._postings[word]:
                if number not in looked:
                    looked.add(number)
                    yield self._names[number]
                    if len(looked) == _MOST_LOOKED_AT:
                        return

    def _met(self, name: _Name, said: set[str]) -> float:
        """How well a name was met; 0 for not enough."""
        if name.stems <= said:
            return name.weight + (1.0 if name.of_firm else _WHOLE)
        if _all_wanted(name):
            return 0.0
        here = name.stems & said
        weight = sum(self._weights[word] for word in here)
        return weight + _PART if len(here) > 1 and weight >= _ENOUGH * name.weight else 0.0

    def _of_firm(self, system: System, name: _Name, said: set[str]) -> float:
        """How likely a system is whose firm was named; 0 where the firm has many and no word of this one is there."""
        own = sum(self._weights[word] for word in self._words[system.item] & said)
        return 1.0 + own if own or len(name.systems) <= MOST else 0.0

    def of(self, items: Iterable[str]) -> tuple[System, ...]:
        """The systems with these rows, those that there are."""
        return tuple(self._by_item[item] for item in items if item in self._by_item)

    def called(self, title: str) -> System | None:
        """The system with exactly this name, whatever its case and blanks."""
        return self._by_title.get(key(title))

    def meant(self, words: str) -> System | None:
        """The system that these words name: exactly, or better than any other."""
        return self.called(words) or next(iter(self.matching(words, 1)), None)

    def named(self, text: str) -> tuple[RequestSystem, ...]:
        """The systems that a text lists by name, each once; what is not among those of the council keeps its words."""
        found: dict[str, RequestSystem] = {}
        for name in self._listed(text):
            known = self._by_title.get(key(name))
            found.setdefault(key(name), RequestSystem(known.title if known else name, known.item if known else ""))
        return tuple(found.values())

    def _listed(self, text: str) -> Iterator[str]:
        """Each name in a list of names; one that holds a comma itself is taken whole where it is known."""
        pieces: Sequence[str] = _SEPARATORS.split(text)
        ends = [match.start() for match in _SEPARATORS.finditer(text)] + [len(text)]
        starts = [0, *(end + 1 for end in ends)]
        at = 0
        while at < len(pieces):
            last = min(at + self._widest, len(pieces))
            known = (n for n in range(last, at + 1, -1) if key(text[starts[at] : ends[n - 1]]) in self._by_title)
            upto = next(known, at + 1)
            if name := " ".join(text[starts[at] : ends[upto - 1]].split()):
                yield name
            at = upto


def key(title: str) -> str:
    """A name without what people write differently: case and blanks."""
    return " ".join(title.split()).casefold()


def is_retired(system: System) -> bool:
    """Whether nobody uses it any more."""
    return system.state.strip().casefold() == _RETIRED


def _preferred(system: System) -> tuple[bool, date, str]:
    """Of two rows with one name the one that is meant: in use, and with the later end."""
    return (not is_retired(system), system.contract_ends or date.min, system.item)


def _names_of(title: str) -> list[frozenset[str]]:
    """The whole name and then its parts, each as its telling words."""
    parts = _PARTS.split(title)
    names = (title, *(parts if len(parts) > 1 else ()), *_BRAND.findall(title))
    return [_telling(name, _NOT_TELLING) for name in names]


def _telling(words: str, without: frozenset[str]) -> frozenset[str]:
    said = tokens(words)
    return frozenset(stem(t) for t in said if t not in without) or frozenset(stem(t) for t in said if t not in SMALL)


def _named_exactly(system: System, said: Sequence[str]) -> bool:
    return f" {' '.join(tokens(system.title))} " in f" {' '.join(said)} "


def _all_wanted(name: _Name) -> bool:
    """Whether every word of a name must be there: of a short one, and of a firm's."""
    return name.of_firm or len(name.stems) < _LONG
