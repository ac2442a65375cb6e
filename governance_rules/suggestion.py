"""What a typed sentence suggests, by the words of the rulebook. No AI: a word is there or it is not."""

from __future__ import annotations

import re

from governance_rules.model import Answer, Rulebook

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_LONG_ENOUGH = 6
"""Areas of fewer letters (Place) are too common as words to suggest an area."""
_MOST_WORDS = 400


def suggest(rulebook: Rulebook, sentence: str) -> dict[str, Answer]:
    """Answers that a sentence implies, for the person to see and change.

    The longest matching words of a question win.
    """
    said = " " + " ".join(_WORD.findall(sentence.casefold())[:_MOST_WORDS]) + " "
    found: dict[str, Answer] = {}
    for question in rulebook.questions:
        matched: dict[str, int] = {}
        for option in question.options:
            words = option.words
            if not words and question.role == "service_area" and len(option.label) >= _LONG_ENOUGH:
                words = (option.label.casefold(),)
            longest = max((len(w) for w in words if f" {' '.join(_WORD.findall(w))} " in said), default=0)
            if longest:
                matched[option.id] = longest
        if not matched:
            continue
        if question.several:
            together = tuple(o.id for o in question.options if o.id in matched and not o.alone)
            if together:
                found[question.id] = together
        else:
            found[question.id] = max(matched, key=matched.__getitem__)
    return found
