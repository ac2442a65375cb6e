"""A register on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.register.opening import open_register
from bot.register.register import Register


@pytest.fixture
def register(database_url: str) -> Iterator[Register]:
    """A fresh register; the test runs on SQLite and on PostgreSQL."""
    opened = open_register(database_url)
    yield opened
    opened.close()
