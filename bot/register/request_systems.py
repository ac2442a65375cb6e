"""The systems that requests are about, and the requests about a system: by the row of the list, else by the name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy import Connection, delete, func, or_, select, update

from bot.register.of_these import of_these
from bot.register.schema import requests
from bot.register.system_tables import request_systems, systems
from dialogs.records import Beside, RequestSystem, System

MOST_BESIDE = 20
"""Other requests of which a card could tell; the newest."""
_SYSTEMS = of_these(request_systems, request_systems.c.place)


def store(connection: Connection, reference: str, systems: Sequence[RequestSystem]) -> None:
    """Keep which systems a new request is about, in their order."""
    rows = [
        {"reference": reference, "place": place, "item": s.item or None, "title": s.title, "replaces": s.replaces}
        for place, s in enumerate(systems)
    ]
    if rows:
        connection.execute(request_systems.insert(), rows)


def of(connection: Connection, references: Collection[str]) -> dict[str, tuple[RequestSystem, ...]]:
    """The systems of these requests, by reference."""
    found: dict[str, list[RequestSystem]] = {}
    for row in connection.execute(_SYSTEMS, {"wanted": list(references)}):
        found.setdefault(row.reference, []).append(RequestSystem(row.title, row.item or "", row.replaces))
    return {reference: tuple(several) for reference, several in found.items()}


def beside(connection: Connection, reference: str, systems: Iterable[RequestSystem]) -> tuple[Beside, ...]:
    """Other requests about these systems, the newest first, each once."""
    items = [s.item for s in systems if s.item]
    names = [s.title.lower() for s in systems if not s.item]
    same = or_(request_systems.c.item.in_(items), func.lower(request_systems.c.title).in_(names))
    columns = (requests.c.reference, requests.c.area, requests.c.status, request_systems.c.replaces)
    chosen = (
        select(*columns)
        .join(request_systems, request_systems.c.reference == requests.c.reference)
        .where(same, requests.c.reference != reference)
        .order_by(requests.c.number.desc())
        .limit(MOST_BESIDE)
    )
    found: dict[str, Beside] = {}
    for row in connection.execute(chosen):
        before = found.get(row.reference)
        replaces = row.replaces or (before is not None and before.replaces)
        found[row.reference] = Beside(row.reference, row.area, row.status, replaces)
    return tuple(found.values())


def about(connection: Connection, system: System, most: int = 50) -> list[str]:
    """References of the requests about a system, the newest first."""
    own = or_(request_systems.c.item == system.item, func.lower(request_systems.c.title) == system.title.lower())
    chosen = (
        select(requests.c.reference)
        .join(request_systems, request_systems.c.reference == requests.c.reference)
        .where(own)
        .distinct()
        .order_by(requests.c.number.desc())
        .limit(most)
    )
    return list(connection.execute(chosen.add_columns(requests.c.number)).scalars())


def forget(connection: Connection, cleared: Callable[[str], str]) -> None:
    """Take somebody's name out of what was typed as a system, and as an owner."""
    for row in list(connection.execute(select(request_systems).where(request_systems.c.item.is_(None)))):
        same = (request_systems.c.reference == row.reference, request_systems.c.place == row.place)
        if (title := cleared(row.title)) != row.title:
            connection.execute(update(request_systems).where(*same).values(title=title))
    for row in list(connection.execute(select(systems.c.item, systems.c.owner).where(systems.c.owner != ""))):
        if (owner := cleared(row.owner)) != row.owner:
            connection.execute(update(systems).where(systems.c.item == row.item).values(owner=owner))


def remove_typed(connection: Connection, references: Collection[str]) -> None:
    """Forget what was typed as a system. Names of systems that the council has stay: they are nobody's words."""
    typed = (request_systems.c.item.is_(None), request_systems.c.reference.in_(references))
    connection.execute(delete(request_systems).where(*typed))
