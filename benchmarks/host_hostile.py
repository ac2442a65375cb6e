"""10,000 hostile bodies against a whole front door (goal S1): `python benchmarks/host_hostile.py`.

Prints the answers by status, the p99 and the log a refused request costs. Exit 1 when any of them misses its goal.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from aiohttp import ClientSession
from host import FRONT_DOOR, free_port

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "bot" / "host"))

from tests.bot.host.hostile import CANARY, bodies

ALLOWED = {200, 400, 403, 413, 415, 501}
INTERNALS = ("Traceback", ".py", "Exception", "botbuilder", "aiohttp", "orjson", "site-packages", CANARY)


async def send(url: str, seed: int, count: int, log: int) -> list[str]:
    """Send them one after another; gives what missed its goal."""
    statuses: collections.Counter[int] = collections.Counter()
    times, wrong, logged, refused = [], [], 0, 0
    async with ClientSession() as client:
        for number, body in enumerate(bodies(seed, count)):
            before, began = os.fstat(log).st_size, time.perf_counter()
            async with client.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
                said = await answer.text()
            times.append(time.perf_counter() - began)
            statuses[answer.status] += 1
            if answer.status not in ALLOWED:
                wrong.append(f"body {number} of seed {seed}: {answer.status}")
            if answer.status >= 400:
                refused += 1
                logged += os.fstat(log).st_size - before
                wrong += [
                    f"body {number} of seed {seed}: the answer shows {word}" for word in INTERNALS if word in said
                ]
    slow = sorted(times)[int(0.99 * len(times))]
    each = logged / max(refused, 1)
    print(f"answers {dict(sorted(statuses.items()))}, p99 {slow * 1000:.1f} ms, {each:.0f} bytes of log a refusal")
    if slow > 0.5:
        wrong.append("p99 over 500 ms")
    if each > 300:
        wrong.append("over 300 bytes of log a refusal")
    return wrong


def main() -> int:
    """Start a front door, send, and judge."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        command = [str(FRONT_DOOR), "serve", "--local", "--port", str(port), "--data", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
        try:
            _wait(port)
            url = f"http://127.0.0.1:{port}/api/messages"
            wrong = asyncio.run(send(url, given.seed, given.count, log.fileno()))
        finally:
            process.terminate()
            process.wait(25)
        if CANARY in (Path(folder) / "log").read_text():
            wrong.append("the log shows what was typed")
    print("\n".join(wrong[:20]) or "every goal was met")
    return 1 if wrong else 0


def _wait(port: int) -> None:
    for _ in range(1000):
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz") as said:
                if said.status == 200:
                    return
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the front door did not start")


if __name__ == "__main__":
    sys.exit(main())
