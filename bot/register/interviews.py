"""Interviews in the register: the drafts that people have under way, as plain JSON of our own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Integer, bindparam, delete, func, select, update

from bot.register.prepared import Prepared
from bot.register.schema import interviews, people
from dialogs.model import Interview

_KEEP = Prepared(
    update(interviews)
    .where(interviews.c.id == bindparam("which"))
    .values(
        revision=bindparam("revision"),
        state=bindparam("state"),
        body=bindparam("body"),
        reference=bindparam("reference"),
        touched=bindparam("touched"),
    )
)
_ADD = Prepared(interviews.insert())
_COUNT = select(func.count()).where(interviews.c.aad_id == bindparam("aad_id"), interviews.c.state == "open")
_DRAFTS = Prepared(
    select(interviews)
    .where(interviews.c.aad_id == bindparam("aad_id"), interviews.c.state == "open")
    .order_by(interviews.c.touched.desc())
    .limit(bindparam("most", type_=Integer))
)


def keep(connection: Connection, aad_id: str, interview: Interview, *, new: bool) -> None:
    """Store the interview as it is now. ``new``: it is not in the register yet."""
    values = {
        "revision": interview.revision,
        "state": interview.state,
        "body": _body(interview),
        "reference": interview.reference,
        "touched": interview.touched,
    }
    if new:
        _ADD.run(connection, {"id": interview.id, "aad_id": aad_id, **values})
    else:
        _KEEP.run(connection, {"which": interview.id, **values})


def find(connection: Connection, interview: str) -> Interview | None:
    """The interview with this id, or None."""
    row = connection.execute(select(interviews).where(interviews.c.id == interview)).one_or_none()
    return from_row(row) if row else None


def drafts(connection: Connection, aad_id: str, most: int) -> tuple[Interview, ...]:
    """What this person has open, newest first, at most so many."""
    return tuple(from_row(row) for row in _DRAFTS.rows(connection, {"aad_id": aad_id, "most": most}))


def count(connection: Connection, aad_id: str) -> int:
    """How many drafts this person has open."""
    return connection.execute(_COUNT, {"aad_id": aad_id}).scalar_one()


def expire(connection: Connection, before: datetime) -> int:
    """Remove drafts, and interviews that ended without a request, last touched before this time. Returns how many."""
    old = (interviews.c.state.in_(("open", "cancelled", "advised")), interviews.c.touched < before)
    gone = select(interviews.c.id).where(*old)
    connection.execute(update(people).where(people.c.interview.in_(gone)).values(interview=None))
    return connection.execute(delete(interviews).where(*old)).rowcount


def _body(interview: Interview) -> str:
    return orjson.dumps(
        {
            "answers": interview.answers,
            "details": interview.details,
            "looking_at": interview.looking_at,
            "route_seen": interview.route_seen,
            "rules_version": interview.rules_version,
            "started": interview.started,
            "memory": interview.memory,
        }
    ).decode()


def from_row(row: Any) -> Interview:
    """A row of `interviews` as the conversation knows it."""
    body = orjson.loads(row.body)
    return Interview(
        id=row.id,
        revision=row.revision,
        answers={q: tuple(a) if isinstance(a, list) else a for q, a in body["answers"].items()},
        details=body["details"],
        looking_at=body["looking_at"],
        route_seen=body["route_seen"],
        rules_version=body["rules_version"],
        started=datetime.fromisoformat(body["started"]),
        touched=row.touched,
        state=row.state,
        reference=row.reference,
        memory=body["memory"],
    )
