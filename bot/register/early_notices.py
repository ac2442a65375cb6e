"""Drafts about which somebody had people told before they sent anything: each once, and few in a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from bot.register import interviews
from bot.register import people as people_rows
from bot.register.schema import interviews as interview_table
from bot.register.schema import schedule
from bot.register.upsert import insert_into
from dialogs.model import Interview, Person

A_DAY: Final = timedelta(days=1)


def note(connection: Connection, aad_id: str, interview: str, now: datetime) -> bool:
    """Note that this person had people told about this draft. False: that was noted before."""
    row = insert_into(connection, schedule).values(name=f"{_names(aad_id)}{interview}", done_at=now)
    once = row.on_conflict_do_nothing(index_elements=["name"]).returning(schedule.c.name)
    return connection.execute(once).one_or_none() is not None


def count(connection: Connection, aad_id: str, now: datetime) -> int:
    """About how many drafts this person had people told within the last day."""
    theirs = (schedule.c.name.startswith(_names(aad_id), autoescape=True), schedule.c.done_at > now - A_DAY)
    return connection.execute(select(func.count()).where(*theirs)).scalar_one()


def find(connection: Connection, interview: str) -> tuple[Interview, Person] | None:
    """The draft and whose it is, or None when it is gone."""
    whose = select(interview_table.c.aad_id).where(interview_table.c.id == interview)
    aad_id = connection.execute(whose).scalar_one_or_none()
    known = people_rows.find(connection, aad_id) if aad_id else None
    held = interviews.find(connection, interview)
    return (held, known.person) if held and known else None


def _names(aad_id: str) -> str:
    return f"early:{aad_id}:"
