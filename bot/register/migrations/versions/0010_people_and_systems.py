"""What Microsoft says of people, who sponsors a request, and the systems that the council has.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.register.column_types import Utc

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Everything is empty at first: profiles and systems are read when they are needed."""
    _sponsors()
    _profiles()
    _systems()


def downgrade() -> None:
    """Forget them."""
    for table in ("contract_notices", "request_systems", "systems", "app_installations", "profiles"):
        op.drop_table(table)
    op.drop_index("requests_of_a_sponsor", "requests")
    for column in ("sponsor_at", "sponsor_state", "sponsor_upn", "sponsor_id"):
        op.drop_column("requests", column)


def _sponsors() -> None:
    for column in (
        sa.Column("sponsor_id", sa.String(64), comment="Entra id of the sponsor who was named; none: not known"),
        _text("sponsor_upn"),
        sa.Column(
            "sponsor_state",
            sa.String(16),
            nullable=False,
            server_default="",
            comment="asked, confirmed, not_me or unreached",
        ),
        sa.Column("sponsor_at", Utc, comment="when the sponsor was asked, or answered"),
    ):
        op.add_column("requests", column)
    op.create_index("requests_of_a_sponsor", "requests", ["sponsor_id"])


def _profiles() -> None:
    op.create_table(
        "profiles",
        sa.Column("aad_id", sa.String(64), primary_key=True),
        *(_text(name) for name in ("name", "upn", "department")),
        sa.Column("manager_id", sa.String(64), comment="Entra id of the manager; none: nobody said"),
        *(_text(name) for name in ("manager_name", "manager_upn")),
        sa.Column("source", sa.String(8), nullable=False, comment="graph or teams: who said it"),
        sa.Column("read_at", Utc, nullable=False),
    )
    op.create_index("ix_profiles_read_at", "profiles", ["read_at"])
    op.create_table(
        "app_installations",
        sa.Column("aad_id", sa.String(64), primary_key=True, comment="for whom; empty: what holds for everybody"),
        sa.Column(
            "state", sa.String(16), nullable=False, comment="trying, installed, told (Teams told of it) or refused"
        ),
        _text("reason", "why not, in plain words, no personal data"),
        _no("greeted", "whether its welcome was said"),
        sa.Column("at", Utc, nullable=False),
    )


def _systems() -> None:
    op.create_table(
        "systems",
        sa.Column("item", sa.String(64), primary_key=True, comment="id of the row in the list"),
        sa.Column("title", sa.Text, nullable=False),
        _text("supplier"),
        _text("area", "the service area as the list names it"),
        _text("owner"),
        sa.Column("contract_ends", sa.String(10), comment="ISO day; none: no contract, or nobody knows"),
        sa.Column("notice_months", sa.Integer, nullable=False),
        sa.Column("yearly_cost", sa.Float),
        sa.Column("state", sa.String(64), nullable=False, server_default=""),
        _text("link"),
        _no("gone", "the row was deleted from the list"),
    )
    op.create_index("systems_by_end", "systems", ["contract_ends"])
    op.create_table(
        "request_systems",
        sa.Column("reference", sa.String(16), primary_key=True),
        sa.Column(
            "place", sa.Integer, primary_key=True, autoincrement=False, comment="its order among those of the request"
        ),
        sa.Column(
            "item", sa.String(64), comment="id of the row in the list `Digital systems`; none: it is not among them"
        ),
        sa.Column("title", sa.Text, nullable=False, comment="its name as it was chosen or typed"),
        _no("replaces", "whether the request replaces it"),
    )
    op.create_index("requests_about_a_system", "request_systems", ["item"])
    op.create_table(
        "contract_notices",
        sa.Column("item", sa.String(64), primary_key=True, comment="the system, by the id of its row in the list"),
        sa.Column(
            "contract_ends",
            sa.String(10),
            primary_key=True,
            comment="ISO day on which the contract ends of which it tells",
        ),
        sa.Column("told_at", Utc, nullable=False, comment="when partner and champions heard first"),
        sa.Column("told_again_at", Utc, comment="when they heard again because nothing had begun"),
        sa.Column("half_on", sa.String(10), nullable=False, comment="ISO day on which half of its notice is over"),
        _no("moved", "its date was corrected, and another notice goes on from here"),
    )


def _text(name: str, comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="", comment=comment)


def _no(name: str, comment: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false(), comment=comment)
