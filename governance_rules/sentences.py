"""The labelled sentences of a rulebook: what its clues make of each, and what a change made better or worse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from governance_rules.model import Answer, Rulebook
from governance_rules.problems import Problem, cut, near_miss
from governance_rules.suggestion import suggest

RIGHT, MISSED, WRONG, UNASKED = "right", "missed", "wrong", "unasked"
OUTCOMES: Final = (RIGHT, MISSED, WRONG, UNASKED)
"""What becomes of a label: suggested as it says, not suggested, or another suggested; or one that nobody gave."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody typed, and what it means by question; a question of which it says nothing is left out."""

    said: str
    means: Mapping[str, Answer]
    file: str
    line: int


def outcomes(rulebook: Rulebook, sentence: Sentence) -> dict[str, str]:
    """What becomes of each question that the sentence speaks of, or that the clues answer."""
    found = suggest(rulebook, sentence.said)
    told = {question: _outcome(meant, found.get(question)) for question, meant in sentence.means.items()}
    return told | {question: UNASKED for question in found if question not in told}


def unknown(rulebook: Rulebook, sentences: Iterable[Sentence]) -> list[Problem]:
    """A hint for each question and option that sentences name and the rulebook has not, at the first of them."""
    found: dict[str, Problem] = {}
    questions = {question.id: question for question in rulebook.questions}
    for sentence in sentences:
        for name, meant in sentence.means.items():
            options = [option.id for option in questions[name].options] if name in questions else []
            if name not in questions:
                wrong, mend = f"There is no question {name}", near_miss(name, questions)
                found.setdefault(name, Problem(sentence.file, sentence.line, wrong, mend, hint=True))
            for one in (meant,) if isinstance(meant, str) else meant:
                # A service area that is none today may come back: the directory changes more often than the rules.
                if options and one not in options and questions[name].role != "service_area":
                    wrong, mend = f"{name} has no option {one}", near_miss(one, options)
                    found.setdefault(f"{name}/{one}", Problem(sentence.file, sentence.line, wrong, mend, hint=True))
    return list(found.values())


def score(rulebook: Rulebook, sentences: Iterable[Sentence]) -> dict[str, Counter[str]]:
    """How often each came, by question, in the order of the rulebook."""
    counts: dict[str, Counter[str]] = {question.id: Counter() for question in rulebook.questions}
    for sentence in sentences:
        for question, outcome in outcomes(rulebook, sentence).items():
            counts.setdefault(question, Counter())[outcome] += 1
    return {question: count for question, count in counts.items() if count}


def changed(rulebook: Rulebook, before: Rulebook, sentences: Iterable[Sentence]) -> tuple[list[Problem], int]:
    """A hint for each answer of a sentence that was right before and is not now, and how many are right only now."""
    worse, better = [], 0
    for sentence in sentences:
        now, then = outcomes(rulebook, sentence), outcomes(before, sentence)
        better += sum(now[question] == RIGHT != then.get(question) for question in now)
        for question in (q for q in then if then[q] == RIGHT and now.get(q) != RIGHT):
            wrong = f'"{cut(sentence.said)}" does not suggest its {question} any more'
            mend = "Look at the clues that you changed"
            worse.append(Problem(sentence.file, sentence.line, wrong, mend, hint=True))
    return worse, better


def _outcome(meant: Answer, found: Answer | None) -> str:
    if found is None:
        return MISSED
    # Of several themes it is enough that those which the sentence names are among them.
    fits = set(meant) <= set(found) if isinstance(meant, tuple) and isinstance(found, tuple) else meant == found
    return RIGHT if fits else WRONG
