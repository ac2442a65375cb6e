"""Runs the deliveries of one process: begins what is due in the ledger, and keeps watch over the other instances."""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection

from bot.deliveries import claims, instances, ledger, throttle
from bot.deliveries.backoff import Backoff, TeamsRateLimit
from bot.deliveries.kinds import ANSWER
from bot.deliveries.worker import Handler, Worker
from bot.logs import Log
from bot.register.register import NotSaved, Register

_DRAIN_SECONDS: Final = 0.05
_PAUSE_AFTER_A_LOOK: Final = 3.0
_SLIP_SECONDS: Final = 1.0

_log = Log("deliveries")


@dataclass(frozen=True, slots=True)
class Intervals:
    """How often the deliveries look around."""

    look: float = 1.0
    """Seconds between readings of the ledger, for what came due, what an operator asked for and what another left."""
    heartbeat: float = 3.0
    """Seconds between two signs of life of this instance."""
    silent: timedelta = timedelta(seconds=12)
    """An instance that has said nothing for so long has died; its deliveries are taken over."""


class Deliveries:
    """Everything that leaves the bot after it has answered. Make it on the host's loop; start it when that is ready.

    ``attempts`` deliver, by kind. ``instance_id``: fixed for SQLite, one of its own for each process on PostgreSQL.
    """

    def __init__(
        self,
        register: Register,
        handlers: Mapping[str, Handler],
        instance_id: str,
        clock: Callable[[], datetime],
        *,
        intervals: Intervals | None = None,
        backoff: Backoff | None = None,
        teams: TeamsRateLimit | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._register = register
        self._instance = instance_id
        self._clock = clock
        self._intervals = intervals or Intervals()
        self._backoff = backoff or Backoff()
        self._wake_event = asyncio.Event()
        self._worker = Worker(
            register,
            handlers,
            instance_id,
            clock,
            chance,
            self._backoff,
            teams or TeamsRateLimit(),
            self._wake_event.set,
        )
        self._in_hand: dict[str, asyncio.Task[None]] = {}
        """What this process has claimed or is about to, by the delivery's id."""
        self._ahead = -math.inf
        """Seconds by which the time is ahead of the loop's own clock."""
        self._draining = False
        self._loops: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Take up what the last run left, and deliver from now on. Nothing is waited for."""
        self._loops = [asyncio.create_task(loop) for loop in (self._look(), self._watch())]
        self._wake_event.set()

    async def stop(self, patience: float = 10.0) -> None:
        """Send the answers that are due, and let calls under way end, for ``patience`` seconds at most.

        What is not settled waits in the ledger for the next start.
        """
        self._draining = True
        try:
            async with asyncio.timeout(patience):
                await self._drained()
        except (TimeoutError, NotSaved):
            _log.warning("stopped with deliveries under way; they are taken up at the next start")
        tasks = [*self._loops, *self._in_hand.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await self._register.write(lambda c: _release(c, self._instance))
        except NotSaved:
            _log.warning("this instance could not be signed off; the others notice by its silence")

    def wake(self) -> None:
        """Something was enqueued and is on disk: look into the ledger now."""
        self._wake_event.set()

    async def _drained(self) -> None:
        while await self._register.read(claims.answers_wait) or self._worker.trying:
            self.wake()
            await asyncio.sleep(_DRAIN_SECONDS)

    async def _look(self) -> None:
        """Begin what is due: when it is woken, and once in a while."""
        await self._worker.stored(self._arrive)
        failing, loop = False, asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await self._begin_what_is_due()
                failing = False
            except NotSaved as error:
                if not failing:
                    _log.warning("the ledger of deliveries cannot be read", why=str(error))
                failing = True
            # With thousands waiting a look takes long, and each delivery that ends asks for one: most time is theirs.
            await asyncio.sleep((loop.time() - began) * _PAUSE_AFTER_A_LOOK)
            try:
                async with asyncio.timeout(self._intervals.look):
                    await self._wake_event.wait()
            except TimeoutError:
                continue
            self._wake_event.clear()

    async def _begin_what_is_due(self) -> None:
        now, before = self._clock(), set(self._in_hand)
        for delivery in await self._register.read(lambda c: claims.due(c, self._instance, now)):
            # What has ended since the reading began stands in it as it was; the next reading knows.
            known = delivery.id in before or delivery.id in self._in_hand
            waits = self._draining and (delivery.kind != ANSWER or delivery.tries > 0)
            if not (known or waits or self._worker.held(delivery.service)):
                task = self._in_hand[delivery.id] = asyncio.create_task(self._worker.deliver(delivery))
                task.add_done_callback(partial(self._ended, delivery.id))

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        del self._in_hand[name]
        if task.cancelled():
            return
        if (fault := task.exception()) is not None:  # it stays leased to us, so that the next look begins it again
            _log.error("a delivery ended in a fault", fault)
            return
        self._wake_event.set()  # the next in its order may go

    async def _watch(self) -> None:
        """Say that this instance lives, and take over what another left that has died."""
        well = True
        while True:
            try:
                back = self._put_back()
                for dead, freed in await self._register.write(partial(self._heartbeat, put_back=back)):
                    _log.warning("took over from a silent instance", instance=dead, deliveries=freed)
                    self.wake()
                well = True
            except NotSaved as error:
                if well:
                    _log.warning("this instance cannot say that it lives", why=str(error))
                well = False
            await asyncio.sleep(self._intervals.heartbeat)

    def _put_back(self) -> bool:
        """Whether the clock was put back since the last time, by a clock that only goes up."""
        before, self._ahead = self._ahead, self._clock().timestamp() - asyncio.get_running_loop().time()
        return self._ahead < before - _SLIP_SECONDS

    def _heartbeat(self, connection: Connection, *, put_back: bool) -> list[tuple[str, int]]:
        """In one transaction, so that nobody is taken for dead who says meanwhile that they live."""
        now = self._clock()
        instances.heartbeat(connection, self._instance, now)
        throttle.shorten(connection, now)
        ledger.hurry(connection, now, timedelta(0) if put_back else self._backoff.furthest)
        silent = instances.silent(connection, self._instance, now, self._intervals.silent)
        return [(dead, _release(connection, dead)) for dead in silent]

    def _arrive(self, connection: Connection) -> None:
        """A fixed name may have died with leases: they are its own again, at once."""
        ledger.release(connection, self._instance)
        throttle.shorten(connection, self._clock())
        instances.heartbeat(connection, self._instance, self._clock())


def _release(connection: Connection, instance: str) -> int:
    """Sign an instance off, and give everybody what it had in hand. How many deliveries that were."""
    instances.forget(connection, instance)
    return ledger.release(connection, instance)
