"""What is known of people beside the turns: what Microsoft says of them, and whether the app was installed for them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, String, Table, Text, false

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

app_installations = Table(
    "app_installations",
    metadata,
    Column("aad_id", String(64), primary_key=True, comment="for whom; empty: what holds for everybody"),
    Column("state", String(16), nullable=False, comment="trying, installed, told (Teams told of it) or refused"),
    Column("reason", Text, nullable=False, server_default="", comment="why not, in plain words, no personal data"),
    Column("greeted", Boolean, nullable=False, server_default=false(), comment="whether its welcome was said"),
    Column("at", Utc, nullable=False),
)
