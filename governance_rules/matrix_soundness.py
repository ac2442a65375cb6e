"""Whether the matrix holds together: both axes, every option with its points, every pair of bands with a timeframe."""

from __future__ import annotations

from governance_rules.problems import near_miss
from governance_rules.draft import Draft, Record

_MOST_POINTS = 3
_HEAVIEST = 10
_HIGHEST = 100


def find_unsound_matrix(draft: Draft) -> None:
    """Add to the draft's problems what does not hold together in the matrix."""
    for matrix in draft.records("matrix"):
        _applies_to(draft, matrix)
        _axes(draft, matrix)
        _bands_and_cells(draft, matrix)


def _applies_to(draft: Draft, matrix: Record) -> None:
    known = [p.get("id") for p in draft.records("processes")]
    for name in matrix.get("applies_to") or ():
        if name not in known and draft.knows("processes"):
            draft.wrong(matrix.file, matrix.at("applies_to"), f"There is no process {name}", near_miss(name, known))


def _axes(draft: Draft, matrix: Record) -> None:
    axes = matrix.get("axes") or []
    for needed in ("value", "achievability"):
        found = [a for a in axes if a.get("id") == needed]
        if len(found) != 1 and "axes" in matrix.values and all(a.get("id") for a in axes):
            draft.wrong(
                matrix.file, matrix.at("axes"), f"The axis {needed} stands {len(found)} times", "Keep exactly one of it"
            )
    for axis in axes:
        seen: set[str] = set()
        for criterion in axis.get("criteria") or ():
            if criterion.get("question") in seen:
                draft.wrong(
                    criterion.file,
                    criterion.line,
                    f"{criterion.get('question')} is weighed twice on one axis",
                    "Keep one",
                )
            seen.add(criterion.get("question"))
            _criterion(draft, criterion)
        if "criteria" in axis.values and not axis.get("criteria"):
            draft.wrong(axis.file, axis.at("criteria"), f"The axis {axis.get('id')} has no criterion", "Add one")


def _criterion(draft: Draft, criterion: Record) -> None:
    name, weight = criterion.get("question"), criterion.get("weight")
    if isinstance(weight, int) and not 1 <= weight <= _HEAVIEST:
        draft.wrong(
            criterion.file,
            criterion.at("weight"),
            f"The weight {weight} is not between 1 and {_HEAVIEST}",
            "Choose one that is",
        )
    given: dict[str, int] = criterion.get("points") or {}
    for points in (*given.values(), *(criterion.get("points_by_number") or ())):
        if not 0 <= points <= _MOST_POINTS:
            draft.wrong(
                criterion.file,
                criterion.at("points"),
                f"{points} points are not between 0 and {_MOST_POINTS}",
                "Choose points that are",
            )
    questions = {q.get("id"): q for t in draft.records("topics") for q in t.get("questions") or ()}
    if name is None or not draft.knows("topics"):
        return
    question = questions.get(name)
    if question is None:
        draft.wrong(
            criterion.file, criterion.at("question"), f"There is no question {name}", near_miss(name, questions)
        )
        return
    options = question.get("options") or []
    known = [o.get("id") for o in options]
    lines = dict(zip(given, criterion.places.get("points", ()), strict=False))
    for option in given:
        if option not in known:
            draft.wrong(
                criterion.file,
                lines.get(option, criterion.line),
                f"{name} has no option {option}",
                near_miss(option, known),
            )
    several = bool(question.get("several"))
    if several and not criterion.get("points_by_number"):
        draft.wrong(
            criterion.file,
            criterion.line,
            f"{name} takes several options and has no points_by_number",
            "Add such as points_by_number: [1, 2, 3]",
        )
    if not several and "points_by_number" in criterion.values:
        draft.wrong(
            criterion.file,
            criterion.at("points_by_number"),
            f"{name} takes one option, so points_by_number does not fit",
            "Take it out",
        )
    for option in options:
        if "points" in criterion.values and option.get("id") not in given and (option.get("alone") or not several):
            draft.wrong(
                criterion.file,
                criterion.at("points"),
                f"The option {option.get('id')} of {name} has no points",
                f"Add {option.get('id')}: and 0 to 3 points",
            )


def _bands_and_cells(draft: Draft, matrix: Record) -> None:
    bands = matrix.get("bands") or []
    lowest = [b.get("from") for b in bands]
    if (
        bands
        and None not in lowest
        and (lowest != sorted(set(lowest), reverse=True) or lowest[-1] != 0 or lowest[0] > _HIGHEST)
    ):
        draft.wrong(
            matrix.file, matrix.at("bands"), "The bands are out of order", "Go from the highest down to one from 0"
        )
    known = [b.get("id") for b in bands]
    timeframes = [t.get("id") for t in draft.records("timeframes")]
    seen: set[tuple[str, str]] = set()
    for cell in matrix.get("cells") or ():
        for axis in ("value", "achievability"):
            if cell.get(axis) and cell.get(axis) not in known:
                draft.wrong(
                    cell.file, cell.at(axis), f"There is no band {cell.get(axis)}", near_miss(cell.get(axis), known)
                )
        pair = (cell.get("value"), cell.get("achievability"))
        if pair in seen:
            draft.wrong(cell.file, cell.line, f"The cell {pair[0]} and {pair[1]} stands twice", "Keep one")
        seen.add(pair)
    for value in known:
        for achievability in known:
            if (value, achievability) not in seen and "cells" in matrix.values:
                draft.wrong(
                    matrix.file,
                    matrix.at("cells"),
                    f"No cell says what {value} value with {achievability} achievability gives",
                    "Add it",
                )
    for record in (*(matrix.get("cells") or ()), *(matrix.get("lifts") or ())):
        name = record.get("timeframe")
        if name and name not in timeframes and draft.knows("timeframes"):
            draft.wrong(
                record.file, record.at("timeframe"), f"There is no timeframe {name}", near_miss(name, timeframes)
            )
