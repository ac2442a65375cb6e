"""Where the files of the tests are: in memory where the machine has room there, so that no commit waits for a disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - whoever makes a folder there makes it private, as in any other
_ROOM = 3 << 30
"""Bytes: a whole run has had 1.5 GB there at most. Containers often have 64 MB there, and use the disk."""


def keep_files_in_memory() -> None:
    """Let this process and those that it starts make their temporary files in memory, unless TMPDIR says where.

    Six thousand databases are opened and written to, and each of their commits waits some milliseconds for a disk.
    """
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK | os.X_OK):
        return
    if os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC or shutil.disk_usage(_MEMORY).free < _ROOM:
        return
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None
