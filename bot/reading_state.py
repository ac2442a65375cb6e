"""How far a list was read, and what of it could not be: kept with what was learnt, for each list by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.logs import Log
from bot.register import list_items
from bot.sharepoint.refusals import TryLater

READ_AGAIN_AFTER: Final = timedelta(minutes=10)
"""How long after a whole reading that could not read every row the next one comes."""
NAMED: Final = 20
"""How much of what was set aside is named to the operator: the first of a hundred say what is wrong."""


@dataclass(frozen=True, slots=True)
class ReadingState:
    """Under which names the register keeps how far one list was read."""

    link: str
    aside: str
    read_again: str

    def go_on(self, connection: Connection, now: datetime) -> str:
        """The link from which to go on; empty where a whole reading is due, or nothing was read before."""
        again = list_items.value(connection, self.read_again)
        if again and datetime.fromisoformat(again) <= now:
            return ""  # rows that could not be read then: a whole reading shows them, or asks for each by its id
        return str(list_items.value(connection, self.link) or "")

    def keep_link(self, connection: Connection, link: str) -> None:
        """Go on from here next time."""
        list_items.keep_value(connection, self.link, link)

    def begin_again(self, connection: Connection) -> None:
        """Nothing was read yet: the list is another one."""
        for name in (self.link, self.read_again):
            list_items.keep_value(connection, name, "")
        list_items.keep_value(connection, self.aside, [])

    def set_aside(self, connection: Connection, log: Log, aside: Sequence[str], *, whole: bool, now: datetime) -> None:
        """Name what could not be read to the operator, and let a whole reading try it again."""
        for one in aside[:NAMED]:
            log.error("set aside: it cannot be read from the list", what=one)
        if not whole:
            if not aside:
                return  # what an earlier reading set aside still waits for a whole one
            aside = list(dict.fromkeys([*self.held(connection), *aside]))
        list_items.keep_value(connection, self.aside, list(aside[:NAMED]))
        # At once after a reading of what is new; a row that a whole reading cannot show either may stay so for days.
        again = now + READ_AGAIN_AFTER if whole else now
        list_items.keep_value(connection, self.read_again, again.isoformat() if aside else "")

    def held(self, connection: Connection) -> list[str]:
        """What of the list could not be read and waits for a whole reading: a few words each, and nothing typed."""
        return [str(one) for one in list_items.value(connection, self.aside) or []]


@dataclass(slots=True)
class Trust:
    """Whether the link of a list is followed: not where it has failed for a while, for Graph may answer without it.

    Seen for days, after many rows had changed at once (microsoft-graph-docs issue 2531, onedrive-api-docs issue 1747).
    """

    failed: datetime | None = None
    """Since when it has, without an answer in between."""

    def in_link(self, link: str, now: datetime) -> str:
        """The link, or empty: then everything is read."""
        return "" if self.failed is not None and now - self.failed >= READ_AGAIN_AFTER else link

    @contextmanager
    def noting(self, now: datetime) -> Iterator[None]:
        """Note whether Graph answers, where it does not itself say when to ask again."""
        try:
            yield
        except TryLater as later:
            if later.after is None:
                self.failed = self.failed or now
            raise
        self.failed = None


REQUESTS: Final = ReadingState(list_items.DELTA_LINK, list_items.ASIDE, list_items.READ_AGAIN)
SYSTEMS: Final = ReadingState("systems_link", "systems_aside", "systems_read_again")
