"""The project's own files as the tests of the project see them: what git tracks, and what stands in it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("bot", "dialogs", "governance_rules", "manifest")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git tracks and that is still there."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


@cache
def texts() -> dict[str, str]:
    """The text of every tracked text file, by its path from the root."""
    found = {}
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content[:4096]:
            found[path.relative_to(ROOT).as_posix()] = content.decode("utf-8")
    return found


@cache
def python_files(*folders: str) -> Mapping[str, str]:
    """The text of every tracked Python file under these folders (all when none is named)."""
    starts = tuple(f"{folder}/" for folder in folders) or ("",)
    found = {name: text for name, text in texts().items() if name.endswith(".py") and name.startswith(starts)}
    return MappingProxyType(found)
