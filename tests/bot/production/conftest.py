"""One internet and one front door for each module: a start takes a second, and a service runs for months."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.bot.production.internet import Internet, internet
from tests.bot.production.outside import Outside, open_door, ready
from tests.free_ports import free_port as next_port


@pytest.fixture
def free_port() -> int:
    """A port that nobody uses now."""
    return next_port()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Internet]:
    """Microsoft's services."""
    async with internet(tmp_path_factory.mktemp("internet")) as made:
        yield made


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test did to Microsoft's services ends with it: the next one may come in any order."""
    yield
    if "world" in request.fixturenames:
        request.getfixturevalue("world").behave()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(world: Internet, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Outside]:
    """A production front door that may take traffic."""
    async with open_door(world, tmp_path_factory.mktemp("door"), next_port()) as opened:
        yield await ready(opened)
        assert await opened.stop() == 0, opened.log()[-2000:]
