"""A person's open drafts stand in the order of their last turn: whoever has hundreds starts as quickly as anybody.

Revision ID: 0014
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """The index holds when each was touched, too."""
    op.drop_index("interviews_of_a_person", "interviews")
    op.create_index("interviews_of_a_person", "interviews", ["aad_id", "state", "touched"])


def downgrade() -> None:
    """The index holds whose and in which state they are."""
    op.drop_index("interviews_of_a_person", "interviews")
    op.create_index("interviews_of_a_person", "interviews", ["aad_id", "state"])
