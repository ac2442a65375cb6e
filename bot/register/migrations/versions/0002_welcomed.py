"""Which installation was greeted, by its chat: one welcome for one installation.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Whoever can be reached has been greeted where they are."""
    comment = "the personal chat in which this installation was greeted"
    op.add_column("people", sa.Column("welcomed", sa.Text, comment=comment))
    op.execute("UPDATE people SET welcomed = conversation WHERE reachable")


def downgrade() -> None:
    """Forget it: the version before goes by time."""
    op.drop_column("people", "welcomed")
