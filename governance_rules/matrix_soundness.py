"""Whether the matrix holds together: both axes, every option with its points, every pair of bands with a timeframe."""

from __future__ import annotations

from itertools import product

from governance_rules.draft import Draft, Record
from governance_rules.matrix import MOST_POINTS
from governance_rules.problems import near_miss
from governance_rules.question_soundness import kind_of_record

_ROLES = ("value", "achievability")
_HEAVIEST = 10
_HIGHEST = 100


def find_unsound_matrix(draft: Draft) -> None:
    """Add to the draft's problems what does not hold together in the matrix."""
    for matrix in draft.records("matrix"):
        _applies_to(draft, matrix)
        _decided_by(draft, matrix)
        _axes(draft, matrix)
        _bands(draft, matrix)
        _cells(draft, matrix)


def _applies_to(draft: Draft, matrix: Record) -> None:
    known = [p.get("id") for p in draft.records("processes")]
    for name in matrix.get("applies_to") or ():
        if name not in known and draft.knows("processes"):
            draft.wrong(
                matrix.file, matrix.within("applies_to", name), f"There is no process {name}", near_miss(name, known)
            )


def _decided_by(draft: Draft, matrix: Record) -> None:
    body, known = matrix.get("decided_by"), [b.get("id") for b in draft.records("bodies")]
    if body and body not in known and draft.knows("bodies"):
        draft.wrong(matrix.file, matrix.at("decided_by"), f"There is no body {body}", near_miss(body, known))


def _axes(draft: Draft, matrix: Record) -> None:
    axes = matrix.get("axes") or []
    for needed in _ROLES:
        found = [a for a in axes if (a.get("role") or a.get("id")) == needed]
        if len(found) != 1 and "axes" in matrix.values and all(a.get("id") for a in axes):
            wrong = f"The axis {needed} stands {len(found)} times"
            mend = f"Keep exactly one of it, or give one of another name role: {needed}"
            draft.wrong(matrix.file, matrix.at("axes"), wrong, mend)
    for axis in axes:
        if axis.get("id") and (axis.get("role") or axis.get("id")) not in _ROLES:
            wrong = f"The axis {axis.get('id')} has no role"
            draft.wrong(axis.file, axis.at("id"), wrong, "Add role: value or role: achievability")
    for axis in axes:
        seen: set[str] = set()
        for criterion in axis.get("criteria") or ():
            name = criterion.get("question")
            if name in seen:
                draft.wrong(
                    criterion.file, criterion.at("question"), f"{name} is weighed twice on one axis", "Keep one of them"
                )
            seen.add(name)
            _numbers(draft, criterion)
            _options(draft, criterion)
        if "criteria" in axis.values and not axis.get("criteria"):
            draft.wrong(axis.file, axis.at("criteria"), f"The axis {axis.get('id')} has no criterion", "Add one")


def _numbers(draft: Draft, criterion: Record) -> None:
    weight = criterion.get("weight")
    if isinstance(weight, int) and not 1 <= weight <= _HEAVIEST:
        wrong = f"The weight {weight} is not between 1 and {_HEAVIEST}"
        draft.wrong(criterion.file, criterion.at("weight"), wrong, "Choose one that is")
    given: dict[str, int] = criterion.get("points") or {}
    by_number = [("points_by_number", str(points), points) for points in criterion.get("points_by_number") or ()]
    for key, word, points in (*(("points", option, points) for option, points in given.items()), *by_number):
        if not 0 <= points <= MOST_POINTS:
            wrong = f"{points} points are not between 0 and {MOST_POINTS}"
            draft.wrong(criterion.file, criterion.within(key, word), wrong, "Choose points that are")


def _options(draft: Draft, criterion: Record) -> None:
    name = criterion.get("question")
    questions = {q.get("id"): q for t in draft.records("topics") for q in t.get("questions") or ()}
    if name is None or not draft.knows("topics"):
        return
    if name not in questions:
        draft.wrong(
            criterion.file, criterion.at("question"), f"There is no question {name}", near_miss(name, questions)
        )
        return
    given: dict[str, int] = criterion.get("points") or {}
    if (measure := kind_of_record(questions[name]).measure) is not None:
        wrong = f"{name} is a {measure.name} and no choice, so it gives no points here"
        draft.wrong(criterion.file, criterion.at("question"), wrong, "Weigh a question with options")
        return
    several = bool(questions[name].get("several"))
    options = questions[name].get("options") or []
    known = [o.get("id") for o in options]
    _known_options(draft, criterion, known)
    if several and not criterion.get("points_by_number"):
        wrong = f"{name} takes several options and has no points_by_number"
        draft.wrong(criterion.file, criterion.line, wrong, "Add such as points_by_number: [1, 2, 3]")
    if not several and "points_by_number" in criterion.values:
        wrong = f"{name} takes one option, so points_by_number does not fit"
        draft.wrong(criterion.file, criterion.at("points_by_number"), wrong, "Take it out")
    for option in options:
        own = option.get("id")
        if "points" in criterion.values and own not in given and (option.get("alone") or not several):
            wrong = f"The option {own} of {name} has no points"
            draft.wrong(criterion.file, criterion.at("points"), wrong, f"Add {own} with 0 to 3 points")


def _known_options(draft: Draft, criterion: Record, known: list[str]) -> None:
    for key in ("points", "not_known"):
        for option in criterion.get(key) or ():
            if option not in known:
                wrong = f"{criterion.get('question')} has no option {option}"
                draft.wrong(criterion.file, criterion.within(key, option), wrong, near_miss(option, known))


def _by_role(matrix: Record) -> tuple[str, str]:
    """The ids of the axes: that of the value, and that of the achievability."""
    ids = {a.get("role") or a.get("id"): a.get("id") for a in matrix.get("axes") or ()}
    return ids.get("value") or "value", ids.get("achievability") or "achievability"


def _bands(draft: Draft, matrix: Record) -> None:
    lowest = [b.get("from") for b in matrix.get("bands") or ()]
    if not lowest or None in lowest:
        return
    if lowest != sorted(set(lowest), reverse=True) or lowest[-1] != 0 or lowest[0] > _HIGHEST:
        mend = "Go from the highest down to one from 0"
        draft.wrong(matrix.file, matrix.at("bands"), "The bands are out of order", mend)


def _axes_of(draft: Draft, cell: Record, axes: tuple[str, str], bands: list[str]) -> None:
    """Each axis with one of the bands, and no other key."""
    for key in cell.values:
        if key != "timeframe" and key not in axes:
            wrong = f"{key} is no axis, so it is not a key of the cell"
            draft.wrong(cell.file, cell.at(key), wrong, near_miss(key, axes))
    for axis in axes:
        name = cell.get(axis)
        if name is None and axis not in cell.values:
            draft.wrong(cell.file, cell.line, f"The cell has no {axis}", f"Add {axis}: a band")
        elif name and name not in bands:
            draft.wrong(cell.file, cell.at(axis), f"There is no band {name}", near_miss(name, bands))


def _cells(draft: Draft, matrix: Record) -> None:
    bands = [b.get("id") for b in matrix.get("bands") or ()]
    timeframes = [t.get("id") for t in draft.records("timeframes")]
    axes = _by_role(matrix)
    seen: set[tuple[str, str]] = set()
    for cell in matrix.get("cells") or ():
        _axes_of(draft, cell, axes, bands)
        pair = (cell.get(axes[0]), cell.get(axes[1]))
        if None not in pair and pair in seen:
            draft.wrong(cell.file, cell.line, f"The cell {pair[0]} and {pair[1]} stands twice", "Keep one of them")
        seen.add(pair)
    for one, two in product(bands, repeat=2):
        if (one, two) not in seen and "cells" in matrix.values:
            wrong = f"No cell says what {one} {axes[0]} with {two} {axes[1]} gives"
            draft.wrong(matrix.file, matrix.at("cells"), wrong, "Add it with a timeframe")
    for record in (*(matrix.get("cells") or ()), *(matrix.get("lifts") or ())):
        name = record.get("timeframe")
        if name and name not in timeframes and draft.knows("timeframes"):
            wrong = f"There is no timeframe {name}"
            draft.wrong(record.file, record.at("timeframe"), wrong, near_miss(name, timeframes))
