"""A worker and its deliveries by hand, on a database that answers as it is told and a clock that nobody waits for."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import Connection

from bot.deliveries.backoff import Backoff
from bot.deliveries.ledger import AT_ONCE, Delivery
from bot.deliveries.running import Deliveries
from bot.deliveries.worker import TRIES_OF_A_FAULT, Worker
from bot.delivery_errors import GiveUp, TryLater, Unreachable
from bot.register.register import NotSaved, Register
from tests.bot.deliveries.delivery_cases import clock


class _Ahead(selectors.DefaultSelector):
    """Waits for nothing: what is planned for later is at once so much later."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready."""
        self.passed += timeout or 0.0
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    """A loop on whose clock only what waits takes time."""

    def __init__(self) -> None:
        """Begin at nought."""
        self.ahead = _Ahead()
        super().__init__(self.ahead)

    def time(self) -> float:
        """Seconds."""
        return self.ahead.passed


@dataclass
class _Database:
    """A register that cannot write ``failures`` times, and remembers when each write came."""

    failures: int = 0
    claimed: Delivery | None = None
    """What a first write gives: the delivery as it was claimed."""
    told: list[object] = field(default_factory=list)

    async def write(self, job: Callable[[Connection], object]) -> object:
        """Refuse, or do nothing and say so."""
        del job
        self.told.append(asyncio.get_running_loop().time())
        if self.failures:
            self.failures -= 1
            raise NotSaved("the disk is full")
        claimed, self.claimed = self.claimed, None
        return claimed or "written"

    async def read(self, job: Callable[[Connection], object]) -> bool:
        """No answer waits."""
        del job
        return False


def _worker(database: _Database, **more: Any) -> Worker:
    return Worker(cast("Register", database), {}, "one", clock, **more)


def test_while_the_database_cannot_write_the_pauses_double_to_the_longest() -> None:
    database = _Database(failures=7)
    worker = _worker(database, backoff=Backoff(first=1.0, longest=30.0))
    with asyncio.Runner(loop_factory=_Loop) as runner:
        assert runner.run(worker.stored(lambda _: None)) == "written"
    assert database.told == [0, 1, 3, 7, 15, 31, 61, 91]


def test_an_instance_is_signed_off_after_its_last_call_was_given_up() -> None:
    database = _Database()
    worker = _worker(database)

    async def call() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(5):  # a connection that takes some turns of the loop to close
                await asyncio.sleep(0)
            database.told.append("given up")

    async def stopped() -> None:
        under_way = asyncio.create_task(call())
        worker.trying = 1
        await asyncio.sleep(0)
        await Deliveries(worker, _in_hand={"DR-0001:list": under_way}).stop(patience=2.0)

    with asyncio.Runner(loop_factory=_Loop) as runner:
        runner.run(stopped())
    assert database.told == ["given up", 2.0]


@pytest.mark.parametrize(
    ("said", "tries", "told"),
    [
        (None, 1, "done"),
        (GiveUp("no"), 1, "set_aside"),
        (Unreachable("no"), 1, "refused"),
        (TryLater("not now"), 1, ""),
        (KeyError("x"), TRIES_OF_A_FAULT - 1, ""),
        (KeyError("x"), TRIES_OF_A_FAULT, "set_aside"),
    ],
)
def test_a_delivery_waits_its_turn_and_is_counted_when_it_has_ended(
    said: Exception | None, tries: int, told: str
) -> None:
    since = clock()
    known = Delivery(
        "DR-0001:a",
        "DR-0001",
        "summary",
        "teams",
        "key",
        "a",
        {},
        1,
        "waiting",
        tries,
        "",
        since,
        AT_ONCE,
        None,
        {},
        1,
        "",
    )
    came, ended = list[str](), list[tuple[str, str, float]]()

    async def turn(_: Delivery) -> None:
        came.append("turn")

    async def handler(_: Delivery) -> Mapping[str, object]:
        came.append("sent")
        if said is not None:
            raise said
        return {}

    worker = Worker(
        cast("Register", _Database(claimed=known)),
        {"summary": handler},
        "one",
        lambda: since + timedelta(seconds=4),
        turns={"teams": turn},
        ended=lambda *which: ended.append(which),
    )
    with asyncio.Runner(loop_factory=_Loop) as runner:
        runner.run(worker.deliver(known))
    assert came == ["turn", "sent"]
    assert ended == ([("teams", told, 4.0)] if told else [])
