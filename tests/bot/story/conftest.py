"""A house for one test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from house import House, open_house


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Everything that runs, on SQLite and on PostgreSQL."""
    async with open_house(tmp_path, database_url) as opened:
        yield opened
