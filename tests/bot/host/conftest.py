"""A host on a real port, and Microsoft's key endpoint with real RSA keys."""

from __future__ import annotations

import io
import itertools
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot import logs
from bot.host.adapter import TurnParts
from bot.host.app import HostParts, make_app
from bot.host.health import Readiness
from bot.host.incoming import Incoming, Reply
from bot.host.keys import Keys, read_over_http
from bot.host.metrics import Metrics
from bot.host.outbound import open_session
from bot.host.protocol import HEAD_SECONDS
from bot.host.rate_limit import RateLimit
from bot.host.request_guard import RequestGuard
from bot.host.run import listening
from bot.host.service_url import ServiceRule
from bot.host.tokens import Tokens
from dialogs.model import Pressed
from tests.bot.host.host_cases import APP_ID, CARD, TENANT, Host, Microsoft, RunHost, on_a_port
from tests.free_ports import free_port


@pytest.fixture
async def microsoft() -> AsyncIterator[Microsoft]:
    """Microsoft's keys, with one key."""
    it = Microsoft()

    async def metadata(request: web.Request) -> web.Response:
        return web.json_response({"issuer": "https://api.botframework.com", "jwks_uri": f"http://{request.host}/keys"})

    async def keys(_: web.Request) -> web.Response:
        it.reads += 1
        await it.flows.wait()
        return web.json_response(it.jwks())

    async with on_a_port({"/metadata": metadata, "/keys": keys}) as root:
        it.url = f"{root}/metadata"
        yield it
        it.flows.set()


@pytest.fixture
def run_host() -> RunHost:
    """Run a host: in local mode, or as in production when Microsoft's keys are given."""

    @asynccontextmanager
    async def running(
        microsoft: Microsoft | None = None,
        *,
        turn: Callable[[Incoming], Awaitable[Reply]] | None = None,
        per_minute: int = 0,
        deadline: float = 4.0,
        head_seconds: float = HEAD_SECONDS,
        body_seconds: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        outbox_fails: bool = False,
        patience: float = 2.0,
        keys_timeout: float = 0.5,
        most: int | None = None,
        **more: Any,
    ) -> AsyncIterator[Host]:
        turns: list[Incoming] = []
        said: list[tuple[Incoming, Reply]] = []
        codes = (f"code-{n}" for n in itertools.count(1))

        async def note(incoming: Incoming) -> Reply:
            turns.append(incoming)
            if turn is not None:
                return await turn(incoming)
            verb = incoming.act.verb if isinstance(incoming.act, Pressed) else ""
            return Reply(CARD, "A card", verb)

        async def outbox(incoming: Incoming, answer: Reply) -> None:
            if outbox_fails:
                raise OSError("disk full")
            said.append((incoming, answer))

        async def direct(incoming: Incoming, answer: Reply) -> None:
            said.append((incoming, Reply(answer.card, answer.summary, f"direct {answer.text}")))

        log = io.StringIO()
        before = logging.getLogger().handlers[:]
        logs.start_logs(log)
        metrics = Metrics()
        async with open_session() as outward, ClientSession() as client:
            keys = None
            if microsoft is not None:
                keys = Keys(read_over_http(outward, microsoft.url), clock, timeout=keys_timeout, patience=patience)
            parts = HostParts(
                guard=RequestGuard(
                    Tokens(keys, APP_ID, wall) if keys is not None else None,
                    TENANT,
                    ServiceRule(local=keys is None),
                    body_seconds,
                ),
                turns=TurnParts(
                    turn=note,
                    outbox=outbox,
                    apology=lambda code: Reply({**CARD, "fallbackText": f"Sorry: {code}"}, "Sorry", code),
                    wait=lambda seconds: Reply({**CARD, "fallbackText": f"Wait {seconds}"}, "Wait", f"wait {seconds}"),
                    new_code=lambda: next(codes),
                    clock=clock,
                    direct=direct,
                    deadline=deadline,
                ),
                rate=RateLimit(per_minute),
                readiness=Readiness({"keys": lambda: keys is None or keys.known}, seconds=0.2),
                metrics=metrics,
                **more,
            )
            app = make_app(parts)
            async with listening(app, metrics, head_seconds=head_seconds, drain_seconds=0.5, most=most) as place:
                url = f"http://127.0.0.1:{place.port}"
                yield Host(url, place.port, client, parts, keys, turns, said, log)
            if keys is not None:
                await keys.close()
        logging.getLogger().handlers[:] = before

    return running


@pytest.fixture
def unused_port() -> int:
    """A port on which nobody listens."""
    return free_port()
