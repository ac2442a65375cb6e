"""Microsoft's signing keys, as the host meets them: an endpoint that hangs, and keys that change."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from statistics import median

import pytest

from tests.bot.production.internet import LOGIN, Internet, token
from tests.bot.production.outside import Outside, activity, open_door, ready

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _usual_healthz(door: Outside, seconds: float) -> float:
    """How long /healthz takes when it is asked all the time for so long: the median, which a busy machine moves little.

    A host that waits for something answers once in that time, or not at all.
    """
    took, end = [], time.monotonic() + seconds
    while (began := time.monotonic()) < end:
        assert (await door.get("/healthz"))[0] == 200
        took.append(time.monotonic() - began)
    return median(took)


async def test_while_the_keys_hang_the_host_lives_lets_nobody_in_and_is_ready_when_they_come(
    world: Internet, tmp_path: Path, free_port: int
) -> None:
    world.flows[LOGIN].clear()
    async with open_door(world, tmp_path, free_port) as door:
        asked = asyncio.create_task(door.post(activity()))
        assert await _usual_healthz(door, 1.0) < 0.25
        assert (await door.get("/readyz"))[0] == 503
        assert (await asked)[0] == 401
        world.flows[LOGIN].set()
        await ready(door)
        assert (await door.post(activity()))[0] == 200
        assert await door.stop() == 0


async def test_a_new_key_works_within_ten_seconds_and_the_endpoint_is_spared(world: Internet, door: Outside) -> None:
    assert (await door.post(activity()))[0] == 200
    world.signing.keys = {"kid-2": ("stranger", ["msteams"])}
    rotated, reads = time.monotonic(), len(world.to(LOGIN, "/keys"))
    new, old = token({"kid": "kid-2"}, key="stranger"), token()
    status = 0
    while status != 200 and time.monotonic() - rotated < 60:
        status = (await door.post(activity(), new))[0]
        unknown = [door.post(activity(), token({"kid": f"made-up-{number}"})) for number in range(5)]
        assert {answered for answered, _ in await asyncio.gather(*unknown)} == {401}
        await asyncio.sleep(0.1)
    assert status == 200
    # The ten seconds themselves are held on a clock of its own in `test_keys.py`; a refresh comes once an hour.
    assert time.monotonic() - rotated < 20
    assert len(world.to(LOGIN, "/keys")) - reads <= 2
    assert (await door.post(activity(), old))[0] == 401
