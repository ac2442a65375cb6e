"""The council's register is not opened by local mode, nor one of local mode by the council's front door."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.register import people
from bot.register.mode import open_as
from bot.register.opening import CannotOpen, open_register
from bot.settings import Settings
from bot.wiring import serve
from tests.bot.register.lodged import ASKER, NOW


def opened(database_url: str, *, local: bool) -> None:
    """Open it as one of the two, meet somebody, and close it."""
    register = open_as(database_url, local=local)
    register.write_now(lambda c: people.introduce(c, ASKER, NOW, lambda: "key") and None)
    register.close()


@pytest.mark.parametrize(
    ("local", "says"),
    [
        (True, "what was tried there would go into the council's list.*DATABASE_URL"),
        (False, "would go into a list on this machine.*leave DATABASE_URL out"),
    ],
)
def test_a_register_stays_with_the_mode_that_began_it(database_url: str, *, local: bool, says: str) -> None:
    for _ in range(2):
        opened(database_url, local=local)
    for _ in range(2):
        with pytest.raises(CannotOpen, match=says):
            open_as(database_url, local=not local)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_register_in_which_nothing_is_noted_may_be_the_councils_and_is_it_once_it_serves(database_url: str) -> None:
    before = open_register(database_url)
    before.write_now(lambda c: people.introduce(c, ASKER, NOW, lambda: "key") and None)
    before.close()
    for local in (True, True, False):
        opened(database_url, local=local)
    with pytest.raises(CannotOpen, match="`front-door serve` works on this register"):
        open_as(database_url, local=True)


async def test_nothing_is_served_from_the_other_ones_register(tmp_path: Path) -> None:
    opened(f"sqlite:///{tmp_path / 'front-door.sqlite'}", local=False)
    with pytest.raises(CannotOpen, match="works on this register"):
        await serve(Settings(), tmp_path, local=True)
