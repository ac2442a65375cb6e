"""What a typed sentence suggests, by the clues of the rulebook. No AI: a word is there or it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from governance_rules.clues import AHEAD, ENOUGH, LITTLE_ENOUGH, Found, best
from governance_rules.held_back import HeldBack, speaks_of
from governance_rules.model import Answer, Question, Rulebook
from governance_rules.question_kinds import kind_of
from governance_rules.sentence import Sentence
from governance_rules.sums import in_bands, speaks_of_a_price

_A_SENTENCE: Final = 3
"""Words from which somebody says what they need: "maybe" is an answer to a question."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a sentence suggests, and what it would suggest if it did not speak of something that is held back."""

    answers: Mapping[str, Answer]
    because: Mapping[str, tuple[str, ...]]
    """By question id: the words of the sentence that suggest its answer."""
    held: Mapping[str, HeldBack] = field(default_factory=dict)
    """By question id: why one of its options is not suggested (the first reason of the rulebook)."""
    torn: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By question id: options that the words may mean, so that none is suggested; the likeliest two, in that order."""


@dataclass(frozen=True, slots=True)
class _Meant:
    """One option that clues speak for."""

    option: str
    points: int
    because: tuple[str, ...]


def suggest(rulebook: Rulebook, sentence: str) -> dict[str, Answer]:
    """Answers that a sentence implies, for the person to see and change."""
    return dict(suggestion(rulebook, sentence).answers)


def suggestion(rulebook: Rulebook, sentence: str) -> Suggestion:
    """Answers that a sentence implies, with the words that say so: of each question the option with the most points.

    What the rulebook holds back of a sentence that speaks of buying, say, is never among them.
    """
    read = rulebook.clues.read(sentence)
    found: dict[str, dict[str, list[Found]]] = {}
    for one in rulebook.clues.within(read):
        if _leaves_open(rulebook, one, read):
            continue
        found.setdefault(one.clue.question, {}).setdefault(one.clue.option, []).append(one)
    answers: dict[str, Answer] = {}
    because: dict[str, tuple[str, ...]] = {}
    held: dict[str, HeldBack] = {}
    torn: dict[str, tuple[str, ...]] = {}
    questions = rulebook.questions
    for question in questions:
        said = _said(question, found.get(question.id, {}), read)
        together = kind_of(question).together
        # Whoever types a sentence needs something, so a little tells what; of other questions most sentences say
        # nothing, and there a little is chance. It is the first question of every request that asks for the need.
        little = question is questions[0] and not together and len(read.raw) >= _A_SENTENCE
        enough = LITTLE_ENOUGH if little else ENOUGH
        meant = [one for one in said if one.points >= enough] or _by_its_sum(question, sentence)
        if not together and meant:
            meant = sorted(meant, key=lambda one: -one.points)
            meant = [one for one in meant if meant[0].points - one.points < AHEAD]
        if reasons := _reasons(rulebook, question, meant, sentence) if meant else {}:
            held[question.id] = next(iter(reasons.values()))
            # Whoever means something that is held back does not mean the next best thing instead.
            likeliest = 0 if together else meant[0].points
            meant = [one for one in meant if one.option not in reasons and one.points >= likeliest]
        if together and meant:
            answers[question.id] = tuple(one.option for one in meant)
            because[question.id] = tuple(words for one in meant for words in one.because)
        elif len(meant) == 1:
            answers[question.id], because[question.id] = meant[0].option, meant[0].because
        elif meant:
            torn[question.id] = tuple(one.option for one in meant[:2])
    return Suggestion(answers, because, held, torn)


def _leaves_open(rulebook: Rulebook, one: Found, read: Sentence) -> bool:
    """Whether the sentence denies what a clue speaks for, or says that it is to come: then the person is asked.

    Of the first question a "not" says what somebody needs: "it is not needed any more".
    """
    if one.clue.question == rulebook.questions[0].id or one.clue.denies:
        return False
    return read.denied(one.start, one.end) or (_is_late(rulebook, one) and read.to_come(one.start))


def _is_late(rulebook: Rulebook, one: Found) -> bool:
    question = next(q for q in rulebook.questions if q.id == one.clue.question)
    option = question.option(one.clue.option)
    return option is not None and option.role == "late"


def _said(question: Question, found: Mapping[str, list[Found]], read: Sentence) -> list[_Meant]:
    """The options for which any clue stands in the sentence, in the order of the rulebook."""
    said = []
    for option in question.options if found else ():
        points, counted = best(found.get(option.id, ()))
        if points and not (kind_of(question).together and option.alone):
            # What alone is enough is told alone: the card has few words.
            telling = [one for one in counted if one.clue.points >= ENOUGH] or counted
            said.append(_Meant(option.id, points, tuple(read.words(one.start, one.end) for one in telling)))
    return said


def _by_its_sum(question: Question, sentence: str) -> list[_Meant]:
    """The one option in whose band the sum lies that the sentence speaks of; whoever names one speaks of a price."""
    options, words = ((), "") if question.yearly else in_bands(question, sentence)
    priced = len(options) == 1 and speaks_of_a_price(words, sentence)
    return [_Meant(options[0], ENOUGH, (words,))] if priced else []


def _reasons(rulebook: Rulebook, question: Question, meant: list[_Meant], sentence: str) -> dict[str, HeldBack]:
    """Why each of these options is held back; those that are not are left out."""
    reasons: dict[str, HeldBack] = {}
    for held in rulebook.held_back:
        never = held.never.get(question.id, ())
        options = [one.option for one in meant if one.option in never and one.option not in reasons]
        if options and speaks_of(held, sentence):
            reasons.update(dict.fromkeys(options, held))
    return reasons
