"""Meetings in the register: their agendas, what was said at them, and what is told only when they are over.

Plain functions on a connection. The register writes one job after the other, on PostgreSQL across instances too, so
that looking and then changing inside one job is safe.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from bot.deliveries.ledger import AT_ONCE
from bot.register import requests
from bot.register.identity import Identity
from bot.register.prepared import Prepared
from bot.register.schema import deliveries, held_deliveries, meeting_items, meetings
from bot.register.schema import requests as request_rows
from bot.register.upsert import insert_into
from bot.register.work_tables import request_steps
from dialogs.agendas import UNDECIDED, Item, Meeting
from dialogs.model import Request
from dialogs.statuses import ENDED
from dialogs.steps import StepState

MOST: Final = 500
"""Requests that are looked through for one agenda, the oldest ones."""
_ENDED: Final = tuple(status.value for status in ENDED)
_M, _I, _H = meetings.c, meeting_items.c, held_deliveries.c
_RUNNING: Final = Prepared(
    select(meetings).where(_M.opened_at.is_not(None), _M.closed_at.is_(None)).order_by(_M.day, _M.body)
)


@dataclass(frozen=True, slots=True)
class Row:
    """A meeting without its agenda."""

    body: str
    day: date
    papers_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    holds_news: bool


def find(connection: Connection, body: str, day: date) -> Row | None:
    """The meeting of a body on a day, or None where nothing is kept of it yet."""
    row = connection.execute(select(meetings).where(_M.body == body, _M.day == day.isoformat())).one_or_none()
    return _row(row) if row else None


def running(connection: Connection, body: str | None = None) -> tuple[Row, ...]:
    """The meetings that have begun and are not over: of one body, or of all."""
    return tuple(_row(row) for row in _RUNNING.rows(connection, {}) if not body or row.body == body)


def with_body(connection: Connection, body: str) -> tuple[Request, ...]:
    """The requests that a body has now, whatever they wait for."""
    s, r = request_steps.c, request_rows.c
    having = select(r.reference).join(request_steps, s.reference == r.reference)
    mine = (s.state == StepState.CURRENT.value, s.body == body, r.gone.is_(False), r.status.not_in(_ENDED))
    return requests.several(
        connection, connection.execute(having.where(*mine).order_by(r.number).limit(MOST)).scalars()
    )


def items_of(connection: Connection, body: str, day: date) -> tuple[Item, ...]:
    """The agenda as it was kept, in its order; what was erased since is left out."""
    wanted = select(meeting_items).where(_I.body == body, _I.day == day.isoformat()).order_by(_I.place)
    rows = connection.execute(wanted).all()
    known = {one.reference: one for one in requests.several(connection, [row.reference for row in rows])}
    return tuple(_item(row, known[row.reference]) for row in rows if row.reference in known)


def put_off(connection: Connection, body: str, before: date, references: Iterable[str]) -> frozenset[str]:
    """Those of these references that the last meeting which had them on its agenda did not decide."""
    wanted = list(references)
    if not wanted:
        return frozenset()
    earlier = (_I.body == body, _I.day < before.isoformat(), _I.reference.in_(wanted))
    rows = connection.execute(select(_I.reference, _I.outcome).where(*earlier).order_by(_I.day))
    last = {row.reference: row.outcome for row in rows}
    return frozenset(reference for reference, outcome in last.items() if outcome in UNDECIDED)


def keep(connection: Connection, meeting: Meeting, aad_id: str = "") -> None:
    """Keep a meeting and its agenda as they are now. ``aad_id``: of who did it, where something was said."""
    key = {"body": meeting.body, "day": meeting.day.isoformat()}
    state = {
        "papers_at": meeting.papers_at,
        "opened_at": meeting.opened_at,
        "closed_at": meeting.closed_at,
        "holds_news": meeting.holds_news,
    }
    made = insert_into(connection, meetings).values(**key, **state)
    connection.execute(made.on_conflict_do_update(index_elements=["body", "day"], set_=state))
    before = {
        row.reference: row for row in connection.execute(select(meeting_items).where(*_of(meeting.body, meeting.day)))
    }
    for item in meeting.items:
        said = {
            "called_at": item.called_at,
            "outcome": item.outcome,
            "note": item.note,
            "action": item.action,
            "action_owner": item.owner,
        }
        row = before.get(item.reference)
        if row is None:
            place = {"place": item.place, "late": item.late, "put_off": item.put_off}
            connection.execute(insert(meeting_items).values(**key, reference=item.reference, **place, **said))
        elif changed := {name: value for name, value in said.items() if value != getattr(row, name)}:
            who = {} if changed.keys() == {"called_at"} else {"aad_id": aad_id or None}
            one = (*_of(meeting.body, meeting.day), _I.reference == item.reference)
            connection.execute(update(meeting_items).where(*one).values(**changed, **who))


def close(connection: Connection, body: str, day: date, now: datetime) -> None:
    """Note that a meeting is over."""
    mine = (_M.body == body, _M.day == day.isoformat())
    connection.execute(update(meetings).where(*mine).values(closed_at=now))


def heard(connection: Connection, body: str, day: date, reference: str, outcome: str, note: str, aad_id: str) -> None:
    """Write down what was said of a request on the day of a meeting that has it on its agenda."""
    mine = (*_of(body, day), _I.reference == reference)
    connection.execute(update(meeting_items).where(*mine).values(outcome=outcome, note=note, aad_id=aad_id or None))


def hold(connection: Connection, meeting: Row, delivery: str, reference: str, at: datetime | None) -> None:
    """Note that a delivery waits until this meeting is over. ``at``: when it could have gone without it."""
    values = {"body": meeting.body, "day": meeting.day.isoformat(), "reference": reference, "at": at}
    insert = insert_into(connection, held_deliveries).values(delivery=delivery, **values)
    connection.execute(insert.on_conflict_do_update(index_elements=["delivery"], set_=values))


def held_requests(connection: Connection, body: str, day: date) -> frozenset[str]:
    """Requests of which something is told only when this meeting is over."""
    wanted = select(_H.reference).where(_H.body == body, _H.day == day.isoformat()).distinct()
    return frozenset(connection.execute(wanted).scalars())


def release(connection: Connection, body: str, day: date, now: datetime) -> int:
    """Let everything go that this meeting held, each when it could have gone without it. Gives how many that were."""
    rows = connection.execute(select(held_deliveries).where(_H.body == body, _H.day == day.isoformat())).all()
    for row in rows:
        untried = (deliveries.c.id == row.delivery, deliveries.c.state == "waiting", deliveries.c.tries == 0)
        at = row.at if row.at is not None and row.at > now else AT_ONCE
        connection.execute(update(deliveries).where(*untried).values(next_try=at, reason="", since=now))
    connection.execute(delete(held_deliveries).where(_H.body == body, _H.day == day.isoformat()))
    return len(rows)


def forget(connection: Connection, trace: Identity) -> int:
    """Empty what an erased person said at meetings, and take them out of what others said; gives how many."""
    count = 0
    named = func.lower(_H.delivery).contains(trace.aad_id, autoescape=True)  # their deliveries went from the ledger
    connection.execute(delete(held_deliveries).where(named))
    some = (_I.note != "") | (_I.action != "") | (_I.action_owner != "") | _I.aad_id.is_not(None)
    for row in connection.execute(select(meeting_items).where(some)).all():
        said = (row.aad_id or "").lower() == trace.aad_id
        values = {
            "note": "" if said else trace.cleared(row.note),
            "action": "" if said else trace.cleared(row.action),
            "action_owner": "" if said else trace.cleared(row.action_owner),
            "aad_id": None if said else row.aad_id,
        }
        if any(getattr(row, name) != value for name, value in values.items()):
            same = (_I.body == row.body, _I.day == row.day, _I.reference == row.reference)
            connection.execute(update(meeting_items).where(*same).values(**values))
            count += 1
    return count


def empty(connection: Connection, references: Collection[str]) -> int:
    """Empty what was said of these requests at meetings, whoever said it; gives how many."""
    words = {"note": "", "action": "", "action_owner": ""}
    said = (_I.note != "") | (_I.action != "") | (_I.action_owner != "")
    emptied = update(meeting_items).where(_I.reference.in_(references), said).values(**words)
    return connection.execute(emptied).rowcount


def _of(body: str, day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _I.body == body, _I.day == day.isoformat()


def _row(row: Any) -> Row:
    day = date.fromisoformat(row.day)
    return Row(row.body, day, row.papers_at, row.opened_at, row.closed_at, row.holds_news)


def _item(row: Any, request: Request) -> Item:
    return Item(
        request=request,
        place=row.place,
        late=row.late,
        put_off=row.put_off,
        called_at=row.called_at,
        outcome=row.outcome,
        note=row.note,
        action=row.action,
        owner=row.action_owner,
    )
