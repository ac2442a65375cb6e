"""What the stand-ins for Teams and OneDrive share: answering with the faults that are still to come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from bot.local.faults import Fault, FaultPlan, Kind

_FAULTS: Final[tuple[Kind, ...]] = ("outage", "drop", "hang", "status", "drop_after_commit")


async def misbehaving(
    plan: FaultPlan,
    request: web.Request,
    handle: Callable[[], Awaitable[web.StreamResponse]],
    refuse: Callable[[Fault], web.StreamResponse],
) -> web.StreamResponse | None:
    """The answer to a call, by the next fault that meets it; None: the connection is to be cut."""
    fault = plan.strike(_FAULTS, request.method, request.path)
    if fault is None:
        return await handle()
    if fault.kind == "status":
        return refuse(fault)
    if fault.kind == "hang":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "drop_after_commit":
        await handle()
    return None


def cut(request: web.Request) -> web.StreamResponse:
    """Cut the connection of a call; what is given back reaches nobody."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()
