"""Whether what people type leads to one answer: no two options share a word, and sums have their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Final

from governance_rules.draft import Draft, Record
from governance_rules.problems import near_miss
from governance_rules.question_soundness import question_records
from governance_rules.thresholds import Threshold
from governance_rules.word_forms import telling, tokens

_NUMBER: Final = re.compile(r"\s*\d{1,3}[.)]?\s*")


def find_unsound_words(draft: Draft) -> None:
    """Add to the draft's problems what is wrong with the words by which people answer, and with where they are sent."""
    questions = {q.get("id"): q for q in question_records(draft)}
    given: dict[str, Record] = {}
    for record in draft.records("answer_words"):
        name = record.get("question")
        if given.setdefault(name, record) is not record:
            wrong = f"The words of {name} stand in line {given[name].line} already"
            draft.wrong(record.file, record.line, wrong, "Put them together")
        elif name in questions:
            _answers(draft, record, questions[name])
        elif draft.knows("topics"):
            draft.wrong(record.file, record.at("question"), f"There is no question {name}", near_miss(name, questions))
    for name, question in questions.items():
        _shared(draft, question, given.get(name))
        _bands(draft, question, given.get(name))
        _numbered(draft, question)
    for process in draft.records("processes"):
        _elsewhere(draft, process)


def _answers(draft: Draft, record: Record, question: Record) -> None:
    name, options = question.get("id"), [o.get("id") for o in question.get("options") or ()]
    if question.get("several") and record.get("widest"):
        wrong = f"widest means nothing here, as {name} takes several options"
        draft.wrong(record.file, record.at("widest"), wrong, "Take widest out")
    figures = [f.get("id") for f in draft.records("figures")]
    for words in record.get("options") or ():
        option, least = words.get("option"), words.get("from_sum")
        # A service area that is none today may come back: the directory changes more often than the rules.
        if option not in options and not question.get("options_from"):
            draft.wrong(words.file, words.line, f"{name} has no option {option}", near_miss(option, options))
        if least and not least.isdecimal() and least not in figures and draft.knows("figures"):
            mend = near_miss(least, figures) if figures else "Write whole pounds in digits"
            draft.wrong(words.file, words.at("from_sum"), f"There is no figure {least}", mend)


def _bands(draft: Draft, question: Record, given: Record | None) -> None:
    """The sums from which options count: they rise from option to option, on every day on which a figure changes."""
    sums = {w.get("option"): w for w in (given.get("options") if given else None) or () if w.get("from_sum")}
    figures = {f.get("id"): figure for f in draft.records("figures") if (figure := _figure(f)).rows}
    banded = [sums[o.get("id")] for o in question.get("options") or () if o.get("id") in sums]
    named = [figures[words.get("from_sum")] for words in banded if words.get("from_sum") in figures]
    days = sorted({since for figure in named for since, _ in figure.rows}) or [date.min]
    for lower, upper in pairwise(banded):
        least, more = lower.get("from_sum"), upper.get("from_sum")
        for day in days:
            one, other = _pounds(least, figures, day), _pounds(more, figures, day)
            if one is not None and other is not None and one >= other:
                since = f" from {day}" if named else ""
                below = f"{lower.get('option')} before it from £{one:,}{since}"
                wrong = f"{upper.get('option')} counts from £{other:,} and {below}"
                mend = f"Let the sums rise in the order of the options: correct {more} or {least}"
                draft.wrong(upper.file, upper.at("from_sum"), wrong, mend)
                break


def _figure(record: Record) -> Threshold:
    """A figure by the rows that can be read; what is wrong with the others is told elsewhere."""
    rows = ((r.get("from"), r.get("pounds")) for r in record.get("rows") or ())
    read = sorted((since, pounds) for since, pounds in rows if isinstance(since, date) and isinstance(pounds, int))
    return Threshold(record.get("id") or "", "", "", tuple(read))


def _pounds(least: str, figures: Mapping[str, Threshold], day: date) -> int | None:
    """The pounds from which an option counts on a day; None: nobody knows."""
    return int(least) if least.isdecimal() else figures[least].on(day) if least in figures else None


def _numbered(draft: Draft, question: Record) -> None:
    """A label that is a number: who types it means the option of that number in the list."""
    for option in question.get("options") or ():
        label = option.get("label") or ""
        if _NUMBER.fullmatch(label):
            wrong = f"The label {label} is a number, and whoever types a number means the option at that place"
            draft.wrong(option.file, option.at("label"), wrong, "Say it in words, such as “2 years”")


def _shared(draft: Draft, question: Record, given: Record | None) -> None:
    """Two options of one question that people would name by the same words: nobody could tell which they mean."""
    named: dict[tuple[str, ...], str] = {}
    for option in question.get("options") or ():
        named.setdefault(_alike(option.get("label") or ""), option.get("id"))
    words = [(o, o.get("id"), "words") for o in question.get("options") or ()]
    known = {o.get("id") for o in question.get("options") or ()}
    said = (given.get("options") if given else None) or ()
    words += [(o, o.get("option"), "said") for o in said if o.get("option") in known or not known]
    for record, option, key in words:
        _taken(draft, (record, key), (question.get("id"), option), named)


def _taken(
    draft: Draft, where: tuple[Record, str], of: tuple[str, str], named: dict[tuple[str, ...], str]
) -> Mapping[tuple[str, ...], str]:
    (record, key), (question, option) = where, of
    for word in record.get(key) or ():
        other = named.setdefault(_alike(word), option)
        if other != option:
            wrong = f'{other} and {option} of {question} share the word "{word}"'
            draft.wrong(record.file, record.within(key, word), wrong, "Leave it to the one that people mean by it")
    return named


def _alike(word: str) -> tuple[str, ...]:
    return telling(word) or tuple(tokens(word))


def _elsewhere(draft: Draft, process: Record) -> None:
    """How to reach whoever helps instead: shown only where nothing is sent."""
    link = process.get("link")
    if link and not link.startswith("https://"):
        draft.wrong(process.file, process.at("link"), "link does not start with https://", "Give the whole address")
    for key in ("phone", "link"):
        if process.get(key) and process.get("takes_request", True):
            wrong = f"{key} is never shown, as {process.get('id')} takes a request"
            draft.wrong(process.file, process.at(key), wrong, f"Take {key} out, or say takes_request: no")
