"""Erases one person: from the register, the ledger, the cards of others and the item of each request they sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from bot.carrying_out import post
from bot.deliveries import forgotten, instances, ledger
from bot.deliveries.forgotten import Counts
from bot.deliveries.running import Rhythm
from bot.register import audit, forgetting, listed, requests, trace
from bot.register.forgetting import Forgotten
from bot.register.register import Register
from bot.register.schema import requests as request_rows
from dialogs.seams import Person

SCRUB: Final = "files_to_rebuild"
ALIVE: Final[timedelta] = Rhythm().silent


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
    if register.read_now(lambda connection: listed.value(connection, SCRUB)):
        forgetting.scrub(register.engine)
        register.write_now(lambda connection: listed.keep_value(connection, SCRUB, new=False))


def _erase(connection: Connection, who: str, named: Collection[Person], now: datetime) -> Erased:
    person = trace.find(connection, who, named)
    if person is None:
        raise Unknown
    if instances.running(connection, now, ALIVE):
        raise Running
    gone = forgetting.forget(connection, person)
    counts = forgotten.forget(connection, person, gone.own)
    changed = (*gone.own, *gone.named)
    ledger.show_again(connection, changed, now)
    items = tuple(reference for reference in changed if _post(connection, reference, now))
    listed.keep_value(connection, SCRUB, new=True)
    entry = {"requests": gone.own, "drafts": gone.drafts, "named_in": gone.named}
    audit.append(connection, now, audit.Entry("erasure", "person_erased", "person", entry))
    return Erased(gone, counts, tuple(sorted(person.shared)), items)


def _post(connection: Connection, reference: str, now: datetime) -> bool:
    """Let the list item follow. What was deleted in SharePoint stays deleted."""
    deleted = connection.execute(select(request_rows.c.gone).where(request_rows.c.reference == reference)).scalar_one()
    request = requests.find(connection, reference)
    if request is None or deleted:
        return False
    post(connection, request, now)
    return True
