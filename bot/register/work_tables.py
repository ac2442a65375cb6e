"""The tables of the steps and checks of requests that were sent: who has what, and what was said of it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, true

from bot.register.column_types import Utc
from bot.register.metadata import metadata

request_steps = Table(
    "request_steps",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("step", String(64), primary_key=True),
    Column("stage", Integer, nullable=False, comment="its place on the route, from 0; the same for those side by side"),
    Column("place", Integer, nullable=False, comment="its order among all steps of the request"),
    Column("body", String(64), nullable=False),
    Column("state", String(16), nullable=False, comment="waiting, current or over"),
    Column("since", Utc, comment="when it last became the current one"),
    Column("outcome", String(32), nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("who", Text, nullable=False, server_default="", comment="in whose name, such as the body's"),
    Column("aad_id", String(64), comment="Entra id of who said it; none when it was said in the list"),
    Column("at", Utc),
    Index("steps_of_a_body", "state", "body"),
)

request_checks = Table(
    "request_checks",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("check_id", String(64), primary_key=True),
    Column("place", Integer, nullable=False, comment="its order among all checks of the request"),
    Column("state", String(16), nullable=False, comment="open, started, done or not_needed"),
    Column(
        "live",
        Boolean,
        nullable=False,
        server_default=true(),
        comment="whether its request still needs it: not once that was withdrawn, declined or done",
    ),
    Column("note", Text, nullable=False, server_default=""),
    Column("who", Text, nullable=False, server_default=""),
    Column("aad_id", String(64), comment="Entra id of who said it"),
    Column("at", Utc),
    Index("checks_by_state", "live", "check_id", "state"),
)
