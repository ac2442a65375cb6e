"""A tenant in the stand-in, and the record of everything that is exchanged with it, held against Graph's contract."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.local.graph import start
from tests.bot.tenant.tenant_rig import SITE, Rig
from tests.contract import kept


@pytest.fixture(scope="session")
def exchanges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Everything that the tests of this folder exchange with Graph."""
    with kept(tmp_path_factory.mktemp("exchanges")) as record:
        yield record


@pytest.fixture
async def rig(tmp_path: Path, exchanges: Path) -> AsyncIterator[Rig]:
    """An empty tenant with one site, and an administrator who may do everything."""
    stand_in = await start(0, tmp_path / "graph", site=SITE, record=exchanges)
    yield Rig(stand_in, tmp_path)
    await stand_in.close()
