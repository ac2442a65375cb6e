"""Whether a draft holds together: every id that is named exists, is named once, and is used as its kind allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from governance_rules.capacity_soundness import find_unsound_capacity
from governance_rules.clue_reading import find_unsound_clues
from governance_rules.detail_kinds import LONGEST
from governance_rules.draft import Draft, Record
from governance_rules.held_back_soundness import find_unsound_held_back
from governance_rules.matrix_soundness import find_unsound_matrix
from governance_rules.meeting_soundness import find_unsound_meetings
from governance_rules.problems import cut, near_miss
from governance_rules.question_soundness import find_unsound_questions, question_records
from governance_rules.records import PARTS
from governance_rules.role_soundness import find_unsound_roles, give_roles
from governance_rules.route_soundness import find_unsound_routes
from governance_rules.shapes import SECTIONS
from governance_rules.text_soundness import find_unsound_texts
from governance_rules.word_soundness import find_unsound_words

_OF_SCORES = ("timeframe", "value", "achievability")
CARRIED = frozenset({"interview", "revision", "question", "only", "form", "msteams", "verb", "type", "id"})
"""What buttons and clients send beside the inputs of a card: what is filled in under such a name never arrives."""
IN_THE_ROADMAP = frozenset({"as_of", "moved", "capacity", "no_timeframe"})
"""What stands beside the timeframes in the roadmap as JSON, under the ids of which their requests stand there."""
_Taken = dict[str, tuple[str, int]]


def find_unsound(draft: Draft, areas: Mapping[str, str]) -> None:
    """Add to the draft's problems everything that does not hold together.

    ``areas`` are the options of ``service_area``.
    """
    give_roles(draft)
    _sections(draft)
    _head(draft)
    _unique(draft)
    _strategy(draft)
    find_unsound_texts(draft)
    find_unsound_questions(draft, areas)
    find_unsound_held_back(draft, areas)
    find_unsound_routes(draft)
    find_unsound_meetings(draft)
    find_unsound_words(draft)
    find_unsound_clues(draft, areas)
    _duties(draft)
    _figures(draft)
    _details(draft)
    _examples(draft)
    _expected(draft)
    find_unsound_matrix(draft)
    find_unsound_capacity(draft)
    find_unsound_roles(draft, areas)


_PREFIX = re.compile(r"[A-Z]{2,6}")


def _head(draft: Draft) -> None:
    for head in draft.records("rulebook"):
        prefix = head.get("reference_prefix")
        if prefix is not None and not _PREFIX.fullmatch(prefix):
            wrong = f"References cannot start with {cut(prefix)}"
            draft.wrong(head.file, head.at("reference_prefix"), wrong, "Write two to six capital letters, such as DR")


def _ids(records: Iterable[Record]) -> list[str]:
    return [r.get("id") for r in records if r.get("id")]


def _sections(draft: Draft) -> None:
    if draft.unread:
        return
    first = min((file for file, _ in draft.where.values()), default="rulebook.yaml")
    for name, field in SECTIONS.items():
        about = field.about.rstrip(".")
        if not field.required:
            continue
        if name not in draft.where:
            draft.wrong(first, 1, f"The rulebook has no section {name}", f"Add {name}: {about}")
        elif not draft.sections[name]:
            file, line = draft.where[name]
            draft.wrong(file, line, f"The section {name} holds nothing", f"Add {about[0].lower()}{about[1:]}")


def _twice(draft: Draft, records: Iterable[Record], what: str, taken: _Taken) -> None:
    for record in records:
        name = record.get("id")
        if name and name in taken:
            file, line = taken[name]
            where = f"line {line}" if file == record.file else f"{file}, line {line}"
            draft.wrong(
                record.file, record.at("id"), f"The id {name} is taken by {where}", f"Give this {what} another id"
            )
        elif name:
            taken[name] = (record.file, record.at("id"))


def _unique(draft: Draft) -> None:
    for section, what in (
        ("strategy", "priority"), ("timeframes", "timeframe"), ("owners", "owner"), ("figures", "figure"),
        ("topics", "topic"), ("terms", "term"), ("held_back", "held back"),
        ("word_groups", "word group"),
    ):  # fmt: skip
        _twice(draft, draft.records(section), what, {})
    named: _Taken = {}
    _twice(draft, draft.records("facts"), "fact", named)
    _twice(draft, draft.records("points"), "points", named)
    parts: _Taken = {}
    axes = {a.get("id") for m in draft.records("matrix") for a in m.get("axes") or ()}
    for section, what in (("processes", "process"), ("bodies", "body"), ("checks", "check"), ("alerts", "alert")):
        _twice(draft, draft.records(section), what, parts)
        for record in draft.records(section):
            if record.get("id") in {*_OF_SCORES, *axes}:
                wrong = f"The id {record.get('id')} is kept for the scores"
                draft.wrong(record.file, record.at("id"), wrong, "Choose another id")
    for timeframe in draft.records("timeframes"):
        if timeframe.get("id") in IN_THE_ROADMAP:
            wrong = f"The id {timeframe.get('id')} is kept for the roadmap"
            draft.wrong(timeframe.file, timeframe.at("id"), wrong, "Choose another id")
    inputs: _Taken = {}
    _twice(draft, question_records(draft), "question", inputs)
    _twice(draft, draft.records("details"), "detail", inputs)
    for record in (*question_records(draft), *draft.records("details")):
        if record.get("id") in CARRIED:
            wrong = f"The id {record.get('id')} is kept for the buttons of cards"
            draft.wrong(record.file, record.at("id"), wrong, "Choose another id")
    for question in question_records(draft):
        _twice(draft, question.get("options") or (), "option", {})


def _strategy(draft: Draft) -> None:
    if not draft.knows("strategy"):
        return
    known = _ids(draft.records("strategy"))
    for record in _every(draft):
        served = record.get("strategy")
        if isinstance(served, str) and served not in known:
            wrong = f"{served} is not in the list of priorities"
            draft.wrong(record.file, record.at("strategy"), wrong, near_miss(served, known))


def _every(draft: Draft) -> Iterable[Record]:
    """Every record, at any depth."""
    pending = [r for s in SECTIONS for r in draft.records(s) if isinstance(r, Record)]
    while pending:
        record = pending.pop()
        yield record
        for value in record.values.values():
            if isinstance(value, list):
                pending.extend(v for v in value if isinstance(v, Record))


def _duties(draft: Draft) -> None:
    if not draft.knows("owners", "bodies"):
        return
    owners = [*_ids(draft.records("owners")), *_ids(draft.records("bodies"))]
    named: list[tuple[Record, str, tuple[str, ...]]] = [
        (c, "owner", (c.get("owner"),)) for c in draft.records("checks")
    ]
    named += [(a, "tell", a.get("tell") or ()) for a in draft.records("alerts")]
    named += [(p, "delivered_by", (p.get("delivered_by"),)) for p in draft.records("processes")]
    for record, key, names in named:
        for name in names:
            if name and name not in owners:
                line = record.within(key, name)
                draft.wrong(record.file, line, f"There is no owner {name}", near_miss(name, owners))


def _figures(draft: Draft) -> None:
    for figure in draft.records("figures"):
        rows = figure.get("rows") or []
        if not rows and "rows" in figure.values:
            wrong = f"The figure {figure.get('id')} has no row"
            draft.wrong(figure.file, figure.at("rows"), wrong, "Add a row with from and pounds")
        for one, two in pairwise(rows):
            if one.get("from") and two.get("from") and two.get("from") <= one.get("from"):
                wrong = f"The dates of {figure.get('id')} are out of order"
                draft.wrong(two.file, two.at("from"), wrong, "Put the earliest row first, and each date once")
        for row in rows:
            if (row.get("pounds") or 0) < 0:
                draft.wrong(row.file, row.at("pounds"), "A figure cannot be below 0", "Write whole pounds")


def _details(draft: Draft) -> None:
    for detail in draft.records("details"):
        length, longest = detail.get("max_length"), LONGEST.get(detail.get("kind"))
        if isinstance(length, int) and longest and not 1 <= length <= longest:
            wrong = f"max_length is {length} and must be from 1 to {longest} for {detail.get('kind')}"
            draft.wrong(detail.file, detail.at("max_length"), wrong, "Choose a length within that")


_PARTS = {"process": "processes", "timeframe": "timeframes", "steps": "bodies", "checks": "checks", "alerts": "alerts"}
"""The parts of a decision that hold ids, and the section that knows them."""
_ONE = {"process": "process", "timeframe": "timeframe", "steps": "body", "checks": "check", "alerts": "alert"}


def _expected(draft: Draft) -> None:
    """Ids that an example expects and no rule has, each at its own line."""
    axes = {a.get("id") for m in draft.records("matrix") for a in m.get("axes") or ()}
    steps = [s.get("id") for p in draft.records("processes") for s in p.get("steps") or () if s.get("id")]
    for example in draft.records("examples"):
        for part, named in (example.get("expect") or {}).items():
            if part not in PARTS and part not in axes and draft.knows("matrix"):
                mend = near_miss(part, [*PARTS, *axes])
                draft.wrong(example.file, example.within("expect", part), f"{cut(part)} is no part of a decision", mend)
            if part not in _PARTS or named is None or not draft.knows(_PARTS[part]):
                continue
            known = [*_ids(draft.records(_PARTS[part])), *(steps if part == "steps" else ())]
            for one in (named,) if isinstance(named, str) else named:
                if one not in known and one != "none":
                    line = example.places.get((part, one), example.within("expect", part))
                    draft.wrong(example.file, line, f"There is no {_ONE[part]} {one}", near_miss(one, known))


def _examples(draft: Draft) -> None:
    if not draft.knows("topics"):
        return
    questions = {q.get("id"): q for q in question_records(draft)}
    for example in draft.records("examples"):
        for name, answer in (example.get("answers") or {}).items():
            question, line = questions.get(name), example.within("answers", name)
            if question is None:
                draft.wrong(example.file, line, f"There is no question {name}", near_miss(name, questions))
                continue
            options = _ids(question.get("options") or ())
            for one in (answer,) if isinstance(answer, str) else answer:
                if options and one not in options:
                    at = example.places.get((f"answers {name}", one), line)
                    draft.wrong(example.file, at, f"{name} has no option {one}", near_miss(one, options))
