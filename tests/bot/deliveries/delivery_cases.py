"""What the tests of deliveries share: a service that answers as it is told, and deliveries that run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.deliveries.ledger import Delivery, find, intend
from bot.deliveries.pace import Limit, Pace, TeamsPace
from bot.deliveries.running import Deliveries
from bot.register.register import Register

QUICK = Pace(first=0.05, longest=0.2, slowest=0.4, patience=60.0)
WIDE = (Limit(10_000, 1.0),)


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class Service:
    """Stands for Teams or Graph: keeps every call, and answers as it is told, by delivery id."""

    calls: list[tuple[str, float]] = field(default_factory=list)
    answers: dict[str, list[Exception | Mapping[str, object]]] = field(default_factory=dict)
    down: Exception | None = None
    gate: asyncio.Event | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def attempt(self, delivery: Delivery) -> Mapping[str, object]:
        self.calls.append((delivery.id, asyncio.get_running_loop().time()))
        self.changed.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.down is not None:
            raise self.down
        answer = self.answers.get(delivery.id)
        said = answer.pop(0) if answer else {"activity": f"a-{delivery.id}"}
        if isinstance(said, Exception):
            raise said
        return said

    @property
    def ids(self) -> list[str]:
        return [name for name, _ in self.calls]


@dataclass
class Outfit:
    """Deliveries that run, with their register and the service they call."""

    register: Register
    service: Service
    deliveries: Deliveries

    async def want(self, name: str, **more: object) -> None:
        await self.register.write(lambda c: want(c, name, **more))
        self.deliveries.nudge()

    async def one(self, name: str) -> Delivery:
        found = await self.register.read(lambda c: find(c, name))
        assert found is not None
        return found

    async def until(self, holds: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait until something holds; it is asked again whenever the service is called and each 20 ms."""
        async with asyncio.timeout(seconds):
            while not (found := holds()) or (asyncio.iscoroutine(found) and not await found):
                self.service.changed.clear()
                await asyncio.wait([asyncio.ensure_future(self.service.changed.wait())], timeout=0.02)

    async def until_state(self, name: str, state: str, seconds: float = 10.0) -> Delivery:
        async def is_so() -> bool:
            return (await self.one(name)).state == state

        await self.until(is_so, seconds)
        return await self.one(name)


def want(connection: object, name: str, **more: object) -> None:
    reference, _, purpose = name.partition(":")
    given = {
        "reference": reference,
        "kind": "item" if purpose == "list" else "summary",
        "service": "graph" if purpose == "list" else "teams",
        "lane": f"lane-{name}",
        "recipient": "" if purpose == "list" else f"person-{purpose}",
        "payload": {"text": "hello"},
        "now": clock(),
    }
    intend(connection, id=name, **{**given, **more})  # type: ignore[arg-type]


def make(register: Register, service: Service, url: str, instance: str = "one") -> Deliveries:
    attempts = dict.fromkeys(("item", "summary", "reply", "status"), service.attempt)
    return Deliveries(
        register, attempts, url, instance, clock, pace=QUICK, teams=TeamsPace(WIDE, WIDE), chance=lambda: 0.0
    )
