"""Whether a draft holds together: every id that is named exists, is named once, and is used as its kind allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from governance_rules.matrix_soundness import find_unsound_matrix
from governance_rules.model import Condition
from governance_rules.problems import near_miss
from governance_rules.draft import Draft, Record
from governance_rules.shapes import SECTIONS

_PLACE = re.compile(r"\{([^{}]*)\}")
_ID_IN_TEXT = re.compile(r"\b[a-z0-9]+_[a-z0-9_]+\b")
_MATRIX_PLACES = {
    ("matrix", "because"): {"value_band", "achievability_band", "timeframe"},
    ("axis", "because"): {"score", "band"},
}
_RESERVED = ("timeframe", "value", "achievability")
_CARD = 12_000
"""The most characters of one topic's texts: with buttons and layout its card then stays under 25 KB."""


def find_unsound(draft: Draft, areas: Mapping[str, str]) -> None:
    """Add to the draft's problems everything that does not hold together. ``areas`` are the options of ``service_area``."""
    _sections(draft)
    _unique(draft)
    _texts(draft)
    _strategy(draft)
    _questions(draft)
    _facts(draft)
    _conditions(draft, areas)
    _order_of_questions(draft)
    _routes(draft)
    _duties(draft)
    _figures(draft)
    _details(draft)
    _examples(draft)
    find_unsound_matrix(draft)


def ids(draft: Draft, section: str) -> list[str]:
    """The ids of a section's records."""
    return [r.get("id") for r in draft.records(section) if r.get("id")]


def question_records(draft: Draft) -> list[Record]:
    """Every question, in order."""
    return [q for t in draft.records("topics") for q in t.get("questions") or ()]


def _sections(draft: Draft) -> None:
    if draft.unread:
        return
    first = min((file for file, _ in draft.where.values()), default="rulebook.yaml")
    for name, shape in SECTIONS.items():
        if not shape.required:
            continue
        if name not in draft.where:
            draft.wrong(first, 1, f"The rulebook has no section {name}", f"Add {name}: {shape.about.rstrip('.')}")
        elif not draft.sections[name]:
            file, line = draft.where[name]
            draft.wrong(
                file,
                line,
                f"The section {name} holds nothing",
                f"Add {shape.about[0].lower()}{shape.about[1:].rstrip('.')}",
            )


def _twice(draft: Draft, records: Iterable[Record], what: str, taken: dict[str, tuple[str, int]] | None = None) -> None:
    seen = {} if taken is None else taken
    for record in records:
        name = record.get("id")
        if not name:
            continue
        if name in seen:
            file, line = seen[name]
            where = f"line {line}" if file == record.file else f"{file}, line {line}"
            draft.wrong(
                record.file, record.at("id"), f"The id {name} is taken by {where}", f"Give this {what} another id"
            )
        else:
            seen[name] = (record.file, record.at("id"))


def _unique(draft: Draft) -> None:
    for section, what in (
        ("strategy", "priority"), ("timeframes", "timeframe"), ("owners", "owner"), ("figures", "figure"),
        ("topics", "topic"), ("facts", "fact"), ("terms", "term"),
    ):  # fmt: skip
        _twice(draft, draft.records(section), what)
    parts: dict[str, tuple[str, int]] = {}
    for section, what in (("processes", "process"), ("bodies", "body"), ("checks", "check"), ("alerts", "alert")):
        _twice(draft, draft.records(section), what, parts)
        for record in draft.records(section):
            if record.get("id") in _RESERVED:
                draft.wrong(
                    record.file,
                    record.at("id"),
                    f"The id {record.get('id')} is kept for the scores",
                    "Choose another id",
                )
    inputs: dict[str, tuple[str, int]] = {}
    _twice(draft, question_records(draft), "question", inputs)
    _twice(draft, draft.records("details"), "detail", inputs)


def _texts(draft: Draft) -> None:
    figures = set(ids(draft, "figures"))
    for record, key, text, line in draft.texts:
        rest = text
        if "{" in text or "}" in text:
            places = figures | _MATRIX_PLACES.get((record.shape, key), set())
            for name in _PLACE.findall(text):
                if name not in places and (draft.knows("figures") or record.shape in {"matrix", "axis"}):
                    draft.wrong(record.file, line, f"Nothing fills in {{{name}}}", near_miss(name, places))
            rest = _PLACE.sub("", text)
            if "{" in rest or "}" in rest:
                draft.wrong(record.file, line, "A brace has no partner", "Write a figure as {its_id}, with both braces")
        if key in {"because", "why", "do", "answer"}:
            if not text[0].isupper() or text[-1] not in ".?!":
                draft.wrong(
                    record.file,
                    line,
                    f"{key} is not a full sentence",
                    "Start it with a capital letter and end it with a full stop",
                )
            found = _ID_IN_TEXT.search(rest)
            if found:
                draft.wrong(record.file, line, f"{key} holds the id {found[0]}", "Say it in plain words")
    for topic in draft.records("topics"):
        size = sum(len(text) for record, _, text, _ in draft.texts if record in (topic, *(topic.get("questions") or ()))) if len(
            topic.get("questions") or ()
        ) > 8 else 0  # fmt: skip
        if size > _CARD:
            draft.wrong(
                topic.file,
                topic.line,
                f"The card of the topic {topic.get('id')} would be too large",
                "Move some questions to another topic",
            )


def _strategy(draft: Draft) -> None:
    if not draft.knows("strategy"):
        return
    known = set(ids(draft, "strategy"))
    for record in _every(draft):
        served = record.get("strategy")
        if isinstance(served, str) and served not in known:
            draft.wrong(
                record.file,
                record.at("strategy"),
                f"{served} is not in the list of priorities",
                near_miss(served, known),
            )


def _every(draft: Draft) -> Iterable[Record]:
    pending: list[Record] = [r for s in SECTIONS for r in draft.records(s) if isinstance(r, Record)]
    while pending:
        record = pending.pop()
        yield record
        for value in record.values.values():
            if isinstance(value, Record):
                pending.append(value)
            elif isinstance(value, list):
                pending.extend(v for v in value if isinstance(v, Record))


def _questions(draft: Draft) -> None:
    for question in question_records(draft):
        name, options = question.get("id"), question.get("options")
        if ("options" in question.values) == ("options_from" in question.values):
            what = "has both options and options_from" if "options" in question.values else "has no options"
            draft.wrong(
                question.file,
                question.line,
                f"The question {name} {what}",
                "Give it options, or options_from: service_areas",
            )
        if not options:
            continue
        _twice(draft, options, "option")
        if len(options) == 1:
            draft.wrong(
                question.file,
                question.at("options"),
                f"The question {name} has one option only",
                "Add another, or take the question out",
            )
        labels: set[str] = set()
        known = [o.get("id") for o in options]
        for option in options:
            like = option.get("like")
            if like and (like not in known or like == option.get("id")):
                draft.wrong(
                    option.file, option.at("like"), f"{name} has no other option {like}", near_miss(like, known)
                )
            label = (option.get("label") or "").casefold()
            if label in labels:
                draft.wrong(
                    option.file,
                    option.at("label"),
                    "Two options of one question have the same label",
                    "Word one of them differently",
                )
            labels.add(label)
            if option.get("alone") and not question.get("several"):
                draft.wrong(
                    option.file,
                    option.at("alone"),
                    f"alone means nothing, as only one option of {name} is chosen",
                    "Take alone out",
                )


def _facts(draft: Draft) -> None:
    facts = {r.get("id"): r for r in draft.records("facts")}

    def circle(name: str, seen: tuple[str, ...]) -> tuple[str, ...] | None:
        if name in seen:
            return seen[seen.index(name) :]
        record = facts.get(name)
        if record is None or not isinstance(record.get("when"), Condition) or name in clear:
            return None
        for used in _facts_in(record.get("when")):
            found = circle(used, (*seen, name))
            if found:
                return found
        clear.add(name)
        return None

    clear: set[str] = set()
    told: set[str] = set()
    for name, record in facts.items():
        found = circle(name, ()) if name else None
        if found and name in found and not told & set(found):
            told |= set(found)
            draft.wrong(
                record.file,
                record.at("when"),
                f"The fact {name} depends on itself",
                f"Break the circle {' → '.join((*found, found[0]))}",
            )


def _facts_in(condition: Condition) -> list[str]:
    if condition.kind == "fact":
        return [condition.subject]
    return [f for p in condition.parts for f in _facts_in(p)]


def _conditions(draft: Draft, areas: Mapping[str, str]) -> None:
    questions = {q.get("id"): q for q in question_records(draft)}
    facts = ids(draft, "facts")
    for ref in draft.references:
        if ref.kind == "fact":
            if ref.subject not in facts and draft.knows("facts"):
                draft.wrong(ref.file, ref.line, f"There is no fact {ref.subject}", near_miss(ref.subject, facts))
            continue
        question = questions.get(ref.subject)
        if question is None:
            if draft.knows("topics"):
                draft.wrong(
                    ref.file, ref.line, f"There is no question {ref.subject}", near_miss(ref.subject, questions)
                )
            continue
        several = bool(question.get("several"))
        if several and ref.kind in {"is", "one_of"}:
            draft.wrong(
                ref.file,
                ref.line,
                f"{ref.subject} takes several options, so {ref.kind} does not fit",
                "Use has, has_any_but or exactly",
            )
        if not several and ref.kind in {"has", "has_any_but", "exactly"}:
            draft.wrong(
                ref.file,
                ref.line,
                f"{ref.subject} takes one option, so {ref.kind} does not fit",
                "Use is or one_of, with not before it if needed",
            )
        options = [*areas] if question.get("options_from") else [o.get("id") for o in question.get("options") or ()]
        for value in ref.values:
            if value not in options:
                draft.wrong(ref.file, ref.line, f"{ref.subject} has no option {value}", near_miss(value, options))


def _order_of_questions(draft: Draft) -> None:
    facts: dict[str, Condition] = {
        r.get("id"): r.get("when") for r in draft.records("facts") if isinstance(r.get("when"), Condition)
    }
    questions = question_records(draft)
    place = {q.get("id"): i for i, q in enumerate(questions)}
    cache: dict[str, frozenset[str]] = {}

    def reach(condition: Condition, seen: frozenset[str]) -> frozenset[str]:
        if condition.kind == "fact":
            name = condition.subject
            if name in seen or name not in facts:
                return frozenset()
            if name not in cache:
                cache[name] = reach(facts[name], seen | {name})
            return cache[name]
        if condition.parts:
            return frozenset().union(*(reach(p, seen) for p in condition.parts))
        return frozenset({condition.subject}) if condition.subject else frozenset()

    for i, question in enumerate(questions):
        when = question.get("when")
        if not isinstance(when, Condition):
            continue
        for later in sorted(q for q in reach(when, frozenset()) if place.get(q, -1) >= i):
            draft.wrong(
                question.file,
                question.at("when"),
                f"The question {question.get('id')} is asked before {later}, on which it depends"
                if later != question.get("id")
                else f"The question {later} depends on its own answer",
                f"Put it after {later}, or change its condition"
                if later != question.get("id")
                else "Change its condition",
            )


def _routes(draft: Draft) -> None:
    bodies = ids(draft, "bodies")
    processes = draft.records("processes")
    for i, process in enumerate(processes):
        before = -1
        for step in process.get("steps") or ():
            body = step.get("body")
            if body is None or not draft.knows("bodies"):
                continue
            if body not in bodies:
                draft.wrong(step.file, step.at("body"), f"There is no body {body}", near_miss(body, bodies))
                continue
            place = bodies.index(body)
            if place <= before:
                draft.wrong(
                    step.file,
                    step.at("body"),
                    f"The step {body} is out of order",
                    "Keep the order of bodies.yaml, each body once",
                )
            before = max(place, before)
        if "when" not in process.values and i < len(processes) - 1:
            after = processes[i + 1]
            draft.wrong(
                after.file,
                after.line,
                f"The process {after.get('id')} can never be reached, as {process.get('id')} above takes everything",
                f"Give {process.get('id')} a when, or move it to the end",
            )
    _known(draft, "checks_apply_to", draft.sections.get("checks_apply_to"), [p.get("id") for p in processes])


def _known(draft: Draft, section: str, named: object, known: list[str]) -> None:
    if isinstance(named, tuple) and draft.knows("processes"):
        file, line = draft.where[section]
        for name in named:
            if name not in known:
                draft.wrong(file, line, f"There is no process {name}", near_miss(name, known))


def _duties(draft: Draft) -> None:
    owners = [*ids(draft, "owners"), *ids(draft, "bodies")]
    if not draft.knows("owners", "bodies"):
        return
    for check in draft.records("checks"):
        owner = check.get("owner")
        if owner and owner not in owners:
            draft.wrong(check.file, check.at("owner"), f"There is no owner {owner}", near_miss(owner, owners))
    for alert in draft.records("alerts"):
        for name in alert.get("tell") or ():
            if name not in owners:
                draft.wrong(alert.file, alert.at("tell"), f"There is no owner {name}", near_miss(name, owners))


def _figures(draft: Draft) -> None:
    for figure in draft.records("figures"):
        rows = figure.get("rows") or []
        if not rows and "rows" in figure.values:
            draft.wrong(
                figure.file,
                figure.at("rows"),
                f"The figure {figure.get('id')} has no row",
                "Add a row with from and pounds",
            )
        for one, two in zip(rows, rows[1:], strict=False):
            if one.get("from") and two.get("from") and two.get("from") <= one.get("from"):
                draft.wrong(
                    two.file,
                    two.at("from"),
                    f"The dates of {figure.get('id')} are out of order",
                    "Put the earliest row first, and each date once",
                )
        for row in rows:
            if (row.get("pounds") or 1) < 0:
                draft.wrong(row.file, row.at("pounds"), "A figure cannot be below 0", "Write whole pounds")


def _details(draft: Draft) -> None:
    most = {"line": 255, "paragraphs": 4000, "date": 10}
    for detail in draft.records("details"):
        length, limit = detail.get("max_length"), most.get(detail.get("kind"), 4000)
        if isinstance(length, int) and not 1 <= length <= limit:
            draft.wrong(
                detail.file,
                detail.at("max_length"),
                f"max_length is {length}, and the column of this kind holds 1 to {limit}",
                "Choose a length within that",
            )


def _examples(draft: Draft) -> None:
    if not draft.knows("topics"):
        return
    questions = {q.get("id"): q for q in question_records(draft)}
    for example in draft.records("examples"):
        lines = dict(zip(example.get("answers") or (), example.places.get("answers", ()), strict=False))
        for name, answer in (example.get("answers") or {}).items():
            question = questions.get(name)
            if question is None:
                draft.wrong(example.file, lines[name], f"There is no question {name}", near_miss(name, questions))
                continue
            options = [o.get("id") for o in question.get("options") or ()]
            for one in (answer,) if isinstance(answer, str) else answer:
                if options and one not in options:
                    draft.wrong(example.file, lines[name], f"{name} has no option {one}", near_miss(one, options))
