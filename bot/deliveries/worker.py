"""Works on one delivery for one try: wait for its turn, claim it, send it, write down the outcome.

Runs on the loop of the host, where the clients of Teams and Graph live. Everything that counts stands in the ledger,
so that the next try may be another process's and nothing is lost or forgotten.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import Connection

from bot.deliveries import claims, ledger, outcomes, throttle
from bot.deliveries.backoff import Backoff, TeamsRateLimit
from bot.deliveries.kinds import ANSWER
from bot.deliveries.ledger import Delivery
from bot.delivery_errors import GiveUp, TooLarge, TryLater, Unreachable
from bot.logs import Log
from bot.register.register import NotSaved, Register
from bot.retry_after import capped

Handler = Callable[[Delivery], Awaitable[Mapping[str, object]]]
"""Delivers one thing and gives the ids that the service gave.

Idempotent, as far as the service lets it be. Raises what `bot/delivery_errors.py` names.
"""

AT_THE_SAME_TIME: Final = {"graph": 8, "teams": 24}
"""Calls that may be under way to one service."""
TRIES_OF_A_FAULT: Final = 5
"""A fault of our own is tried this often before it is set aside (goal R5)."""
NO_ANSWER_SECONDS: Final = 60.0
"""An attempt that says nothing for so long has failed."""
_OTHERS: Final = 8
_SEEMS_DOWN: Final = 3
"""Failures in a row after which the first success wakes whatever waits for the service."""

T = TypeVar("T")
_log = Log("deliveries")


@dataclass(slots=True)
class Worker:
    """Sends deliveries in one process; which ones it has in hand is known to its `Deliveries`."""

    register: Register
    handlers: Mapping[str, Handler]
    instance: str
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    backoff: Backoff
    teams: TeamsRateLimit
    wake: Callable[[], None]
    """Wakes the outbox: something of the ledger may go now."""
    trying: int = 0
    """Calls under way whose end would be lost if the process ended now."""
    _held: dict[str, float] = field(default_factory=dict)
    """Until when a service is held, on the clock of the loop, which nobody can put forward."""
    _failures: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _slots: dict[str, asyncio.Semaphore] = field(
        default_factory=lambda: {name: asyncio.Semaphore(most) for name, most in AT_THE_SAME_TIME.items()}
    )

    async def deliver(self, known: Delivery) -> None:
        """Try this version of a delivery once, when its turn has come. Nothing happens if it may not go any more."""
        service = known.service
        if service == "teams":
            await self._turn_in_teams(known)
        async with self._slots.setdefault(service, asyncio.Semaphore(_OTHERS)):
            if self.held(service):
                return
            now = self.clock()
            begun = await self.stored(lambda c: claims.claim(c, known.id, known.generation, self.instance, now))
            if begun is None or self.held(service):  # another call was told to wait while this one was written down
                return
            self.trying += 1
            try:
                await self._try(begun)
            finally:
                self.trying -= 1

    def held(self, service: str) -> bool:
        """Whether this process was told that the service may not be called now."""
        return self._held.get(service, 0.0) > asyncio.get_running_loop().time()

    async def stored(self, job: Callable[[Connection], T]) -> T:
        """Write, however long the database cannot: what was delivered must be known as delivered."""
        pause = self.backoff.first
        while True:
            try:
                return await self.register.write(job)
            except NotSaved as error:
                if pause == self.backoff.first:
                    _log.warning("a delivery waits for the database", why=str(error))
                await asyncio.sleep(pause)
                pause = min(2 * pause, self.backoff.longest)

    async def _turn_in_teams(self, known: Delivery) -> None:
        loop, conversation, answer = (
            asyncio.get_running_loop(),
            known.recipient or known.ordering_key,
            known.kind == ANSWER,
        )
        wait = self.teams.take(conversation, loop.time(), answer=answer)
        while wait > 0:
            await asyncio.sleep(wait)
            wait = self.teams.take(conversation, loop.time(), answer=answer)

    async def _try(self, delivery: Delivery) -> None:
        outcome: Mapping[str, object] | Exception
        try:
            async with asyncio.timeout(NO_ANSWER_SECONDS):
                handler = self.handlers.get(delivery.kind, _unknown)
                outcome = await handler(delivery)
        except TimeoutError:
            outcome = TryLater(f"no answer in {NO_ANSWER_SECONDS:.0f} seconds")
        except Exception as error:  # whatever an attempt raises must not end the worker; a fault of ours is set aside
            outcome = error
        ended, write = self._judge(delivery, outcome)
        # Nothing is open to the database while a call is under way.
        await self.stored(write)
        if delivery.reference or ended != "done":
            _log.info("delivery", state=ended, id=_shown(delivery), kind=delivery.kind, tries=delivery.tries)

    def _judge(
        self, delivery: Delivery, outcome: Mapping[str, object] | Exception
    ) -> tuple[str, Callable[[Connection], None]]:
        """How a try ended, and what to write."""
        if isinstance(outcome, Mapping):
            return "done", self._done(delivery, outcome)
        if isinstance(outcome, Unreachable):
            reason = outcome.reason
            return "refused", lambda c: outcomes.refused(c, delivery, reason)
        if isinstance(outcome, GiveUp | TooLarge):
            reason = outcome.reason
            return "set_aside", lambda c: outcomes.set_aside(c, delivery, reason)
        if isinstance(outcome, TryLater):
            return "later", self._later(delivery, outcome.reason, outcome.after)
        _log.error("delivery failed by a fault of ours", outcome, id=_shown(delivery), kind=delivery.kind)
        reason = f"a fault in the front door ({type(outcome).__name__}): see the log"
        if delivery.tries >= TRIES_OF_A_FAULT:
            return "set_aside", lambda c: outcomes.set_aside(c, delivery, reason)
        return "later", self._later(delivery, reason, None)

    def _done(self, delivery: Delivery, result: Mapping[str, object]) -> Callable[[Connection], None]:
        now, answers_again = self.clock(), self._failures.pop(delivery.service, 0) >= _SEEMS_DOWN

        def write(connection: Connection) -> None:
            outcomes.done(connection, delivery, result, now)
            if answers_again:
                ledger.wake(connection, delivery.service)

        return write

    def _later(self, delivery: Delivery, reason: str, after: float | None) -> Callable[[Connection], None]:
        """Plan the next try; what was told to wait keeps everything for its service waiting."""
        self._failures[delivery.service] += 1
        now, loop, service = self.clock(), asyncio.get_running_loop(), delivery.service
        pause = self.backoff.pause(delivery.tries, self.chance() if service == "teams" else 0.0)
        if after is not None:
            pause = max(pause, capped(after))
            self._held[service] = max(self._held.get(service, 0.0), loop.time() + capped(after))
        loop.call_later(pause, self.wake)

        def write(connection: Connection) -> None:
            outcomes.later(connection, delivery, reason, now + timedelta(seconds=pause))
            if after is not None:
                throttle.start(connection, service, after, now)

        return write


async def _unknown(delivery: Delivery) -> Mapping[str, object]:
    """What another version of the front door stored and this one has no handler for: an operator decides."""
    raise GiveUp(f"this version of the front door sends nothing of the kind {delivery.kind}")


def _shown(delivery: Delivery) -> str:
    """What the log names: the reference, never a person's id."""
    return delivery.reference or delivery.kind
