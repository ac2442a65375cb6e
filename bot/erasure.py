"""Erases one person: from the register, the ledger, the cards of others and the item of each request they sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from bot.deliveries import erasure as ledger_erasure
from bot.deliveries import instances, ledger
from bot.deliveries.erasure import Counts
from bot.deliveries.running import Intervals
from bot.notify import enqueue_item
from bot.register import audit, identity, list_items, requests
from bot.register import erasure as register_erasure
from bot.register.erasure import Forgotten
from bot.register.register import Register
from bot.register.schema import requests as request_rows
from dialogs.model import Person

SCRUB: Final = "files_to_rebuild"
ALIVE: Final[timedelta] = Intervals().silent


class Unknown(Exception):
    """Nobody with this id or name is in the register. Check it in Entra, and look in SharePoint."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Running(Exception):
    """A front door runs: what it has in hand would come back. Stop it, wait fifteen seconds, and erase then."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, or what would go."""

    forgotten: Forgotten
    deliveries: Counts
    shared: tuple[str, ...]
    """Names of theirs that others have too, and that were not looked for in what others wrote."""
    items: tuple[str, ...]
    """Requests whose list item is brought up to date when the front door runs again."""


class _Planned(Exception):  # it carries a result out of a transaction that must leave nothing behind
    def __init__(self, erased: Erased) -> None:
        super().__init__()
        self.erased = erased


def plan(register: Register, who: str, named: Collection[Person], now: datetime) -> Erased:
    """What `erase` would remove, found by erasing and taking it back: so it says neither more nor less."""

    def job(connection: Connection) -> None:
        raise _Planned(_erase(connection, who, named, now))

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
    erased = register.write_now(lambda connection: _erase(connection, who, named, now))
    finish(register)
    return erased


def finish(register: Register) -> None:
    """Rebuild the database's files if an erasure still owes it: its rebuilding was in another program's way."""
    if register.read_now(lambda connection: list_items.value(connection, SCRUB)):
        register_erasure.scrub(register.engine)
        register.write_now(lambda connection: list_items.keep_value(connection, SCRUB, new=False))


def _erase(connection: Connection, who: str, named: Collection[Person], now: datetime) -> Erased:
    person = identity.find(connection, who, named)
    if person is None:
        raise Unknown
    if instances.running(connection, now, ALIVE):
        raise Running
    gone = register_erasure.forget(connection, person)
    counts = ledger_erasure.forget(connection, person, gone.own)
    changed = (*gone.own, *gone.named)
    ledger.show_again(connection, changed, now)
    items = tuple(reference for reference in changed if _post(connection, reference, now))
    list_items.keep_value(connection, SCRUB, new=True)
    entry = {"requests": gone.own, "drafts": gone.drafts, "named_in": gone.named}
    audit.append(connection, now, audit.Entry("erasure", "person_erased", "person", entry))
    return Erased(gone, counts, tuple(sorted(person.shared)), items)


def _post(connection: Connection, reference: str, now: datetime) -> bool:
    """Let the list item follow. What was deleted in SharePoint stays deleted."""
    deleted = connection.execute(select(request_rows.c.gone).where(request_rows.c.reference == reference)).scalar_one()
    request = requests.find(connection, reference)
    if request is None or deleted:
        return False
    enqueue_item(connection, request.reference, request.requester.aad_id, now)
    return True
