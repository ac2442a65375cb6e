"""For whom the bot installed the app, or could not: one try for each person, whichever instance makes it.

The row of the empty id is of the app itself: what it may not do for anybody, such as without a permission.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, delete, select, update

from bot.register import list_items
from bot.register.schema import app_installations
from bot.register.upsert import insert_into

State = Literal["trying", "installed", "told", "refused"]
"""``told``: Teams has told of the installation, so that the next one that it tells of is another."""
EVERYBODY: Final = ""
_APP: Final = "app"
_ONCE_IN: Final = timedelta(days=1)
_FOR_EVERYBODY: Final = timedelta(hours=1)
_UNDER_WAY: Final = timedelta(minutes=2)
"""After which a try has been given up: its process ended, or Graph said nothing."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of the last try for somebody. ``reason``: why not, in plain words without names."""

    state: State
    at: datetime
    reason: str
    greeted: bool


def of_app(connection: Connection, app: str) -> None:
    """Let go what was tried with another app than this one (its external id), such as before it was set up anew."""
    known = list_items.value(connection, _APP)
    if known == app:
        return
    if known is not None:
        connection.execute(delete(app_installations))
    list_items.keep_value(connection, _APP, app)


def begin(connection: Connection, aad_id: str, now: datetime) -> Attempt | None:
    """Begin to install the app for somebody. None: go on; otherwise what was tried before, which is all there is.

    Refused is refused for a day, for everybody for an hour; and nobody gets the app twice, who may have removed it.
    """
    everybody, before = find(connection, EVERYBODY), find(connection, aad_id)
    if everybody is not None and _since(everybody, now, _FOR_EVERYBODY):
        return everybody
    if before is not None:
        lasts = {"trying": _UNDER_WAY, "refused": _ONCE_IN}.get(before.state)
        if lasts is None or _since(before, now, lasts):
            return before
    _put(connection, aad_id, "trying", "", now)
    return None


def refused(connection: Connection, aad_id: str, reason: str, now: datetime) -> None:
    """It cannot be installed for this person, or for `EVERYBODY`."""
    _put(connection, aad_id, "refused", reason, now)


def installed(connection: Connection, aad_id: str, now: datetime) -> None:
    """It is there now. Teams may have told of it already."""
    trying = (app_installations.c.aad_id == aad_id, app_installations.c.state == "trying")
    connection.execute(update(app_installations).where(*trying).values(state="installed", at=now))


def forget(connection: Connection, *aad_ids: str) -> None:
    """Let it be tried again for these people; without any, for everybody whom it was refused."""
    if aad_ids:
        connection.execute(delete(app_installations).where(app_installations.c.aad_id.in_(aad_ids)))
    else:
        connection.execute(delete(app_installations).where(app_installations.c.state == "refused"))


def greet(connection: Connection, aad_id: str) -> bool:
    """Say whether the bot is to welcome somebody: not when Teams told of our installation first, and it did then."""
    ours = (app_installations.c.aad_id == aad_id, app_installations.c.state.in_(("trying", "installed", "told")))
    to_greet = (*ours, app_installations.c.greeted.is_(False))
    if connection.execute(update(app_installations).where(*to_greet).values(greeted=True)).rowcount:
        return True
    return connection.execute(select(app_installations.c.aad_id).where(*ours)).first() is None


def not_greeted(connection: Connection, aad_id: str) -> None:
    """The welcome did not arrive: it is said by whoever is next."""
    connection.execute(update(app_installations).where(app_installations.c.aad_id == aad_id).values(greeted=False))


def heard(connection: Connection, aad_id: str) -> bool:
    """Teams tells that the app is installed. Whether that is what we did, and greeted already."""
    before = find(connection, aad_id)
    if before is None or before.state == "told":
        return False
    if before.state == "refused":  # they did it themselves
        forget(connection, aad_id)
        return False
    this = update(app_installations).where(app_installations.c.aad_id == aad_id)
    connection.execute(this.values(state="told", greeted=True))
    return before.greeted


def removed(connection: Connection, aad_id: str) -> None:
    """They removed the app: what Teams tells next is an installation of theirs."""
    ours = (app_installations.c.aad_id == aad_id, app_installations.c.state == "installed")
    connection.execute(update(app_installations).where(*ours).values(state="told"))


def find(connection: Connection, aad_id: str) -> Attempt | None:
    """The last try for this person, or None."""
    row = connection.execute(select(app_installations).where(app_installations.c.aad_id == aad_id)).one_or_none()
    return Attempt(row.state, row.at, row.reason, row.greeted) if row else None


def _since(attempt: Attempt, now: datetime, lasts: timedelta) -> bool:
    """Whether it still counts; a time in the future was written before the clock was put back."""
    return timedelta(0) <= now - attempt.at < lasts


def _put(connection: Connection, aad_id: str, state: State, reason: str, now: datetime) -> None:
    values = {"state": state, "reason": reason, "at": now, "greeted": False}
    row = insert_into(connection, app_installations).values(aad_id=aad_id, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["aad_id"], set_=values))
