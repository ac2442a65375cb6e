"""Brings a spreadsheet of systems into the list `Digital systems`: a plan first, and nothing is ever deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.sharepoint.items import day
from bot.sharepoint.listing import Listing
from bot.sharepoint.reading import Row
from bot.sharepoint.refusals import Conflict, GiveUp, GraphRefused, Missing, NotAllowed, TryLater
from bot.sharepoint.system_rows import read_system
from bot.system_cells import Problem, SystemRow, Value
from bot.system_index import key
from dialogs.wording import say_day

_FIELDS: Final[Mapping[str, str]] = {
    "Supplier": "supplier", "ServiceArea": "area", "Owner": "owner", "ContractEnds": "contract_ends",
    "NoticeMonths": "notice_months", "YearlyCost": "yearly_cost", "State": "state", "Link": "link",
}  # fmt: skip
_LONGEST_WAIT: Final = 120.0
"""Seconds that Graph may ask us to wait before a row is left for another time."""
_TRIES: Final = 4
_PAUSE: Final = 2.0
_MOST_SILENT: Final = 3
_LEFT: Final = "it was left. Run it again later"
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Step:
    """One row that is to be written: which (empty: a new one), and the cells, with what stands there now."""

    line: int
    title: str
    item: str
    cells: Mapping[str, Value]
    before: Mapping[str, Value | None]

    def __str__(self) -> str:
        """The line of the plan."""
        if not self.item:
            return f"add {self.title}"
        changed = "; ".join(f"{name} {_said(self.before.get(name))} → {_said(new)}" for name, new in self.cells.items())
        return f"change {self.title}: {changed}"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import will do; ``left``: rows of the file that say what the list says already."""

    steps: tuple[Step, ...]
    left: int
    problems: tuple[Problem, ...]


async def plan_import(listing: Listing, rows: Sequence[SystemRow]) -> ImportPlan:
    """Hold the rows against the list, by name whatever its case. Raises `GraphRefused`."""
    there: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for item in await listing.rows():
        fields = item.get("fields")
        if isinstance(fields, dict) and (title := str(fields.get("Title") or "")):
            there.setdefault(key(title), []).append((str(item.get("id")), fields))
    steps: list[Step] = []
    problems: list[Problem] = []
    left = 0
    for row in rows:
        found = there.get(key(row.title), [])
        if len(found) > 1:
            problems.append(
                Problem(row.line, "", f"the list has {len(found)} rows of this name. Give them different ones")
            )
            continue
        if not found:
            steps.append(Step(row.line, row.title, "", row.values, {}))
            continue
        (item_id, fields) = found[0]
        before = _now(item_id, fields)
        cells = {n: v for n, v in row.values.items() if n in _FIELDS and before.get(n) != v}
        if cells:
            steps.append(Step(row.line, row.title, item_id, cells, before))
        else:
            left += 1
    return ImportPlan(tuple(steps), left, tuple(problems))


async def carry_out(listing: Listing, plan: ImportPlan, sleep: Sleep = asyncio.sleep) -> list[Problem]:
    """Write every row of the plan; what Graph refuses for one is named and the others go on. Raises `NotAllowed`.

    When Graph has not answered for several rows one after the other, the rest is left: each would wait as long.
    """
    problems: list[Problem] = []
    silent = 0
    for number, step in enumerate(plan.steps):
        if silent == _MOST_SILENT:
            left = f"and {len(plan.steps) - number - 1:,} after it were left: Graph does not answer. Run it again later"
            problems += [Problem(step.line, "", left), *(Problem(s.line, "", _LEFT) for s in plan.steps[number + 1 :])]
            break
        try:
            await _write(listing, step, sleep)
            silent = 0
        except NotAllowed:
            raise
        except TryLater as later:
            silent += 1
            problems.append(Problem(step.line, "", f"{later.reason}. Run it again, and look at the list"))
        except GraphRefused as refused:
            silent = 0
            problems.append(Problem(step.line, "", f"{refused.reason}. Run it again, and look at the list"))
    return problems


async def _write(listing: Listing, step: Step, sleep: Sleep) -> None:
    cells = {name: _cell(value) for name, value in step.cells.items()}
    for tried in range(1, _TRIES + 1):
        try:
            if step.item:
                await listing.change(step.item, cells)
            else:
                await listing.create(cells)
        except TryLater as later:
            wait = later.after or _PAUSE * tried
            if tried == _TRIES or wait > _LONGEST_WAIT:
                raise
            await sleep(wait)
            if not step.item and await _made(listing, step.title):
                return  # it was written though its answer was lost
        except (GiveUp, Conflict, Missing):
            raise
        else:
            return


async def _made(listing: Listing, title: str) -> bool:
    rows = await listing.rows(("Title",))
    return any(key(str((row.get("fields") or {}).get("Title") or "")) == key(title) for row in rows)


def _now(item_id: str, fields: Mapping[str, Any]) -> dict[str, Value | None]:
    system = read_system(Row(item_id, fields)).system
    now: dict[str, Value | None] = {name: getattr(system, own) for name, own in _FIELDS.items()}
    if fields.get("NoticeMonths") is None:
        now["NoticeMonths"] = None
    return now


def _cell(value: Value) -> str | float:
    return str(day(value.isoformat())) if isinstance(value, date) else value


def _said(value: Value | None) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, date):
        return say_day(value)
    return f"{value:,g}" if isinstance(value, float) else str(value)
