"""Titles of others' requests that somebody was shown: so few in a day that nobody can gather them by trying words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select

from bot.register.schema import joiners, titles_shown
from bot.register.upsert import insert_into
from dialogs.model import Similar

SEARCHES_A_DAY: Final = 5
"""Searches that may show a person something new within `A_DAY`. What was shown in that time is shown again freely."""
A_DAY: Final = timedelta(days=1)


def allowed(connection: Connection, aad_id: str, found: Sequence[Similar], now: datetime) -> tuple[Similar, ...]:
    """Those of the found ones that may be shown to this person now: none that somebody took them off again."""
    if not found:
        return ()
    out = select(joiners.c.reference).where(joiners.c.aad_id == aad_id, joiners.c.role == "removed")
    removed = set(connection.execute(out).scalars())
    rest = tuple(one for one in found if one.reference not in removed)
    seen, searches = _lately(connection, aad_id, now)
    if len(searches) < SEARCHES_A_DAY:
        return rest
    return tuple(one for one in rest if one.reference in seen)


def note(connection: Connection, aad_id: str, references: Collection[str], now: datetime) -> None:
    """Remember that these were shown. A search counts when something of it is new to the person."""
    seen, searches = _lately(connection, aad_id, now)
    number = max(searches, default=0) + 1
    for reference in sorted(set(references) - seen):
        insert = insert_into(connection, titles_shown)
        again = {"search": number, "at": now}
        values = {"aad_id": aad_id, "reference": reference, **again}
        connection.execute(
            insert.values(**values).on_conflict_do_update(index_elements=["aad_id", "reference"], set_=again)
        )


def forget(connection: Connection, before: datetime) -> None:
    """Remove what counts no longer."""
    connection.execute(delete(titles_shown).where(titles_shown.c.at <= before))


def _lately(connection: Connection, aad_id: str, now: datetime) -> tuple[frozenset[str], frozenset[int]]:
    theirs = (titles_shown.c.aad_id == aad_id, titles_shown.c.at > now - A_DAY)
    rows = connection.execute(select(titles_shown.c.reference, titles_shown.c.search).where(*theirs)).all()
    return frozenset(row.reference for row in rows), frozenset(row.search for row in rows)
