"""When a request was anonymised: its time was over, and nothing in it names anybody since.

Revision ID: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.register.column_types import Utc

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """No request has had its time yet."""
    op.add_column(
        "requests", sa.Column("anonymised_at", Utc, comment="when everything of people was taken out; none before")
    )


def downgrade() -> None:
    """Forget when it was; what was taken out stays out."""
    op.drop_column("requests", "anonymised_at")
