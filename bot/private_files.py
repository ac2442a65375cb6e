"""The data folder and what is stored in it are for the front door's own account alone (goals, S13)."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

FOLDER: Final = 0o700
FILE: Final = 0o600
OTHERS: Final = 0o077
"""What the group and all others may do: nothing."""


OUTSIDE: Final = ("history.key", "history-anchors.jsonl")
"""What of the history lies beside the database."""


_SQLITE: Final = b"SQLite format 3\x00"
"""How every database file begins (https://www.sqlite.org/fileformat.html#the_database_header)."""


def keep_to_ourselves(folder: Path) -> None:
    """Make the data folder if it is not there, and close it and its databases to everyone else. Raises OSError.

    A folder that belongs to somebody else, is shared as ``/tmp`` is, or is the root or the home of its owner stays as
    it is; the databases are closed there too. Only databases are touched: a person may have put other files beside
    them.
    """
    folder = folder.absolute()
    folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    found = folder.stat()
    ours = found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX
    if ours and folder.resolve() not in _kept_as_they_are():
        folder.chmod(FOLDER)
    for path in _databases(folder):
        path.chmod(FILE)


def _kept_as_they_are() -> set[Path]:
    kept = {Path("/").resolve()}
    with contextlib.suppress(RuntimeError):  # an account of a container can have no home
        kept.add(Path.home().resolve())
    return kept


def keep_file_to_ourselves(file: Path) -> None:
    """Make this database file if it is not there, and close it to everyone else. Raises OSError.

    A folder that has to be made for it is ours alone. One that is there stays as it is: a database may be put
    anywhere, and the folder may be the whole machine's. A file that holds something else stays as it is too: a wrong
    address may name a file that every account has to read.
    """
    file.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    file.touch(mode=FILE)  # SQLite gives its other files the rights of this one
    if not _may_be_a_database(file):
        return
    for path in _with_its_own(file):
        path.chmod(FILE)


def open_to_others(folder: Path) -> tuple[str, ...]:
    """Names of the folder and of its databases that others can read, ``.`` for the folder itself."""
    if not folder.is_dir():
        return ()
    paths = (folder, *_databases(folder))
    return tuple("." if path == folder else path.name for path in paths if path.stat().st_mode & OTHERS)


def _may_be_a_database(file: Path) -> bool:
    """Whether SQLite made this file or can make it one: it is empty, or begins as its format says."""
    with file.open("rb") as opened:
        return opened.read(len(_SQLITE)) in {b"", _SQLITE}


def _databases(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.glob("*.sqlite")):
        yield from _with_its_own(file)
    for name in OUTSIDE:
        file = folder / name
        if file.is_file() and not file.is_symlink() and file.stat().st_uid == os.geteuid():
            yield file


def _with_its_own(file: Path) -> Iterator[Path]:
    """A database that is ours, and the files that SQLite keeps beside it."""
    for path in (file, *(file.with_name(file.name + end) for end in ("-journal", "-shm", "-wal"))):
        if path.is_file() and not path.is_symlink() and path.stat().st_uid == os.geteuid():
            yield path
