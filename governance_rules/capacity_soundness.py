"""Whether the capacity holds together: a question of one choice, days for its options, quarters that follow."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from governance_rules.capacity import first_of_quarter
from governance_rules.draft import Draft, Record
from governance_rules.problems import near_miss
from governance_rules.question_soundness import kind_of_record, question_records

_MOST_DAYS = 100_000
_MOST_QUARTERS = 12


def find_unsound_capacity(draft: Draft) -> None:
    """Add to the draft's problems what does not hold together in the capacity."""
    for capacity in draft.records("capacity"):
        _effort(draft, capacity)
        _timeframes(draft, capacity)
        _quarters(draft, capacity)


def _effort(draft: Draft, capacity: Record) -> None:
    rows = capacity.get("effort") or []
    _days(draft, rows)
    name, questions = capacity.get("question"), {q.get("id"): q for q in question_records(draft)}
    if name is None or not draft.knows("topics"):
        return
    question = questions.get(name)
    if question is None:
        wrong = f"There is no question {name}"
        draft.wrong(capacity.file, capacity.at("question"), wrong, near_miss(name, questions))
    elif question.get("several") or kind_of_record(question).measure is not None or not question.get("options"):
        wrong = f"{name} is no choice of one option, so it does not say how much work a request is"
        draft.wrong(capacity.file, capacity.at("question"), wrong, "Name one whose answer is a single option")
    else:
        known = [option.get("id") for option in question.get("options")]
        _each_once(draft, rows, "option", known, f"{name} has no option")


def _timeframes(draft: Draft, capacity: Record) -> None:
    rows = capacity.get("timeframes") or []
    known = [t.get("id") for t in draft.records("timeframes")]
    if draft.knows("timeframes"):
        _each_once(draft, rows, "timeframe", known, "There is no timeframe")
    for row in rows:
        many = row.get("quarters")
        if isinstance(many, int) and not 1 <= many <= _MOST_QUARTERS:
            wrong = f"{many} quarters are not between 1 and {_MOST_QUARTERS}"
            draft.wrong(row.file, row.at("quarters"), wrong, "Choose a number that is")
    # What comes first is done first: a later timeframe that ended sooner could never be told what it has room for.
    ordered = sorted((r for r in rows if r.get("timeframe") in known), key=lambda r: known.index(r.get("timeframe")))
    for one, two in pairwise(ordered):
        if (two.get("quarters") or 0) < (one.get("quarters") or 0):
            wrong = f"{two.get('timeframe')} ends before {one.get('timeframe')}"
            draft.wrong(two.file, two.at("quarters"), wrong, "Give it as many quarters or more")


def _quarters(draft: Draft, capacity: Record) -> None:
    rows = capacity.get("quarters") or []
    _days(draft, rows)
    for row in rows:
        day = row.get("from")
        if day and day != first_of_quarter(day):
            mend = "Write the first of January, April, July or October"
            draft.wrong(row.file, row.at("from"), f"No quarter begins on {day}", mend)
    for one, two in pairwise(rows):
        if one.get("from") and two.get("from") and two.get("from") <= one.get("from"):
            wrong = "The quarters of the capacity are out of order"
            draft.wrong(two.file, two.at("from"), wrong, "Put the earliest first, and each quarter once")


def _days(draft: Draft, rows: Collection[Record]) -> None:
    for row in rows:
        days = row.get("days")
        if isinstance(days, int) and not 0 <= days <= _MOST_DAYS:
            wrong = f"{days} days are not between 0 and {_MOST_DAYS:,}"
            draft.wrong(row.file, row.at("days"), wrong, "Choose a number that is")


def _each_once(draft: Draft, rows: Collection[Record], key: str, known: Collection[str], unknown: str) -> None:
    seen: set[str] = set()
    for row in rows:
        name = row.get(key)
        if name and name not in known:
            draft.wrong(row.file, row.at(key), f"{unknown} {name}", near_miss(name, known))
        if name and name in seen:
            draft.wrong(row.file, row.at(key), f"The {key} {name} stands twice in the capacity", "Keep one of them")
        seen.add(name)
