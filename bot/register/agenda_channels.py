"""In which channel the agenda of each body is kept: one for each, and none where nobody chose one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from bot.register.board_tables import agenda_channels
from bot.register.identity import is_
from bot.register.upsert import insert_into

_C = agenda_channels.c


@dataclass(frozen=True, slots=True)
class Row:
    """The channel of one body's agenda."""

    body: str
    conversation: str
    team: str
    service_url: str
    tenant: str
    bot: str
    delivery: str
    """Id of the delivery that keeps the post: its result names the message."""
    shown: str
    chosen_at: datetime
    aad_id: str | None


def find(connection: Connection, body: str) -> Row | None:
    """The channel of this body's agenda, or None."""
    return next(iter(_rows(connection, _C.body == body)), None)


def of_delivery(connection: Connection, delivery: str) -> Row | None:
    """The channel whose post this delivery keeps; None: it keeps none any more."""
    return next(iter(_rows(connection, _C.delivery == delivery)), None)


def every(connection: Connection) -> tuple[Row, ...]:
    """All of them."""
    return _rows(connection)


def of_team(connection: Connection, conversation: str, team: str) -> tuple[Row, ...]:
    """Those in this channel, or in any channel of this team."""
    here = _C.conversation == conversation
    return _rows(connection, here | (_C.team == team) if team else here)


def keep(connection: Connection, row: Row) -> None:
    """Choose this channel, in the place of the one before."""
    values = asdict(row)
    chosen = insert_into(connection, agenda_channels).values(**values)
    connection.execute(chosen.on_conflict_do_update(index_elements=["body"], set_=values))


def note_shown(connection: Connection, body: str, shown: str) -> None:
    """Note what the post is to show now."""
    connection.execute(update(agenda_channels).where(_C.body == body).values(shown=shown))


def remove(connection: Connection, body: str) -> None:
    """Let this body's agenda be kept in no channel."""
    connection.execute(delete(agenda_channels).where(_C.body == body))


def forget(connection: Connection, aad_id: str) -> int:
    """Forget who chose what this erased person chose: the channel stays the body's. Gives how many."""
    theirs = update(agenda_channels).where(is_(_C.aad_id, aad_id))
    return connection.execute(theirs.values(aad_id=None)).rowcount


def _rows(connection: Connection, *which: ColumnElement[bool]) -> tuple[Row, ...]:
    found = connection.execute(select(agenda_channels).where(*which).order_by(_C.body))
    return tuple(Row(*row) for row in found)
