"""How far the history goes that was sealed by a hash alone: the first start with a key marks it.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_COLUMNS = (
    ("accepted", sa.BigInteger, "0", "rows up to here were there before the key of the seals"),
    ("accepted_seal", sa.String(64), "", "SHA-256 over all of them"),
    ("mark", sa.String(64), "", "both of these, sealed with the key"),
)


def upgrade() -> None:
    """Add the columns; nothing of the rows changes, so the old seals still fit."""
    for name, kind, value, comment in _COLUMNS:
        op.add_column("audit_head", sa.Column(name, kind, nullable=False, server_default=value, comment=comment))


def downgrade() -> None:
    """Forget the mark."""
    for name, *_ in _COLUMNS:
        op.drop_column("audit_head", name)
