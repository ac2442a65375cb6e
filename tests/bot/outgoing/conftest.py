"""Fixtures of the tests of what leaves the bot."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.register.opening import open_register
from bot.register.register import Register


@pytest.fixture
def small_register(made_file: Path, tmp_path: Path) -> Iterator[Register]:
    """A register on SQLite alone: what differs is what is sent, not the database."""
    shutil.copy(made_file, tmp_path / "front-door.sqlite")
    opened = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    yield opened
    opened.close()
