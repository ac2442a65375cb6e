"""The tables of the register, for SQLite and PostgreSQL. `migrations/` brings an older database to this shape.

Where `key` gives a column another name, or a table is called otherwise than its variable, the database keeps the name
of an earlier version: instances are upgraded one after another, and the old ones still run.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from bot.register.audit_tables import audit, audit_head
from bot.register.board_tables import benefits, held_deliveries, meeting_items, meetings, roadmap_moves
from bot.register.column_types import Json, Utc
from bot.register.metadata import metadata
from bot.register.people_tables import app_installations, profiles
from bot.register.system_tables import contract_notices, request_systems, systems
from bot.register.work_tables import request_checks, request_steps

__all__ = [
    "app_installations",
    "audit",
    "audit_head",
    "benefits",
    "contract_notices",
    "held_deliveries",
    "meeting_items",
    "meetings",
    "metadata",
    "profiles",
    "request_checks",
    "request_steps",
    "request_systems",
    "roadmap_moves",
    "systems",
]

people = Table(
    "people",
    metadata,
    Column("aad_id", String(64), primary_key=True),
    Column(
        "key",
        String(32),
        nullable=False,
        unique=True,
        comment="who this is in the history; goes with the row on erasure",
    ),
    Column("name", Text, nullable=False),
    Column("upn", Text, nullable=False, server_default=""),
    Column("conversation", Text, comment="id of the personal chat"),
    Column("service_url", Text),
    Column("tenant", Text),
    Column("bot", Text, comment="the bot's account id in that chat"),
    Column("reachable", Boolean, nullable=False, comment="false after Teams refused: not installed or blocked"),
    Column("interview", String(32), comment="the interview in hand"),
    Column("welcomed", Text, comment="the personal chat in which this installation was greeted"),
    Column("standing", String(8), comment="member or guest; none: not known yet"),
    Column("standing_at", Utc, comment="when Teams said so"),
    Column("preferences", Json, nullable=False),
    Column("seen", Utc, nullable=False),
)

interviews = Table(
    "interviews",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("aad_id", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("body", Text, nullable=False, comment="answers, details and the rest, as JSON of our own"),
    Column("reference", String(16)),
    Column("touched", Utc, nullable=False),
    Index("interviews_of_a_person", "aad_id", "state", "touched"),
    Index("interviews_by_age", "state", "touched"),
)

turns = Table(
    "turns",
    metadata,
    Column("activity", String(160), primary_key=True, comment="conversation and activity id, hashed"),
    Column(
        "answer",
        LargeBinary,
        nullable=False,
        comment="what was answered: given again when Teams sends the activity again",
    ),
    Column("at", Utc, nullable=False, index=True),
)

references = Table(
    "reference_numbers",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("last", BigInteger, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("number", BigInteger, nullable=False, unique=True),
    Column(
        "interview",
        String(32),
        nullable=False,
        unique=True,
        comment="one request an interview, whatever is pressed twice",
    ),
    Column("aad_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("upn", Text, nullable=False),
    Column("area", String(64)),
    Column("process", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("details", Json, nullable=False),
    Column("answers", Json, nullable=False),
    Column("decision", Json, nullable=False),
    Column("day", String(10), nullable=False, comment="the day of the decision, ISO"),
    Column("rules_version", Text, nullable=False),
    Column("status", String(40), nullable=False),
    Column("it_contact", Text, nullable=False, server_default=""),
    Column("it_contact_id", String(64), comment="Entra id of the IT contact; none when the list named them"),
    Column("decision_note", Text, nullable=False, server_default=""),
    Column("final_process", Text, nullable=False, server_default=""),
    Column("board_timeframe", String(64), nullable=False, server_default=""),
    Column("open_question", Text, nullable=False, server_default=""),
    Column("asked_by", String(64), comment="Entra id of the partner whose question is open"),
    Column("sponsor_id", String(64), comment="Entra id of the sponsor who was named; none: not known"),
    Column("sponsor_upn", Text, nullable=False, server_default=""),
    Column(
        "sponsor_state", String(16), nullable=False, server_default="", comment="asked, confirmed, not_me or unreached"
    ),
    Column("sponsor_at", Utc, comment="when the sponsor was asked, or answered"),
    Column("submitted_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("status_at", Utc, comment="when it got the status that it has; none: of an old row nobody knows"),
    Column("picked_up_at", Utc),
    Column("decided_at", Utc),
    Column("anonymised_at", Utc, comment="when everything of people was taken out; none before"),
    Column("item", Text, comment="id of the SharePoint item once it is there"),
    Column("list_url", Text, nullable=False, server_default=""),
    Column("list_state", Json, nullable=False, comment="the columns as last written to or read from the list"),
    Column("gone", Boolean, nullable=False, comment="the item was deleted from the list"),
    Column("card", Text, comment="activity id of the requester's confirmation card"),
    Column("card_conversation", Text),
    Index("requests_of_a_person", "aad_id", "number"),
    Index("requests_of_an_area", "area", "status", "number"),
    Index("requests_by_age", "status", "submitted_at"),
    Index("requests_by_day", "submitted_at"),
    Index("requests_of_a_sponsor", "sponsor_id"),
    Index("requests_by_item", "item"),
)

joiners = Table(
    "co_requesters",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("aad_id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False, comment="co_requester, removed or helper"),
    Column("at", Utc, nullable=False),
    Index("joined_by_a_person", "aad_id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(160), primary_key=True, comment="reference and purpose, such as DR-0042:list"),
    Column("reference", String(16), index=True),
    Column(
        "kind", String(32), nullable=False, comment="item | summary | own_card | message | reply | digest | reminder …"
    ),
    Column("service", String(16), nullable=False, comment="graph or teams: what a Retry-After holds back"),
    Column(
        "lane",
        String(160),
        nullable=False,
        key="ordering_key",
        comment="what must keep its order: a conversation, a requester's items",
    ),
    Column("recipient", String(64), nullable=False, server_default="", comment="Entra id, or empty for the list"),
    Column(
        "payload",
        Text,
        nullable=False,
        comment="what to send, as JSON; empty when it is made from the request when sent",
    ),
    Column("generation", Integer, nullable=False, comment="counts each time the same delivery is wanted again"),
    Column("state", String(16), nullable=False, comment="waiting | done | set_aside | refused"),
    Column("tries", Integer, nullable=False),
    Column(
        "reason", Text, nullable=False, server_default="", comment="the last error in plain words, no personal data"
    ),
    Column("since", Utc, nullable=False),
    Column("next_try", Utc, nullable=False),
    Column("done_at", Utc),
    Column("result", Json, nullable=False, comment="ids that Teams or Graph gave: conversation, activity, item"),
    Column(
        "number", BigInteger, nullable=False, comment="order among those with the same ordering key: that of enqueuing"
    ),
    Column(
        "carrier",
        String(64),
        nullable=False,
        key="leased_by",
        server_default="",
        comment="the instance that has it in hand, from its first try until it is settled; empty: anyone may take it",
    ),
    Index("deliveries_due", "state", "next_try"),
    Index("deliveries_by_lane", "ordering_key", "state", "number"),
    Index("deliveries_for_a_person", "recipient", "state"),
)

throttles = Table(
    "holds",
    metadata,
    Column("service", String(16), primary_key=True),
    Column("until", Utc, nullable=False, comment="no call from any worker before this"),
)

list_state = Table(
    "list_state",
    metadata,
    Column("name", String(32), primary_key=True, comment="delta_link, subscription, …"),
    Column("value", Json, nullable=False),
)

instances = Table(
    "instances",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("beat", Utc, nullable=False, key="heartbeat"),
    Column("started", Utc, nullable=False),
)

timeline = Table(
    "story",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("what", String(32), nullable=False),
    Column("aad_id", String(64), comment="Entra id of who did it; none when it was done in the list or by the system"),
    Column("who", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
)

tenants = Table(
    "tenants",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("service_url", Text, nullable=False, comment="last seen: where someone who never met the bot is reached"),
    Column("bot", Text, nullable=False),
    Column("seen", Utc, nullable=False),
)

greeted_chats = Table(
    "greeted_chats",
    metadata,
    Column("conversation", Text, primary_key=True, comment="id of a channel or group chat"),
    Column("at", Utc, nullable=False),
)

rights = Table(
    "rights",
    metadata,
    Column("role", String(64), primary_key=True),
    Column("area", String(64), primary_key=True, comment="id of the service area; empty for other roles"),
    Column("aad_id", String(64), primary_key=True),
    Column("since", Utc, nullable=False),
)

titles_shown = Table(
    "titles_shown",
    metadata,
    Column("aad_id", String(64), primary_key=True),
    Column("reference", String(16), primary_key=True),
    Column("search", Integer, nullable=False, comment="which of the day's searches showed it first"),
    Column("at", Utc, nullable=False, index=True),
)

schedule = Table(
    "schedule",
    metadata,
    Column("name", String(160), primary_key=True, comment="what was due, such as digest:<aad id>:2026-11-23"),
    Column("done_at", Utc, nullable=False),
)
