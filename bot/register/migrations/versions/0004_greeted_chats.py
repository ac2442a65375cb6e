"""The channels and group chats in which the bot has been greeted.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.register.column_types import Utc

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table; which chats were greeted before is not known."""
    op.create_table(
        "greeted_chats",
        sa.Column("conversation", sa.Text, primary_key=True, comment="id of a channel or group chat"),
        sa.Column("at", Utc, nullable=False),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("greeted_chats")
