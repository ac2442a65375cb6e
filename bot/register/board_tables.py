"""The tables of boards, the roadmap and benefits: what a meeting has before it and where it shows, what moves."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, false

from bot.register.column_types import Utc
from bot.register.metadata import metadata

meetings = Table(
    "meetings",
    metadata,
    Column("body", String(64), primary_key=True),
    Column("day", String(10), primary_key=True, comment="ISO day of the meeting"),
    Column("papers_at", Utc, comment="when its members got the papers; none: not yet"),
    Column("opened_at", Utc, comment="when the first item was called; none: not yet"),
    Column("closed_at", Utc, comment="when its last item was heard, or somebody closed it"),
    Column("holds_news", Boolean, nullable=False, server_default=false(), comment="decisions are told after it"),
)

meeting_items = Table(
    "meeting_items",
    metadata,
    Column("body", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("reference", String(16), primary_key=True),
    Column("place", Integer, nullable=False, comment="its order on the agenda, from 1"),
    Column("late", Boolean, nullable=False, server_default=false(), comment="it came after the papers went out"),
    Column("put_off", Boolean, nullable=False, server_default=false(), comment="an earlier meeting did not decide it"),
    Column("called_at", Utc, comment="when it was called in the meeting"),
    Column("outcome", String(32), nullable=False, server_default="", comment="what was said of it there"),
    Column("note", Text, nullable=False, server_default=""),
    Column("action", Text, nullable=False, server_default="", comment="what is to be done"),
    Column("action_owner", Text, nullable=False, server_default="", comment="who does it, as a role or a name"),
    Column("aad_id", String(64), comment="Entra id of who said it; none: nothing was said yet"),
    Index("meeting_items_of_a_request", "reference"),
)

held_deliveries = Table(
    "held_deliveries",
    metadata,
    Column("delivery", String(160), primary_key=True, comment="id of what is told after the meeting"),
    Column("body", String(64), nullable=False),
    Column("day", String(10), nullable=False),
    Column("reference", String(16), nullable=False),
    Column("at", Utc, comment="not before this time even when the meeting is over, as for quiet hours"),
    Index("held_by_a_meeting", "body", "day"),
)

agenda_channels = Table(
    "agenda_channels",
    metadata,
    Column("body", String(64), primary_key=True),
    Column("conversation", Text, nullable=False, comment="id of the channel in which its agenda is kept"),
    Column("team", Text, nullable=False, server_default="", comment="id of the team whose channel it is"),
    Column("service_url", Text, nullable=False),
    Column("tenant", Text, nullable=False, server_default=""),
    Column("bot", Text, nullable=False, server_default="", comment="the bot as it is named there"),
    Column("delivery", String(160), nullable=False, unique=True, comment="id of what keeps the post up to date"),
    Column("shown", String(64), nullable=False, server_default="", comment="hash of what the post was to show last"),
    Column("chosen_at", Utc, nullable=False),
    Column("aad_id", String(64), comment="Entra id of who chose it; none once they were erased"),
)

roadmap_moves = Table(
    "roadmap_moves",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="its order among the moves of a request"),
    Column("at", Utc, nullable=False),
    Column("before", String(64), nullable=False, comment="id of the timeframe that it had"),
    Column("after", String(64), nullable=False, comment="id of the timeframe that it got"),
    Column("who", Text, nullable=False, server_default="", comment="in whose name, such as the body's"),
    Column("aad_id", String(64), comment="Entra id of who said it; none when it was said in the list"),
    Column("note", Text, nullable=False, server_default="", comment="why"),
    Index("roadmap_moves_by_time", "at"),
)

benefits = Table(
    "benefits",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("after", Integer, primary_key=True, autoincrement=False, comment="months after it was done: 0, 3, 6 or 12"),
    Column("aad_id", String(64), primary_key=True, comment="Entra id of who was asked"),
    Column("role", String(16), nullable=False, comment="requester, sponsor or partner"),
    Column("asked_at", Utc, nullable=False),
    Column("measured", String(16), nullable=False, server_default="", comment="empty: no answer yet"),
    Column("note", Text, nullable=False, server_default=""),
    Column("at", Utc, comment="when it was answered"),
    Index("benefits_of_a_person", "aad_id"),
)
