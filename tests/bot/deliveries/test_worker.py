"""A worker and its deliveries by hand, on a database that answers as it is told and a clock that nobody waits for."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import Connection

from bot.deliveries.backoff import Backoff
from bot.deliveries.ledger import AT_ONCE, Delivery
from bot.deliveries.running import Deliveries, Intervals
from bot.deliveries.worker import TRIES_OF_A_FAULT, Worker
from bot.delivery_errors import GiveUp, NotFound, TryLater, Unreachable
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


def test_while_the_database_cannot_write_the_pauses_double_to_the_longest_and_the_log_hears_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    database = _Database(failures=7)
    worker = _worker(database, backoff=Backoff(first=1.0, longest=30.0))
    with asyncio.Runner(loop_factory=_Loop) as runner:
        assert runner.run(worker.stored(lambda _: None)) == "written"
    assert database.told == [0, 1, 3, 7, 15, 31, 61, 91]
    assert [line.msg for line in caplog.records] == ["a delivery waits for the database"]


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


KNOWN = Delivery(
    "DR-0001:a",
    "DR-0001",
    "summary",
    "teams",
    "key",
    "a",
    {},
    1,
    "waiting",
    1,
    "",
    datetime(2026, 11, 2, 9, tzinfo=UTC),
    AT_ONCE,
    None,
    {},
    1,
    "",
)


@pytest.mark.parametrize(
    ("said", "tries", "told"),
    [
        (None, 1, "done"),
        (GiveUp("no"), 1, "set_aside"),
        (NotFound("no such chat"), 4, ""),
        (NotFound("no such chat"), 5, "set_aside"),
        (Unreachable("no"), 1, "refused"),
        (TryLater("not now"), 1, ""),
        (KeyError("x"), TRIES_OF_A_FAULT - 1, ""),
        (KeyError("x"), TRIES_OF_A_FAULT, "set_aside"),
    ],
)
def test_a_delivery_waits_its_turn_and_is_counted_when_it_has_ended(
    said: Exception | None, tries: int, told: str
) -> None:
    known = replace(KNOWN, tries=tries)
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
        lambda: known.since + timedelta(seconds=4),
        turns={"teams": turn},
        ended=lambda *which: ended.append(which),
    )
    with asyncio.Runner(loop_factory=_Loop) as runner:
        runner.run(worker.deliver(known))
    assert came == ["turn", "sent"]
    assert ended == ([("teams", told, 4.0)] if told else [])


@pytest.mark.parametrize(
    ("reference", "said", "line"),
    [
        ("DR-0001", None, {"state": "done", "id": "DR-0001", "kind": "summary", "tries": 1}),
        (None, GiveUp("no"), {"state": "set_aside", "id": "summary", "kind": "summary", "tries": 1}),
        (None, None, None),
    ],
)
def test_the_log_names_a_delivery_by_its_reference_and_leaves_out_what_is_about_no_request_and_went_well(
    reference: str | None, said: Exception | None, line: object, caplog: pytest.LogCaptureFixture
) -> None:
    known = replace(KNOWN, reference=reference, id="digest:somebody")

    async def handler(_: Delivery) -> Mapping[str, object]:
        if said is not None:
            raise said
        return {}

    worker = Worker(cast("Register", _Database(claimed=known)), {"summary": handler}, "one", clock)
    caplog.set_level("INFO", "front-door")
    with asyncio.Runner(loop_factory=_Loop) as runner:
        runner.run(worker.deliver(known))
    assert [vars(record)["fields"] for record in caplog.records] == ([line] if line else [])


@pytest.mark.parametrize(("turns", "wakes_after"), [({"teams": None}, 1.25), ({}, 1.0)])
def test_chance_moves_the_pause_of_a_service_that_many_wait_for(turns: dict[str, Any], wakes_after: float) -> None:
    async def at_once(_: Delivery) -> None:
        return

    async def handler(_: Delivery) -> Mapping[str, object]:
        raise TryLater("not now")

    known = replace(KNOWN, tries=1)
    limits = dict.fromkeys(turns, at_once)
    worker = Worker(
        cast("Register", _Database(claimed=known)),
        {"summary": handler},
        "one",
        clock,
        turns=limits,
        chance=lambda: 1.0,
    )

    async def until_woken() -> float:
        await worker.deliver(known)
        await worker.woken.wait()
        return asyncio.get_running_loop().time()

    with asyncio.Runner(loop_factory=_Loop) as runner:
        assert runner.run(until_woken()) == wakes_after


@dataclass
class _Ledger(_Database):
    """A database whose ledger gives its lists, one a look; a look for which there is none fails or finds nothing."""

    lists: list[list[Delivery] | None] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)

    async def write(self, job: Callable[[Connection], object]) -> object:
        """Nobody is silent, and nothing can be claimed."""
        del job
        return []

    async def read(self, job: Callable[[Connection], object]) -> Any:
        """What is due now."""
        del job
        self.looks.append(asyncio.get_running_loop().time())
        found = self.lists.pop(0) if self.lists else []
        if found is None:
            raise NotSaved("the disk is full")
        return found


def _looked(ledger: _Ledger, turn: Callable[[Delivery], Any], seconds: float) -> list[dict[str, Any]]:
    """Deliver for so long; what the loop was told went wrong."""
    wrong: list[dict[str, Any]] = []
    worker = Worker(cast("Register", ledger), {}, "one", clock, turns={"teams": turn})

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: wrong.append(context))
        running = Deliveries(worker, Intervals(look=1.0, heartbeat=60.0))
        await running.start()
        await asyncio.sleep(seconds)
        await running.stop(patience=0.0)

    with asyncio.Runner(loop_factory=_Loop) as runner:
        runner.run(run())
    return wrong


@pytest.mark.parametrize("fault", [None, KeyError("x")])
def test_what_follows_a_delivery_is_looked_for_at_its_end_and_after_a_fault_at_the_next_look(
    fault: Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    async def turn(_: Delivery) -> None:
        if fault is not None:
            raise fault

    ledger = _Ledger(lists=[[KNOWN]])
    assert _looked(ledger, turn, 0.5) == []
    assert ledger.looks[:-1] == ([0.0] if fault else [0.0, 0.0]), "the last is whether an answer waits"
    told = [line.msg for line in caplog.records if line.levelname == "ERROR"]
    assert told == (["a delivery ended in a fault"] if fault else [])


def test_a_delivery_that_is_under_way_at_the_end_is_given_up_quietly(caplog: pytest.LogCaptureFixture) -> None:
    async def turn(_: Delivery) -> None:
        await asyncio.Event().wait()

    assert _looked(_Ledger(lists=[[KNOWN]]), turn, 0.5) == []
    assert [line.msg for line in caplog.records if line.levelname == "ERROR"] == []


def test_the_log_hears_once_each_time_the_ledger_can_no_longer_be_read(caplog: pytest.LogCaptureFixture) -> None:
    async def turn(_: Delivery) -> None:
        return

    _looked(_Ledger(lists=[None, None, [], None, None]), turn, 4.5)
    lines = [line.msg for line in caplog.records]
    assert lines.count("the ledger of deliveries cannot be read") == 2
