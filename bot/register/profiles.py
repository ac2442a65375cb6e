"""Profiles in the register: what Microsoft said of people, and what of it goes into their requests."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from bot.people.profiles import WhoTheyAre
from bot.register.people_tables import profiles
from bot.register.schema import people, requests
from bot.register.upsert import insert_into
from dialogs.model import Person, Profile

COLUMNS = (
    *(profiles.c.department, profiles.c.manager_id, profiles.c.manager_name, profiles.c.manager_upn),
    *(profiles.c.source, profiles.c.read_at.label("profile_read_at")),
)
"""What a turn reads of a profile, beside the person."""


def from_row(row: Any) -> Profile | None:
    """The profile of a row with `COLUMNS`; None where nobody has said anything yet."""
    if row.profile_read_at is None:
        return None
    manager = Person(row.manager_id, row.manager_name, row.manager_upn) if row.manager_id else None
    return Profile(row.department, manager)


def keep(connection: Connection, aad_id: str, who: WhoTheyAre, now: datetime) -> tuple[str, ...]:
    """Keep what was said of a person, and let their address be right wherever it stands.

    Gives the references of their requests whose list item shows another address now. Somebody who has been erased, or
    was never here, is not entered by it.
    """
    known = connection.execute(select(people.c.upn).where(people.c.aad_id == aad_id)).one_or_none()
    if known is None:
        return ()
    manager = who.manager or Person("", "", "")
    values = {
        **{name: asdict(who)[name] for name in ("source", "name", "upn", "department")},
        "manager_id": manager.aad_id or None,
        "manager_name": manager.name,
        "manager_upn": manager.upn,
        "read_at": now,
    }
    row = insert_into(connection, profiles).values(aad_id=aad_id, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["aad_id"], set_=values))
    if not who.upn:
        return ()
    if known.upn != who.upn:
        connection.execute(update(people).where(people.c.aad_id == aad_id).values(upn=who.upn))
    theirs = (requests.c.aad_id == aad_id, requests.c.upn != who.upn)
    changed = connection.execute(
        select(requests.c.reference, requests.c.gone).where(*theirs).order_by(requests.c.number)
    ).all()
    if changed:
        connection.execute(update(requests).where(*theirs).values(upn=who.upn))
    return tuple(row.reference for row in changed if not row.gone)


def forget(connection: Connection, before: datetime) -> None:
    """Remove what was read longer ago than this: it is read again when it is next needed."""
    connection.execute(delete(profiles).where(profiles.c.read_at < before))
