"""One process that delivers, for the tests that kill it: every call is a line in a file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from bot.deliveries.ledger import Delivery
from bot.deliveries.running import Deliveries, Intervals
from bot.deliveries.worker import Worker
from bot.outgoing.teams_rate_limit import TeamsRateLimit
from bot.register.opening import open_register
from tests.bot.deliveries.delivery_cases import KINDS, WIDE, clock


def deliver(database_url: str, folder: Path, instance: str, seconds: float) -> None:
    """Deliver until killed. A call takes ``seconds``; it is written down when it begins and when it ends."""
    asyncio.run(_deliver(database_url, folder, instance, seconds))


async def _deliver(database_url: str, folder: Path, instance: str, seconds: float) -> None:
    def note(what: str, delivery: Delivery) -> None:
        with (folder / "calls").open("a") as calls:
            calls.write(f"{what} {delivery.id} {instance}\n")

    async def handler(delivery: Delivery) -> Mapping[str, object]:
        note("begun", delivery)
        await asyncio.sleep(seconds)
        note("ended", delivery)
        return {"item": delivery.id}

    register = open_register(database_url)
    intervals = Intervals(look=0.2, heartbeat=0.3, silent=timedelta(seconds=1.5))
    turns = {"teams": TeamsRateLimit(WIDE, WIDE).turn}
    deliveries = Deliveries(Worker(register, dict.fromkeys(KINDS, handler), instance, clock, turns=turns), intervals)
    await deliveries.start()
    (folder / f"started-{instance}-{os.getpid()}").touch()
    await asyncio.Event().wait()
