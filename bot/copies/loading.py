"""A copy read into empty tables, and what was read held against what the copy says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from bot.copies import archive, manifest
from bot.copies.manifest import Manifest, NotACopy, Part, TableOf
from bot.copies.tables import Content, Copied, named
from bot.register import opening
from bot.register.opening import MIGRATIONS, VERSION

VERSIONS: Final = frozenset(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))


def known_or_refused(said: Manifest) -> Mapping[str, Copied]:
    """The tables of a copy by the names of their parts. Raises `NotACopy` where this front door cannot read them."""
    if said.migration not in VERSIONS:
        raise NotACopy(
            f"The copy is of a newer front door ({said.front_door}, tables {said.migration}; here {VERSION}). "
            "Install that one, and put it back with it."
        )
    found = {}
    for one in said.tables:
        table = named(one.name, one.columns)
        if table is None:
            raise NotACopy(f"It holds a table {one.name!r:.40} that a front door does not have. Take another copy.")
        found[f"{manifest.FOLDER}{one.name}.jsonl"] = table
    return found


def load(connection: Connection, file: Path, said: Manifest) -> bytes:
    """Make the tables of the copy's version and store every row in them. Gives the anchors that the copy holds.

    The tables are then those of the copy's version, to be migrated. Raises `NotACopy` and `CannotBeStored`.
    """
    tables, anchors = known_or_refused(said), [b""]
    opening.tables_of(connection, said.migration)
    found: dict[str, Content] = {}

    def take(part: Part, lines: Iterator[bytes]) -> None:
        if part.name == manifest.ANCHORS:
            anchors[0] = b"".join(line + b"\n" for line in lines)
        else:
            found[tables[part.name].name] = tables[part.name].load(connection, lines)

    archive.opened(file, take)
    _compare(said, found, "holds")
    return anchors[0]


def compare(connection: Connection, said: Manifest) -> None:
    """Read every table again and hold it against the copy. Raises `NotACopy` where one differs."""
    found = {}
    for one in said.tables:
        table, content = named(one.name, one.columns), Content()
        assert table is not None
        for line in table.lines(connection):
            content.add(line)
        found[one.name] = content
    _compare(said, found, "gave back")


def _compare(said: Manifest, found: Mapping[str, Content], how: str) -> None:
    for one in said.tables:
        content = found.get(one.name, Content())
        if (content.rows, content.digest) != (one.rows, one.content):
            raise NotACopy(_differs(one, content, how))


def _differs(one: TableOf, content: Content, how: str) -> str:
    rows = f"{content.rows} rows of {one.rows}" if content.rows != one.rows else "other rows than were copied"
    return f"{one.name} {how} {rows}. Take another copy."
