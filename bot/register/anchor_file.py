"""What of the history is kept outside its database: the key of its seals, and anchors of its end in a file.

Who can write the database can neither seal a row without the key nor take back an anchor.
"""

from __future__ import annotations

import contextlib
import errno
import hmac
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from bot.private_files import FILE, FOLDER, OUTSIDE

END: Final = "end"
ACCEPTED: Final = "accepted"
ERASED: Final = "erased"
"""What a line of the file says: the history ended here; an operator took it as it was and began anew; a person was
erased, and its seal is the mark by which a copy that still holds them is told (`erasure_mark`)."""
_BLOCK: Final = 65_536
"""Bytes of the file that are read at once from its end: some 300 lines."""
_EMPTY: Final = f"{OUTSIDE[0]} is empty: put the key back that was kept, or remove the file if it never held one"
_TOLD: Final = ("at", "what", "rows", "seal")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of the history at a moment: how many rows it had, and the seal of the last."""

    at: str
    rows: int
    seal: str


@dataclass(frozen=True, slots=True)
class Outside:
    """The key, and the file to which anchors are only ever added."""

    key: bytes = field(repr=False)
    anchors: Path

    def keep(self, anchor: Anchor, what: str = END) -> None:
        """Add an anchor to the file, which is ours alone. Raises OSError."""
        said = {"at": anchor.at, "what": what, "rows": anchor.rows, "seal": anchor.seal}
        line = orjson.dumps({**said, "mac": _mac(self.key, said)}) + b"\n"
        self.anchors.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        file = os.open(self.anchors, os.O_RDWR | os.O_APPEND | os.O_CREAT, FILE)
        try:
            size = os.fstat(file).st_size
            if size and os.pread(file, 1, size - 1) != b"\n":  # a full disk cut the line before
                line = b"\n" + line
            os.write(file, line)  # one write: instances that share the folder never mix their lines
        finally:
            os.close(file)

    def read(self) -> tuple[tuple[Anchor, ...], tuple[str, ...]]:
        """Every anchor that counts, oldest first, and each line that this key did not write. Raises OSError.

        What an operator accepted begins anew: anchors before it count no more. A line that a full disk cut is skipped.
        """
        if not self.anchors.exists():
            return (), ()
        with self.anchors.open("rb") as lines:
            return self.of(lines)

    def last(self) -> Anchor | None:
        """The last anchor that counts: that of `read`, without reading what years have added. Raises OSError."""
        if not self.anchors.exists():
            return None
        for line in _from_the_end(self.anchors):
            said = _said(line)
            if said is not None and said["what"] != ERASED and said.get("mac") == _mac(self.key, said):
                return Anchor(said["at"], said["rows"], said["seal"])
        return None

    def of(self, lines: Iterable[bytes]) -> tuple[tuple[Anchor, ...], tuple[str, ...]]:
        """The same of lines that are kept elsewhere."""
        kept: list[Anchor] = []
        faults: list[str] = []
        for number, line in enumerate(lines, 1):
            said = _said(line)
            if said is None or said["what"] == ERASED:
                continue
            if said.get("mac") != _mac(self.key, said):
                faults.append(f"line {number} of {self.anchors.name} was not written with this key")
                continue
            if said["what"] == ACCEPTED:
                kept.clear()
                faults.clear()
            kept.append(Anchor(said["at"], said["rows"], said["seal"]))
        return tuple(kept), tuple(faults)

    def erased(self) -> tuple[Anchor, ...]:
        """Everyone who was erased, by their mark and when. Raises OSError."""
        if not self.anchors.exists():
            return ()
        with self.anchors.open("rb") as lines:
            said = [one for line in lines if (one := _said(line)) and one["what"] == ERASED]
        return tuple(Anchor(s["at"], s["rows"], s["seal"]) for s in said if s.get("mac") == _mac(self.key, s))


def erasure_mark(key: bytes, aad_id: str) -> str:
    """A mark of a person who was erased. Who has the key and this Entra id can tell them again, and nobody else."""
    return hmac.digest(key, f"erased\n{aad_id.lower()}".encode(), "sha256").hex()


def key_in(folder: Path, *, make: bool, link: Callable[[Path, Path], None] = os.link) -> bytes | None:
    """The key in this folder's file; made there if it is not and may be, else None.

    ``link``: how this machine gives a file a second name, which some shares cannot (Azure Files over SMB). Raises
    OSError, also where the file is empty.
    """
    file = folder / OUTSIDE[0]
    if not file.exists():
        if not make:
            return None
        folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        fresh = folder / f"history.key.{secrets.token_hex(4)}"
        try:
            _write_new(fresh, secrets.token_hex(32).encode())
            with contextlib.suppress(FileExistsError):  # another instance was first: its key counts
                try:
                    link(fresh, file)
                except FileExistsError:
                    raise
                except OSError:
                    _write_new(file, fresh.read_bytes())
        finally:
            fresh.unlink(missing_ok=True)
    key = file.read_bytes().strip()
    if not key:  # it would pass for no key at all, and the history would go on without seals
        raise OSError(errno.ENODATA, _EMPTY, str(file))
    return key


def _write_new(file: Path, content: bytes) -> None:
    """Write a file that is not there yet, or leave none: half of it would count as the whole."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE)
    try:
        with os.fdopen(handle, "wb") as made:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())
    except OSError:
        file.unlink(missing_ok=True)
        raise


def _from_the_end(file: Path) -> Iterator[bytes]:
    """The lines of a file, the last first, of which no more is read than is wanted."""
    with file.open("rb") as stream:
        at, rest = stream.seek(0, os.SEEK_END), b""
        while at:
            size = min(_BLOCK, at)
            at = stream.seek(at - size)
            rest, *lines = (stream.read(size) + rest).split(b"\n")
            yield from reversed(lines)
        yield rest


def _said(line: bytes) -> dict[str, Any] | None:
    try:
        said = orjson.loads(line)
    except ValueError:
        return None
    sound = isinstance(said, dict) and all(name in said for name in _TOLD) and isinstance(said["rows"], int)
    return said if sound else None


def _mac(key: bytes, said: Mapping[str, object]) -> str:
    told = [str(said[name]) for name in _TOLD]
    return hmac.digest(key, "\n".join(("anchor", *told)).encode(), "sha256").hex()
