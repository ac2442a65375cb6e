"""Whose each line of a story, each IT contact and each open question is, so that erasing a person finds them.

Revision ID: 0003
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.register.column_types import Json, Utc

revision = "0003"
down_revision = "0002"

_REMOVED = "removed:"
"""How the version before marked a request whose requester was erased; it took it for somebody's id afterwards."""
_PERSONAL = (
    *("Title", "RequesterName", "RequesterUpn", "RequesterAadId", "SponsorName", "Problem", "Outcome"),
    *("Systems", "Supplier", "NeededBy"),
)
_story = sa.table(
    "story",
    sa.column("reference", sa.String),
    sa.column("number", sa.Integer),
    sa.column("at", Utc),
    sa.column("what", sa.String),
    sa.column("aad_id", sa.String),
)
_requests = sa.table(
    "requests",
    sa.column("reference", sa.String),
    sa.column("aad_id", sa.String),
    sa.column("it_contact", sa.Text),
    sa.column("it_contact_id", sa.String),
    sa.column("open_question", sa.Text),
    sa.column("asked_by", sa.String),
    sa.column("list_state", Json),
)
_people = sa.table("people", sa.column("aad_id", sa.String), sa.column("key", sa.String))
_deliveries = sa.table("deliveries", sa.column("recipient", sa.String))
_audit = sa.table(
    "audit",
    sa.column("number", sa.BigInteger),
    sa.column("at", sa.String),
    sa.column("who", sa.String),
    sa.column("what", sa.String),
    sa.column("subject", sa.String),
    sa.column("fields", sa.Text),
)


def upgrade() -> None:
    """Read from the history who did what: it names everyone who was not erased by their key."""
    whose = "Entra id of who did it; none when it was done in the list or by the system"
    op.add_column("story", sa.Column("aad_id", sa.String(64), comment=whose))
    contact = "Entra id of the IT contact; none when the list named them"
    op.add_column("requests", sa.Column("it_contact_id", sa.String(64), comment=contact))
    connection = op.get_bind()
    done = {(subject, what, at): aad_id for _, subject, what, at, aad_id in _acts(connection)}
    lines = connection.execute(sa.select(_story.c.reference, _story.c.number, _story.c.at, _story.c.what)).all()
    for reference, number, at, what in lines:
        aad_id = done.get((reference, what, _as_hashed(at)))
        if aad_id:
            same = (_story.c.reference == reference, _story.c.number == number)
            connection.execute(sa.update(_story).where(*same).values(aad_id=aad_id))
    _contacts(connection)
    _mend(connection)


def downgrade() -> None:
    """Forget it: the version before does not look for it."""
    op.drop_column("requests", "it_contact_id")
    op.drop_column("story", "aad_id")


def _as_hashed(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _acts(connection: sa.Connection) -> Iterator[Any]:
    """Number, request, act, time and Entra id of everything that somebody known did to a request, oldest first."""
    columns = (_audit.c.number, _audit.c.subject, _audit.c.what, _audit.c.at, _people.c.aad_id)
    joined = sa.join(_audit, _people, _audit.c.who == _people.c.key)
    about = _audit.c.subject.in_(sa.select(_requests.c.reference))
    yield from connection.execute(sa.select(*columns).select_from(joined).where(about).order_by(_audit.c.number)).all()


def _contacts(connection: sa.Connection) -> None:
    """Who picked a request up last, unless the list has named another since; and whose question is open."""
    contact: dict[str, tuple[int, str]] = {}
    asked: dict[str, str] = {}
    for number, reference, what, _, aad_id in _acts(connection):
        if what == "picked_up":
            contact[reference] = (number, aad_id)
        if what == "asked":
            asked[reference] = aad_id
    named = sa.select(_audit.c.number, _audit.c.subject, _audit.c.fields).where(_audit.c.what == "changed_in_list")
    for number, reference, fields in connection.execute(named).all():
        if number > contact.get(reference, (number, ""))[0] and "it_contact" in json.loads(fields).get("columns", ()):
            del contact[reference]
    for reference, (_, aad_id) in contact.items():
        some = (_requests.c.reference == reference, _requests.c.it_contact != "")
        connection.execute(sa.update(_requests).where(*some).values(it_contact_id=aad_id))
    for reference, aad_id in asked.items():
        open_ = (_requests.c.reference == reference, _requests.c.open_question != "")
        connection.execute(sa.update(_requests).where(*open_).values(asked_by=aad_id))


def _mend(connection: sa.Connection) -> None:
    """Requests of erased people: nobody has their id, nothing waits for it, and their items forget what they wrote."""
    connection.execute(sa.delete(_deliveries).where(_deliveries.c.recipient.startswith(_REMOVED)))
    erased = sa.select(_requests.c.reference, _requests.c.list_state).where(_requests.c.aad_id.startswith(_REMOVED))
    for reference, state in connection.execute(erased).all():
        owed = {**(state or {}), "owed": sorted(_PERSONAL)}
        same = _requests.c.reference == reference
        connection.execute(sa.update(_requests).where(same).values(aad_id="", list_state=owed))
