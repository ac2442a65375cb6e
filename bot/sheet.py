"""A table out of a file as councils keep them: CSV as Excel saves it, or a workbook; each cell with where it stands."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

Cell = str | int | float | bool | date | datetime | None
LARGEST: Final = 10_000_000
"""Bytes of a file."""
LARGEST_UNPACKED: Final = 200_000_000
"""Bytes of a workbook once it is unpacked, and how many times its size that may be."""
MOST_TIMES: Final = 200
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 100
_LOWEST_ROW: Final = 1_048_576
_HEAD: Final = 4096
_MACROS: Final = "vbaProject.bin"


class Unreadable(Exception):
    """A file that cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the line on which a person finds it, and its cells."""

    number: int
    cells: tuple[Cell, ...]


def read_sheet(path: Path) -> list[Line]:
    """Every row that holds something, the headings first. Raises `Unreadable`."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise Unreadable(f"The file holds {size:,} bytes. Keep it under {LARGEST:,}: leave out what is not needed.")
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"The file cannot be read ({error.strerror}). Check its name.") from None
    ending = path.suffix.lower()
    if ending == ".xlsx":
        found = _workbook(content)
    elif ending == ".csv":
        found = _csv(content)
    else:
        raise Unreadable("It is no .csv or .xlsx file. Save it as one of these (a workbook without macros).")
    lines = [line for line in found if any(cell not in (None, "") for cell in line.cells)]
    if not lines:
        raise Unreadable("The file is empty. Its first row holds the headings, such as Title and Contract ends.")
    return lines


def _csv(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        began = 1
        for count, row in enumerate(reader):
            _limit(count)
            yield Line(began, tuple(cell.strip() for cell in row))
            began = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"Line {reader.line_num} is no CSV ({error}). Save the file again from Excel.") from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # as Excel saves "CSV" in Britain


def _workbook(content: bytes) -> Iterator[Line]:
    _refuse_traps(content)
    import openpyxl  # noqa: PLC0415 - 150 ms that a CSV does not need

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        count = 0
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
            _limit(number, _LOWEST_ROW)
            if any(cell is not None for cell in row):  # people colour whole columns, down to the last row
                _limit(count)
                count += 1
                yield Line(number, tuple(_plain(cell) for cell in row))
        book.close()
    except Unreadable:
        raise
    except Exception as error:  # whatever openpyxl makes of a broken file
        raise Unreadable(
            f"The workbook cannot be read ({type(error).__name__}). Open it in Excel and save it as .xlsx again."
        ) from None


def _refuse_traps(content: bytes) -> None:
    """Refuse what would run or burst: macros, a workbook that unpacks to many times its size, a document type."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > LARGEST_UNPACKED or unpacked > MOST_TIMES * max(len(content), 10_000):
                raise Unreadable("The workbook unpacks to far more than it holds. Save the one sheet as .csv.")
            if any(part.filename.endswith(_MACROS) for part in parts):
                raise Unreadable("The workbook has macros. Save it as .xlsx, which has none, or as .csv.")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with packed.open(part) as opened:
                        if b"<!DOCTYPE" in opened.read(_HEAD).upper():
                            raise Unreadable("The workbook holds what no Excel writes. Save the sheet as .csv.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise Unreadable("It is no .xlsx workbook, or it has a password. Save it as .xlsx again.") from None


def _plain(cell: object) -> Cell:
    if isinstance(cell, str):
        return cell.strip()
    return cell if isinstance(cell, int | float | bool | date) or cell is None else str(cell)


def _limit(count: int, most: int = MOST_ROWS) -> None:
    if count > most:
        raise Unreadable(f"The file has more than {most:,} rows. Split it into several.")
