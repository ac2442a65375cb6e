"""What DBOS left beside the database is removed at a start and said once, and a folder without it is left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.register.dbos_leftovers import FILE, remove_dbos
from bot.register.register import open_engine


@pytest.mark.parametrize("ends", [(), ("",), ("-shm",), ("", "-wal", "-shm")])
def test_whatever_is_left_of_it_goes_and_is_said_once(
    tmp_path: Path, ends: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    for end in ends:
        (tmp_path / f"{FILE}{end}").write_bytes(b"x")
    (tmp_path / "front-door.sqlite-wal").write_bytes(b"x")
    caplog.set_level("INFO")
    engine = open_engine(f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    assert [remove_dbos(engine, tmp_path) for _ in range(2)] == [bool(ends), False]
    engine.dispose()
    assert [path.name for path in tmp_path.iterdir()] == ["front-door.sqlite-wal"]
    assert sum("removed what DBOS left" in line for line in caplog.messages) == bool(ends)


def test_what_cannot_be_removed_now_is_left_for_the_next_start(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    engine = open_engine("sqlite://")
    assert not remove_dbos(engine, tmp_path)
    engine.dispose()
    assert (tmp_path / FILE).exists()
