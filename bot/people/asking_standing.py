"""Asks Teams, beside the turns, whether somebody is a guest. No turn waits for it, and none fails with it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final

from bot.deliveries import throttle
from bot.delivery_errors import GiveUp, TooLarge, TryLater, Unreachable
from bot.host.incoming import Incoming, Reference
from bot.logs import Log
from bot.people.standing import Standing, standing_of
from bot.register import people as people_rows
from bot.register.register import NotSaved, Register

_SOON: Final = 60.0
"""Seconds until somebody is asked about again after no answer came."""
_AT_ONCE: Final = 4
"""Questions under way: the rest of a busy morning waits for them."""
_REMEMBERED: Final = 10_000
"""People of whom it is remembered at most that they were just asked about."""


class AskingStanding:
    """Asks about a person once, and again later when there was no answer.

    ``member``: the connector's word on one member of a conversation. ``any_tenant``: local mode, where nobody can be a
    guest but who says so: a Teams that tells nothing of people is believed to hold members alone.
    """

    def __init__(
        self,
        register: Register,
        member: Callable[[Reference, str], Awaitable[Mapping[str, Any]]],
        now: Callable[[], datetime],
        clock: Callable[[], float],
        *,
        any_tenant: bool,
    ) -> None:
        self._register = register
        self._member = member
        self._now = now
        self._clock = clock
        self._any_tenant = any_tenant
        self._next: OrderedDict[str, float] = OrderedDict()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._log = Log("people")

    def ask(self, incoming: Incoming) -> None:
        """Find out beside the turns whether the person of this turn is a guest; nothing when that was just tried."""
        aad_id, now = incoming.person.aad_id, self._clock()
        while self._next and next(iter(self._next.values())) <= now:  # whoever may be asked about again
            self._next.popitem(last=False)
        if not aad_id or aad_id in self._next:
            return
        self._next[aad_id] = now + _SOON
        if len(self._next) > _REMEMBERED:
            self._next.popitem(last=False)
        task = asyncio.create_task(self._find_out(incoming), name="standing")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def __len__(self) -> int:
        return len(self._next)

    async def stop(self) -> None:
        """End what is under way: it is asked again another time."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _find_out(self, incoming: Incoming) -> None:
        async with self._places:
            try:
                standing = await self._told(incoming)
                if standing is not None:
                    aad_id, now = incoming.person.aad_id, self._now()
                    await self._register.write(lambda c: people_rows.keep_standing(c, aad_id, standing, now))
            except NotSaved as failure:
                self._log.warning("who is a guest was not kept", why=str(failure))

    async def _told(self, incoming: Incoming) -> Standing | None:
        if "teams" in await self._register.read(lambda c: throttle.active(c, self._now())):
            return None
        unsaid: Standing | None = "member" if self._any_tenant else None
        try:
            profile = await self._member(incoming.reference, incoming.teams_id or incoming.person.aad_id)
        except TryLater as later:
            if (after := later.after) is not None:
                await self._register.write(lambda c: throttle.start(c, "teams", after, self._now()))
                return None
            self._log.warning("who is a guest is not known yet", why=later.reason)
            return unsaid
        except (GiveUp, Unreachable, TooLarge) as failure:
            self._log.warning("who is a guest is not known", why=failure.reason)
            return unsaid
        return standing_of(profile, incoming.tenant) or unsaid
