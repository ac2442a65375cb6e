"""What the tests of deliveries share: a service that answers as it is told, and deliveries that run."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.deliveries.backoff import Backoff
from bot.deliveries.ledger import Delivery, enqueue, find
from bot.deliveries.running import Deliveries, Intervals
from bot.deliveries.worker import Worker
from bot.outgoing.teams_rate_limit import Limit, TeamsRateLimit
from bot.register.register import Register

QUICK = Backoff(first=0.05, longest=0.2, slowest=0.4, patience=60.0)
SLOW = Backoff(first=600.0, longest=600.0, slowest=600.0)
"""Nothing that failed comes again by itself within a test."""
INTERVALS = Intervals(look=0.1, heartbeat=0.2, silent=timedelta(seconds=1))
WIDE = (Limit(100_000, 1.0),)
KINDS = ("item", "summary", "reply", "status")


def clock() -> datetime:
    """The time, as in production."""
    return datetime.now(UTC)


@dataclass
class Service:
    """Stands for Teams and Graph: keeps every call, and answers as it is told, by the delivery's id."""

    calls: list[tuple[str, float]] = field(default_factory=list)
    seen: list[Delivery] = field(default_factory=list)
    answers: dict[str, list[Exception | Mapping[str, object]]] = field(default_factory=dict)
    down: dict[str, Exception] = field(default_factory=dict)
    """By service: what every call ends with."""
    gate: asyncio.Event | None = None
    """While it is there and not set, every call hangs."""

    async def handler(self, delivery: Delivery) -> Mapping[str, object]:
        """Take one call."""
        self.calls.append((delivery.id, asyncio.get_running_loop().time()))
        self.seen.append(delivery)
        if self.gate is not None:
            await self.gate.wait()
        if delivery.service in self.down:
            raise self.down[delivery.service]
        answers = self.answers.get(delivery.id)
        said = answers.pop(0) if answers else {"activity": f"a-{delivery.id}"}
        if isinstance(said, Exception):
            raise said
        return said

    @property
    def ids(self) -> list[str]:
        """The deliveries that were called for, in order."""
        return [name for name, _ in self.calls]


@dataclass
class Outfit:
    """Deliveries that run, with their register and the service they call."""

    register: Register
    service: Service
    deliveries: Deliveries

    async def want(self, name: str, **more: object) -> None:
        """Intend a delivery, and nudge."""
        await self.register.write(lambda c: want(c, name, **more))
        self.deliveries.wake()

    async def one(self, name: str) -> Delivery:
        """The delivery as the ledger has it."""
        found = await self.register.read(lambda c: find(c, name))
        assert found is not None
        return found

    async def until_state(self, name: str, state: str, seconds: float = 120.0) -> Delivery:
        """Wait until the ledger says so."""

        async def is_so() -> bool:
            return (await self.one(name)).state == state

        await until(is_so, seconds)
        return await self.one(name)

    async def started_anew(self, backoff: Backoff = QUICK) -> Deliveries:
        """Stop, and start again as a new process would."""
        await self.deliveries.stop(patience=0.1)
        self.deliveries = make(self.register, self.service, backoff=backoff)
        await self.deliveries.start()
        return self.deliveries


async def until(holds: Callable[[], object | Awaitable[object]], seconds: float = 120.0) -> None:
    """Wait until something holds; asked again each 10 ms, and a failure after the deadline."""
    tick = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(seconds):
        while True:
            found = holds()
            if inspect.isawaitable(found):
                found = await found
            if found:
                return
            tick.clear()
            loop.call_later(0.01, tick.set)
            await tick.wait()


def want(connection: Connection, name: str, **more: Any) -> None:
    """Intend a delivery named like ``DR-0001:list``; what follows the colon says which service it goes to."""
    reference, _, purpose = name.partition(":")
    to_list = purpose == "list"
    given: dict[str, Any] = {
        "reference": reference,
        "kind": "item" if to_list else "summary",
        "service": "graph" if to_list else "teams",
        "ordering_key": f"key-{name}",
        "recipient": "" if to_list else f"person-{purpose}",
        "payload": {"text": "hello", "role": "champion"},
        "now": clock(),
    }
    enqueue(connection, id=name, **{**given, **more})


def want_all(connection: Connection, names: Iterable[str], **more: Any) -> None:
    """Intend all of these, alike, in one transaction."""
    for name in names:
        want(connection, name, **more)


def make(
    register: Register,
    service: Service,
    *,
    backoff: Backoff = QUICK,
    instance: str = "one",
    silent: timedelta = INTERVALS.silent,
    time: Callable[[], datetime] = clock,
) -> Deliveries:
    """Deliveries with a quick rhythm, whose every kind goes to the one service."""
    worker = Worker(
        register,
        dict.fromkeys(KINDS, service.handler),
        instance,
        time,
        backoff,
        {"teams": TeamsRateLimit(WIDE, WIDE).turn},
        chance=lambda: 0.0,
    )
    return Deliveries(worker, replace(INTERVALS, silent=silent))
