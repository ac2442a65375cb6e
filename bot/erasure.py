"""Erases one person: from the register, the ledger, the cards of others and the item of each request they sent."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, func, or_, select, update

from bot.deliveries import instances, ledger
from bot.deliveries.running import Intervals
from bot.delivery_kinds import ANSWER, MADE_WHEN_SENT
from bot.notify import enqueue_item
from bot.register import audit, identity, list_items, requests
from bot.register import erasure as register_erasure
from bot.register.anchor_file import erasure_mark
from bot.register.erasure import Forgotten
from bot.register.identity import Identity, is_
from bot.register.register import Register
from bot.register.schema import deliveries
from bot.register.schema import requests as request_rows
from dialogs.model import Person

SCRUB: Final = "files_to_rebuild"
ALIVE: Final[timedelta] = Intervals().silent
REMOVED_ANSWER: Final = (
    "This answer showed something that has since been removed on request. Ask again to see the rest."
)


class Unknown(Exception):
    """Nobody with this id or name is in the register. Check it in Entra, and look in SharePoint."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Running(Exception):
    """A front door runs: what it has in hand would come back. Stop it, wait fifteen seconds, and erase then."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many deliveries: to the person, and to others with something of theirs in it."""

    theirs: int
    others: int


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, or what would go."""

    forgotten: Forgotten
    deliveries: Counts
    shared: tuple[str, ...]
    """Names of theirs that others have too, and that were not looked for in what others wrote."""
    items: tuple[str, ...]
    """Requests whose list item is brought up to date when the front door runs again."""
    mark: str
    """By which a copy that was made before is told to hold them still; empty where the history has no key."""


class _Planned(Exception):  # it carries a result out of a transaction that must leave nothing behind
    def __init__(self, erased: Erased) -> None:
        super().__init__()
        self.erased = erased


def plan(register: Register, who: str, named: Collection[Person], now: datetime) -> Erased:
    """What `erase` would remove, found by erasing and taking it back: so it says neither more nor less."""

    def job(connection: Connection) -> None:
        raise _Planned(erase_within(connection, who, named, now))

    try:
        register.write_now(job)
    except _Planned as planned:
        return planned.erased
    raise AssertionError  # the job always raises


def erase(register: Register, who: str, named: Collection[Person], now: datetime) -> Erased:
    """Remove a person's data everywhere, and rebuild the database's files so that they forget too.

    ``who``: Entra object id or user principal name; ``named``: the people of the directory. Raises `Unknown`,
    `trace.Nobody` (a blank value), `trace.Several`, `Running`, and `forgetting.NotForgotten`: then all is removed but
    the files still hold it.
    """
    erased = register.write_now(lambda connection: erase_within(connection, who, named, now))
    finish(register)
    return erased


def finish(register: Register, *, always: bool = False) -> None:
    """Rebuild the database's files where that is owed: by an erasure that was in another program's way, or by time.

    ``always``: whether it is owed or not. Raises `forgetting.NotForgotten`.
    """
    if always or register.read_now(lambda connection: list_items.value(connection, SCRUB)):
        register_erasure.scrub(register.engine)
        register.write_now(lambda connection: list_items.keep_value(connection, SCRUB, new=False))


def erase_within(connection: Connection, who: str, named: Collection[Person], now: datetime) -> Erased:
    """`erase` within the caller's transaction: once that is on disk, `finish` is owed."""
    person = identity.find(connection, who, named)
    if person is None:
        raise Unknown
    if instances.running(connection, now, ALIVE):
        raise Running
    gone = register_erasure.forget(connection, person)
    counts = _forget_deliveries(connection, person, gone.own)
    changed = (*gone.own, *gone.named)
    ledger.show_again(connection, changed, now)
    items = tuple(reference for reference in changed if _post(connection, reference, now))
    list_items.keep_value(connection, SCRUB, new=True)
    key = audit.key_of(connection)
    mark = erasure_mark(key, person.aad_id) if key else ""
    entry = {"requests": gone.own, "drafts": gone.drafts, "named_in": gone.named, **({"mark": mark} if mark else {})}
    audit.append(connection, now, audit.Entry("erasure", "person_erased", "person", entry))
    return Erased(gone, counts, tuple(sorted(person.shared)), items, mark)


def _post(connection: Connection, reference: str, now: datetime) -> bool:
    """Let the list item follow. What was deleted in SharePoint stays deleted."""
    deleted = connection.execute(select(request_rows.c.gone).where(request_rows.c.reference == reference)).scalar_one()
    request = requests.find(connection, reference)
    if request is None or deleted:
        return False
    enqueue_item(connection, request.reference, request.requester.aad_id, now)
    return True


def _forget_deliveries(connection: Connection, trace: Identity, own: Collection[str]) -> Counts:
    """What waits for them goes, and what waits for others sends nothing of theirs. ``own``: requests that they sent."""
    theirs = or_(
        is_(deliveries.c.recipient, trace.aad_id), func.lower(deliveries.c.id).contains(trace.aad_id, autoescape=True)
    )
    gone = connection.execute(delete(deliveries).where(theirs)).rowcount
    ordering_key = func.lower(deliveries.c.ordering_key).contains(trace.aad_id, autoescape=True)
    connection.execute(update(deliveries).where(ordering_key).values(ordering_key=deliveries.c.id))
    about = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, own))})(?!\w)") if own else None
    held = 0
    columns = (deliveries.c.id, deliveries.c.kind, deliveries.c.state, deliveries.c.payload)
    for row in list(connection.execute(select(*columns).where(deliveries.c.payload != ""))):
        said = json.loads(row.payload)
        cleared = trace.cleared_json(said)
        ready = row.kind not in MADE_WHEN_SENT and row.state != "done"
        if cleared == said and not (ready and row.kind != "message" and about and about.search(row.payload)):
            continue
        same = deliveries.c.id == row.id
        held += 1
        if not ready:
            connection.execute(update(deliveries).where(same).values(payload=json.dumps(cleared)))
        elif row.kind == ANSWER:
            # Whoever typed is owed an answer, and keeps their place among what waits.
            connection.execute(update(deliveries).where(same).values(payload=json.dumps(_instead(said))))
        else:
            connection.execute(delete(deliveries).where(same))
    return Counts(gone, held)


def _instead(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "card": None, "summary": "", "text": REMOVED_ANSWER}
