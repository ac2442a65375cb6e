"""Processes that are killed while they deliver: nothing is lost, and a peer takes over."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.register.register import NotSaved, Register
from bot.register.schema import deliveries
from tests.bot.deliveries.delivery_cases import until, want, want_all
from tests.bot.deliveries.worker import deliver
from tests.forked import Forked, fork

SHARED = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""A test of several instances: they share a PostgreSQL and nothing else."""
Start = Callable[[str, float], "asyncio.Future[Forked]"]


@pytest_asyncio.fixture
async def start(database_url: str, tmp_path: Path) -> AsyncIterator[Start]:
    """Start a worker by name; a call of its takes so many seconds. All are killed in the end."""
    workers: list[Forked] = []

    async def begin(instance: str, seconds: float) -> Forked:
        worker = fork(deliver, database_url, tmp_path, instance, seconds)
        workers.append(worker)
        await until((tmp_path / f"started-{instance}-{worker.pid}").exists)
        return worker

    yield lambda instance, seconds: asyncio.ensure_future(begin(instance, seconds))
    for worker in workers:
        worker.kill()
        await worker.wait()


def calls(folder: Path, what: str) -> list[str]:
    """The deliveries whose call began or ended, in order."""
    file = folder / "calls"
    lines = file.read_text().splitlines() if file.exists() else []
    return [line.split()[1] for line in lines if line.startswith(what)]


def so_many(folder: Path, what: str, wanted: int) -> bool:
    """Whether calls for so many deliveries began or ended."""
    return len(set(calls(folder, what))) >= wanted


async def kill(worker: Forked) -> None:
    """End a process as the machine would: at once."""
    worker.send_signal(signal.SIGKILL)
    await worker.wait()


async def all_done(register: Register, names: list[str]) -> bool:
    """Whether the ledger says so; a database that is too busy to say is asked again."""
    done = select(func.count()).where(deliveries.c.id.in_(names), deliveries.c.state == "done")
    try:
        return await register.read(lambda c: c.execute(done).scalar_one()) == len(names)
    except NotSaved:
        return False


async def test_a_host_that_is_killed_again_and_again_delivers_everything(
    register: Register, start: Start, tmp_path: Path
) -> None:
    names = [f"DR-{number:04}:list" for number in range(40)]
    await register.write(lambda c: want_all(c, names))
    for round_of in range(1, 4):
        worker = await start("one", 0.02)
        wanted = round_of * 8
        await until(partial(so_many, tmp_path, "begun", wanted))
        await kill(worker)
    await start("one", 0.0)
    await until(lambda: all_done(register, names), seconds=20)
    assert set(calls(tmp_path, "ended")) == set(names)
    # A call that ended may be made again only when the process died before it could be written down.
    twice = [name for name, times in Counter(calls(tmp_path, "ended")).items() if times > 1]
    assert len(twice) <= 3 * 8


@SHARED
async def test_what_a_killed_instance_had_begun_is_delivered_by_another(
    register: Register, start: Start, tmp_path: Path
) -> None:
    first = await start("first", 600.0)
    names = [f"DR-{number:04}:list" for number in range(5)]
    await register.write(lambda c: want_all(c, names))
    await until(lambda: set(calls(tmp_path, "begun")) == set(names))
    await start("second", 0.0)
    assert calls(tmp_path, "ended") == []
    await kill(first)
    await until(lambda: all_done(register, names), seconds=30)
    assert sorted(calls(tmp_path, "ended")) == names


@SHARED
async def test_two_instances_of_which_one_is_killed_again_and_again_lose_nothing(
    register: Register, start: Start, tmp_path: Path
) -> None:
    names = [f"DR-{number:04}:list" for number in range(120)]
    await register.write(lambda c: want_all(c, names))
    workers = [await start("a", 0.1), await start("b", 0.1)]
    for round_of in range(1, 4):
        wanted = round_of * 16
        await until(partial(so_many, tmp_path, "ended", wanted))
        await kill(workers.pop(0))
        workers.append(await start(f"c{round_of}", 0.1))
    await until(lambda: all_done(register, names), seconds=30)
    assert set(calls(tmp_path, "ended")) == set(names)
    # A call that ended may be made again only when its process died before it could be written down.
    twice = [name for name, times in Counter(calls(tmp_path, "ended")).items() if times > 1]
    assert len(twice) <= 3 * 8


@SHARED
async def test_two_instances_deliver_everything_once(register: Register, start: Start, tmp_path: Path) -> None:
    await start("first", 0.01)
    await start("second", 0.01)
    names = [f"DR-{number:04}:list" for number in range(60)]
    for name in names:
        await register.write(partial(want, name=name))
    await until(lambda: all_done(register, names), seconds=30)
    assert sorted(calls(tmp_path, "ended")) == names
