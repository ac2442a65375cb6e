"""What a typed sentence suggests, by the words of the rulebook. No AI: a word is there or it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from governance_rules.held_back import HeldBack, speaks_of, spoken_words
from governance_rules.model import Answer, Question, Rulebook
from governance_rules.question_kinds import kind_of

_LONG_ENOUGH = 6
"""Areas of fewer letters (Place) are too common as words to suggest an area."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a sentence suggests, and what it would suggest if it did not speak of something that is held back."""

    answers: Mapping[str, Answer]
    because: Mapping[str, tuple[str, ...]]
    """By question id: the words of the sentence that suggest its answer."""
    held: Mapping[str, HeldBack] = field(default_factory=dict)
    """By question id: why one of its options is not suggested (the first reason of the rulebook)."""


def suggest(rulebook: Rulebook, sentence: str) -> dict[str, Answer]:
    """Answers that a sentence implies, for the person to see and change."""
    return dict(suggestion(rulebook, sentence).answers)


def suggestion(rulebook: Rulebook, sentence: str) -> Suggestion:
    """Answers that a sentence implies, with the words that say so. The longest matching words of a question win.

    What the rulebook holds back of a sentence that speaks of buying, say, is never among them.
    """
    said = f" {spoken_words(sentence)} "
    answers: dict[str, Answer] = {}
    because: dict[str, tuple[str, ...]] = {}
    held: dict[str, HeldBack] = {}
    for question in rulebook.questions:
        matched = _matched(question, said)
        if not matched:
            continue
        reasons = _reasons(rulebook, question, matched, sentence)
        if reasons:
            held[question.id] = next(iter(reasons.values()))
            matched = {option: words for option, words in matched.items() if option not in reasons}
        if kind_of(question).together:
            together = tuple(o.id for o in question.options if o.id in matched and not o.alone)
            if together:
                answers[question.id] = together
                because[question.id] = tuple(matched[option] for option in together)
        elif matched:
            best = max(matched, key=lambda option: len(matched[option]))
            answers[question.id], because[question.id] = best, (matched[best],)
    return Suggestion(answers, because, held)


def _matched(question: Question, said: str) -> dict[str, str]:
    """The longest words of each option that stand in what was said."""
    matched: dict[str, str] = {}
    for option in question.options:
        words = option.words
        if not words and question.role == "service_area" and len(option.label) >= _LONG_ENOUGH:
            words = (option.label.casefold(),)
        found = max((w for w in words if f" {spoken_words(w)} " in said), key=len, default="")
        if found:
            matched[option.id] = found
    return matched


def _reasons(rulebook: Rulebook, question: Question, matched: Mapping[str, str], sentence: str) -> dict[str, HeldBack]:
    """Why each of these options is held back; those that are not are left out."""
    reasons: dict[str, HeldBack] = {}
    for held in rulebook.held_back:
        options = [o for o in held.never.get(question.id, ()) if o in matched and o not in reasons]
        if options and speaks_of(held, sentence):
            reasons.update(dict.fromkeys(options, held))
    return reasons
