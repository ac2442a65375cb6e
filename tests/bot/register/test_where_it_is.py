"""A register is in a file of its own or in PostgreSQL: what would be gone with the process is not opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.register.opening import CannotOpen, alive, open_register


@pytest.mark.parametrize("rest", ["", "/", "/:memory:", "/file:x", "/file:x?mode=memory&uri=true", "/{}?mode=ro"])
def test_a_database_that_is_gone_at_the_end_is_not_opened(tmp_path: Path, rest: str) -> None:
    with pytest.raises(CannotOpen, match="gone at the end"):
        open_register("sqlite://" + rest.format(tmp_path / "x.sqlite"))
    assert list(tmp_path.iterdir()) == []


def test_a_database_in_a_file_is_opened_and_answers(tmp_path: Path) -> None:
    register = open_register(f"sqlite:///{tmp_path / 'file.sqlite'}")
    assert register.read_now(alive)
    register.close()
