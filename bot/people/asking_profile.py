"""Asks Microsoft, beside the turns, who somebody is: Graph, and where it says no, Teams."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.host.incoming import Incoming
from bot.logs import Log
from bot.notify import enqueue_item
from bot.people.beside_turns import BesideTurns
from bot.people.members import Held, Members, Untold
from bot.people.profiles import WhoTheyAre, of_member
from bot.register import profiles, throttle
from bot.register.register import Register
from bot.sharepoint.refusals import GraphRefused, NotAllowed, TryLater

_LATER: Final = 600.0
"""Seconds until somebody is asked about again after nobody said anything."""
_WITHOUT_PERMISSION: Final = 3600.0
"""Seconds for which Graph is asked about nobody after it said that the app may not (401, 403)."""
_UNREACHABLE: Final = 60.0
"""Seconds for which Graph is asked about nobody after it did not answer: each call may hang for half a minute."""


class AskingProfile:
    """Asks about a person when they start a request and nothing is known of them, and again when that is old.

    ``graph`` reads one person and raises what `bot.sharepoint.refusals` names; ``wake`` is called when list items are
    to be brought up to date with what was learnt.
    """

    def __init__(
        self,
        register: Register,
        graph: Callable[[str], Awaitable[WhoTheyAre]],
        members: Members,
        now: Callable[[], datetime],
        clock: Callable[[], float],
        wake: Callable[[], None],
    ) -> None:
        self._register = register
        self._graph = graph
        self._members = members
        self._now = now
        self._clock = clock
        self._wake = wake
        self._graph_again = clock()
        self._beside = BesideTurns("profile", _LATER, clock)
        self.stop = self._beside.stop
        self._log = Log("people")

    def ask(self, incoming: Incoming) -> None:
        """Find out beside the turns who the person of this turn is; nothing when that was just tried."""
        self._beside.begin(incoming.person.aad_id, lambda: self._find_out(incoming))

    async def _find_out(self, incoming: Incoming) -> None:
        aad_id, now = incoming.person.aad_id, self._now()
        found = await self._told_by_graph(aad_id)
        if found is None or not found.upn:
            member = await self._told_by_teams(incoming)
            found = replace(found, upn=member.upn) if found and member else found or member
        if found is None:
            return
        who = found
        changed = await self._register.write(lambda c: self._keep(c, aad_id, who, now))
        if changed:
            self._wake()

    def _keep(self, connection: Connection, aad_id: str, who: WhoTheyAre, now: datetime) -> bool:
        changed = profiles.keep(connection, aad_id, who, now)
        for reference in changed:
            enqueue_item(connection, reference, aad_id, now)
        return bool(changed)

    async def _told_by_graph(self, aad_id: str) -> WhoTheyAre | None:
        if self._clock() < self._graph_again or "graph" in await self._register.read(
            lambda c: throttle.active(c, self._now())
        ):
            return None
        try:
            return await self._graph(aad_id)
        except NotAllowed as refused:
            self._graph_again = self._clock() + _WITHOUT_PERMISSION
            self._log.warning("Graph does not say who people are: front-door doctor tells why", why=refused.reason)
        except TryLater as later:
            self._graph_again = self._clock() + (later.after or _UNREACHABLE)
            self._log.warning("Graph does not say who people are just now", why=later.reason)
        except GraphRefused:
            pass  # it does not have this person, such as somebody of another organisation
        return None

    async def _told_by_teams(self, incoming: Incoming) -> WhoTheyAre | None:
        try:
            return of_member(await self._members.told(incoming))
        except Held:
            return None
        except Untold as failure:
            self._log.warning("who somebody is was not told", why=failure.reason)
            return None
