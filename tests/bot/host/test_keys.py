"""Microsoft's keys: rotation, a hanging endpoint, floods of unknown keys."""

from __future__ import annotations

import asyncio
import itertools
import time

import pytest

from bot.host.keys import Key, Keys, Ring, read_over_http
from bot.host.outbound import open_session
from tests.bot.host.host_cases import KEYS, PATIENCE, Microsoft, RunHost, activity, let_run


class Source:
    """Gives rings in turn, and counts how often it was asked."""

    def __init__(self, *rings: Ring | Exception) -> None:
        self.rings = list(rings)
        self.asked = 0

    async def __call__(self) -> Ring:
        """Read the keys as they are now."""
        self.asked += 1
        now = self.rings.pop(0) if len(self.rings) > 1 else self.rings[0]
        if isinstance(now, Exception):
            raise now
        return now


ONE = {"kid-1": Key(KEYS["first"].public_key(), frozenset({"msteams"}))}
TWO = {"kid-2": Key(KEYS["second"].public_key(), frozenset({"msteams"}))}


async def test_a_rotated_key_works_at_once_when_the_last_read_is_ten_seconds_ago() -> None:
    clock = [0.0]
    source = Source(ONE, TWO)
    keys = Keys(source, lambda: clock[0])
    assert await keys.find("kid-1") is ONE["kid-1"]
    assert await keys.find("kid-2") is None
    clock[0] = 10.0
    assert await keys.find("kid-2") is TWO["kid-2"]
    assert source.asked == 2


async def test_a_rotation_is_noticed_without_another_request() -> None:
    clock = [0.0]
    slept = asyncio.Semaphore(0)

    async def sleep(seconds: float) -> None:
        await slept.acquire()
        clock[0] += seconds

    source = Source(ONE, TWO)
    keys = Keys(source, lambda: clock[0], sleep=sleep)
    refreshing = asyncio.create_task(keys.refresh_for_ever())
    await let_run()
    assert await keys.find("kid-2") is None  # within ten seconds of the first read: nothing is read for it
    slept.release()
    await let_run()
    assert source.asked == 2
    assert await keys.find("kid-2") is TWO["kid-2"]
    refreshing.cancel()


async def test_reads_are_never_closer_than_ten_seconds_whoever_asks_for_them() -> None:
    clock, reads = [0.0], []

    async def read() -> Ring:
        reads.append(clock[0])
        return ONE

    async def sleep(seconds: float) -> None:
        for _ in range(int(seconds) + 1):
            await asyncio.sleep(0)  # a read that was begun notes its time before the clock goes on
            clock[0] += seconds / (int(seconds) + 1)
            await keys.find("unknown")

    keys = Keys(read, lambda: clock[0], sleep=sleep)
    refreshing = asyncio.create_task(keys.refresh_for_ever())
    for _ in range(200):
        await keys.find("unknown")
        await asyncio.sleep(0)
    refreshing.cancel()
    assert len(reads) > 5
    assert min(later - earlier for earlier, later in itertools.pairwise(reads)) >= 10 - 1e-6


async def test_a_thousand_unknown_keys_cost_one_read() -> None:
    source = Source(ONE)
    keys = Keys(source, lambda: 0.0)
    found = await asyncio.gather(*(keys.find(f"unknown-{n}") for n in range(1000)))
    assert set(found) == {None}
    assert source.asked == 1


async def test_a_failed_read_keeps_the_keys_at_hand() -> None:
    clock = [0.0]
    keys = Keys(Source(ONE, OSError("gone")), lambda: clock[0])
    await keys.find("kid-1")
    clock[0] = 11.0
    assert await keys.find("kid-2") is None
    assert keys.known
    assert await keys.find("kid-1") is ONE["kid-1"]


@pytest.mark.parametrize("bad", [{}, OSError("gone"), ValueError("no JSON"), KeyError("keys")])
async def test_until_keys_were_read_there_are_none(bad: Ring | Exception) -> None:
    keys = Keys(Source(bad), lambda: 0.0)
    assert await keys.find("kid-1") is None
    assert not keys.known


async def test_a_request_waits_for_a_hanging_read_no_longer_than_its_patience() -> None:
    async def never() -> Ring:
        await asyncio.Event().wait()
        return {}

    keys = Keys(never, time.monotonic, patience=0.05, timeout=60)
    async with asyncio.timeout(PATIENCE):
        assert await keys.find("kid-1") is None
    await keys.close()


async def test_the_host_lives_and_is_not_ready_while_the_keys_hang(run_host: RunHost, microsoft: Microsoft) -> None:
    microsoft.flows.clear()
    async with run_host(microsoft, patience=PATIENCE, keys_timeout=PATIENCE) as host:
        presses = [asyncio.create_task(host.post(activity(), microsoft.token())) for _ in range(20)]
        async with host.client.get(f"{host.url}/healthz") as answer:
            assert answer.status == 200
        async with host.client.get(f"{host.url}/readyz") as answer:
            assert (answer.status, await answer.text()) == (503, "not ready: keys\n")
        assert not [press for press in presses if press.done()]  # the keys hang still
        microsoft.flows.set()
        assert {status for status, _ in await asyncio.gather(*presses)} == {200}
        assert microsoft.reads == 1


async def test_the_host_is_ready_once_keys_were_read(run_host: RunHost, microsoft: Microsoft) -> None:
    async with run_host(microsoft) as host:
        await host.post(activity(), microsoft.token())
        async with host.client.get(f"{host.url}/readyz") as answer:
            assert answer.status == 200


async def test_a_rotation_over_http(run_host: RunHost, microsoft: Microsoft) -> None:
    clock = [0.0]
    async with run_host(microsoft, clock=lambda: clock[0]) as host:
        assert (await host.post(activity(), microsoft.token()))[0] == 200
        microsoft.signing = {"kid-2": "second"}
        new = microsoft.token({"kid": "kid-2"}, key="second")
        assert (await host.post(activity(), new))[0] == 401
        clock[0] = 10.0
        assert (await host.post(activity(), new))[0] == 200
        assert (await host.post(activity(), microsoft.token()))[0] == 401


async def test_keys_are_never_read_over_plain_http_from_afar() -> None:
    async with open_session() as session:
        with pytest.raises(ValueError, match="https only"):
            await read_over_http(session, "http://login.botframework.com/keys")()


async def test_the_age_of_the_keys_counts_from_when_they_were_last_read_well() -> None:
    clock = [5.0]
    keys = Keys(Source(ONE, OSError("gone")), lambda: clock[0])
    assert keys.age is None
    await keys.find("kid-1")
    clock[0] = 25.0
    await keys.find("kid-2")
    assert keys.age == 20.0


@pytest.mark.parametrize(("first", "asked"), [(OSError("gone"), 2), (ONE, 1)])
async def test_keys_that_could_not_be_read_are_read_again_after_ten_seconds_and_others_are_not(
    first: Ring | Exception, asked: int
) -> None:
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(0)
        clock[0] += seconds

    source = Source(first, ONE)
    refreshing = asyncio.create_task(Keys(source, lambda: clock[0], sleep=sleep).refresh_for_ever())
    for _ in range(3):
        await let_run()
    refreshing.cancel()
    assert source.asked == asked


async def test_keys_from_afar_may_be_read_over_https() -> None:
    session = open_session()
    await session.close()
    with pytest.raises(RuntimeError, match="closed"):
        await read_over_http(session, "https://keys.invalid/")()
