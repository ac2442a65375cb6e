"""Whoever else has an account on the machine cannot read what the front door stores."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.private_files import keep_to_ourselves, open_to_others
from bot.register.opening import CannotOpen, open_register


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_fresh_data_folder_and_its_databases_are_ours_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    register = open_register(f"sqlite:///{folder / 'front-door.sqlite'}")
    register.write_now(lambda _: None)
    assert _mode(folder) == 0o700
    assert {_mode(path) for path in folder.iterdir()} == {0o600}
    register.close()


def test_a_file_of_somebody_elses_that_a_wrong_address_names_stays_open_to_those_who_need_it(tmp_path: Path) -> None:
    other = tmp_path / "passwd"
    other.write_text("root:x:0:0:root:/root:/bin/bash\n")
    other.chmod(0o644)
    with pytest.raises(CannotOpen, match="cannot be used"):
        open_register(f"sqlite:///{other}")
    assert _mode(other) == 0o644
    assert other.read_text() == "root:x:0:0:root:/root:/bin/bash\n"


def test_what_the_version_before_left_open_is_closed_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    file = folder / "front-door.sqlite"
    open_register(f"sqlite:///{file}").close()
    (folder / "local-chats.sqlite-wal").touch()
    (folder / "local-chats.sqlite").touch()
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o644)
    assert open_to_others(folder) == (".", "front-door.sqlite", "local-chats.sqlite", "local-chats.sqlite-wal")
    keep_to_ourselves(folder)
    assert open_to_others(folder) == ()


def test_a_database_elsewhere_is_closed_and_the_folder_around_it_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    file = tmp_path / "front-door.db"
    file.touch()
    file.chmod(0o644)
    open_register(f"sqlite:///{file}").close()
    assert (_mode(tmp_path), _mode(file)) == (0o755, 0o600)


def test_a_home_that_is_named_as_data_folder_is_not_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path))
    keep_to_ourselves(tmp_path)
    assert _mode(tmp_path) == 0o755


def test_other_files_and_a_shared_folder_stay_as_they_are(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.touch(mode=0o644)
    tmp_path.chmod(0o1777)
    keep_to_ourselves(tmp_path)
    assert (_mode(other), _mode(tmp_path)) == (0o644, 0o1777)
    assert open_to_others(tmp_path / "not there") == ()
