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
    opened = open_register(database_url)
    yield opened
    opened.close()


@pytest.fixture
def service() -> Service:
    return Service()


@pytest_asyncio.fixture
async def outfit(register: Register, service: Service, database_url: str, tmp_path: Path) -> AsyncIterator[Outfit]:
    deliveries = make(register, service, dbos_url(database_url, tmp_path))
    await deliveries.start()
    yield Outfit(register, service, deliveries)
    await deliveries.stop(patience=0.2)
