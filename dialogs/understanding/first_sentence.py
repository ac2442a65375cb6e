"""What is understood of a sentence about a need: of the first that somebody types, and of the words of a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dialogs.by_profile import BY_PROFILE, area_by_profile
from dialogs.context import TurnContext
from dialogs.suggestions import BECAUSE, SUGGESTED, UNDERSTOOD
from dialogs.understanding.first_words import cut_at_a_word
from dialogs.understanding.links import without_links
from dialogs.understanding.typed_text import ordinary
from dialogs.wording import asking, say
from governance_rules import Suggestion, suggestion
from governance_rules.model import Question

MOST_READ: Final = 1000
"""Characters of a message that are searched for a need or a question; nobody says either in more."""
LONG_ENOUGH: Final = 3
"""Words in a sentence that may start a request by itself; fewer are rather a slip of the keyboard."""
_LONGEST_BECAUSE: Final = 80
"""Characters of the person's own words that a suggestion shows."""


@dataclass(frozen=True, slots=True)
class FirstSentence:
    """What a request remembers that begins with a sentence, and what is said above its first card."""

    memory: Mapping[str, Any]
    notices: tuple[str, ...]
    tells: bool
    """Whether the rulebook's words say anything of it."""


def read_first(context: TurnContext, words: str) -> FirstSentence:
    """What a first sentence tells; nothing of it counts until the person says so."""
    said = without_links(words)[:MOST_READ]
    meant = suggestion(context.rulebook, ordinary(said)) if len(said.split()) >= LONG_ENOUGH else None
    if meant is None or not (meant.answers or meant.held or meant.torn):
        return FirstSentence({}, (say(asking.STARTED_WITH_WORDS),), tells=False)
    memory = remembered(context, {}, meant)
    # What is held back is asked on its own card; the reason stands on the first one, where the sentence was read.
    why = dict.fromkeys(held.because for held in meant.held.values())
    first = context.rulebook.questions[0]
    torn = (either_of(first, numbers),) if (numbers := torn_between(first, meant)) else ()
    began = asking.STARTED_UNDERSTOOD if UNDERSTOOD in memory else asking.STARTED_FROM_WORDS
    notices = (say(began if meant.answers else asking.STARTED_WITH_WORDS), *torn, *why)
    return FirstSentence(memory, notices, tells=True)


def remembered(context: TurnContext, memory: Mapping[str, Any], meant: Suggestion) -> dict[str, Any]:
    """What an interview remembers of a sentence; where the first question is told, all of it waits for a yes."""
    new = {i: a if isinstance(a, str) else list(a) for i, a in meant.answers.items()}
    suggested = {**memory.get(SUGGESTED, {}), **new}
    kept = {**memory, SUGGESTED: suggested, BECAUSE: {**memory.get(BECAUSE, {}), **words_behind(meant, *new)}}
    if context.rulebook.questions[0].id not in suggested:
        return kept
    by_profile = area_by_profile(context.rulebook, context.people, context.session.profile)
    area = {question: one for question, one in by_profile.items() if question not in meant.torn}
    ids = dict.fromkeys((*memory.get(UNDERSTOOD, ()), *suggested, *area))
    return {**kept, UNDERSTOOD: list(ids), **({BY_PROFILE: area} if area else {})}


def words_behind(meant: Suggestion | None, *questions: str) -> dict[str, str]:
    """By question the words that made its suggestion, as they stand on a card."""
    told = {question: ", ".join(meant.because.get(question, ())) for question in questions} if meant else {}
    return {question: cut_at_a_word(words, _LONGEST_BECAUSE) for question, words in told.items() if words}


def torn_between(question: Question, meant: Suggestion) -> tuple[int, ...]:
    """Numbers of the two options that the words mean alike, the likelier of the rulebook first; none where one wins."""
    torn = meant.torn.get(question.id, ())
    return tuple(n for n, option in enumerate(question.options, 1) if option.id in torn)


def either_of(question: Question, numbers: Sequence[int]) -> str:
    """Asks which of these options is meant."""
    close = ", ".join(f"{n}. {question.options[n - 1].label}" for n in numbers)
    return say(asking.DID_YOU_MEAN, guesses=close)
