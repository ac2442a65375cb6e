"""A front door's history over some days, its seals in a list, and what an insider does to either of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot import seals
from bot.deliveries import claims, outcomes
from bot.deliveries.ledger import Delivery, find
from bot.local.graph import LOCAL_SITE, StandIn, start
from bot.outgoing.list_client import ListClient
from bot.outgoing.seals import SealSender
from bot.register import audit, throttle
from bot.register.anchor_file import Outside
from bot.register.audit import Entry
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.seal_verification import Held
from bot.register.seals import Seal, SealList
from bot.sharepoint.access import SEALS_LIST, GraphAccess
from bot.sharepoint.seals import find_seals, read_seals
from dialogs.wording import local_day
from tests.bot.register.histories import outside

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday. The seal of a day is planned in the morning; what happens on the day comes after it."""


@dataclass
class Sealed:
    """One front door, one site, and a clock that both go by."""

    url: str
    stand_in: StandIn
    register: Register
    kept: Outside
    clock: list[datetime]
    client: ListClient = field(init=False)

    def __post_init__(self) -> None:
        """Reach the site as a front door does."""
        self.client = ListClient(
            GraphAccess(self.stand_in.url, LOCAL_SITE),
            lambda *_: None,
            lambda: self.clock[0],
            throttle.keeper(self.register, "graph", lambda: self.clock[0]),
        )

    def write(self, many: int = 3, what: str = "answered", who: str = "key") -> None:
        """So many things happen, one after the other."""
        for n in range(many):
            self.register.write_now(partial(self._append, Entry(who, what, f"i{n}", {"rows": n})))

    def _append(self, entry: Entry, connection: Connection) -> None:
        audit.append(connection, self.clock[0], entry)

    def plan(self) -> Seal | None:
        """The scheduler comes to it."""
        return self.register.write_now(lambda c: seals.plan(c, local_day(self.clock[0]), self.clock[0]))

    async def deliver(self) -> list[str]:
        """Everything that may go is tried once, as the worker does. Gives what came of it, in order."""
        came, sender = list[str](), SealSender(self.register, self.client)
        for known in self.register.read_now(lambda c: claims.due(c, "test", self.clock[0])):
            begun = self.register.write_now(partial(_claim, known.id, known.generation, self.clock[0]))
            if begun is None:
                continue
            try:
                result = await sender.seal(begun)
            except Exception as error:  # what a handler raises is what this gives
                came.append(str(getattr(error, "reason", error)))
                self.register.write_now(partial(outcomes.later, delivery=begun, reason="no", next_try=self.clock[0]))
            else:
                came.append(str(result))
                self.register.write_now(partial(outcomes.done, delivery=begun, result=result, now=self.clock[0]))
        return came

    async def days(self, many: int, rows: int = 3) -> None:
        """So many days go by, each with its seal and then its rows."""
        for _ in range(many):
            self.write(rows)
            self.plan()
            await self.deliver()
            self.clock[0] += timedelta(days=1)

    async def there(self) -> SealList | None:
        """The list of seals as it is."""
        listing = await find_seals(await self.client.graph())
        return None if listing is None else await read_seals(listing)

    async def held(self) -> Held:
        """What `audit verify` finds now."""
        there, today = await self.there(), local_day(self.clock[0])
        return self.register.read_now(lambda c: seals.verified(c, self.kept, there, today))[1]

    def tried(self, how: Callable[[Connection], object], there: SealList) -> str:
        """The faults that would be found if somebody did this to the database, a line each. It is taken back."""
        with self.register.engine.connect().execution_options(writes=True) as connection, connection.begin() as begun:
            how(connection)
            _, held = seals.verified(connection, self.kept, there, local_day(self.clock[0]))
            begun.rollback()
        return "\n".join(held.faults)

    async def faults(self) -> str:
        """The faults, a line each."""
        return "\n".join((await self.held()).faults)

    def attack(self, how: Callable[[Connection], object]) -> None:
        """Somebody who holds the database does this to it."""
        with self.register.engine.connect().execution_options(writes=True) as connection, connection.begin():
            how(connection)

    def rows(self) -> list[dict[str, object]]:
        """The list as SharePoint holds it."""
        return self.stand_in.rows(SEALS_LIST)

    def item(self, day: str) -> str:
        """The item of a day."""
        return next(str(row["id"]) for row in self.rows() if row["Title"] == day)

    def state(self, day: str) -> str:
        """How far the seal of a day is."""
        found = self.register.read_now(lambda c: find(c, f"seal:{day}"))
        return found.state if found else ""

    async def close(self) -> None:
        """Close everything."""
        await self.client.close()
        self.register.close()
        await self.stand_in.close()


async def sealed(made: Path, exchanges: Path, folder: Path, url: str) -> Sealed:
    """Begin with the lists as they were made, and an empty history."""
    if not (folder / "graph").exists():
        shutil.copytree(made, folder / "graph")
    clock = [START]
    stand_in = await start(0, folder / "graph", record=exchanges, clock=lambda: clock[0])
    with stand_in.door.store.changing() as db:
        db.execute("UPDATE lists SET created = ?", (START.strftime("%Y-%m-%dT%H:%M:%SZ"),))
    kept = outside(folder)
    return Sealed(url, stand_in, open_register(url, outside=kept), kept, clock)


def _claim(delivery: str, generation: int, now: datetime, connection: Connection) -> Delivery | None:
    return claims.claim(connection, delivery, generation, "test", now)
