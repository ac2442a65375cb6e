"""Who is a guest, and which titles of others' requests somebody was shown lately.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.register.column_types import Utc

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table; who is a guest is asked of Teams as people come."""
    op.add_column("people", sa.Column("standing", sa.String(8), comment="member or guest; none: not known yet"))
    op.add_column("people", sa.Column("standing_at", Utc, comment="when Teams said so"))
    op.create_table(
        "titles_shown",
        sa.Column("aad_id", sa.String(64), primary_key=True),
        sa.Column("reference", sa.String(16), primary_key=True),
        sa.Column("search", sa.Integer, nullable=False, comment="which of the day's searches showed it first"),
        sa.Column("at", Utc, nullable=False, index=True),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("titles_shown")
    op.drop_column("people", "standing_at")
    op.drop_column("people", "standing")
