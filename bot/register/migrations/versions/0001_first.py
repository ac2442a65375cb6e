"""The first shape of the register.

Revision ID: 0001
"""

from __future__ import annotations

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing to do: a fresh database is made whole by `bot.register.opening`, and none is older than this."""


def downgrade() -> None:
    """There is nothing before the first shape."""
    msg = "there is no version before the first"
    raise RuntimeError(msg)
