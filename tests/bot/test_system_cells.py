"""Each cell of a spreadsheet of systems at its edges: what is read, and what is told, by plain calls."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.sheet import MOST_ROWS, Line, Unreadable, read_sheet
from bot.system_cells import SystemRow, read_systems

AREAS = {"housing": "Housing", "place": "Place and streets"}


def read(column: str, cell: Any) -> object:
    """What a cell below this heading says; a sentence where it says nothing that can be read."""
    lines = [Line(1, ("Title", column)), Line(2, ("A system", cell))]
    sheet = read_systems(lines, AREAS)
    if sheet.problems:
        (problem,) = sheet.problems
        assert (problem.line, problem.column, sheet.rows) == (2, column, [])
        return problem.sentence
    (row,) = sheet.rows
    return next((said for name, said in row.values.items() if name != "Title"), None)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("Supplier", "x" * 255, "x" * 255),
        ("Supplier", "\U0001f6b2" * 127 + "x", "\U0001f6b2" * 127 + "x"),
        ("Supplier", "  A   supplier ", "A supplier"),
        ("Supplier", 7.0, "7"),
        ("Supplier", 7.5, "7.5"),
        ("Supplier", None, None),
        ("Supplier", "", None),
        ("Owner", 0, "0"),
        ("Service area", "HOUSING", "Housing"),
        ("Directorate", "place", "Place and streets"),
        ("Directorate", "place and streets", "Place and streets"),
        ("Contract ends", datetime.fromisoformat("2027-03-31T09:00"), date(2027, 3, 31)),
        ("Contract ends", date(2027, 3, 31), date(2027, 3, 31)),
        ("Contract ends", "2027-3-1", date(2027, 3, 1)),
        ("Contract ends", "2027-03-31T00:00:00Z", date(2027, 3, 31)),
        ("Contract ends", "1.2.2027", date(2027, 2, 1)),
        ("Contract ends", "31/03/2027 00:00:00", date(2027, 3, 31)),
        ("Contract ends", "1st Dec 2027", date(2027, 12, 1)),
        ("Contract ends", "31 january 2027", date(2027, 1, 31)),
        ("Contract ends", 20_000, date(1954, 10, 3)),
        ("Contract ends", "79999", date(2119, 1, 10)),
        ("Notice (months)", "18 months", 18.0),
        ("Notice (months)", 6.0, 6.0),
        ("Notice (months)", "120", 120.0),
        ("Notice (months)", "1 month", 1.0),
        ("Yearly cost (£)", "£48,000.50", 48000.5),
        ("Yearly cost (£)", "48 000 a year", 48000.0),
        ("Yearly cost (£)", 48_000, 48000.0),
        ("Yearly cost (£)", "12.05 p.a.", 12.05),
        ("Status", "LIVE", "In use"),
        ("Status", "to be replaced", "Being replaced"),
        ("Status", "closed", "Retired"),
        ("Link", "HTTPS://example.org", "HTTPS://example.org"),
        ("Link", "http://example.org", "http://example.org"),
    ],
    ids=str,
)
def test_a_cell_is_read_as_people_write_it(column: str, cell: Any, said: object) -> None:
    assert read(column, cell) == said


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("Supplier", "x" * 256, "it has more than 255 characters. Shorten it"),
        ("Supplier", "\U0001f6b2" * 128, "it has more than 255 characters. Shorten it"),
        ("Service area", "y" * 50, f"“{'y' * 40}” is no service area. Write one of: Housing, Place and streets"),
        ("Contract ends", "y" * 50, f"“{'y' * 40}” is no date. Write it as 31/03/2027 or 2027-03-31"),
        ("Contract ends", "31/02/2027", "“31/02/2027” is no date. Write it as 31/03/2027 or 2027-03-31"),
        ("Contract ends", "1 Foo 2027", "“1 Foo 2027” is no date. Write it as 31/03/2027 or 2027-03-31"),
        ("Contract ends", 19_999, "“19999” is no date. Write it as 31/03/2027 or 2027-03-31"),
        ("Contract ends", 80_000, "“80000” is no date. Write it as 31/03/2027 or 2027-03-31"),
        ("Notice (months)", "soon", "“soon” is no number of months. Write a whole number up to 120"),
        ("Notice (months)", "121", "“121” is no number of months. Write a whole number up to 120"),
        ("Yearly cost (£)", "48,5", "“48,5” is no sum. Write pounds a year, such as 48000 or £48,000"),
        ("Notice (months)", "y" * 50, f"“{'y' * 40}” is no number of months. Write a whole number up to 120"),
        ("Yearly cost (£)", "y" * 50, f"“{'y' * 40}” is no sum. Write pounds a year, such as 48000 or £48,000"),
        ("Yearly cost (£)", True, "“True” is no sum. Write pounds a year, such as 48000 or £48,000"),
        ("Status", "z" * 41, f"“{'z' * 40}” is no state. Write one of: In use, Being replaced, Retired"),
        ("Link", "example.org", "it is no address. It begins with https://"),
    ],
    ids=str,
)
def test_a_cell_that_cannot_be_read_says_what_to_write(column: str, cell: Any, told: str) -> None:
    assert read(column, cell) == told


def test_a_row_is_told_of_once_for_each_thing_that_is_wrong_with_it() -> None:
    head = Line(1, (None, "  System   NAME ", "Colour", "Supplier"))
    rows = (
        Line(2, (None, "One", "red", "A")),
        Line(3, (None, "", None, "B")),
        Line(4, (None, "x" * 256, None, "C")),
        Line(6, (None, "oNE ", None)),
        Line(7, ("odd", "Two")),
    )
    sheet = read_systems([head, *rows], AREAS)
    assert sheet.unknown == ("Colour",)
    assert sheet.rows == [SystemRow(2, "One", {"Title": "One", "Supplier": "A"}), SystemRow(7, "Two", {"Title": "Two"})]
    assert [str(problem) for problem in sheet.problems] == [
        "line 3, System NAME: it is empty. Write the name of the system",
        "line 4, System NAME: it has more than 255 characters. Shorten it",
        "line 6, System NAME: line 2 has this name. Keep one",
    ]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (("Supplier",), "No column holds the names"),
        (("Title", "Name"), "Two columns mean Title: “Name” is the second"),
        (("Title", "Cost", "Annual value"), "Two columns mean YearlyCost: “Annual value” is the second"),
    ],
)
def test_headings_that_lack_the_name_or_say_one_thing_twice_are_refused(head: tuple[str, ...], told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read_systems([Line(1, head)], AREAS)


def test_cells_of_a_workbook_are_values_or_words_and_many_rows_are_not_too_many(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    day = datetime(2027, 3, 31, tzinfo=UTC).replace(tzinfo=None)  # cells know no zone
    length = timedelta(hours=1)
    for row in (["Title", " Cost ", None, True], [length, 5, 1.5, day]):
        sheet.append(row)
    book.save(tmp_path / "systems.xlsx")
    found = [line.cells for line in read_sheet(tmp_path / "systems.xlsx")]
    assert found[0][:4] == ("Title", "Cost", None, True)
    assert found[1][1:4] == (5, 1.5, day)
    assert isinstance(found[1][0], str)
    many = tmp_path / "many.csv"
    many.write_text("Title\n" + "a\n" * MOST_ROWS)
    assert len(read_sheet(many)) == MOST_ROWS + 1
