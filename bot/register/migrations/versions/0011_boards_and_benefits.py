"""What a meeting of a body has before it, what moves on the roadmap, and what came of the benefit of a request.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.register.column_types import Utc

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Everything is empty at first: what happened before was not kept."""
    _meetings()
    _roadmap()
    _benefits()


def downgrade() -> None:
    """Forget them."""
    for table in ("benefits", "roadmap_moves", "held_deliveries", "meeting_items", "meetings"):
        op.drop_table(table)


def _meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("body", sa.String(64), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True, comment="ISO day of the meeting"),
        sa.Column("papers_at", Utc, comment="when its members got the papers; none: not yet"),
        sa.Column("opened_at", Utc, comment="when the first item was called; none: not yet"),
        sa.Column("closed_at", Utc, comment="when its last item was heard, or somebody closed it"),
        _no("holds_news", "decisions are told after it"),
    )
    op.create_table(
        "meeting_items",
        sa.Column("body", sa.String(64), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("reference", sa.String(16), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False, comment="its order on the agenda, from 1"),
        _no("late", "it came after the papers went out"),
        _no("put_off", "an earlier meeting did not decide it"),
        sa.Column("called_at", Utc, comment="when it was called in the meeting"),
        sa.Column("outcome", sa.String(32), nullable=False, server_default="", comment="what was said of it there"),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("action", sa.Text, nullable=False, server_default="", comment="what is to be done"),
        sa.Column(
            "action_owner", sa.Text, nullable=False, server_default="", comment="who does it, as a role or a name"
        ),
        sa.Column("aad_id", sa.String(64), comment="Entra id of who said it; none: nothing was said yet"),
    )
    op.create_index("meeting_items_of_a_request", "meeting_items", ["reference"])
    op.create_table(
        "held_deliveries",
        sa.Column("delivery", sa.String(160), primary_key=True, comment="id of what is told after the meeting"),
        sa.Column("body", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("at", Utc, comment="not before this time even when the meeting is over, as for quiet hours"),
    )
    op.create_index("held_by_a_meeting", "held_deliveries", ["body", "day"])


def _roadmap() -> None:
    op.create_table(
        "roadmap_moves",
        sa.Column("reference", sa.String(16), primary_key=True),
        sa.Column(
            "number",
            sa.Integer,
            primary_key=True,
            autoincrement=False,
            comment="its order among the moves of a request",
        ),
        sa.Column("at", Utc, nullable=False),
        sa.Column("before", sa.String(64), nullable=False, comment="id of the timeframe that it had"),
        sa.Column("after", sa.String(64), nullable=False, comment="id of the timeframe that it got"),
        sa.Column("who", sa.Text, nullable=False, server_default="", comment="in whose name, such as the body's"),
        sa.Column("aad_id", sa.String(64), comment="Entra id of who said it; none when it was said in the list"),
        sa.Column("note", sa.Text, nullable=False, server_default="", comment="why"),
    )
    op.create_index("roadmap_moves_by_time", "roadmap_moves", ["at"])


def _benefits() -> None:
    op.create_table(
        "benefits",
        sa.Column("reference", sa.String(16), primary_key=True),
        sa.Column(
            "after",
            sa.Integer,
            primary_key=True,
            autoincrement=False,
            comment="months after it was done: 0, 3, 6 or 12",
        ),
        sa.Column("aad_id", sa.String(64), primary_key=True, comment="Entra id of who was asked"),
        sa.Column("role", sa.String(16), nullable=False, comment="requester, sponsor or partner"),
        sa.Column("asked_at", Utc, nullable=False),
        sa.Column("measured", sa.String(16), nullable=False, server_default="", comment="empty: no answer yet"),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("at", Utc, comment="when it was answered"),
    )
    op.create_index("benefits_of_a_person", "benefits", ["aad_id"])


def _no(name: str, comment: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false(), comment=comment)
