"""The tables of the council's systems: the list `Digital systems` as last read, and what requests say of them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, false

from bot.register.column_types import Utc
from bot.register.metadata import metadata

systems = Table(
    "systems",
    metadata,
    Column("item", String(64), primary_key=True, comment="id of the row in the list"),
    Column("title", Text, nullable=False),
    Column("supplier", Text, nullable=False, server_default=""),
    Column("area", Text, nullable=False, server_default="", comment="the service area as the list names it"),
    Column("owner", Text, nullable=False, server_default=""),
    Column("contract_ends", String(10), comment="ISO day; none: no contract, or nobody knows"),
    Column("notice_months", Integer, nullable=False),
    Column("yearly_cost", Float),
    Column("state", String(64), nullable=False, server_default=""),
    Column("link", Text, nullable=False, server_default=""),
    Column("gone", Boolean, nullable=False, server_default=false(), comment="the row was deleted from the list"),
    Index("systems_by_end", "contract_ends"),
)

request_systems = Table(
    "request_systems",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False, comment="its order among those of the request"),
    Column("item", String(64), comment="id of the row in the list `Digital systems`; none: it is not among them"),
    Column("title", Text, nullable=False, comment="its name as it was chosen or typed"),
    Column("replaces", Boolean, nullable=False, server_default=false(), comment="whether the request replaces it"),
    Index("requests_about_a_system", "item"),
)

contract_notices = Table(
    "contract_notices",
    metadata,
    Column("item", String(64), primary_key=True, comment="the system, by the id of its row in the list"),
    Column(
        "contract_ends", String(10), primary_key=True, comment="ISO day on which the contract ends of which it tells"
    ),
    Column("told_at", Utc, nullable=False, comment="when partner and champions heard first"),
    Column("told_again_at", Utc, comment="when they heard again because nothing had begun"),
    Column("half_on", String(10), nullable=False, comment="ISO day on which half of its notice is over"),
    Column(
        "moved",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="its date was corrected, and another notice goes on from here",
    ),
)
