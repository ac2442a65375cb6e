"""Runs the deliveries of one process: starts what is due in the ledger, and keeps watch over the other instances."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from bot.deliveries import holds, instances, ledger, picking
from bot.deliveries.carrying import Attempt, Carrier
from bot.deliveries.ledger import ANSWER, Delivery
from bot.deliveries.pace import Pace, TeamsPace
from bot.deliveries.workflows import Workflows
from bot.logs import Log
from bot.register.register import NotSaved, Register

KEPT: Final = timedelta(days=7)
"""How long DBOS remembers a workflow that has ended."""
AGAIN_SECONDS: Final = 5.0
"""A delivery whose workflow is known, but which nobody carries, gets a workflow of another name after this."""
AT_ONCE_MOST: Final = 500
"""Workflows under way for one service; what comes after waits in the ledger."""

_DRAIN_SECONDS: Final = 0.05
_PAUSE_AFTER_A_LOOK: Final = 3.0

_log = Log("deliveries")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often the deliveries look around."""

    look: float = 1.0
    """Seconds between readings of the ledger, for what came due, what an operator asked for and what another left."""
    beat: float = 5.0
    """Seconds between two signs of life of this instance."""
    silent: timedelta = timedelta(seconds=15)
    """An instance that has said nothing for so long has died; its deliveries are taken over."""
    sweep: float = 60.0
    tidy: float = 3600.0


class Deliveries:
    """Everything that leaves the bot after it has answered. Make it on the host's loop; start it when that is ready.

    ``attempts`` deliver, by kind. ``dbos_url``: where DBOS keeps its workflows (`dbos_url`). ``instance_id``: fixed
    for SQLite, one of its own for each process on PostgreSQL. ``counted`` is told service and result of each call.
    """

    def __init__(
        self,
        register: Register,
        attempts: Mapping[str, Attempt],
        dbos_url: str,
        instance_id: str,
        clock: Callable[[], datetime],
        *,
        counted: Callable[[str, str], None] = lambda _service, _result: None,
        rhythm: Rhythm | None = None,
        pace: Pace | None = None,
        teams: TeamsPace | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._register = register
        self._instance = instance_id
        self._clock = clock
        self._rhythm = rhythm or Rhythm()
        self._pace = pace or Pace()
        self._wake = asyncio.Event()
        self.carrier = Carrier(
            register, attempts, instance_id, clock, chance, self._pace, teams or TeamsPace(), counted, self._wake.set
        )
        self.workflows = Workflows(dbos_url, instance_id, self.carrier.carry)
        self._running: dict[str, tuple[str, asyncio.Task[None]]] = {}
        """What this process has begun and not ended: service and task by the delivery's id."""
        self._given_time: dict[str, float] = {}
        """Deliveries whose workflow is known and not here, by id, and until when it is given time to carry them."""
        self._run = int(clock().timestamp())
        self._names = 0
        self._draining = False
        self._loops: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Take up what the last run left, and deliver from now on. Nothing is waited for.

        DBOS is loaded when the first delivery needs it: a host that has nothing to send takes 25 MB less.
        """
        self._loops = [asyncio.create_task(loop) for loop in (self._look(), self._watch(), self._tidy())]
        self._wake.set()

    async def stop(self, patience: float = 10.0) -> None:
        """Send the answers that are due, let calls under way end (for ``patience`` seconds at most), and end DBOS.

        What is not settled waits in the ledger for the next start.
        """
        self._draining = True
        try:
            async with asyncio.timeout(patience):
                await self._drained()
        except (TimeoutError, NotSaved):
            _log.warning("stopped with deliveries under way; they are taken up at the next start")
        await self._cancelled([*self._loops, *(task for _, task in self._running.values())])
        await self.carrier.stop()
        await self.workflows.stop()
        try:
            await self._register.write(self._leave)
        except NotSaved:
            _log.warning("this instance could not be signed off; the others notice by its silence")

    async def _drained(self) -> None:
        while True:
            answers = await self._register.read(picking.answers_wait)
            if not answers and not self.carrier.trying:
                return
            self.nudge()
            await asyncio.sleep(_DRAIN_SECONDS)

    async def _cancelled(self, tasks: list[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def nudge(self) -> None:
        """Something was intended and is on disk: look into the ledger now."""
        self._wake.set()

    async def held(self, service: str) -> datetime | None:
        """Until when the service may not be called, or None when it may."""
        until = await self._register.read(lambda c: holds.held_until(c, service))
        return until if until is not None and until > self._clock() else None

    async def wait_until_free(self, service: str) -> None:
        """Wait while a ``Retry-After`` of the service runs: for callers beside the deliveries, such as the poller."""
        while True:
            left = self.carrier.held_here(service)
            until = await self.held(service)
            if until is not None:
                left = max(left, (until - self._clock()).total_seconds())
            if left <= 0:
                return
            await asyncio.sleep(min(left, AGAIN_SECONDS))

    async def hold(self, service: str, seconds: float) -> None:
        """A caller beside the deliveries was told to wait: nothing goes to the service meanwhile, from any instance."""
        self.carrier.note_hold(service, seconds)
        until = self._clock() + timedelta(seconds=seconds)
        await self._register.write(lambda c: holds.hold(c, service, until))

    async def _look(self) -> None:
        await self.carrier.stored(self._arrive)
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
                async with asyncio.timeout(self._rhythm.look):
                    await self._wake.wait()
            except TimeoutError:
                continue
            self._wake.clear()

    async def _begin_what_is_due(self) -> None:
        now, before = self._clock(), {*self._running, *self.carrier.in_hand}
        for delivery in await self._register.read(lambda c: picking.due(c, self._instance, now)):
            here = self.carrier.in_hand.get(delivery.id)
            if here is not None:
                here.bell.set()
            # What has ended since the reading began stands in it as it was; the next reading knows.
            elif delivery.id not in before and delivery.id not in self._running:
                self._begin(delivery)

    def _begin(self, delivery: Delivery) -> None:
        """Begin one delivery: an answer at once, because a person waits; the rest, and second tries, as a workflow."""
        if delivery.kind == ANSWER and delivery.tries == 0:
            self._keep(delivery, self._directly(delivery))
            return
        if not self._draining:
            self.workflows.start()
        under_way = sum(1 for service, _ in self._running.values() if service == delivery.service)
        too_early = self._given_time.get(delivery.id, 0.0) > asyncio.get_running_loop().time()
        if self.workflows.ready.is_set() and not self._draining and under_way < AT_ONCE_MOST and not too_early:
            self._keep(delivery, self._as_workflow(delivery))

    def _keep(self, delivery: Delivery, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running[delivery.id] = (delivery.service, task)
        task.add_done_callback(lambda _: self._running.pop(delivery.id, None))

    async def _directly(self, delivery: Delivery) -> None:
        await self.carrier.carry_known(delivery, delivery.generation, once=True)

    async def _as_workflow(self, delivery: Delivery) -> None:
        """Start the delivery's workflow under a name that is free; one that is under way elsewhere is given time."""
        name = f"{delivery.id}#{delivery.generation}"
        try:
            ran = await self.workflows.run(name, delivery.id, delivery.generation)
            if ran == "ended" or (ran == "elsewhere" and delivery.id in self._given_time):
                self._names += 1
                again = f"{name}.{self._instance}.{self._run}.{self._names}"
                ran = await self.workflows.run(again, delivery.id, delivery.generation)
        except Exception as error:  # noqa: BLE001 - DBOS's database may fail in many ways; the ledger keeps the delivery, and it is begun again
            _log.error("a workflow failed", error, kind=delivery.kind)
            ran = "elsewhere"
        if ran == "elsewhere":
            self._given_time[delivery.id] = asyncio.get_running_loop().time() + AGAIN_SECONDS
        else:
            self._given_time.pop(delivery.id, None)

    async def _watch(self) -> None:
        """Say that this instance lives; take over what another left that has died."""
        well, longest = True, self._rhythm.silent
        while True:
            await asyncio.sleep(self._rhythm.beat)
            try:
                await self._beat()
                now = self._clock()
                for dead in await self._register.read(lambda c: instances.silent(c, self._instance, now, longest)):  # noqa: B023 - run at once
                    await self._take_over(dead)
                well = True
            except NotSaved as error:
                if well:
                    _log.warning("this instance cannot say that it lives", why=str(error))
                well = False

    async def _beat(self) -> None:
        now = self._clock()
        await self._register.write(lambda c: instances.beat(c, self._instance, now))

    async def _take_over(self, dead: str) -> None:
        def release(connection: Connection) -> int:
            instances.forget(connection, dead)
            return ledger.release(connection, dead)

        freed = await self._register.write(release)
        resumed = 0
        if self.workflows.ready.is_set():
            try:
                resumed = await self.workflows.take_over(dead)
            except Exception as error:  # noqa: BLE001 - the ledger has what was left; only DBOS's own record stays behind
                _log.error("workflows of a silent instance stay behind", error, instance=dead)
        _log.warning("took over from a silent instance", instance=dead, deliveries=freed, workflows=resumed)
        self.nudge()

    async def _tidy(self) -> None:
        """Keep the ledger honest after a clock was put back, and DBOS's record small."""
        tidied = -self._rhythm.tidy
        while True:
            await asyncio.sleep(self._rhythm.sweep)
            now, here = self._clock(), asyncio.get_running_loop().time()
            late = here - AGAIN_SECONDS
            self._given_time = {name: at for name, at in self._given_time.items() if at > late}
            try:
                await self._register.write(lambda c: ledger.hurry(c, now, self._pace.furthest))  # noqa: B023 - run at once
                if here - tidied > self._rhythm.tidy and self.workflows.ready.is_set():
                    await self.workflows.tidy(now - KEPT)
                    tidied = here
            except Exception as error:  # noqa: BLE001 - tidying can wait an hour
                _log.error("the deliveries could not be tidied", error)

    def _arrive(self, connection: Connection) -> None:
        ledger.release(connection, self._instance)
        instances.beat(connection, self._instance, self._clock())

    def _leave(self, connection: Connection) -> None:
        instances.forget(connection, self._instance)
        ledger.release(connection, self._instance)


def dbos_url(database_url: str, data: Path) -> str:
    """Where DBOS keeps its workflows: a file beside the register's, or the same PostgreSQL database (schema `dbos`)."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{(data / 'deliveries.sqlite').absolute()}"
    return database_url
