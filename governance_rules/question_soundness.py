"""Whether questions, facts and conditions hold: options exist, words fit, nothing depends on what comes later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from governance_rules.condition import NAMED, OF_AMOUNTS, OF_DATES, Condition
from governance_rules.draft import Draft, Record, Reference
from governance_rules.measures import Measure
from governance_rules.problems import near_miss
from governance_rules.question_kinds import AnswerKind, kind_named


def question_records(draft: Draft) -> list[Record]:
    """Every question, in order."""
    return [q for t in draft.records("topics") for q in t.get("questions") or ()]


def kind_of_record(question: Record) -> AnswerKind:
    """What an answer to a question is, as its file says."""
    return kind_named(question.get("kind"), several=question.get("several"))


def find_unsound_questions(draft: Draft, areas: Mapping[str, str]) -> None:
    """Add to the draft's problems what is wrong with questions, facts and conditions."""
    for question in question_records(draft):
        if kind_of_record(question).measure:
            _measured(draft, question)
        else:
            _options(draft, question)
    for topic in draft.records("topics"):
        if "questions" in topic.values and not topic.get("questions"):
            draft.wrong(topic.file, topic.at("questions"), f"The topic {topic.get('id')} has no question", "Add one")
    _circles(draft)
    questions = {q.get("id"): q for q in question_records(draft)}
    facts = {f.get("id") for f in draft.records("facts")}
    _points(draft)
    for reference in draft.references:
        if reference.kind == "points":
            _of_points(draft, reference)
        elif reference.kind != "fact":
            _reference(draft, reference, questions, areas)
        elif reference.subject not in facts and draft.knows("facts"):
            mend = near_miss(reference.subject, facts)
            draft.wrong(reference.file, reference.line, f"There is no fact {reference.subject}", mend)
    _order(draft)


def _measured(draft: Draft, question: Record) -> None:
    """A question for a sum of money or a date has nothing to choose from."""
    for key in ("options", "options_from", "several"):
        if key in question.values:
            wrong = f"{key} means nothing here, as {question.get('id')} is a {question.get('kind')}"
            draft.wrong(question.file, question.at(key), wrong, f"Take {key} out")


def _options(draft: Draft, question: Record) -> None:
    name, options = question.get("id"), question.get("options")
    if ("options" in question.values) == ("options_from" in question.values):
        what = "both options and options_from" if "options" in question.values else "no options"
        mend = "Give it options, or options_from: service_areas"
        draft.wrong(question.file, question.line, f"The question {name} has {what}", mend)
    if not options:
        return
    if len(options) == 1:
        mend = "Add another, or take the question out"
        draft.wrong(question.file, question.at("options"), f"The question {name} has one option only", mend)
    known = [o.get("id") for o in options]
    labels: set[str] = set()
    for option in options:
        label = (option.get("label") or "").casefold()
        if label in labels:
            wrong = f'Two options of {name} have the label "{option.get("label")}"'
            draft.wrong(option.file, option.at("label"), wrong, "Word one of them differently")
        labels.add(label)
        if option.get("alone") and not question.get("several"):
            wrong = f"alone means nothing here, as {name} takes one option"
            draft.wrong(option.file, option.at("alone"), wrong, "Take alone out")
        like = option.get("like")
        if like and (like not in known or like == option.get("id")):
            draft.wrong(option.file, option.at("like"), f"{name} has no other option {like}", near_miss(like, known))


def _reference(draft: Draft, reference: Reference, questions: Mapping[str, Record], areas: Mapping[str, str]) -> None:
    file, line, name, word = reference.file, reference.line, reference.subject, reference.kind
    question = questions.get(name)
    if question is None:
        if draft.knows("topics"):
            draft.wrong(file, line, f"There is no question {name}", near_miss(name, questions))
        return
    kind = kind_of_record(question)
    if (word in OF_AMOUNTS | OF_DATES or kind.measure) and word != "answered":
        _compares(draft, reference, kind.measure)
        return
    if word not in kind.compared_by and word != "answered":
        draft.wrong(file, reference.word_line, f"{name} takes {kind.takes}, so {word} does not fit", kind.words)
    options = [*areas] if question.get("options_from") else [o.get("id") for o in question.get("options") or ()]
    for value, at in reference.values:
        if value not in options:
            draft.wrong(file, at, f"{name} has no option {value}", near_miss(value, options))


def _compares(draft: Draft, reference: Reference, measure: Measure | None) -> None:
    """A comparison: by a word that fits the kind of the question, with a figure, a sum, a day or a number of days."""
    file, name, word = reference.file, reference.subject, reference.kind
    kind = measure.name if measure else "choice"
    if measure is None or word not in measure.compared_by:
        mend = f"Use {measure.words}" if measure else "Use is, one_of, has, has_any_but or exactly"
        draft.wrong(file, reference.word_line, f"{name} is a {kind}, so {word} does not fit", mend)
        return
    value, line = reference.values[0]
    if word in OF_AMOUNTS and not (value.isdecimal() and len(value) <= _MOST_DIGITS):
        figures = [f.get("id") for f in draft.records("figures")] if measure.figures else []
        if not measure.figures:
            draft.wrong(file, line, f"{value} does not fit, as {name} is a {kind}", f"Give {measure.takes}")
        elif value not in figures and draft.knows("figures"):
            mend = near_miss(value, figures) if figures else f"Write {measure.takes}"
            draft.wrong(file, line, f"There is no figure {value}", mend)
    if word == "within_days" and not (value.isdecimal() and len(value) <= _MOST_DAYS):
        draft.wrong(file, line, f"{value} is not a number of days", "Write digits only, such as 90")
    if word in {"from", "before"} and not _is_day(value):
        draft.wrong(file, line, f"{value} is not a date", "Write year, month and day, such as 2027-04-01")


_MOST_DIGITS, _MOST_DAYS = 12, 5


def _is_day(value: str) -> bool:
    try:
        return len(value) == len("2026-01-01") and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _points(draft: Draft) -> None:
    """Named points: rows that give between 1 and 100 points each."""
    for named in draft.records("points"):
        if "rows" in named.values and not named.get("rows"):
            draft.wrong(named.file, named.at("rows"), f"The points {named.get('id')} have no row", "Add one")
        for row in named.get("rows") or ():
            if isinstance(row.get("points"), int) and not 1 <= row.get("points") <= _MOST_A_ROW:
                wrong = f"{row.get('points')} points are not between 1 and {_MOST_A_ROW}"
                draft.wrong(row.file, row.at("points"), wrong, "Choose points that are")


_MOST_A_ROW = 100


def _of_points(draft: Draft, reference: Reference) -> None:
    named = {p.get("id"): p for p in draft.records("points")}
    found = named.get(reference.subject)
    if found is None:
        if draft.knows("points"):
            wrong = f"There are no points {reference.subject}"
            draft.wrong(reference.file, reference.line, wrong, near_miss(reference.subject, named))
        return
    most = sum(row.get("points") or 0 for row in found.get("rows") or ())
    wanted, line = reference.values[0]
    if int(wanted) > most:
        wrong = f"{reference.subject} can never come to {wanted}, as its rows give {most} together"
        draft.wrong(reference.file, line, wrong, "Ask for fewer points, or give more")


def _conditions_of_facts(draft: Draft) -> dict[str, Condition]:
    found = {f.get("id"): f.get("when") for f in draft.records("facts")}
    for named in draft.records("points"):
        parts = tuple(w for row in named.get("rows") or () if isinstance(w := row.get("when"), Condition))
        found[named.get("id")] = Condition("any", parts=parts)
    return {name: when for name, when in found.items() if name and isinstance(when, Condition)}


def _circles(draft: Draft) -> None:
    """Facts that depend on themselves, each circle told once."""
    uses = {name: _facts_in(when) for name, when in _conditions_of_facts(draft).items()}
    clear: set[str] = set()

    def circle(name: str, seen: tuple[str, ...]) -> tuple[str, ...]:
        if name in seen:
            return seen[seen.index(name) :]
        if name not in uses or name in clear:
            return ()
        for used in uses[name]:
            found = circle(used, (*seen, name))
            if found:
                return found
        clear.add(name)
        return ()

    told: set[str] = set()
    for fact in [*draft.records("facts"), *draft.records("points")]:
        found = circle(fact.get("id"), ())
        if found and fact.get("id") in found and not told & set(found):
            told |= set(found)
            way = " → ".join((*found, found[0]))
            wrong = f"The {fact.shape} {fact.get('id')} depends on itself"
            draft.wrong(fact.file, fact.lines.get("when", fact.at("rows")), wrong, f"Break the circle {way}")


def _facts_in(condition: Condition) -> list[str]:
    if condition.kind in NAMED:
        return [condition.subject]
    return [f for p in condition.parts for f in _facts_in(p)]


def _order(draft: Draft) -> None:
    """A question may depend only on questions before it, through facts too."""
    facts = _conditions_of_facts(draft)
    questions = question_records(draft)
    place = {q.get("id"): i for i, q in enumerate(questions)}
    known: dict[str, frozenset[str]] = {}

    def needs(condition: Condition, seen: frozenset[str]) -> frozenset[str]:
        if condition.kind in NAMED:
            name = condition.subject
            if name in seen or name not in facts:
                return frozenset()
            if name not in known:
                known[name] = needs(facts[name], seen | {name})
            return known[name]
        own = frozenset({condition.subject}) if condition.subject else frozenset()
        return own.union(*(needs(p, seen) for p in condition.parts))

    for i, question in enumerate(questions):
        name, when = question.get("id"), question.get("when")
        if not isinstance(when, Condition):
            continue
        for later in sorted(q for q in needs(when, frozenset()) if place.get(q, -1) >= i):
            wrong = f"The question {name} is asked before {later}, on which it depends"
            mend = f"Put it after {later}, or change its condition"
            if later == name:
                wrong, mend = f"The question {name} depends on its own answer", "Change its condition"
            draft.wrong(question.file, question.at("when"), wrong, mend)
