"""The first sentence that somebody says about a need: it names the request and begins to say what the problem is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from dialogs.cards.elements import clean
from dialogs.detail_kinds import kind_of_detail
from dialogs.model import Interview
from dialogs.understanding.links import without_links
from dialogs.understanding.said_dates import day_in
from dialogs.understanding.typed_text import folded
from dialogs.wording import asking, say
from governance_rules import Rulebook
from governance_rules.model import Detail
from governance_rules.roles import detail_with

A_SENTENCE = 5
"""Words with which somebody says more than which choice they mean."""
_NEED: Final = re.compile(
    r"\b(?:we|i|they|you|staff|team|service|colleagues|managers)"
    r"(?:(?:'d|'re|'m| would| are| am| really| just| still| all)\b)*"
    r" (?:need|needs|want|wants|like to|require|requires|looking for|struggling|keeps?|cannot|can't|cant|have to)\b|"
    r"\b(?:id|wed) like\b|\b(?:looking for|struggling with|(?:problem|trouble|issue)s? with)\b|"
    r"\btakes? (?:too|so|very) long\b|"
    r"\b(?:can|could|may) (?:we|i) (?:please )?(?:have|get|use|try)\b|\bis there (?:a|any) way\b"
)
_OURS: Final = re.compile(
    r"\b(?:requests?|drafts?|withdraw|cancel|[a-z]{2,5}-\d{4,}|this (?:bot|chat))\b|\b(?:talk|speak|chat) to\b"
)
"""Words about what this bot keeps already, and for a person to talk to: no need of the service."""
_LOOSE_ENDS = " ,;:.-"
_NAMED: Final = frozenset({"title", "problem"})
"""Roles of the details that a first sentence fills in."""


def first_words(rulebook: Rulebook, words: str, today: date) -> dict[str, str]:
    """Details by their ids from what was typed: title, first line of the problem, and the day that it names.

    Each within its limit. The day is offered in its box, where the person sees and changes it.
    """
    whole = clean(words).strip()
    said = without_links(whole)  # others find a request by its title, and no address tells them what it is about
    found = {d.role: (d, said if d.role == "title" else whole) for d in rulebook.details if d.role in _NAMED}
    given = {role: cut_at_a_word(_as_kept(d, text), d.max_length) for role, (d, text) in found.items()}
    if "title" in given:
        given["title"] = given["title"].rstrip(_LOOSE_ENDS)
    if (day := day_in(said, today)) and (wanted := detail_with(rulebook, "needed_by")):
        return {**{found[role][0].id: text for role, text in given.items() if text}, wanted: day.isoformat()}
    return {found[role][0].id: text for role, text in given.items() if text}


def too_long(rulebook: Rulebook, words: str) -> tuple[str, ...]:
    """What is said to somebody who wrote more than `first_words` keeps; nothing where all of it was kept."""
    detail = next((d for d in rulebook.details if d.role == "problem"), None)
    if detail is None or len(_as_kept(detail, clean(words).strip())) <= detail.max_length:
        return ()
    return (say(asking.KEPT_THE_BEGINNING, limit=f"{detail.max_length:,}"),)


def tells_a_need(words: str) -> bool:
    """Whether a sentence says that somebody needs something, although the rulebook's words do not say what."""
    said = folded(words)
    return len(said.split()) >= A_SENTENCE and _NEED.search(said) is not None and _OURS.search(said) is None


def named_by(rulebook: Rulebook, interview: Interview, words: str, today: date) -> Interview:
    """The interview with its title from a first sentence that was an answer too; a few words are an answer alone."""
    if interview.answers or len(words.split()) < A_SENTENCE:
        return interview
    return replace(interview, details={**first_words(rulebook, words, today), **interview.details})


def cut_at_a_word(words: str, limit: int) -> str:
    """The words as far as they fit, to the end of a word; one that is longer than the limit is cut inside."""
    if len(words) <= limit:
        return words
    whole = words[: limit + 1]
    end = max(whole.rfind(space) for space in " \n")
    return (whole[:end] if end > 0 else words[:limit]).rstrip()


def _as_kept(detail: Detail, said: str) -> str:
    return kind_of_detail(detail).tidy(said)
