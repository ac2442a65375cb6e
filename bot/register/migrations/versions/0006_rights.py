"""The rights that the directory gave when it was last looked at.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.register.column_types import Utc

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table; the first directory that is read fills it, and that is nobody's change."""
    op.create_table(
        "rights",
        sa.Column("role", sa.String(64), primary_key=True),
        sa.Column("area", sa.String(64), primary_key=True, comment="id of the service area; empty for other roles"),
        sa.Column("aad_id", sa.String(64), primary_key=True),
        sa.Column("since", Utc, nullable=False),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("rights")
