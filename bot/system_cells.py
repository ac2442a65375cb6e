"""Reads rows of a spreadsheet of systems: headings in plain variants, days, sums and areas as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from bot.sharepoint.columns import SYSTEM_STATES
from bot.sharepoint.items import LINE
from bot.sharepoint.system_rows import LONGEST_NOTICE
from bot.sheet import Cell, Line, Unreadable

Value = str | float | date
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "Title": ("title", "system", "systemname", "name", "nameofsystem", "application", "applicationname", "software"),
    "Supplier": ("supplier", "suppliername", "vendor", "provider", "contractor", "company"),
    "ServiceArea": ("servicearea", "area", "service", "directorate", "department", "areaid"),
    "Owner": ("owner", "systemowner", "businessowner", "serviceowner", "ownername"),
    "ContractEnds": (
        *("contractends", "contractend", "contractenddate", "enddate", "contractenddates", "ends", "endofcontract"),
        *("expiry", "expirydate", "contractexpiry", "contractexpirydate", "expires", "renewaldate", "contractexpires"),
    ),
    "NoticeMonths": ("noticemonths", "notice", "noticeperiod", "noticeperiodmonths", "noticeinmonths", "monthsnotice"),
    "YearlyCost": (
        *(
            "yearlycost",
            "annualcost",
            "costayear",
            "costperyear",
            "cost",
            "annualcharge",
            "costperannum",
            "yearlycosts",
        ),
        *("annualvalue", "annualcontractvalue", "annualspend"),
    ),
    "State": ("state", "status", "lifecycle", "lifecyclestatus"),
    "Link": ("link", "url", "website", "webaddress", "page"),
}
_STATES: Final = {
    **{state.casefold(): state for state in SYSTEM_STATES},
    **dict.fromkeys(("live", "active", "current", "in service", "used"), SYSTEM_STATES[0]),
    **dict.fromkeys(("replacing", "to be replaced", "replacement under way"), SYSTEM_STATES[1]),
    **dict.fromkeys(("decommissioned", "closed", "not used", "off", "ended"), SYSTEM_STATES[2]),
}
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_BY_NUMBERS: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00(?::00)?)?")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][0-9:.]+Z?)?")
_IN_WORDS: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})[ -](\d{4})")
_SUM: Final = re.compile(
    r"£?\s*(\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.(\d+))?\s*(?:p\.?a\.?|a year|per year|per annum)?",
    re.IGNORECASE | re.ASCII,
)
"""A comma stands before three figures: "48,5" is forty-eight and a half elsewhere, and no sum here."""
_COUNT: Final = re.compile(r"(\d{1,4})(?:\.0+)?\s*(?:months?)?", re.IGNORECASE)
_EXCEL_DAY_ONE: Final = date(1899, 12, 30)
_EXCEL_DAYS: Final = range(20_000, 80_000)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is left out: its line, the heading of the column (empty: the row), and what to do."""

    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        """The line that the command prints."""
        return f"line {self.line}{', ' if self.column else ''}{self.column}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class SystemRow:
    """A sound row: its line and what it says, by column of the list. An empty cell says nothing."""

    line: int
    title: str
    values: Mapping[str, Value]


@dataclass(slots=True)
class SystemSheet:
    """What a file says."""

    rows: list[SystemRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: tuple[str, ...] = ()
    """Headings that are none of ours: their columns are left out."""


class _No(Exception):
    """A cell that cannot be read; the text says what to write."""


def read_systems(lines: Sequence[Line], areas: Mapping[str, str]) -> SystemSheet:
    """Read a table whose first row holds the headings. ``areas``: names by id. Raises `Unreadable`: no title column."""
    head, *rest = lines
    columns, unknown = _columns(head)
    sheet = SystemSheet(unknown=unknown)
    read = _readers(areas)
    seen: dict[str, int] = {}
    for line in rest:
        problems: list[Problem] = []
        values: dict[str, Value] = {}
        for place, (column, heading) in columns.items():
            cell = line.cells[place] if place < len(line.cells) else None
            if cell is None or cell == "":
                continue
            try:
                values[column] = read[column](cell)
            except _No as no:
                problems.append(Problem(line.number, heading, str(no)))
        title = str(values.get("Title", ""))
        if not title and not any(problem.column == _title_heading(columns) for problem in problems):
            problems.append(Problem(line.number, _title_heading(columns), "it is empty. Write the name of the system"))
        key = " ".join(title.split()).casefold()
        if title and key in seen:
            problems.append(Problem(line.number, _title_heading(columns), f"line {seen[key]} has this name. Keep one"))
        if problems:
            sheet.problems += problems
            continue
        seen[key] = line.number
        sheet.rows.append(SystemRow(line.number, title, values))
    return sheet


def _title_heading(columns: Mapping[int, tuple[str, str]]) -> str:
    """The heading above the names."""
    return next(heading for column, heading in columns.values() if column == "Title")


def _columns(head: Line) -> tuple[dict[int, tuple[str, str]], tuple[str, ...]]:
    known = {variant: column for column, variants in HEADINGS.items() for variant in variants}
    found: dict[int, tuple[str, str]] = {}
    unknown: list[str] = []
    for place, cell in enumerate(head.cells):
        heading = " ".join(str(cell or "").split())
        column = known.get(re.sub(r"[^a-z]", "", heading.casefold().replace("£", "")))
        if column is None:
            unknown += [heading] if heading else []
        elif any(column == other for other, _ in found.values()):
            raise Unreadable(f"Two columns mean {column}: “{heading}” is the second. Take one out.")
        else:
            found[place] = (column, heading)
    if not any(column == "Title" for column, _ in found.values()):
        raise Unreadable("No column holds the names. Call it Title or System name, in the first row.")
    return found, tuple(unknown)


def _readers(areas: Mapping[str, str]) -> Mapping[str, Callable[[Cell], Value]]:
    by_name = {said.casefold(): name for area_id, name in areas.items() for said in (area_id, name)}

    def area(cell: Cell) -> str:
        found = by_name.get(_text(cell).casefold())
        if found is None:
            raise _No(f"“{_text(cell)[:40]}” is no service area. Write one of: {', '.join(areas.values())}")
        return found

    return {
        "Title": _text, "Supplier": _text, "Owner": _text, "ServiceArea": area, "ContractEnds": _day,
        "NoticeMonths": _months, "YearlyCost": _cost, "State": _state, "Link": _link,
    }  # fmt: skip


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    words = " ".join(str(cell).split())
    if len(words.encode("utf-16-le", "ignore")) > LINE * 2:
        raise _No(f"it has more than {LINE} characters. Shorten it")
    return words


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    words = _text(cell)
    try:
        if found := _ISO.fullmatch(words):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _BY_NUMBERS.fullmatch(words):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _IN_WORDS.fullmatch(words):
            month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(found[2].lower()))
            return date(int(found[3]), month, int(found[1]))
        if words.isdecimal() and int(words) in _EXCEL_DAYS:
            return _EXCEL_DAY_ONE + timedelta(days=int(words))
    except (ValueError, StopIteration):
        pass
    raise _No(f"“{words[:40]}” is no date. Write it as 31/03/2027 or 2027-03-31")


def _months(cell: Cell) -> float:
    found = _COUNT.fullmatch(_text(cell))
    if found is None or int(found[1]) > LONGEST_NOTICE:
        raise _No(f"“{_text(cell)[:40]}” is no number of months. Write a whole number up to {LONGEST_NOTICE}")
    return float(found[1])


def _cost(cell: Cell) -> float:
    found = _SUM.fullmatch(_text(cell)) if not isinstance(cell, bool) else None
    if found is None:
        raise _No(f"“{_text(cell)[:40]}” is no sum. Write pounds a year, such as 48000 or £48,000")
    return float(f"{re.sub(r'[^0-9]', '', found[1])}.{found[2] or 0}")


def _state(cell: Cell) -> str:
    found = _STATES.get(_text(cell).casefold())
    if found is None:
        raise _No(f"“{_text(cell)[:40]}” is no state. Write one of: {', '.join(SYSTEM_STATES)}")
    return found


def _link(cell: Cell) -> str:
    words = _text(cell)
    if not words.lower().startswith(("https://", "http://")):
        raise _No("it is no address. It begins with https://")
    return words
