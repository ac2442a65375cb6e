"""Who has a request, how far its checks are, and the timeframe that was set.

Revision ID: 0009
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.register.column_types import Json, Utc

revision = "0009"
down_revision = "0008"

_PARTNER = "it_business_partner"
_AT_THE_START = ("Submitted", "With IT business partner")
_OPEN = (*_AT_THE_START, "In review", "More information needed", "Deferred")
_CHECKED = (*_OPEN, "Approved", "In delivery")
_WRITTEN_AT_ONCE = 500
_requests = sa.table(
    "requests",
    *(sa.column(name, sa.String) for name in ("reference", "status")),
    sa.column("decision", Json),
    *(sa.column(name, Utc) for name in ("submitted_at", "changed_at", "status_at")),
)


def upgrade() -> None:
    """Give every request that is not over its steps and checks; nobody has said anything of a check yet."""
    steps, checks = _tables()
    op.add_column("requests", sa.Column("board_timeframe", sa.String(64), nullable=False, server_default=""))
    op.create_index("requests_by_day", "requests", ["submitted_at"])
    connection = op.get_bind()
    rows: dict[sa.Table, list[dict[str, Any]]] = {steps: [], checks: []}
    chosen = sa.select(_requests).where(_requests.c.status.in_(_CHECKED))
    for row in connection.execute(chosen).all():
        rows[steps] += _steps(row)
        rows[checks] += [
            {"reference": row.reference, "check_id": check, "place": place, "state": "open"}
            for place, check in enumerate(row.decision.get("checks") or ())
        ]
    for table, new in rows.items():
        for first in range(0, len(new), _WRITTEN_AT_ONCE):
            connection.execute(table.insert(), new[first : first + _WRITTEN_AT_ONCE])


def downgrade() -> None:
    """Forget them."""
    op.drop_index("requests_by_day", "requests")
    op.drop_column("requests", "board_timeframe")
    op.drop_table("request_checks")
    op.drop_table("request_steps")


def _tables() -> tuple[sa.Table, sa.Table]:
    text, name = sa.Text, sa.String(64)

    def said(who: str | None, aad_id: str) -> tuple[sa.Column[Any], ...]:
        return (
            sa.Column("note", text, nullable=False, server_default=""),
            sa.Column("who", text, nullable=False, server_default="", comment=who),
            sa.Column("aad_id", name, comment=aad_id),
            sa.Column("at", Utc),
        )

    steps = op.create_table(
        "request_steps",
        sa.Column("reference", sa.String(16), primary_key=True),
        sa.Column("step", name, primary_key=True),
        sa.Column(
            "stage",
            sa.Integer,
            nullable=False,
            comment="its place on the route, from 0; the same for those side by side",
        ),
        sa.Column("place", sa.Integer, nullable=False, comment="its order among all steps of the request"),
        sa.Column("body", name, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, comment="waiting, current or over"),
        sa.Column("since", Utc, comment="when it last became the current one"),
        sa.Column("outcome", sa.String(32), nullable=False, server_default=""),
        *said("in whose name, such as the body's", "Entra id of who said it; none when it was said in the list"),
    )
    checks = op.create_table(
        "request_checks",
        sa.Column("reference", sa.String(16), primary_key=True),
        sa.Column("check_id", name, primary_key=True),
        sa.Column("place", sa.Integer, nullable=False, comment="its order among all checks of the request"),
        sa.Column("state", sa.String(16), nullable=False, comment="open, started, done or not_needed"),
        sa.Column(
            "live",
            sa.Boolean,
            nullable=False,
            server_default=sa.true(),
            comment="whether its request still needs it: not once that was withdrawn, declined or done",
        ),
        *said(None, "Entra id of who said it"),
    )
    op.create_index("steps_of_a_body", "request_steps", ["state", "body"])
    op.create_index("checks_by_state", "request_checks", ["live", "check_id", "state"])
    return steps, checks


def _steps(row: Any) -> list[dict[str, Any]]:
    """Its steps as far as its status tells: in review it has left the IT business partner, and nobody knows more."""
    stages = _stages(row.decision)
    at = row.status_at or row.changed_at
    passed = 1 if row.status == "In review" and stages[:1] == [[_PARTNER]] and len(stages) > 1 else 0
    has_it = passed if row.status in _OPEN else -1
    found, place = [], 0
    for stage, group in enumerate(stages):
        for step in group:
            over, current = stage < passed, stage == has_it
            found.append(
                {
                    "reference": row.reference,
                    "step": step,
                    "stage": stage,
                    "place": place,
                    "body": step,
                    "state": "over" if over else "current" if current else "waiting",
                    "since": at if current and passed else row.submitted_at if over or current else None,
                    "outcome": "go_on" if over else "",
                    "at": at if over else None,
                }
            )
            place += 1
    return found


def _stages(decision: dict[str, Any]) -> list[list[str]]:
    """The steps in order, those that work side by side as one stage, as `Decision.stages` has them."""
    found: list[list[str]] = []
    for step in decision.get("steps") or ():
        group = next((g for g in decision.get("together") or () if step in g), [step])
        if not found or found[-1] != list(group):
            found.append(list(group))
    return found
