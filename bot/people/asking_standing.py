"""Asks Teams, beside the turns, whether somebody is a guest. No turn waits for it, and none fails with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.host.incoming import Incoming
from bot.logs import Log
from bot.people.beside_turns import BesideTurns
from bot.people.members import Held, Members, Untold
from bot.people.standing import Standing, standing_of
from bot.register import people as people_rows
from bot.register.register import Register

_SOON: Final = 60.0
"""Seconds until somebody is asked about again after no answer came."""


class AskingStanding:
    """Asks about a person once, and again later when there was no answer.

    ``any_tenant``: local mode, where nobody can be a guest but who says so: a Teams that tells nothing of people is
    believed to hold members alone.
    """

    def __init__(
        self,
        register: Register,
        members: Members,
        now: Callable[[], datetime],
        clock: Callable[[], float],
        *,
        any_tenant: bool,
    ) -> None:
        self._register = register
        self._members = members
        self._now = now
        self._any_tenant = any_tenant
        self._beside = BesideTurns("standing", _SOON, clock)
        self.stop = self._beside.stop
        self._log = Log("people")

    def ask(self, incoming: Incoming) -> None:
        """Find out beside the turns whether the person of this turn is a guest; nothing when that was just tried."""
        self._beside.begin(incoming.person.aad_id, lambda: self._find_out(incoming))

    def __len__(self) -> int:
        return len(self._beside)

    async def _find_out(self, incoming: Incoming) -> None:
        standing = await self._told(incoming)
        if standing is not None:
            aad_id, now = incoming.person.aad_id, self._now()
            await self._register.write(lambda c: people_rows.keep_standing(c, aad_id, standing, now))

    async def _told(self, incoming: Incoming) -> Standing | None:
        unsaid: Standing | None = "member" if self._any_tenant else None
        try:
            return standing_of(await self._members.told(incoming), incoming.tenant) or unsaid
        except Held:
            return None
        except Untold as failure:
            self._log.warning("who is a guest is not known", why=failure.reason)
            return unsaid
