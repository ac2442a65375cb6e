"""The clues of a rulebook from its records, and whether each can be found by somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from governance_rules.clues import KINDS, STRENGTHS, Clue, Clues, Part, index, read_clue, unreadable, ways_to_say
from governance_rules.draft import Draft, Record
from governance_rules.model import Topic
from governance_rules.problems import near_miss
from governance_rules.question_soundness import question_records
from governance_rules.sentence import words_in

_LONG_ENOUGH = 6
"""Areas of fewer letters (Place) are too common as words to suggest an area."""


def clues_of(draft: Draft, topics: Iterable[Topic]) -> Clues:
    """Every clue of a sound draft, with the words of options and the names of areas, which count as much."""
    groups = _groups(draft)
    texts = (text for _, _, text, _ in draft.texts)
    return index((*_written(draft, groups), *_of_options(topics, groups)), texts)


def find_unsound_clues(draft: Draft, areas: Mapping[str, str]) -> None:
    """Add to the draft's problems what is wrong with its clues and groups: options, groups, and what two share."""
    questions = {q.get("id"): q for q in question_records(draft)}
    groups = _groups(draft)
    _find_unsound_groups(draft)
    for record in draft.records("clues"):
        name = record.get("question")
        if name not in questions:
            if draft.knows("topics"):
                wrong = f"There is no question {name}"
                draft.wrong(record.file, record.at("question"), wrong, near_miss(name, questions))
            continue
        options = [o.get("id") for o in questions[name].get("options") or ()]
        known = [*areas] if questions[name].get("options_from") else options
        taken: dict[object, str] = {}
        for given in record.get("options") or ():
            option = given.get("option")
            # A service area that is none today may come back: the directory changes more often than the rules.
            if option not in known and not questions[name].get("options_from"):
                draft.wrong(given.file, given.at("option"), f"{name} has no option {option}", near_miss(option, known))
            _read_each(draft, given, groups, taken)


def _find_unsound_groups(draft: Draft) -> None:
    """A group that no clue can name, or whose words nobody can type."""
    for record in draft.records("word_groups"):
        name = record.get("id")
        if name in KINDS:
            wrong = f"{{{name}}} stands in a clue for a kind of word, so that no clue can name this group"
            draft.wrong(record.file, record.at("id"), wrong, "Give it another id")
        if not record.get("words"):
            draft.wrong(record.file, record.at("words"), f"The group {name} is empty", "Give it words, or take it out")
        for text in record.get("words") or ():
            if not any(words_in(text)):
                wrong = f'Nothing can match "{text}": it holds no word'
                draft.wrong(record.file, record.within("words", text), wrong, "Write a word, or take it out")


def _read_each(draft: Draft, given: Record, groups: Mapping[str, Part], taken: dict[object, str]) -> None:
    option = given.get("option")
    names = {id(part): name for name, part in groups.items()}
    for key in STRENGTHS:
        for text in given.get(key) or ():
            line = given.within(key, text)
            if wrong := unreadable(text, groups):
                draft.wrong(given.file, line, f'Nothing can match the clue "{text}": {wrong}', "Write it anew")
                continue
            parts = read_clue("", "", text, 0, groups).parts
            alike = tuple(names.get(id(p)) or (p if isinstance(p, str) else tuple(p.values())) for p in parts)
            other = taken.setdefault(alike, option)
            if other != option:
                wrong = f'{other} and {option} share the clue "{text}"'
                draft.wrong(given.file, line, wrong, "Leave it to the one that people mean by it")


def _groups(draft: Draft) -> Mapping[str, Part]:
    """The groups of words, each made ready once: many clues name it. What is no word is a problem of its own."""
    return {
        record.get("id"): ways_to_say(text for text in record.get("words") or () if any(words_in(text)))
        for record in draft.records("word_groups")
    }


def _written(draft: Draft, groups: Mapping[str, Part]) -> Iterator[Clue]:
    for record in draft.records("clues"):
        for given in record.get("options") or ():
            for key, points in STRENGTHS.items():
                for text in given.get(key) or ():
                    yield read_clue(record.get("question"), given.get("option"), text, points, groups)


def _of_options(topics: Iterable[Topic], groups: Mapping[str, Part]) -> Iterator[Clue]:
    for question in (q for topic in topics for q in topic.questions):
        for option in question.options:
            words = option.words
            if not words and question.role == "service_area" and len(option.label) >= _LONG_ENOUGH:
                words = (option.label.casefold(),)
            for text in words:
                yield read_clue(question.id, option.id, _plain(text), STRENGTHS["strong"], groups)


def _plain(text: str) -> str:
    """Words of an option as they stand: they have no marks of a clue's own."""
    return text.translate(dict.fromkeys(map(ord, "{}()|."), " "))
