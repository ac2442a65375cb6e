"""A house for one test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.story.erased import directory_in
from tests.bot.story.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """Everything that runs, on SQLite and on PostgreSQL."""
    async with open_house(tmp_path, database_url) as opened:
        yield opened


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory that names the person who is to be erased."""
    return directory_in(tmp_path)
