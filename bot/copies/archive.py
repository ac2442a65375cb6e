"""The file of a copy: a tar, compressed, for our own account alone; written aside and put in place when it is whole."""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import io
import os
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, Self

from bot.copies import manifest
from bot.copies.manifest import Manifest, NotACopy, Part, read_manifest
from bot.copies.tables import Content
from bot.private_files import FILE

LEVEL: Final = 6
"""How hard it is compressed: the next level takes twice the time for a hundredth less."""
_CHUNK: Final = 1 << 20
_LONGEST: Final = 64 << 20
"""Bytes of one line: a row of the register is some kilobytes."""
_BROKEN: Final = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile)


class _Plain(tarfile.TarInfo):
    """A file of a tar as we write them: what a longer header or a link would make of it is refused unread."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read one header. Raises ``tarfile.ReadError`` where it is no file's: its words could fill the memory."""
        found = super().frombuf(buf, encoding, errors)
        if found.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
            raise tarfile.ReadError("no file")
        return found


class InUse(Exception):
    """Another backup or restore is writing there. Wait for it, or choose another place."""


@dataclass(slots=True)
class Parts:
    """The parts of a copy as they come, each in a file without a name: a process that is killed leaves none of them."""

    folder: Path
    kept: list[tuple[Part, IO[bytes]]] = field(default_factory=list)

    def add(self, name: str, lines: Iterable[bytes]) -> Content:
        """Keep these lines as one part."""
        spool: IO[bytes] = tempfile.TemporaryFile(dir=self.folder)  # noqa: SIM115 - kept until the copy is written
        content, hashed, size = Content(), hashlib.sha256(), 0
        for line in lines:
            content.add(line)
            said = line + b"\n"
            hashed.update(said)
            size += spool.write(said)
        self.kept.append((Part(name, size, hashed.hexdigest()), spool))
        return content

    def close(self) -> None:
        """Let all of them go."""
        for _, spool in self.kept:
            spool.close()


def write(said: Manifest, parts: Parts, to: IO[bytes]) -> None:
    """Write manifest and parts, in this order, with nothing in it that tells of this machine. Raises OSError."""
    at = said.at.timestamp()
    with (
        gzip.GzipFile("", "wb", LEVEL, to, int(at)) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as tar,
    ):
        written = said.written()
        for name, size, content in (
            (manifest.NAME, len(written), io.BytesIO(written)),
            *((part.name, part.bytes, spool) for part, spool in parts.kept),
        ):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = size, int(at), FILE
            content.seek(0)
            tar.addfile(entry, content)


@contextlib.contextmanager
def put_in_place(file: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file to write into that gets its name when all went well, and is on disk then; the old one stays until then.

    Gives what to write to and what it is called meanwhile. Raises `InUse` and OSError.
    """
    aside = file.with_name(f".{file.name}.part")
    handle = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, FILE)
    with os.fdopen(handle, "r+b") as opened:
        # Whoever had the lock before may just have finished: then what was opened is a copy that has its name.
        if not held_alone(handle) or not _is_called(handle, aside):
            raise InUse(f"Another backup is writing {file}. Wait for it, or choose another file.")
        try:
            os.fchmod(handle, FILE)
            opened.truncate()
            yield opened, aside
            opened.flush()
            os.fsync(handle)
            aside.replace(file)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    sync_folder(file.parent)


def held_alone(handle: int) -> bool:
    """Take the lock of this file, until it is closed. False: another process has it."""
    with contextlib.suppress(OSError):  # a share that knows no locks
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _is_called(handle: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False


def sync_folder(folder: Path) -> None:
    """Let what a folder's files are called be on disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):  # a share that cannot say so
            os.fsync(handle)
    finally:
        os.close(handle)


Take = Callable[[Part, Iterator[bytes]], None]
"""Is given each part with its lines. It must read them all."""


def opened(file: Path, take: Take | None = None) -> Manifest:
    """Read a copy from its first to its last byte, each part against its hash. Gives what it says of itself.

    Raises `NotACopy` with the part that is damaged, missing or strange; what was taken by then counts for nothing.
    """
    where = manifest.NAME
    try:
        with file.open("rb") as raw, tarfile.open(fileobj=raw, mode="r|gz", tarinfo=_Plain) as tar:
            said = _manifest(tar)
            expected = list(said.parts)
            while (entry := tar.next()) is not None:
                where = entry.name
                if not expected or expected[0].name != entry.name or not entry.isreg():
                    raise NotACopy(f"It holds {_shown(where)} where it should not. It was changed after it was made.")
                part = expected.pop(0)
                where = part.name
                _part(tar, entry, part, take)
                where = expected[0].name if expected else "its end"
            if expected:
                raise NotACopy(f"It was cut: {expected[0].name} is missing. Take another copy.")
    except _BROKEN:
        if where == manifest.NAME:
            raise NotACopy("It is no copy of a front door, or its beginning is damaged.") from None
        raise NotACopy(f"It was cut or damaged at {_shown(where)}. Take another copy.") from None
    return said


def _manifest(tar: tarfile.TarFile) -> Manifest:
    entry = tar.next()
    if entry is None or entry.name != manifest.NAME or not entry.isreg() or entry.size > manifest.MOST_BYTES:
        raise NotACopy("It is no copy of a front door, or its beginning is damaged.")
    content = tar.extractfile(entry)
    assert content is not None
    return read_manifest(content.read())


def _part(tar: tarfile.TarFile, entry: tarfile.TarInfo, part: Part, take: Take | None) -> None:
    content = tar.extractfile(entry)
    assert content is not None
    damaged = f"{part.name} in it is not what was copied: it was damaged or changed. Take another copy."
    if entry.size != part.bytes:
        raise NotACopy(damaged)
    hashed = hashlib.sha256()
    if take is None:
        while chunk := content.read(_CHUNK):
            hashed.update(chunk)
    else:
        take(part, _lines(content, hashed.update))
    if hashed.hexdigest() != part.sha256:
        raise NotACopy(damaged)


def _lines(content: IO[bytes], told: Callable[[bytes], None]) -> Iterator[bytes]:
    while line := content.readline(_LONGEST):
        told(line)
        yield line.removesuffix(b"\n")


def _shown(name: str) -> str:
    """A name that a stranger may have written, as it can be shown."""
    return "".join(c for c in name if c.isascii() and c.isprintable())[:60] or "a part without a name"
