"""One row of the list `Digital systems`, read as people meant it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from bot.sharepoint.reading import Row
from bot.sharepoint.words import words_of
from dialogs.records import System

NOTICE_MONTHS: Final = 12
"""How long before its end a contract is told of where nobody said."""
LONGEST_NOTICE: Final = 120
LONGEST_ID: Final = 64
_LONGEST_STATE: Final = 64
LONGEST: Final = 255
"""Characters of a cell that are kept: a column of lines may hold a novel, and a card must show it."""
SURE: Final = "Title"
"""The column that every row fills."""


@dataclass(frozen=True, slots=True)
class ReadSystem:
    """A system, and the columns of its row in which nothing can be read: they count as empty."""

    system: System
    unread: tuple[str, ...] = ()


def read_system(row: Row) -> ReadSystem:
    """The system that a row describes; an unknown State or area is kept as it stands. Raises `ValueError`: no name."""
    fields = row.fields or {}
    if len(row.item_id) > LONGEST_ID:
        raise ValueError("its id is too long")
    title = _line(fields, "Title")
    if not title:
        raise ValueError("it has no Title")
    ends, months, cost = (fields.get(name) for name in ("ContractEnds", "NoticeMonths", "YearlyCost"))
    day, notice, yearly = _day(ends), _number(months), _number(cost)
    read = (("ContractEnds", ends, day), ("NoticeMonths", months, notice), ("YearlyCost", cost, yearly))
    unread = [name for name, cell, found in read if found is None and words_of(cell).strip()]
    if notice is not None and not 0 <= notice <= LONGEST_NOTICE:
        unread.append("NoticeMonths")
        notice = None
    if yearly is not None and yearly < 0:
        unread.append("YearlyCost")
        yearly = None
    return ReadSystem(
        System(
            item=row.item_id,
            title=title,
            supplier=_line(fields, "Supplier"),
            area=_line(fields, "ServiceArea"),
            owner=_line(fields, "Owner"),
            contract_ends=day,
            notice_months=NOTICE_MONTHS if notice is None else round(notice),
            yearly_cost=yearly,
            state=_line(fields, "State")[:_LONGEST_STATE],
            link=_link(fields.get("Link")),
        ),
        tuple(unread),
    )


def _line(fields: Mapping[str, Any], name: str) -> str:
    return " ".join(words_of(fields.get(name)).split())[:LONGEST]


def _link(cell: object) -> str:
    """A link as it can be opened: a hyperlink column gives its address beside its words."""
    address = cell.get("Url") if isinstance(cell, dict) else None
    return " ".join((address if isinstance(address, str) else words_of(cell)).split())[:LONGEST]


def _number(cell: object) -> float | None:
    """A number, also where its column has become one of text; None for none."""
    words = words_of(cell).strip().removeprefix("£").replace(",", "")
    try:
        number = float(words)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _day(cell: object) -> date | None:
    """The day that people chose. SharePoint keeps it as midnight in the site's zone and gives that in UTC.

    So in the west it reads as some hours of that day, in the east as the last hours of the day before.
    """
    words = words_of(cell).strip()
    try:
        said = datetime.fromisoformat(words)
        when = (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
        return when.date() if when.time() <= time(12) else (when + timedelta(hours=12)).date()
    except (ValueError, OverflowError):
        return None
