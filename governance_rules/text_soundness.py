"""Whether the texts hold: braces filled in, reasons as full sentences without ids, cards within their size."""

from __future__ import annotations

import re

from governance_rules.draft import Draft, Record
from governance_rules.problems import near_miss
from governance_rules.word_shapes import OPTION_CLUES, WORD_GROUP

_PLACE = re.compile(r"\{([^{}]*)\}")
_ID_IN_TEXT = re.compile(r"\b[a-z0-9]+_[a-z0-9_]+\b")
_SENTENCES = frozenset({"because", "why", "do", "answer"})
_MATRIX_PLACES = {
    ("matrix", "because"): {"timeframe"},
    ("axis", "because"): {"score", "band"},
}
_NAMING_GROUPS = frozenset((OPTION_CLUES.name, WORD_GROUP.name))
"""Records where braces name a group of words."""
_CARD = 12_000
"""The most characters of one topic's texts: with buttons and layout its card then stays under 25 KB."""


def find_unsound_texts(draft: Draft) -> None:
    """Add to the draft's problems what is wrong with its texts."""
    figures = {r.get("id") for r in draft.records("figures")}
    for record, key, text, line in draft.texts:
        _places(draft, (record, key, text, line), figures)
        if key in _SENTENCES:
            _sentence(draft, (record, key, text, line))
    _sizes(draft)


def _places(draft: Draft, written: tuple[Record, str, str, int], figures: set[str]) -> None:
    record, key, text, line = written
    if ("{" not in text and "}" not in text) or record.shape in _NAMING_GROUPS:
        return
    own = _MATRIX_PLACES.get((record.shape, key), set())
    if record.shape == "matrix":
        own = own | {f"{axis.get('id')}_band" for axis in record.get("axes") or ()}
    for name in _PLACE.findall(text):
        if name not in figures | own and draft.knows("figures"):
            draft.wrong(record.file, line, f"Nothing fills in {{{name}}}", near_miss(name, figures | own))
    rest = _PLACE.sub("", text)
    if "{" in rest or "}" in rest:
        draft.wrong(record.file, line, "A brace has no partner", "Write a figure as {its_id}, with both braces")


def _sentence(draft: Draft, written: tuple[Record, str, str, int]) -> None:
    record, key, text, line = written
    if text and (not (text[0].isupper() or text[0] in "{£0123456789") or text[-1] not in ".?!"):
        mend = "Start it with a capital letter and end it with a full stop"
        draft.wrong(record.file, line, f"{key} is not a full sentence", mend)
    found = _ID_IN_TEXT.search(_PLACE.sub("", text))
    if found:
        draft.wrong(record.file, line, f"{key} holds the id {found[0]}", "Say it in plain words")


def _sizes(draft: Draft) -> None:
    """Add up the texts of each topic: its own, its questions' and their options'."""
    topic_of: dict[int, Record] = {}
    for topic in draft.records("topics"):
        topic_of[id(topic)] = topic
        for question in topic.get("questions") or ():
            topic_of[id(question)] = topic
            for option in question.get("options") or ():
                topic_of[id(option)] = topic
    sizes: dict[int, int] = {}
    for record, key, text, _ in draft.texts:
        if id(record) in topic_of and not key.startswith("An entry"):
            topic = topic_of[id(record)]
            sizes[id(topic)] = sizes.get(id(topic), 0) + len(text)
    for topic in draft.records("topics"):
        if sizes.get(id(topic), 0) > _CARD:
            wrong = f"The card of the topic {topic.get('id')} has {sizes[id(topic)]} characters and {_CARD} is the most"
            draft.wrong(topic.file, topic.line, wrong, "Move some of its questions to another topic")
