"""Whether the routes hold: their steps are bodies, in order, and those that work side by side can."""

from __future__ import annotations

from itertools import pairwise

from governance_rules.draft import Draft, Record
from governance_rules.problems import near_miss


def _ids(records: list[Record]) -> list[str]:
    return [r.get("id") for r in records if r.get("id")]


def find_unsound_routes(draft: Draft) -> None:
    """Add to the draft's problems what does not hold together in its routes."""
    processes = draft.records("processes")
    bodies = _ids(draft.records("bodies"))
    for process in processes:
        if draft.knows("bodies"):
            _steps(draft, process, bodies)
    _visits(draft)
    for body in draft.records("bodies"):
        days = body.get("working_days")
        if isinstance(days, int) and not 1 <= days <= _MOST_DAYS:
            wrong = f"{days} working days are not between 1 and {_MOST_DAYS}"
            draft.wrong(body.file, body.at("working_days"), wrong, "Choose a number that is, or take the key out")
    for process, after in pairwise(processes):
        if "when" not in process.values:
            wrong = f"The process {after.get('id')} can never be reached, as {process.get('id')} above takes everything"
            draft.wrong(after.file, after.line, wrong, f"Give {process.get('id')} a when, or move it to the end")
    named = draft.sections.get("checks_apply_to")
    if isinstance(named, tuple) and draft.knows("processes"):
        top = draft.tops["checks_apply_to"]
        for name in named:
            if name not in _ids(processes):
                line = top.within("checks_apply_to", name)
                draft.wrong(top.file, line, f"There is no process {name}", near_miss(name, _ids(processes)))


_MOST_DAYS = 250
"""Working days of a year."""


def _steps(draft: Draft, process: Record, bodies: list[str]) -> None:
    before = -1
    group: list[str] = []
    for place, step in enumerate(process.get("steps") or ()):
        body = step.get("body")
        if body is None:
            continue
        if body not in bodies:
            draft.wrong(step.file, step.at("body"), f"There is no body {body}", near_miss(body, bodies))
            continue
        if step.get("together") and not place:
            wrong = f"The step {body} is the first, so there is no step above it to work at the same time as"
            draft.wrong(step.file, step.at("together"), wrong, "Take together out, or put it on the step below")
        if step.get("together") and body in group:
            wrong = f"{body} cannot work at the same time as itself"
            draft.wrong(step.file, step.at("together"), wrong, "Take together out, or name another body")
        group = [*group, body] if step.get("together") else [body]
        if step.get("id"):
            continue  # a further visit may come at any place
        if bodies.index(body) <= before:
            mend = "Keep the order of the bodies, each one once, and give a further visit an id and a name of its own"
            draft.wrong(step.file, step.at("body"), f"The step {body} is out of order", mend)
        before = max(before, bodies.index(body))


def _visits(draft: Draft) -> None:
    """Ids of further visits: each with a name, of one body everywhere, and nobody else's."""
    sections = (("processes", "process"), ("bodies", "body"), ("checks", "check"), ("alerts", "alert"))
    taken = {r.get("id"): what for section, what in sections for r in draft.records(section)}
    of: dict[str, str] = {}
    for process in draft.records("processes"):
        seen: set[str] = set()
        for step in process.get("steps") or ():
            name, body = step.get("id"), step.get("body")
            if name is None:
                continue
            if name in taken:
                wrong = f"The id {name} is taken by a {taken[name]}"
                draft.wrong(step.file, step.at("id"), wrong, "Give this step another id, such as board_again")
            elif name in seen or of.setdefault(name, body) != body:
                wrong = f"The id {name} is taken by another step"
                draft.wrong(step.file, step.at("id"), wrong, "Give this step another id")
            if not step.get("name"):
                mend = "Add name: What staff read, such as Board: final say"
                draft.wrong(step.file, step.at("id"), f"The step {name} has no name", mend)
            seen.add(name)
