"""Since when a request has its status.

Revision ID: 0008
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

from bot.register.column_types import Utc

revision = "0008"
down_revision = "0007"

_MOVES = ("submitted", "picked_up", "withdrawn", "status")
"""Lines of the story with which the status changed."""
_BACK = ("Submitted", "With IT business partner")
"""Where a request went back to when its requester added the information that was missing."""
_requests = sa.table(
    "requests",
    *(sa.column(name, sa.String) for name in ("reference", "status")),
    *(sa.column(name, Utc) for name in ("changed_at", "status_at")),
)
_story = sa.table(
    "story",
    *(sa.column(name, sa.String) for name in ("reference", "what")),
    sa.column("number", sa.Integer),
    sa.column("at", Utc),
)


def upgrade() -> None:
    """Read it from the story; where that says nothing, from when the request last changed."""
    op.add_column(
        "requests",
        sa.Column("status_at", Utc, comment="when it got the status that it has; none: of an old row nobody knows"),
    )
    connection = op.get_bind()
    known: dict[str, tuple[str, datetime]] = {}
    lines = sa.select(_story.c.reference, _story.c.what, _story.c.at).where(
        _story.c.what.in_((*_MOVES, "added_information"))
    )
    held = connection.execute(sa.select(_requests.c.reference, _requests.c.status))
    status = {row.reference: row.status for row in held}
    for row in connection.execute(lines.order_by(_story.c.reference, _story.c.number)):
        last = known.get(row.reference)
        went_back = last is not None and last[0] == "status" and status.get(row.reference) in _BACK
        if row.what in _MOVES or went_back:
            known[row.reference] = (row.what, row.at)
    for reference, (_, at) in known.items():
        connection.execute(sa.update(_requests).where(_requests.c.reference == reference).values(status_at=at))
    rest = sa.update(_requests).where(_requests.c.status_at.is_(None))
    connection.execute(rest.values(status_at=_requests.c.changed_at))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("requests", "status_at")
