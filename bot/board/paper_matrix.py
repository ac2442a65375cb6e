"""The appendix of a paper: the matrix with its weights and points, what scores mean, and the version of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.board.content import Block, Bullets, Paragraph, Section, Table, Words
from dialogs.cards.route import question_of, short_name
from governance_rules import Decision, Rulebook
from governance_rules.matrix import MOST_POINTS, Axis, Criterion

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six")


def matrix_sections(rulebook: Rulebook, decisions: Sequence[Decision]) -> list[Section]:
    """The appendix. ``decisions``: of the requests of the paper, which may have been made by earlier rules."""
    matrix = rulebook.matrix
    rules = [
        Paragraph(f"The rules of this paper have the version {rulebook.version}."),
        *_earlier(rulebook.version, decisions),
    ]
    if not matrix.axes:
        return [Section("Appendix: the rules", tuple(rules), new_page=True)]
    opening = Paragraph(
        f"Each criterion gives 0 to {MOST_POINTS} points, times its weight. A score is 100 times the sum, divided by "
        "the most that the weights allow, rounded down. A question that was not answered gives 0 points. "
        "No AI takes part."
    )
    sections = [Section("Appendix: the matrix and the rules", (opening, *rules), anchor="matrix", new_page=True)]
    sections += [Section(axis.name, (_axis(rulebook, axis),), level=2) for axis in matrix.axes]
    sections.append(Section("When the work could happen", tuple(_cells(rulebook)), level=2))
    return sections


def _earlier(version: str, decisions: Sequence[Decision]) -> Iterator[Block]:
    others = sorted({decision.rules_version for decision in decisions} - {version})
    if others:
        count = sum(decision.rules_version != version for decision in decisions)
        yield Paragraph(
            f"{count} of the requests were decided by earlier rules, and keep the points of that day: "
            f"{', '.join(others)}."
        )


def _axis(rulebook: Rulebook, axis: Axis) -> Table:
    rows: list[tuple[Words, ...]] = []
    for criterion in axis.criteria:
        question = question_of(rulebook, criterion.question)
        name = short_name(question) if question else rulebook.named(criterion.question)
        rows.append((name, str(criterion.weight), "; ".join(_points(rulebook, criterion))))
    return Table(f"Weights and points of {axis.name}", ("Criterion", "Weight", "Points"), tuple(rows), (30, 10, 60))


def _points(rulebook: Rulebook, criterion: Criterion) -> Iterator[str]:
    question = question_of(rulebook, criterion.question)
    for option_id, points in criterion.points.items():
        option = question.option(option_id) if question else None
        yield f"{option.label if option else rulebook.named(option_id)}: {points}"
    for number, points in enumerate(criterion.by_number, 1):
        more = " or more" if number == len(criterion.by_number) else ""
        yield f"{_NUMBERS[number] if number < len(_NUMBERS) else number}{more} chosen: {points}"


def _cells(rulebook: Rulebook) -> Iterator[Block]:
    matrix = rulebook.matrix
    value, achievability = matrix.name_of("value"), matrix.name_of("achievability")
    lowest = {band.id: band.at_least for band in matrix.bands}
    yield Paragraph("; ".join(f"{band.name}: from {lowest[band.id]} points" for band in matrix.bands) + ".")
    rows = tuple(
        (
            row.name,
            *(
                rulebook.named(matrix.cells[row.id, column.id]) if (row.id, column.id) in matrix.cells else ""
                for column in matrix.bands
            ),
        )
        for row in matrix.bands
    )
    headings = (value, *(f"{achievability}: {band.name}" for band in matrix.bands))
    yield Table("The timeframe that each pair of scores suggests", headings, rows)
    if matrix.lifts:
        yield Bullets(
            tuple(f"{rulebook.named(lift.timeframe)}, whatever the scores: {lift.because}" for lift in matrix.lifts)
        )
