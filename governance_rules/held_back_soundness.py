"""Whether what is held back can work: its options exist, something can speak of it, and no word is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from governance_rules.clues import STRENGTHS
from governance_rules.draft import Draft, Record
from governance_rules.held_back import any_of, spoken_words
from governance_rules.problems import near_miss
from governance_rules.question_soundness import question_records

_MOST_WORDS = 4096
"""Words of rules that are kept as spoken: several rulebooks' worth. What people type is not among them."""
_spoken = lru_cache(maxsize=_MOST_WORDS)(spoken_words)


def find_unsound_held_back(draft: Draft, areas: Mapping[str, str]) -> None:
    """Add to the draft's problems what is wrong with what a sentence must not suggest."""
    questions = {q.get("id"): q for q in question_records(draft)}
    clues = {(r.get("question"), o.get("option")): o for r in draft.records("clues") for o in r.get("options") or ()}
    for held in draft.records("held_back"):
        _says_something(draft, held)
        never = held.get("never")
        if never is None or not draft.knows("topics"):
            continue
        if not never and "never" in held.values:
            draft.wrong(held.file, held.at("never"), "never holds nothing back", "Name a question with its options")
        for name, chosen in never.items():
            question = questions.get(name)
            if question is None:
                line = held.within("never", name)
                draft.wrong(held.file, line, f"There is no question {name}", near_miss(name, questions))
                continue
            options = {o.get("id"): o for o in question.get("options") or ()}
            known = [*areas] if question.get("options_from") else [*options]
            for one in (chosen,) if isinstance(chosen, str) else chosen:
                line = held.places.get((f"never {name}", one), held.within("never", name))
                if one not in known:
                    draft.wrong(held.file, line, f"{name} has no option {one}", near_miss(one, known))
                else:
                    _takes_back(draft, held, one, options.get(one), clues.get((name, one)))


def _says_something(draft: Draft, held: Record) -> None:
    """Something must be able to speak of it, and a number needs what is counted."""
    name, number, of = held.get("id"), held.get("at_least"), held.get("of")
    for key, other in (("at_least", "of"), ("of", "at_least")):
        if held.get(key) and not held.get(other):
            draft.wrong(held.file, held.at(key), f"{key} of {name} means nothing without {other}", f"Add {other}")
    if isinstance(number, int) and number < 1:
        draft.wrong(held.file, held.at("at_least"), f"{number} is no number of things", "Write 1 or more")
    if not any(held.get(key) for key in ("words", "money")) and not (number and of):
        wrong = f"Nothing can speak of {name}"
        draft.wrong(held.file, held.line, wrong, "Give it words, money: yes, or at_least with of")
    for key in ("words", "but_not", "of"):
        for word in held.get(key) or ():
            if not spoken_words(word):
                draft.wrong(held.file, held.within(key, word), f"Nobody types {word} as a word", "Write it in letters")
    words = tuple(word for word in held.get("words") or () if spoken_words(word))
    for name in held.get("but_not") or ():
        if not words or not any_of(words).search(spoken_words(name)):
            wrong = f"{name} holds none of the words of {held.get('id')}, so it changes nothing"
            draft.wrong(held.file, held.within("but_not", name), wrong, "Write it with that word, or take it out")


def _takes_back(draft: Draft, held: Record, option: str, *where: Record | None) -> None:
    """A word that suggests an option and holds the same option back can never suggest it."""
    backs = {_spoken(word) for word in held.get("words") or ()}
    for record in (record for record in where if record is not None):
        for key in STRENGTHS:
            for word in record.get(key) or ():
                if _spoken(word) in backs:
                    wrong = f"{word} suggests {option} and {held.get('id')} holds it back, so it never does"
                    draft.wrong(record.file, record.within(key, word), wrong, "Take it out of one of the two")
