"""Works on one delivery for one try: wait for its turn, claim it, send it, write down the outcome.

Runs on the loop of the host, where the clients of Teams and Graph live. Everything that counts stands in the ledger,
so that the next try may be another process's and nothing is lost or forgotten.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from sqlalchemy import Connection

from bot.deliveries import claims, outcomes
from bot.deliveries.backoff import Backoff
from bot.deliveries.ledger import Delivery
from bot.delivery_errors import GiveUp, NotFound, TooLarge, TryLater, Unreachable
from bot.logs import Log
from bot.register import throttle
from bot.register.register import NotSaved, Register
from bot.retry_after import capped

Handler = Callable[[Delivery], Awaitable[Mapping[str, object]]]
"""Delivers one thing and gives the ids that the service gave.

Idempotent, as far as the service lets it be. Raises what `bot/delivery_errors.py` names.
"""

AT_THE_SAME_TIME: Final = {"graph": 8, "teams": 24, "onedrive": 4}
"""Calls that may be under way to one service; a row of another version may name one that is not here."""
TRIES_OF_A_FAULT: Final = 5
"""A fault of our own is tried this often before it is set aside (goal R5)."""
NO_ANSWER_SECONDS: Final = 60.0
"""An attempt that says nothing for so long has failed."""
_OTHERS: Final = 8
_SEEMS_DOWN: Final = 3
"""Failures in a row after which the first success wakes whatever waits for the service."""

Ended = Callable[[str, str, float], None]
"""Told of each delivery that has ended: the service, ``done``, ``set_aside`` or ``refused``, and how many seconds after
it should have gone."""

T = TypeVar("T")
Write = Callable[[Connection], None]
_log = Log("deliveries")


@dataclass(slots=True)
class Worker:
    """Sends deliveries in one process; which ones it has in hand is known to its `Deliveries`."""

    register: Register
    handlers: Mapping[str, Handler]
    """What sends each kind."""
    instance: str
    """Who claims them. Fixed for SQLite, one of its own for each process on PostgreSQL."""
    clock: Callable[[], datetime]
    backoff: Backoff = field(default_factory=Backoff)
    turns: Mapping[str, Callable[[Delivery], Awaitable[None]]] = field(default_factory=dict)
    """By service, where it limits how fast it may be spoken to: waits until a delivery may go."""
    chance: Callable[[], float] = random.random
    ended: Ended = lambda _service, _state, _seconds: None
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when something of the ledger may go now."""
    trying: int = 0
    """Calls under way whose end would be lost if the process ended now."""
    _held: dict[str, float] = field(default_factory=dict)
    """Until when a service is held, on the clock of the loop, which nobody can put forward."""
    _failures: Counter[str] = field(default_factory=Counter)
    _slots: dict[str, asyncio.Semaphore] = field(default_factory=dict)

    async def deliver(self, known: Delivery) -> None:
        """Try this version of a delivery once, when its turn has come. Nothing happens if it may not go any more."""
        service = known.service
        if turn := self.turns.get(service):
            await turn(known)
        async with self._slots.setdefault(service, asyncio.Semaphore(AT_THE_SAME_TIME.get(service, _OTHERS))):
            if self.held(service):
                return
            self.trying += 1
            try:
                now = self.clock()
                begun = await self.stored(lambda c: claims.claim(c, known.id, known.generation, self.instance, now))
                if begun and not self.held(service):  # another call may have been told to wait meanwhile
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

    async def _try(self, delivery: Delivery) -> None:
        write: Write
        shown = delivery.reference or delivery.kind  # never a person's id
        try:
            async with asyncio.timeout(NO_ANSWER_SECONDS):
                result = await self.handlers.get(delivery.kind, _unknown)(delivery)
        except TimeoutError:
            ended, write = "later", self._later(delivery, f"no answer in {NO_ANSWER_SECONDS:.0f} seconds")
        except TryLater as error:
            ended, write = "later", self._later(delivery, error.reason, error.after)
        except Unreachable as error:
            ended, write = "refused", partial(outcomes.refused, delivery=delivery, reason=error.reason)
        except NotFound as error:
            ended, write = self._failed(delivery, error.reason, again=error.may_come_back(delivery.tries))
        except (GiveUp, TooLarge) as error:
            ended, write = self._failed(delivery, error.reason, again=False)
        except Exception as error:  # whatever an attempt raises must not end the worker; a fault of ours is set aside
            _log.error("delivery failed by a fault of ours", error, id=shown, kind=delivery.kind)
            reason = f"a fault in the front door ({type(error).__name__}): see the log"
            ended, write = self._failed(delivery, reason, again=delivery.tries < TRIES_OF_A_FAULT)
        else:
            done = partial(outcomes.done, delivery=delivery, result=result, now=self.clock())
            ended, write = "done", partial(done, answers_again=self._failures.pop(delivery.service, 0) >= _SEEMS_DOWN)
        # Nothing is open to the database while a call is under way.
        await self.stored(write)
        if ended != "later":
            self.ended(delivery.service, ended, max(0.0, (self.clock() - delivery.since).total_seconds()))
        if delivery.reference or ended != "done":
            _log.info("delivery", state=ended, id=shown, kind=delivery.kind, tries=delivery.tries)

    def _failed(self, delivery: Delivery, reason: str, *, again: bool) -> tuple[str, Write]:
        """What is written where it did not go: that it is tried ``again``, or is set aside."""
        if again:
            return "later", self._later(delivery, reason)
        return "set_aside", partial(outcomes.set_aside, delivery=delivery, reason=reason)

    def _later(self, delivery: Delivery, reason: str, after: float | None = None) -> Write:
        """Plan the next try; what was told to wait keeps everything for its service waiting."""
        self._failures[delivery.service] += 1
        now, loop, service = self.clock(), asyncio.get_running_loop(), delivery.service
        pause = self.backoff.pause(delivery.tries, self.chance() if service in self.turns else 0.0)
        if after is not None:
            pause = max(pause, capped(after))
            self._held[service] = max(self._held.get(service, 0.0), loop.time() + capped(after))
        loop.call_later(pause, self.woken.set)

        def write(connection: Connection) -> None:
            outcomes.later(connection, delivery, reason, now + timedelta(seconds=pause))
            if after is not None:
                throttle.start(connection, service, after, now)

        return write


async def _unknown(delivery: Delivery) -> Mapping[str, object]:
    """What another version of the front door stored and this one has no handler for: an operator decides."""
    raise GiveUp(f"this version of the front door sends nothing of the kind {delivery.kind}")
