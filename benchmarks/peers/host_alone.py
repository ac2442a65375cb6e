"""Our host without its turns: the whole door and the adapter, and a turn that answers the card of `bare.py` at once."""

from __future__ import annotations

import asyncio
import sys
import time

from bare import CARD

from bot.host.adapter import TurnParts
from bot.host.app import HostParts, make_app
from bot.host.health import Readiness
from bot.host.incoming import Incoming, Reply
from bot.host.metrics import Metrics
from bot.host.rate_limit import RateLimit
from bot.host.request_guard import RequestGuard
from bot.host.run import Listening, run
from bot.host.service_url import ServiceRule
from bot.logs import start_logs


async def turn(_: Incoming) -> Reply:
    """Answer the card."""
    return Reply(CARD, "A card")


async def outbox(_: Incoming, __: Reply) -> None:
    """Keep nothing."""


async def started(_: Listening) -> None:
    """Begin nothing else."""


async def main(port: int) -> int:
    """Serve on a port until told to stop."""
    start_logs()
    metrics, readiness = Metrics(), Readiness()
    turns = TurnParts(turn, outbox, lambda c: Reply(text=c), lambda _: Reply(CARD), lambda: "code", time.monotonic)
    parts = HostParts(RequestGuard(None, "", ServiceRule(local=True)), turns, RateLimit(0), readiness, metrics)
    return await run(make_app(parts), metrics, readiness, host="127.0.0.1", port=port, started=started)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]))))
