"""Copies in a folder, each named by its time: the newest stay."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.copies.archive import held_alone

_NAME: Final = re.compile(r"front-door-\d{8}T\d{6}Z\.tar\.gz")
_UNFINISHED: Final = re.compile(rf"\.{_NAME.pattern}\.part")


def name_at(now: datetime) -> str:
    """What a copy of this moment is called: names in their order are times in theirs."""
    return f"front-door-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar.gz"


def drop_oldest(folder: Path, keep: int, new: Path) -> list[Path]:
    """Remove all copies but the newest so many, and no other file. Gives what went. Raises OSError.

    ``new``: the one that was just made. It stays, also where a clock that was wrong once gave others a later name.
    """
    copies = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file())
    gone = [path for path in copies[:-keep] if path.name != new.name]
    for path in gone:
        path.unlink()
    return gone


def drop_unfinished(folder: Path) -> list[Path]:
    """Remove what backups that were killed left here: nobody else would, for the next has another name.

    Gives what went. Raises OSError.
    """
    gone = []
    for path in sorted(path for path in folder.iterdir() if _UNFINISHED.fullmatch(path.name)):
        with path.open("rb") as left:
            if held_alone(left.fileno()):
                path.unlink()
                gone.append(path)
    return gone
