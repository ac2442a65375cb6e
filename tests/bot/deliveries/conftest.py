"""Fixtures of the tests of deliveries."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.register.register import Register
from tests.bot.deliveries.delivery_cases import Outfit, Service, make


@pytest_asyncio.fixture
async def outfit(register: Register) -> AsyncIterator[Outfit]:
    service = Service()
    running = Outfit(register, service, make(register, service))
    await running.deliveries.start()
    yield running
    if service.gate is not None:
        service.gate.set()
    await running.deliveries.stop(patience=0.5)
