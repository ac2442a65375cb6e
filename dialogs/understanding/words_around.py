"""What the words around those of an option do to them: turn them around, deny them, put them off or go beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from dialogs.understanding import general_words as w
from governance_rules.model import Question
from governance_rules.word_forms import SMALL, TAKING_BACK

_REACH: Final = 4
"""Words over which a "not" reaches."""
_POINTING: Final = frozenset({"it", "that", "this", "them", "these", "those"})


@dataclass(frozen=True, slots=True)
class Match:
    """Words of an option in the answer: where they stand, whether they only seem to name it, whether a "not" does."""

    option: str
    at: frozenset[int]
    weak: bool
    taken_back: bool


@dataclass(slots=True)
class Said:
    """The words of an answer: as typed, by their stems, and where each clause begins."""

    raw: list[str] = field(default_factory=list)
    stems: list[str] = field(default_factory=list)
    clause: list[int] = field(default_factory=list)
    telling: list[int] = field(default_factory=list)
    """Places of the words that are not small."""


def taken_back(said: Said, places: frozenset[int], sensed: frozenset[int]) -> bool:
    """Whether a "not" before the words turns them around. ``sensed``: places that say yes, no or don't know."""
    first, last = min(places), max(places)
    for at in range(max(0, first - _REACH), last):
        if at in places or said.raw[at] not in TAKING_BACK or said.clause[at] != said.clause[first]:
            continue
        after = said.raw[at + 1]
        # "No, it is new" says no and goes on; "no new links" takes back what follows.
        goes_on = said.raw[at] == "no" and after in SMALL and after not in TAKING_BACK
        if goes_on or (said.raw[at], after) in w.ONLY_NOT:
            continue
        alone = at in sensed and at + 1 in sensed  # part of "not sure" or "no idea", which is about the person
        if not alone:
            return True
    return False


def shaken(question: Question, said: Said, match: Match, matches: Sequence[Match]) -> bool:
    """Whether the words beside those of an option leave open that they mean it: it is denied, or is still to come."""
    chosen = question.option(match.option)
    late = chosen is not None and chosen.role == "late"
    denied = _denied(said, match, matches) or _taken_back_later(said, match, matches)
    return denied or (late and _to_come(said, match))


def _denied(said: Said, match: Match, matches: Sequence[Match]) -> bool:
    """Whether a "not" behind the words is about them: not in "weeks not months", where it is about the months."""
    last = max(match.at)
    for at in range(last + 1, min(last + 1 + _REACH, len(said.raw))):
        if said.clause[at] != said.clause[last]:
            return False
        after = said.raw[at + 1] if at + 1 < len(said.raw) else ""
        if said.raw[at] not in w.DENYING or (said.raw[at], after) in w.DENIES_NOTHING:
            continue
        return not any(min(m.at) == at + 1 and m.option != match.option for m in matches)
    return False


def _taken_back_later(said: Said, match: Match, matches: Sequence[Match]) -> bool:
    """Whether a later clause denies it by another word: "it has AI, but we won't use it"."""
    for number in range(said.clause[max(match.at)] + 1, said.clause[-1] + 1):
        places = [n for n, clause in enumerate(said.clause) if clause == number]
        words = {said.raw[n] for n in places}
        names_another = any(m.at & set(places) for m in matches)
        if words & w.DENYING and words & _POINTING and not names_another:
            return True
    return False


def _to_come(said: Said, match: Match) -> bool:
    """Whether the clause says that it has not happened so far: "about to sign", "the contract is to be signed"."""
    clause = [word for word, number in zip(said.raw, said.clause, strict=True) if number == said.clause[min(match.at)]]
    return not w.AHEAD.isdisjoint(clause) or ("to", "be") in pairwise(clause)


def more_than(said: Said, match: Match) -> bool:
    """Whether the words name what it is more than: "not just my team"."""
    start = min(match.at)
    before = [n for n in range(max(0, start - _REACH), start) if said.clause[n] == said.clause[start]]
    return any(tuple(said.raw[n : n + 2]) in w.MORE_THAN for n in before if n + 1 < start)
