"""Carries one delivery until it is settled: wait for its turn, try, write down how it ended, pause, try again.

Runs on the loop of the host, where the clients of Teams and Graph live. Everything that counts stands in the ledger,
so that the same delivery may be carried again by another process at any moment and nothing is lost or forgotten.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeVar

from sqlalchemy import Connection

from bot.deliveries import holds, ledger, picking, settling
from bot.deliveries.ledger import ANSWER, Delivery
from bot.deliveries.pace import Pace, TeamsPace
from bot.deliveries.picking import NotYet
from bot.logs import Log
from bot.outcomes import GiveUp, Refused, TooLarge, TryLater
from bot.register.register import NotSaved, Register

Attempt = Callable[[Delivery], Awaitable[Mapping[str, object]]]
"""Delivers one thing and gives the ids that the service gave.

Harmless when repeated. Raises what `bot/outcomes.py` names.
"""
Ended = Literal["done", "set_aside", "refused", "gone", "in_hand", "later"]

AT_THE_SAME_TIME: Final = {"graph": 8, "teams": 24}
"""Calls that may be under way to one service."""
TRIES_OF_A_FAULT: Final = 5
"""A fault of our own is tried this often before it is set aside (goal R5)."""
_OTHERS: Final = 8
_FOR_THE_LANE: Final = 1.0
"""Seconds until a delivery looks again whether those before it have gone; it is woken when they have."""
NO_ANSWER_SECONDS: Final = 60.0
"""An attempt that says nothing for so long has failed."""
HELD_AT_MOST: Final = 3600.0
"""Seconds of ``Retry-After`` that are believed."""

_SEEMS_DOWN: Final = 3
"""Failures in a row after which the first success wakes whatever waits for the service."""

T = TypeVar("T")
_log = Log("deliveries")


@dataclass(slots=True)
class Carriage:
    """What is under way for one delivery. ``bell`` rings when its ledger row says that it may go now."""

    task: asyncio.Task[Any]
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    trying: bool = False


@dataclass(slots=True)
class Carrier:
    """Carries deliveries in one process. ``counted`` is told service and result of each call, for the metrics."""

    register: Register
    attempts: Mapping[str, Attempt]
    instance: str
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    pace: Pace
    teams: TeamsPace
    counted: Callable[[str, str], None]
    settled: Callable[[], None]
    """Called when something of a lane was settled: the next of it may go."""
    in_hand: dict[str, Carriage] = field(default_factory=dict)
    _held: dict[str, float] = field(default_factory=dict)
    """Until when a service is held, on the clock of the loop, which nobody can put back."""
    _failures: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _slots: dict[str, asyncio.Semaphore] = field(
        default_factory=lambda: {name: asyncio.Semaphore(most) for name, most in AT_THE_SAME_TIME.items()}
    )

    async def carry(self, delivery_id: str, generation: int) -> Ended:
        """Carry one version of a delivery until it is settled, however many tries that takes."""
        known = await self._read(lambda c: ledger.find(c, delivery_id))
        return "gone" if known is None else await self.carry_known(known, generation)

    async def carry_known(self, known: Delivery, generation: int, *, once: bool = False) -> Ended:
        """The same for a delivery that has just been read; ``once``: give "later" after one try that failed."""
        if known.id in self.in_hand:
            return "in_hand"
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in one
        here = self.in_hand[known.id] = Carriage(task)
        try:
            waited = False
            while True:
                step = await self._step(known, generation, here, waited=waited)
                if not isinstance(step, float):
                    return step
                if once:
                    return "later"
                waited = not await _rings(here.bell, step)
        finally:
            del self.in_hand[known.id]
            self.settled()

    @property
    def trying(self) -> bool:
        """Whether a call is under way whose end would be lost if the process ended now."""
        return any(here.trying for here in self.in_hand.values())

    async def stop(self) -> None:
        """Let go of everything; what is not settled waits in the ledger."""
        tasks = [here.task for here in self.in_hand.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def held_here(self, service: str) -> float:
        """Seconds for which this process knows that the service may not be called; 0.0 when it may."""
        return max(0.0, self._held.get(service, 0.0) - asyncio.get_running_loop().time())

    def note_hold(self, service: str, seconds: float) -> None:
        """Remember a hold on the clock of the loop, so that a clock which is put forward does not end it early."""
        until = asyncio.get_running_loop().time() + min(seconds, HELD_AT_MOST)
        self._held[service] = max(self._held.get(service, 0.0), until)

    async def _step(self, known: Delivery, generation: int, here: Carriage, *, waited: bool) -> Ended | float:
        """One try, or none yet. How it ended, or the seconds to wait."""
        service = known.service
        if service == "teams":
            await self._turn_in_teams(known)
        async with self._slots.setdefault(service, asyncio.Semaphore(_OTHERS)):
            if (left := self.held_here(service)) > 0:
                return left
            now = self.clock()
            begun = await self.stored(
                lambda c: picking.begin(c, known.id, generation, self.instance, now, waited=waited)
            )
            if begun is None:
                return "gone"
            if isinstance(begun, NotYet):
                return _FOR_THE_LANE if begun.until is None else max(0.05, (begun.until - now).total_seconds())
            if (left := self.held_here(service)) > 0:  # another call was told to wait while this one was written down
                return left
            here.trying = True
            try:
                return await self._try(begun, here)
            finally:
                here.trying = False

    async def _turn_in_teams(self, known: Delivery) -> None:
        loop, conversation, answer = asyncio.get_running_loop(), known.recipient or known.lane, known.kind == ANSWER
        wait = self.teams.take(conversation, loop.time(), answer=answer)
        while wait > 0:
            await asyncio.sleep(wait)
            wait = self.teams.take(conversation, loop.time(), answer=answer)

    async def _try(self, delivery: Delivery, here: Carriage) -> Ended | float:
        outcome: Mapping[str, object] | Exception
        try:
            async with asyncio.timeout(NO_ANSWER_SECONDS):
                outcome = await self.attempts[delivery.kind](delivery)
        except TimeoutError:
            outcome = TryLater(f"no answer in {NO_ANSWER_SECONDS:.0f} seconds")
        except Exception as error:  # noqa: BLE001 - whatever an attempt raises must not end the carrying; a fault of ours is set aside
            outcome = error
        ended, pause, write = self._judge(delivery, outcome)
        await self.stored(write)
        here.bell.clear()
        self.counted(delivery.service, ended)
        if delivery.reference or ended != "done":
            _log.info("delivery", state=ended, id=_shown(delivery), kind=delivery.kind, tries=delivery.tries)
        return pause if ended == "later" else ended

    def _judge(
        self, delivery: Delivery, outcome: Mapping[str, object] | Exception
    ) -> tuple[Ended, float, Callable[[Connection], None]]:
        """How a try ended, the seconds to wait, and what to write.

        Nothing is open to the database while a call is under way.
        """
        now = self.clock()
        if isinstance(outcome, Mapping):
            answers_again = self._failures.pop(delivery.service, 0) >= _SEEMS_DOWN
            return "done", 0.0, lambda c: _write_done(c, delivery, outcome, now, answers_again=answers_again)
        if isinstance(outcome, Refused):
            reason = outcome.reason
            return "refused", 0.0, lambda c: settling.refused(c, delivery, reason)
        if isinstance(outcome, GiveUp | TooLarge):
            reason = outcome.reason
            return "set_aside", 0.0, lambda c: settling.set_aside(c, delivery, reason)
        if not isinstance(outcome, TryLater):
            _log.error("delivery failed by a fault of ours", outcome, id=_shown(delivery), kind=delivery.kind)
            reason = f"a fault in the front door ({type(outcome).__name__}): see the log"
            if delivery.tries >= TRIES_OF_A_FAULT:
                return "set_aside", 0.0, lambda c: settling.set_aside(c, delivery, reason)
            outcome = TryLater(reason)
        self._failures[delivery.service] += 1
        pause, until = self._pause(delivery, outcome, now)
        reason = outcome.reason
        return "later", pause, lambda c: _write_later(c, delivery, reason, now + timedelta(seconds=pause), until)

    def _pause(self, delivery: Delivery, outcome: TryLater, now: datetime) -> tuple[float, datetime | None]:
        """Seconds to wait, and until when the whole service is held."""
        chance = self.chance() if delivery.service == "teams" else 0.0
        pause = self.pace.pause(delivery.tries, chance)
        if outcome.after is None:
            return pause, None
        seconds = min(outcome.after, HELD_AT_MOST)
        self.note_hold(delivery.service, seconds)
        return max(pause, seconds), now + timedelta(seconds=seconds)

    async def _read(self, job: Callable[[Connection], T]) -> T:
        while True:
            try:
                return await self.register.read(job)
            except NotSaved:
                await asyncio.sleep(self.pace.first)

    async def stored(self, job: Callable[[Connection], T]) -> T:
        """Write, however long the database cannot: what was delivered must be known as delivered."""
        pause = self.pace.first
        while True:
            try:
                return await self.register.write(job)
            except NotSaved as error:
                if pause == self.pace.first:
                    _log.warning("a delivery waits for the database", why=str(error))
                await asyncio.sleep(pause)
                pause = min(2 * pause, self.pace.longest)


def _write_done(
    connection: Connection, delivery: Delivery, result: Mapping[str, object], now: datetime, *, answers_again: bool
) -> None:
    settling.done(connection, delivery, result, now)
    if answers_again:
        ledger.wake(connection, delivery.service)


def _write_later(
    connection: Connection, delivery: Delivery, reason: str, next_try: datetime, held: datetime | None
) -> None:
    settling.later(connection, delivery, reason, next_try)
    if held is not None:
        holds.hold(connection, delivery.service, held)


async def _rings(bell: asyncio.Event, seconds: float) -> bool:
    """Wait so long at most. Whether the bell rang before."""
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return False
    bell.clear()
    return True


def _shown(delivery: Delivery) -> str:
    """What the log names: the reference, never a person's id."""
    return delivery.reference or delivery.kind
