"""In which channel the agenda of a body is kept, and which request a row of the list shows.

Revision ID: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.register.column_types import Utc

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """No body has chosen a channel."""
    op.create_table(
        "agenda_channels",
        sa.Column("body", sa.String(64), primary_key=True),
        sa.Column("conversation", sa.Text, nullable=False, comment="id of the channel in which its agenda is kept"),
        sa.Column("team", sa.Text, nullable=False, server_default="", comment="id of the team whose channel it is"),
        sa.Column("service_url", sa.Text, nullable=False),
        sa.Column("tenant", sa.Text, nullable=False, server_default=""),
        sa.Column("bot", sa.Text, nullable=False, server_default="", comment="the bot as it is named there"),
        sa.Column(
            "delivery", sa.String(160), nullable=False, unique=True, comment="id of what keeps the post up to date"
        ),
        sa.Column(
            "shown", sa.String(64), nullable=False, server_default="", comment="hash of what the post was to show last"
        ),
        sa.Column("chosen_at", Utc, nullable=False),
        sa.Column("aad_id", sa.String(64), comment="Entra id of who chose it; none once they were erased"),
    )
    op.create_index("requests_by_item", "requests", ["item"])


def downgrade() -> None:
    """Forget them: the posts stay as they are."""
    op.drop_index("requests_by_item", "requests")
    op.drop_table("agenda_channels")
