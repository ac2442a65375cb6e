"""What is suggested to a person for a question, by their own words or their profile, and what a first sentence told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dialogs.by_profile import BY_PROFILE
from dialogs.model import Interview
from governance_rules import Answer, Rulebook
from governance_rules.model import Question

SUGGESTED: Final = "suggested"
"""Key of an interview's memory: the answers that the person's own words suggest, by question."""
BECAUSE: Final = "because"
"""Key of an interview's memory: the words of the person's own that suggest an answer, by question."""
UNDERSTOOD: Final = "understood"
"""Key of an interview's memory: the questions that a first sentence told, until the person says that it is right."""


def suggestion(question: Question, interview: Interview) -> Answer | None:
    """What is suggested for a question that has no answer yet: by the person's own words, or else their profile."""
    held = by_words(question, interview) or interview.memory.get(BY_PROFILE, {}).get(question.id)
    if held is None or question.id in interview.answers:
        return None
    chosen = (held,) if isinstance(held, str) else tuple(held)
    # The rules may have changed since: an option that is gone suggests nothing.
    return (held if isinstance(held, str) else chosen) if all(question.option(c) for c in chosen) else None


def by_words(question: Question, interview: Interview) -> Any:
    """What the person's own words suggest for it."""
    return interview.memory.get(SUGGESTED, {}).get(question.id)


def told(rulebook: Rulebook, interview: Interview) -> Mapping[str, Answer]:
    """What a first sentence told, by question, as it was understood or put right since; nothing counts yet.

    Empty once the person has said that it is right, and where the first question is not among it.
    """
    ids = interview.memory.get(UNDERSTOOD, ())
    if not ids:
        return {}
    held = ((q, interview.answers.get(q.id) or suggestion(q, interview)) for q in rulebook.questions if q.id in ids)
    found = {question.id: answer for question, answer in held if answer}
    return found if rulebook.questions[0].id in found else {}


def without(memory: Mapping[str, Any], answered: Mapping[str, Answer]) -> dict[str, Any]:
    """What an interview remembers once these questions have their answers."""
    left = {i: a for i, a in memory.get(SUGGESTED, {}).items() if i not in answered}
    return {**{k: v for k, v in memory.items() if k != SUGGESTED}, **({SUGGESTED: left} if left else {})}
