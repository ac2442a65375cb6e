"""Runs the deliveries of one process: begins what is due in the ledger, and keeps watch over the other instances."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection

from bot.deliveries import claims, instances, ledger
from bot.deliveries.worker import Worker
from bot.delivery_kinds import ANSWER
from bot.logs import Log
from bot.register import throttle
from bot.register.register import NotSaved

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


@dataclass(slots=True)
class Deliveries:
    """Everything that leaves the bot after it has answered. Make it on the host's loop; start it when that is ready."""

    worker: Worker
    intervals: Intervals = field(default_factory=Intervals)
    _in_hand: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    """What this process has claimed or is about to, by the delivery's id."""
    _ahead: float = -math.inf
    """Seconds by which the time is ahead of the loop's own clock."""
    _draining: bool = False
    _running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take up what the last run left, and deliver from now on. Nothing is waited for."""
        self._running = asyncio.create_task(self._run())

    async def stop(self, patience: float = 10.0) -> None:
        """Send the answers that are due, and let calls under way end, for ``patience`` seconds at most.

        What is not settled waits in the ledger for the next start.
        """
        self._draining = True
        register = self.worker.register
        try:
            async with asyncio.timeout(patience):
                while await register.read(claims.answers_wait) or self.worker.trying:
                    self.wake()
                    await asyncio.sleep(_DRAIN_SECONDS)
        except (TimeoutError, NotSaved):
            _log.warning("stopped with deliveries under way; they are taken up at the next start")
        tasks = [*self._in_hand.values(), *([self._running] if self._running else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await register.write(lambda c: instances.sign_off(c, self.worker.instance))
        except NotSaved:
            _log.warning("this instance could not be signed off; the others notice by its silence")

    def wake(self) -> None:
        """Something was enqueued and is on disk: look into the ledger now."""
        self.worker.woken.set()

    async def _run(self) -> None:
        await self.worker.stored(self._arrive)
        look = _repeat(self._begin_what_is_due, self._until_woken, "the ledger of deliveries cannot be read")
        pause = self.intervals.heartbeat
        beat = _repeat(self._watch, lambda _: asyncio.sleep(pause), "this instance cannot say that it lives")
        async with asyncio.TaskGroup() as loops:
            loops.create_task(beat)
            loops.create_task(look)

    def _arrive(self, connection: Connection) -> None:
        """A fixed name may have died with leases: they are its own again, at once."""
        ledger.release(connection, self.worker.instance)
        instances.heartbeat(connection, self.worker.instance, self.worker.clock())

    async def _begin_what_is_due(self) -> None:
        now, before, worker = self.worker.clock(), set(self._in_hand), self.worker
        for delivery in await worker.register.read(lambda c: claims.due(c, worker.instance, now)):
            # What has ended since the reading began stands in it as it was; the next reading knows.
            known = delivery.id in before or delivery.id in self._in_hand
            waits = self._draining and (delivery.kind != ANSWER or delivery.tries > 0)
            if not (known or waits or worker.held(delivery.service)):
                task = self._in_hand[delivery.id] = asyncio.create_task(worker.deliver(delivery))
                task.add_done_callback(partial(self._ended, delivery.id))

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        del self._in_hand[name]
        if task.cancelled():
            return
        if (fault := task.exception()) is not None:  # it stays leased to us, so that the next look begins it again
            _log.error("a delivery ended in a fault", fault)
            return
        self.wake()  # the next in its order may go

    async def _until_woken(self, took: float) -> None:
        # With thousands waiting a look takes long, and each delivery that ends asks for one: most time is theirs.
        await asyncio.sleep(took * _PAUSE_AFTER_A_LOOK)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.intervals.look):
                await self.worker.woken.wait()
            self.worker.woken.clear()

    async def _watch(self) -> None:
        """Say that this instance lives, and take over what another left that has died."""
        longest = timedelta(seconds=0 if self._put_back() else self.worker.backoff.slowest)
        for dead, freed in await self.worker.register.write(partial(self._heartbeat, longest=longest)):
            _log.warning("took over from a silent instance", instance=dead, deliveries=freed)
            self.wake()

    def _put_back(self) -> bool:
        """Whether the clock was put back since the last time, by a clock that only goes up."""
        before, self._ahead = self._ahead, self.worker.clock().timestamp() - asyncio.get_running_loop().time()
        return self._ahead < before - _SLIP_SECONDS

    def _heartbeat(self, connection: Connection, longest: timedelta) -> list[tuple[str, int]]:
        """In one transaction, so that nobody is taken for dead who says meanwhile that they live."""
        now, instance = self.worker.clock(), self.worker.instance
        instances.heartbeat(connection, instance, now)
        throttle.shorten(connection, now)
        ledger.hurry(connection, now, longest)
        silent = instances.silent(connection, instance, now, self.intervals.silent)
        return [(dead, instances.sign_off(connection, dead)) for dead in silent]


async def _repeat(step: Callable[[], Awaitable[None]], rest: Callable[[float], Awaitable[None]], failing: str) -> None:
    """Take a step again and again; ``rest`` is told the seconds it took. The log hears once that the database fails."""
    well, loop = True, asyncio.get_running_loop()
    while True:
        began = loop.time()
        try:
            await step()
            well = True
        except NotSaved as error:
            if well:
                _log.warning(failing, why=str(error))
            well = False
        await rest(loop.time() - began)
