"""Killed at any moment, a backup leaves the copy before or a whole one, and a restore the old register or the new."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.copies import archive, aside
from bot.copies.restoring import Restoring
from bot.register import audit
from bot.register.register import Register, open_engine
from bot.register.schema import requests
from dialogs.model import Person
from tests.bot.copies import killed
from tests.bot.copies.copies_cases import AT, Place, lived
from tests.bot.register.lodged import decision, lodge
from tests.forked import fork

KILLS = 4
STAFF = Person("00000000-0000-0000-0000-00000000e001", "Housing officer", "officer.housing@example.org")


async def runs(place: Place, seconds: float | None, *words: str) -> float:
    """Run a command, killed after so many seconds (None: not at all). Gives how long it lived."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    process = fork(killed.command, [*words, "--data", str(place.folder)], {"DATABASE_URL": place.url})
    ending = asyncio.ensure_future(process.wait())
    await asyncio.wait({ending}, timeout=seconds)
    process.send_signal(signal.SIGKILL)
    await ending
    return loop.time() - began


def held(place: Place) -> int:
    """How many requests the register has; it is opened as the front door does, and its history is whole."""
    register: Register = place.open()
    try:
        return register.read_now(lambda c: c.execute(select(func.count()).select_from(requests)).scalar_one())
    finally:
        register.close()


async def test_a_backup_and_a_restore_that_are_killed_leave_all_or_nothing(tmp_path: Path, database_url: str) -> None:
    place, copy = lived(Place(tmp_path, database_url)), tmp_path / "copy.tar.gz"
    later = ("--ran-until", (datetime.now(UTC) + timedelta(hours=1)).isoformat())
    assert place.run("backup", "--out", str(copy))[0] == 0
    for number in range(KILLS):
        took = await runs(place, 0.1 + 0.25 * number, "backup", "--out", str(copy))
        assert archive.opened(copy).count("requests") == 3, took
    for number in range(KILLS):
        register = place.open()
        while register.read_now(lambda c: c.execute(select(func.count()).select_from(requests)).scalar_one()) < 5:
            lodge(register, decision(), person=STAFF, at=AT)
        register.write_now(lambda c: audit.append(c, AT, audit.Entry("somebody", "submitted", "DR-0004", {})))
        register.close()
        took = await runs(place, 0.1 + 0.3 * number, "restore", str(copy), "--replace", *later)
        assert held(place) in (3, 5), took
        assert place.faults() == (), took
    code, said = place.run("restore", str(copy), "--replace", *later)
    assert code == 0, said
    assert held(place) == 3


def restored(place: Place, copy: Path, now: datetime) -> str:
    """Put a copy back at this moment; gives what the old register is called then."""
    said = archive.opened(copy)
    work = Restoring(copy, said, place.outside, (), now, replaces=True, ran_until=said.at)
    if place.url.startswith("sqlite:///"):
        return work.into_sqlite(Path(place.url.removeprefix("sqlite:///"))).aside
    engine = open_engine(place.url, options={audit.KEY: place.outside.key})
    try:
        return work.into_postgres(engine).aside
    finally:
        engine.dispose()


def test_several_restores_of_one_second_keep_what_each_found_though_one_was_killed_in_between(
    tmp_path: Path, database_url: str
) -> None:
    place, copy = lived(Place(tmp_path, database_url)), tmp_path / "copy.tar.gz"
    assert place.run("backup", "--out", str(copy))[0] == 0
    now = datetime(2026, 11, 23, 9, 30, 15, tzinfo=UTC)
    if database_url.startswith("sqlite"):  # PostgreSQL takes back what one that was killed had begun
        os.link(tmp_path / "front-door.sqlite", tmp_path / "front-door.before-20261123T093015Z.sqlite")
        (tmp_path / aside.HALF).write_bytes(b"half of one, where a share knows no links")
    kept = [restored(place, copy, now) for _ in range(2)]
    if database_url.startswith("sqlite"):
        names = [f"front-door.before-20261123T093015Z{more}.sqlite" for more in ("", "-2")]
        assert kept == [str(tmp_path / name) for name in names]
        assert sorted(path.name for path in tmp_path.glob("*before*")) == sorted(names)
        assert not (tmp_path / aside.HALF).exists()
    else:
        assert kept == [f"the schema front_door_before_20261123_093015{more}" for more in ("", "_2")]
    assert held(place) == 3


def test_what_is_kept_aside_is_whole_where_a_share_knows_no_links_and_nothing_is_written_over(tmp_path: Path) -> None:
    def refuses(_file: Path, _name: Path) -> None:
        raise OSError(1, "Operation not permitted")

    old, name = tmp_path / "front-door.sqlite", tmp_path / "kept"
    old.write_bytes(b"the old one")
    aside.also_called(old, name, refuses)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "front-door.sqlite": b"the old one",
        "kept": b"the old one",
    }
    with pytest.raises(FileExistsError):
        aside.also_called(old, name)
    (tmp_path / "front-door.before-20261123T093015Z.sqlite-wal").touch()  # of one that somebody took away
    assert aside.name_for(old, datetime(2026, 11, 23, 9, 30, 15, tzinfo=UTC)).name.endswith("Z-2.sqlite")
