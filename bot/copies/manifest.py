"""What a copy says of itself: when and of which version, how many rows of what, and the hash of each of its parts."""

from __future__ import annotations

import hmac
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Self

import orjson

FORMAT: Final = 1
"""Of the file. A front door reads its own and every earlier one."""
NAME: Final = "manifest.json"
ANCHORS: Final = "history-anchors.jsonl"
FOLDER: Final = "tables/"
_UNREADABLE: Final = f"{NAME} in it cannot be read: it was damaged or changed. Take another copy."
MOST_BYTES: Final = 1_000_000
"""A manifest that is longer is none."""


class NotACopy(Exception):
    """This file is not a copy that can be put back. The sentence says why, and names the part."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file within the copy."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableOf:
    """One table in the copy. ``content``: see `bot.copies.tables.Content`."""

    name: str
    columns: tuple[str, ...]
    rows: int
    content: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a copy holds. Times are ISO in UTC."""

    format: int
    made: str
    """When the rows were read: all of them as they were at that one moment."""
    front_door: str
    """The version of the front door that made it."""
    migration: str
    """The version of its tables."""
    database: str
    """sqlite or postgresql: where it came from. It goes into either."""
    rows: int
    """How many rows the history had."""
    end: str
    """The seal of its last row."""
    faults: tuple[str, ...]
    """What was wrong with the history when the copy was made, as `audit verify` says it. None, as a rule."""
    tables: tuple[TableOf, ...]
    parts: tuple[Part, ...]
    """Every file beside the manifest, in the order in which they come."""
    seal: str = ""
    """HMAC with the key of the history over all of the above; empty where there was no key yet."""

    def sealed(self, key: bytes | None) -> Self:
        """The same with its seal."""
        return self if key is None else type(self)(**{**self._fields(), "seal": self._mac(key)})

    def is_of(self, key: bytes) -> bool:
        """Whether this key sealed it, and nothing in it was changed since."""
        return hmac.compare_digest(self.seal, self._mac(key))

    def written(self) -> bytes:
        """As it stands in the file."""
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2) + b"\n"

    @property
    def at(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made)

    def count(self, table: str) -> int:
        """How many rows of this table it holds."""
        return next((one.rows for one in self.tables if one.name == table), 0)

    def _fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def _mac(self, key: bytes) -> str:
        told = {name: value for name, value in asdict(self).items() if name != "seal"}
        return hmac.digest(key, b"copy\n" + orjson.dumps(told, option=orjson.OPT_SORT_KEYS), "sha256").hex()


def read_manifest(written: bytes) -> Manifest:
    """The manifest of a copy. Raises `NotACopy`."""
    try:
        said = orjson.loads(written)
        format_ = int(said["format"])
    except (ValueError, TypeError, KeyError):
        raise NotACopy(_UNREADABLE) from None
    if format_ > FORMAT:
        newer = f"The copy is of format {format_}, and this front door reads {FORMAT}"
        raise NotACopy(f"{newer}. Install the newer front door.")
    try:
        tables = tuple(TableOf(**{**one, "columns": tuple(one["columns"])}) for one in said["tables"])
        parts = tuple(Part(**one) for one in said["parts"])
        found = Manifest(**{**said, "tables": tables, "parts": parts, "faults": tuple(said["faults"])})
        words = (found.front_door, found.migration, found.database, found.end, found.seal, *found.faults)
        words = (*words, *(word for one in tables for word in (one.name, one.content, *one.columns)))
        sound = (
            found.at.tzinfo is not None
            and all(isinstance(word, str) for word in words)
            and found.seal.isascii()  # else it cannot be compared
            and [f"{FOLDER}{one.name}.jsonl" for one in tables] == [one.name for one in parts if one.name != ANCHORS]
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotACopy(_UNREADABLE) from None
    if not sound:
        raise NotACopy(f"{NAME} in it contradicts itself. Take another copy.")
    return found
