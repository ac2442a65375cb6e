"""The council's systems in the register: the list `Digital systems` as it was last read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update

from bot.register import list_items
from bot.register.system_tables import contract_notices, request_systems, systems
from bot.register.upsert import insert_into
from dialogs.records import System

GENERATION: Final = "systems_generation"
"""Counts the readings that changed something, so that every instance knows when to look again."""
_AT_ONCE: Final = 500
_COLUMNS: Final = tuple(column for column in systems.c if column.name != "gone")


def store(connection: Connection, found: Iterable[System]) -> None:
    """Store systems as their rows say them now; one that was gone is there again."""
    if rows := [_values(system) for system in found]:
        made = insert_into(connection, systems)
        new = {column.name: made.excluded[column.name] for column in systems.c if not column.primary_key}
        connection.execute(made.on_conflict_do_update(index_elements=["item"], set_=new), rows)


def gone(connection: Connection, items: Collection[str]) -> None:
    """The rows with these ids were deleted from the list: nobody is offered them, and requests keep their names."""
    for some in _pieces(items):
        connection.execute(update(systems).where(systems.c.item.in_(some)).values(gone=True))


def forget_all(connection: Connection) -> None:
    """The list was removed, or another one stands in its place: ids of rows mean nothing any more."""
    connection.execute(delete(systems))
    connection.execute(delete(contract_notices))
    connection.execute(update(request_systems).values(item=None))


def find(connection: Connection, item: str) -> System | None:
    """The system with this row, or None; one whose row was deleted is not there."""
    return next(iter(_found(connection, systems.c.item == item, systems.c.gone.is_(False))), None)


def among(connection: Connection, items: Iterable[str]) -> dict[str, System]:
    """The systems with these rows, by the row's id, those that there are."""
    return {
        system.item: system
        for some in _pieces(items)
        for system in _found(connection, systems.c.item.in_(some), systems.c.gone.is_(False))
    }


def every(connection: Connection) -> tuple[System, ...]:
    """Every system that the list holds, by its row."""
    return tuple(_found(connection, systems.c.gone.is_(False)))


def ending(connection: Connection, until: date) -> tuple[System, ...]:
    """Those whose contract ends on this day or before it, the first end first."""
    found = _found(connection, systems.c.gone.is_(False), systems.c.contract_ends <= until.isoformat())
    return tuple(sorted(found, key=lambda s: (s.contract_ends or until, s.title.casefold(), s.item)))


def ending_from(connection: Connection, day: date) -> tuple[System, ...]:
    """Those whose contract ends on this day or after it, by their rows."""
    return tuple(_found(connection, systems.c.gone.is_(False), systems.c.contract_ends >= day.isoformat()))


def changed(connection: Connection) -> None:
    """Let every instance look again."""
    list_items.keep_value(connection, GENERATION, generation(connection) + 1)


def generation(connection: Connection) -> int:
    """How often something changed: another number than before means that there is something to look at."""
    return int(list_items.value(connection, GENERATION) or 0)


def _found(connection: Connection, *conditions: Any) -> list[System]:
    return [_system(row) for row in connection.execute(select(*_COLUMNS).where(*conditions).order_by(systems.c.item))]


def _system(row: Any) -> System:
    return System(
        item=row.item,
        title=row.title,
        supplier=row.supplier,
        area=row.area,
        owner=row.owner,
        contract_ends=date.fromisoformat(row.contract_ends) if row.contract_ends else None,
        notice_months=row.notice_months,
        yearly_cost=row.yearly_cost,
        state=row.state,
        link=row.link,
    )


def _values(system: System) -> dict[str, Any]:
    ends = system.contract_ends.isoformat() if system.contract_ends else None
    return {**{c.name: getattr(system, c.name) for c in _COLUMNS}, "contract_ends": ends, "gone": False}


def _pieces(items: Iterable[str]) -> list[list[str]]:
    every_one = list(items)
    return [every_one[start : start + _AT_ONCE] for start in range(0, len(every_one), _AT_ONCE)]
