"""The tables of the history: its rows, each sealed over the one before, and its end."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from bot.register.metadata import metadata

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False, comment="ISO time in UTC, as hashed"),
    Column("who", String(32), nullable=False, comment="people.key, or the name of a part of the system"),
    Column("what", String(32), nullable=False),
    Column("subject", String(64), nullable=False, comment="interview id or reference"),
    Column("fields", Text, nullable=False, comment="from what to what as JSON, without free text or names"),
    Column("hash", String(64), nullable=False, comment="HMAC over the hash before and this row"),
    Index("audit_of_a_subject", "subject", "number"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("name", String(8), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False, comment="so that a missing last row is found too"),
    Column(
        "accepted",
        BigInteger,
        nullable=False,
        server_default="0",
        comment="rows up to here were there before the key of the seals",
    ),
    Column("accepted_seal", String(64), nullable=False, server_default="", comment="SHA-256 over all of them"),
    Column("mark", String(64), nullable=False, server_default="", comment="both of these, sealed with the key"),
)
