"""The table of what Microsoft says of people: read beside the turns, kept for a week, erased with the person."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from bot.register.column_types import Utc
from bot.register.metadata import metadata

profiles = Table(
    "profiles",
    metadata,
    Column("aad_id", String(64), primary_key=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("upn", Text, nullable=False, server_default=""),
    Column("department", Text, nullable=False, server_default=""),
    Column("manager_id", String(64), comment="Entra id of the manager; none: nobody said"),
    Column("manager_name", Text, nullable=False, server_default=""),
    Column("manager_upn", Text, nullable=False, server_default=""),
    Column("source", String(8), nullable=False, comment="graph or teams: who said it"),
    Column("read_at", Utc, nullable=False, index=True),
)
