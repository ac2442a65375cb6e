"""A database that an earlier version left behind, put back so that the front door of today can start on it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from bot.local.in_memory import TeamsInMemory
from tests.conftest import emptied

HERE = Path(__file__).parent
_AS_SEALED = ("audit", "audit_head")
"""Tables of which nothing may be changed, or the history would be another."""


def kept() -> Mapping[str, Path]:
    """The databases that are kept, by the number of their newest migration."""
    return {path.name.split(".")[0]: path for path in sorted(HERE.glob("*.tar.xz"))}


@dataclass(frozen=True, slots=True)
class Yesterday:
    """A data folder and database of an earlier version, unpacked."""

    folder: Path
    url: str
    version: str
    day: str
    graph: str
    service: str
    waiting: tuple[str, ...]
    """Ids of the deliveries that had not gone out."""
    set_aside: tuple[str, ...]
    told: tuple[str, ...]
    """Ids of all deliveries."""

    def put_back(self, teams: TeamsInMemory, graph: str, service: str) -> None:
        """Put it back as if it had been left a day ago, with Graph and Teams where they are now."""
        for message in json.loads((self.folder / "teams.json").read_text()):
            teams.add(message["conversation"], message["activity"])
        day = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
        moved = {self.day: day, self.service: service, self.graph: graph.removesuffix("/v1.0")}
        if self.url.startswith("sqlite"):
            _moved_on_sqlite(self.folder / "front-door.sqlite", moved)
        else:
            _put_into_postgres(self.url, (self.folder / "front-door.sql").read_text(), moved)


def unpacked(version: str, url: str, folder: Path) -> Yesterday:
    """Unpack the database of this version into the data folder; on PostgreSQL what was there is gone."""
    name = "sqlite" if url.startswith("sqlite") else "postgresql"
    with tarfile.open(kept()[version]) as packed:
        packed.extractall(folder / "unpacked", filter="data")
    for path in (folder / "unpacked" / name).iterdir():
        shutil.move(path, folder / path.name)
    shutil.rmtree(folder / "unpacked")
    made: dict[str, Any] = json.loads((folder / "made.json").read_text())
    plain: dict[str, Any] = {key: tuple(told) if isinstance(told, list) else told for key, told in made.items()}
    return Yesterday(folder, url, **plain)


def _moved_on_sqlite(file: Path, moved: Mapping[str, str]) -> None:
    with closing(sqlite3.connect(file)) as stored, stored:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'request_words%'"
        for (table,) in stored.execute(tables).fetchall():
            for _, column, *_ in stored.execute(f"PRAGMA table_info({table})").fetchall():
                for old, new in moved.items() if table not in _AS_SEALED else ():
                    change = f'UPDATE {table} SET "{column}" = replace("{column}", ?, ?) WHERE typeof("{column}") = ?'  # noqa: S608 - names of our own tables
                    stored.execute(change, (old, new, "text"))


def _put_into_postgres(url: str, tables: str, moved: Mapping[str, str]) -> None:
    lines = tables.split("\n")
    for number, line in enumerate(lines):
        if line.startswith("INSERT") and line.split()[2].removeprefix("public.") not in _AS_SEALED:
            for old, new in moved.items():
                lines[number] = lines[number].replace(old, new)
    emptied(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("\n".join(lines).encode())
