"""A register with something in every table, and the commands about copies as an operator runs them."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from sqlalchemy import Connection, Table
from sqlalchemy.types import JSON, Boolean, Float, Integer, LargeBinary

from bot.commands import main
from bot.copies.tables import Content, copied_tables
from bot.register import audit, audit_verification, search
from bot.register.anchor_file import Outside, key_in
from bot.register.column_types import Utc
from bot.register.opening import open_register
from bot.register.register import Register
from bot.register.schema import metadata
from dialogs.model import Person
from tests.bot.register.lodged import decision, lodge

AT = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)
STAFF = Person("00000000-0000-0000-0000-00000000e001", "Housing officer", "officer.housing@example.org")
LEFT_BY_ITSELF = ("audit", "audit_head", "deliveries", "list_state")
"""Tables to which putting right adds, or in which it changes something."""


@dataclass(frozen=True, slots=True)
class Place:
    """A register: the folder with its key and anchors, and the address of its database."""

    folder: Path
    url: str

    @property
    def outside(self) -> Outside:
        """Key and anchors, as the commands find them."""
        key = key_in(self.folder, make=True)
        assert key is not None
        return Outside(key, self.folder / "history-anchors.jsonl")

    def open(self) -> Register:
        """The register, opened as the front door does."""
        return open_register(self.url, outside=self.outside)

    def run(self, *words: str) -> tuple[int, str]:
        """Run a command on it; gives exit code and everything that it says."""
        done = CliRunner().invoke(main, [*words, "--data", str(self.folder)], env={"DATABASE_URL": self.url})
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    def contents(self) -> dict[str, tuple[int, str]]:
        """Rows and content of every table that a copy holds as it stands."""
        register = self.open()
        try:
            return register.read_now(contents)
        finally:
            register.close()

    def faults(self) -> tuple[str, ...]:
        """What `audit verify` finds."""
        register = self.open()
        try:
            return register.read_now(lambda c: audit_verification.verify(c, self.outside))[1]
        finally:
            register.close()


def contents(connection: Connection) -> dict[str, tuple[int, str]]:
    """Rows and content of each table but those that putting right changes."""
    found = {}
    for table in copied_tables(connection):
        content = Content()
        for line in table.lines(connection):
            content.add(line)
        found[table.name] = (content.rows, content.digest)
    return {name: told for name, told in found.items() if name not in LEFT_BY_ITSELF}


def lived(place: Place, requests: int = 3) -> Place:
    """Let the register have lived: requests, a history, and a row in every other table."""
    register = place.open()
    for _ in range(requests):
        request = lodge(register, decision(steps=("board",), checks=("dpia",)), person=STAFF, at=AT)
        register.write_now(lambda c, r=request.reference: search.index(c, r, "Répairs — “faster”"))  # type: ignore[misc]
    register.write_now(_something_everywhere)
    entries = [audit.Entry("somebody", "submitted", f"DR-{n:04}", {"interview": "i"}) for n in range(1, requests + 1)]
    register.write_now(lambda c: audit.append(c, AT, *entries))
    register.close()
    return place


def _something_everywhere(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        some = connection.execute(table.select().limit(1)).first()
        if some is None and table.name not in ("audit", "audit_head", "instances", "holds"):
            connection.execute(table.insert(), dict(row_of(table)))


def row_of(table: Table) -> Iterator[tuple[str, Any]]:
    """Something in every column of a table, by the name of the column."""
    for column in table.columns:
        kind = column.type
        if isinstance(kind, Utc):
            yield column.key, AT
        elif isinstance(kind, JSON):
            yield column.key, {"z": [1, None, "ü", "cut\ud83d"], "a": {"b": True}}
        elif isinstance(kind, Boolean):
            yield column.key, True
        elif isinstance(kind, Float):
            yield column.key, 12.25
        elif isinstance(kind, Integer):
            yield column.key, 4711
        elif isinstance(kind, LargeBinary):
            yield column.key, b"\x00answer"
        else:
            said = {"state": "done", "body": "{}", "payload": "{}"}.get(column.name, "x-ü")
            yield column.key, said[: getattr(kind, "length", 0) or 40]


def manifest_of(file: Path) -> dict[str, Any]:
    """What a copy says of itself."""
    with tarfile.open(file) as tar:
        content = tar.extractfile("manifest.json")
        assert content is not None
        said: dict[str, Any] = json.load(content)
        return said
