"""Fixtures of the tests of deliveries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from delivery_cases import Outfit, Service, make

from bot.deliveries.running import dbos_url
from bot.register.opening import open_register
from bot.register.register import Register


@pytest.fixture
def register(database_url: str) -> Iterator[Register]:
    opened = open_register(database_url, patience=0.5)
    yield opened
    opened.close()


@pytest_asyncio.fixture
async def outfit(register: Register, database_url: str, tmp_path: Path) -> AsyncIterator[Outfit]:
    service, url = Service(), dbos_url(database_url, tmp_path)
    running = Outfit(register, service, url, make(register, service, url))
    await running.deliveries.start()
    yield running
    if service.gate is not None:
        service.gate.set()
    await running.deliveries.stop(patience=0.5)
