"""The rows of the register as lines of JSON that both databases write alike, and read back.

One line is one row: a list of values in the order of the columns. Times are ISO in UTC, JSON columns are JSON, all else
is what it is. So a copy of SQLite can be put into PostgreSQL and the other way round, and no program of a database's
own version is needed for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

import orjson
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    inspect,
    literal_column,
    select,
)
from sqlalchemy.types import JSON

from bot.register.column_types import Utc
from bot.register.schema import metadata, requests

PASSING: Final = frozenset({"turns", "holds", "instances"})
"""Tables that are not copied: answers for the next ten minutes, pauses that a service asked for, who lives just now."""
WORDS: Final = "request_words"
"""The index of titles: a table of PostgreSQL and a virtual one of SQLite, so it stands beside the schema."""
_AT_ONCE: Final = 1000
_PLAIN: Final = (Boolean, Float, Integer, String)


class CannotBeStored(Exception):
    """A row of a copy does not fit the table that it is from. The sentence names table and line."""


@dataclass(slots=True)
class Content:
    """What a table holds, told alike by both databases in whatever order they give its rows.

    ``sum`` is the sum of the rows' SHA-256, modulo 2^256: another row, one more or one less gives another.
    """

    rows: int = 0
    sum: int = 0

    def add(self, line: bytes) -> None:
        """Count one row in."""
        self.rows += 1
        self.sum = (self.sum + int.from_bytes(hashlib.sha256(line).digest(), "big")) % 2**256

    @property
    def digest(self) -> str:
        """The sum as 64 hexadecimal digits."""
        return f"{self.sum:064x}"


@dataclass(frozen=True, slots=True)
class Copied:
    """A table as it is copied: its name, and the columns that a version of the database has of it."""

    table: Table
    columns: tuple[str, ...]
    _by_name: dict[str, Column[Any]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {column.name: column for column in self.table.columns})

    @property
    def name(self) -> str:
        """What the database calls it."""
        return self.table.name

    def lines(self, connection: Connection) -> Iterator[bytes]:
        """Every row as a line without its end, some at a time."""
        columns = [self._by_name[name] for name in self.columns]
        # Of the index those of newer requests come last: the search goes by that order.
        query = _words(connection) if self.name == WORDS else select(*columns).order_by(*self.table.primary_key)
        for row in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
            yield line_of(row)

    def load(self, connection: Connection, lines: Iterable[bytes]) -> Content:
        """Store these lines. Raises `CannotBeStored` where one is no row of this table."""
        content, at = Content(), iter(lines)
        while some := list(islice(at, _AT_ONCE)):
            rows = [self._row(line, content.rows + number) for number, line in enumerate(some, 1)]
            for line in some:
                content.add(line)
            connection.execute(self.table.insert(), rows)
        return content

    def _row(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            fitting = zip((self._by_name[name] for name in self.columns), _values_of(line), strict=True)
            return {column.key: _read(column, value) for column, value in fitting}
        except (ValueError, TypeError) as error:
            raise CannotBeStored(f"line {number} of {self.name} is no row of it") from error


def line_of(row: Sequence[Any]) -> bytes:
    """One row as JSON, the same whatever the order of the keys in it was."""
    option = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
    try:
        return orjson.dumps(list(row), default=_written, option=option)
    except TypeError:  # half of a character, as a line that was cut between its two units ends in
        return json.dumps(list(row), default=_written, sort_keys=True, separators=(",", ":")).encode()


def _values_of(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return json.loads(line)


def copied_tables(connection: Connection) -> tuple[Copied, ...]:
    """What of this database is copied: every table of the schema that its version has, with the columns that it has."""
    known = inspect(connection)
    there = set(known.get_table_names())
    found = []
    for table in metadata.sorted_tables:
        if table.name in there and table.name not in PASSING:
            has = {column["name"] for column in known.get_columns(table.name)}
            found.append(Copied(table, tuple(c.name for c in table.columns if c.name in has)))
    return (*found, Copied(_WORDS, ("reference", "title")))


def named(name: str, columns: Sequence[str]) -> Copied | None:
    """The table that a copy calls so, when this version knows it and each of these columns."""
    table = _WORDS if name == WORDS else metadata.tables.get(name)
    if table is None or name in PASSING or not {*columns} <= {column.name for column in table.columns}:
        return None
    return Copied(table, tuple(columns))


_WORDS: Final = Table(WORDS, MetaData(), Column("reference", String, primary_key=True), Column("title", String))


def _words(connection: Connection) -> Select[Any]:
    chosen = select(_WORDS.c.reference, _WORDS.c.title)
    if connection.dialect.name == "postgresql":
        return chosen.join(requests, requests.c.reference == _WORDS.c.reference).order_by(requests.c.number)
    return chosen.order_by(literal_column("request_words.rowid"))


def _written(value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError


def _read(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, Utc):
        return None if value is None else datetime.fromisoformat(value)
    if value is None or isinstance(column.type, JSON):
        return value
    if not isinstance(column.type, _PLAIN) or isinstance(value, list | dict):
        raise TypeError
    return value
