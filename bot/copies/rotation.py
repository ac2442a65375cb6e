"""Copies in a folder, each named by its time: the newest stay."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"front-door-\d{8}T\d{6}Z\.tar\.gz")


def name_at(now: datetime) -> str:
    """What a copy of this moment is called: names in their order are times in theirs."""
    return f"front-door-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar.gz"


def drop_oldest(folder: Path, keep: int) -> list[Path]:
    """Remove all copies but the newest so many, and no other file. Gives what went. Raises OSError."""
    copies = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file())
    gone = copies[:-keep]
    for path in gone:
        path.unlink()
    return gone
