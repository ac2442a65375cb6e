"""Sees that the directory gives or takes a right: the history keeps it, the governance team hears, cards follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from bot.deliveries import ledger
from bot.live_config import LiveConfig
from bot.logs import Log
from bot.notify import enqueue_personal
from bot.people.rights import rights_change, rights_of
from bot.register import audit, rights
from bot.register import people as people_rows
from bot.register.register import Register
from bot.register.rights import CHAMPION, Right, RightsChange
from bot.register.schema import requests
from dialogs import rights_card
from dialogs.model import People, Person
from governance_rules import Rulebook
from governance_rules.roles import GOVERNANCE_TEAM, PARTNER

_log = Log("rights")
_DIRECTORY: Final = "directory"
"""Who is named in the history: the file and the list know no person who changed them."""


@dataclass(slots=True)
class RightsWatch:
    """Compares the directory in force with the one that was last kept. Of several instances one finds each change."""

    register: Register
    live_config: LiveConfig
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    wake: Callable[[], None]
    _seen: People | None = None

    async def once(self) -> None:
        """Look, where the directory is another than last time; until the list was read, nobody knows who has what."""
        people = self.live_config.people()
        if people is self._seen or not self.live_config.list_heard:
            return
        told = await self.register.write(lambda c: self._compare(c, people))
        self._seen = people
        if told:
            self.wake()

    def _compare(self, connection: Connection, people: People) -> bool:
        now, held, before = self.now(), rights_of(people), rights.known(connection)
        change = rights_change(before, held)
        if not change:
            return False
        rights.keep(connection, change, now)
        names = self._names(connection, change, held, now)
        audit.append(
            connection,
            now,
            *(_entry("right_given", right, names) for right in change.given),
            *(_entry("right_taken", right, names) for right in change.taken),
        )
        if not before:
            return False  # the first directory of this database is nobody's change
        _log.info("rights changed", given=len(change.given), taken=len(change.taken))
        _tell(connection, self.live_config.rulebook(), people, change, names, now, self.new_id)
        for right in (*change.given, *change.taken):
            _show_again(connection, right, now)
        return True

    def _names(
        self, connection: Connection, change: RightsChange, held: Mapping[Right, Person], now: datetime
    ) -> Mapping[str, people_rows.PersonRecord]:
        """Everyone whom the change is about, by Entra id; the history names people by a key of the register."""
        # Who has one right and lost another stands with the name that goes with the first.
        every = (*change.taken, *change.given)
        persons = {r.aad_id: Person(r.aad_id, held[r].name if r in held else "") for r in every}
        return people_rows.introduce_all(connection, persons.values(), now, self.new_id)


def _entry(what: str, right: Right, names: Mapping[str, people_rows.PersonRecord]) -> audit.Entry:
    return audit.Entry(_DIRECTORY, what, names[right.aad_id].key, {"role": right.role, "area": right.area})


def _tell(
    connection: Connection,
    rulebook: Rulebook,
    people: People,
    change: RightsChange,
    names: Mapping[str, people_rows.PersonRecord],
    now: datetime,
    new_id: Callable[[], str],
) -> None:
    """Tell the governance team, and whoever was on it until now: nobody takes it over in silence."""
    card, summary = rights_card(
        rulebook,
        people,
        [(names[r.aad_id].person.name, r.role, r.area) for r in change.given],
        [(names[r.aad_id].person.name, r.role, r.area) for r in change.taken],
    )
    were = (names[right.aad_id].person for right in change.taken if right.role == GOVERNANCE_TEAM)
    for person in {p.aad_id: p for p in (*people.governance_team, *were)}.values():
        enqueue_personal(connection, new_id(), "personal", person, {"card": card, "summary": summary}, now)


def _show_again(connection: Connection, right: Right, now: datetime) -> None:
    """Bring the cards that this person holds up to date: they open, or close, with the right."""
    where = [requests.c.area == right.area] if right.role in (CHAMPION, PARTNER) else []
    about = select(requests.c.reference).where(*where)
    ledger.show_again(connection, about, now, recipient=right.aad_id)
