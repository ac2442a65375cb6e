"""Killed at any moment, a backup leaves the copy before or a whole one, and a restore the old register or the new."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.copies import archive
from bot.register import audit
from bot.register.register import Register
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
