"""The data folder and what is stored in it are for the front door's own account alone (goals, S13)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

FOLDER: Final = 0o700
FILE: Final = 0o600
OTHERS: Final = 0o077
"""What the group and all others may do: nothing."""


def keep_to_ourselves(folder: Path) -> None:
    """Make the folder if it is not there, and close it and its databases to everyone else. Raises OSError.

    A folder that belongs to somebody else, or is shared as ``/tmp`` is, stays as it is; the databases are closed there
    too. Only databases are touched: a person may have put other files beside them.
    """
    folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX:
        folder.chmod(FOLDER)
    for path in _databases(folder):
        path.chmod(FILE)


def open_to_others(folder: Path) -> tuple[str, ...]:
    """Names of the folder and of its databases that others can read, ``.`` for the folder itself."""
    if not folder.is_dir():
        return ()
    paths = (folder, *_databases(folder))
    return tuple("." if path == folder else path.name for path in paths if path.stat().st_mode & OTHERS)


def _databases(folder: Path) -> Iterator[Path]:
    uid = os.geteuid()
    for path in sorted(folder.glob("*.sqlite*")):
        if path.is_file() and not path.is_symlink() and path.stat().st_uid == uid:
            yield path
