"""What an operator types about copies and is told of them: by plain calls, at the edges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from sqlalchemy.exc import OperationalError

from bot.commands import backup, restore
from bot.copies.archive import InUse
from bot.copies.manifest import NotACopy
from bot.copies.restoring import Refused
from bot.register.erasure import NotForgotten
from bot.register.register import NotSaved
from dialogs.wording import LONDON

FILE = Path("folder/copy.tar.gz")
FULL, DENIED = OSError(28, "No space left on device"), OSError(13, "Permission denied", "elsewhere/file")
LOCKED = OperationalError("SELECT 1", None, Exception("database is locked"))


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (NotACopy("It was cut."), "The copy cannot be opened, so none was kept. It was cut."),
        (InUse("Another backup is writing."), "Another backup is writing."),
        (NotSaved("the disk is full"), "No copy was made: the disk is full. Try again in a moment."),
        (LOCKED, "No copy was made: the database is in use by another program. Try again in a moment."),
        (FULL, "No copy was made: folder cannot be written (No space left on device). Make space there."),
        (DENIED, "folder cannot be written (Permission denied). Choose another place with --out."),
    ],
)
def test_why_no_copy_was_made_is_a_sentence(why: Exception, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), backup.told(FILE):
        raise why
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (NotACopy("It was cut."), "folder/copy.tar.gz cannot be put back. It was cut.\nNothing was changed.\n"),
        (Refused("A front door runs."), "A front door runs.\nNothing was changed.\n"),
        (NotSaved("the disk is full"), "Nothing was put back: the disk is full. Check DATABASE_URL or --data"),
        (LOCKED, "Nothing was put back: the database is in use by another program. Check DATABASE_URL or --data"),
        (FULL, "folder/copy.tar.gz cannot be used (No space left on device). Make space there, and try again."),
        (DENIED, "elsewhere/file cannot be used (Permission denied). Check the file and --data."),
        (NotForgotten(full=True), "since: the disk is full. Make space and run front-door retention --rebuild-files."),
    ],
)
def test_why_nothing_was_put_back_is_a_sentence(why: Exception, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), restore.told(FILE):
        raise why
    assert said in capsys.readouterr().err


def test_a_time_is_on_the_councils_clock_unless_it_says_otherwise() -> None:
    def read(said: object) -> object:
        return restore.Moment().convert(said, None, None)

    at = datetime(2026, 7, 1, 14, 5, tzinfo=UTC)
    assert (read("copy"), read(at)) == ("copy", at)
    assert read(" 2026-07-01T15:05 ") == at.astimezone(LONDON)
    assert read("2026-07-01T16:05+02:00") == at
    for said, told in (("soon", "soon is no time. Write it such as 2026"), (" ", "Nothing is no time.")):
        with pytest.raises(click.UsageError, match=told):
            read(said)
    assert timedelta(hours=2) == restore.CLOCKS
