"""The clues of a rulebook from its records, and whether each can be found by somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from governance_rules.clue_writing import alike, unreadable, unreadable_word
from governance_rules.clues import STRENGTHS, Clues, Index, index, read_clue, ways_to_say
from governance_rules.draft import Draft, Record
from governance_rules.model import Topic
from governance_rules.problems import near_miss
from governance_rules.question_soundness import question_records
from governance_rules.sentence import KINDS

_Written = tuple[str, str, str, int]
"""A clue as it is written: question, option, text, points."""


def clues_of(draft: Draft, topics: Iterable[Topic]) -> Clues:
    """Every clue of a sound draft, with the words of options and the names of areas, which count as much."""
    written = (*_written(draft), *_of_options(topics))
    words = (*_group_words(draft).items(),)
    texts = tuple(text for _, _, text, _ in draft.texts)
    return Clues(lambda: _index(written, words, texts))


@lru_cache(maxsize=2)
def _index(
    written: tuple[_Written, ...], words: tuple[tuple[str, tuple[str, ...]], ...], texts: tuple[str, ...]
) -> Index:
    """The clues ready to be looked for: it takes a third of a second, and the rules of another day have the same."""
    groups = {name: ways_to_say(texts) for name, texts in words}
    clues = (read_clue(*one, groups) for one in written)
    return index(clues, (text for _, texts in words for text in texts), texts)


def find_unsound_clues(draft: Draft, areas: Mapping[str, str]) -> None:
    """Add to the draft's problems what is wrong with its clues and groups: options, groups, and what two share."""
    questions = {q.get("id"): q for q in question_records(draft)}
    groups = _group_ids(draft)
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
        for given in record.get("options") or ():
            option = given.get("option")
            # A service area that is none today may come back: the directory changes more often than the rules.
            if option not in known and not questions[name].get("options_from"):
                draft.wrong(given.file, given.at("option"), f"{name} has no option {option}", near_miss(option, known))
            _read_each(draft, given, groups)


def _find_unsound_groups(draft: Draft) -> None:
    """A group that no clue can name, or whose words nobody can type."""
    before: list[str] = []
    for record in draft.records("word_groups"):
        name = record.get("id")
        if name in KINDS:
            wrong = f"{{{name}}} stands in a clue for a kind of word, so that no clue can name this group"
            draft.wrong(record.file, record.at("id"), wrong, "Give it another id")
        if not record.get("words"):
            draft.wrong(record.file, record.at("words"), f"The group {name} is empty", "Give it words, or take it out")
        for text in record.get("words") or ():
            if wrong := unreadable_word(text, before):
                wrong = f'Nothing can match "{text}": {wrong}'
                draft.wrong(record.file, record.within("words", text), wrong, "Write a word, or take it out")
        before.append(name)


def _read_each(draft: Draft, given: Record, groups: frozenset[str]) -> None:
    for key in STRENGTHS:
        for text in given.get(key) or ():
            if wrong := unreadable(text, groups):
                wrong = f'Nothing can match the clue "{text}": {wrong}'
                draft.wrong(given.file, given.within(key, text), wrong, "Write it anew")


def find_shared_clues(draft: Draft) -> None:
    """Add to the draft's problems each clue that stands under two options of one question.

    It takes as long as all the rest of reading a rulebook, and a host can do without.
    """
    groups = _group_ids(draft)
    for record in draft.records("clues"):
        taken: dict[object, str] = {}
        for given in record.get("options") or ():
            option = given.get("option")
            for key, text in ((each, text) for each in STRENGTHS for text in given.get(each) or ()):
                if unreadable(text, groups):
                    continue
                other = taken.setdefault(alike(text), option)
                if other != option:
                    wrong = f'{other} and {option} share the clue "{text}"'
                    mend = "Leave it to the one that people mean by it"
                    draft.wrong(given.file, given.within(key, text), wrong, mend)


def _group_ids(draft: Draft) -> frozenset[str]:
    return frozenset(record.get("id") for record in draft.records("word_groups"))


def _group_words(draft: Draft) -> dict[str, tuple[str, ...]]:
    """The words of each group, those of groups that it names among them. What is no word is a problem of its own."""
    words: dict[str, tuple[str, ...]] = {}
    for record in draft.records("word_groups"):
        written = [text for text in record.get("words") or () if not unreadable_word(text, words)]
        named = (words[text[1:-1]] if text.startswith("{") else (text,) for text in written)
        words[record.get("id")] = tuple(text for texts in named for text in texts)
    return words


def _written(draft: Draft) -> Iterator[_Written]:
    for record in draft.records("clues"):
        for given in record.get("options") or ():
            for key, points in STRENGTHS.items():
                for text in given.get(key) or ():
                    yield record.get("question"), given.get("option"), text, points


def _of_options(topics: Iterable[Topic]) -> Iterator[_Written]:
    for question in (q for topic in topics for q in topic.questions):
        for option in question.options:
            words = option.words
            if not words and question.role == "service_area" and " " in option.label:
                # One word (Place, Housing) says as often what something is about: its clues stand in the rulebook.
                words = (option.label.casefold(),)
            for text in words:
                yield question.id, option.id, _plain(text), STRENGTHS["strong"]


def _plain(text: str) -> str:
    """Words of an option as they stand: they have no marks of a clue's own."""
    return text.translate(dict.fromkeys(map(ord, "{}()|."), " "))
