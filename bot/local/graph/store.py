"""What the stand-in keeps: sites, lists, columns, items, subscriptions, people and apps in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.local.graph.refused import missing

PACIFIC: Final = ZoneInfo("America/Los_Angeles")
"""Where new tenants' sites stand until somebody chooses another zone."""
Json = Any
"""Whatever JSON holds: the stand-in must look at what it was sent before it knows more."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sites (id TEXT PRIMARY KEY, host TEXT NOT NULL COLLATE NOCASE,
  path TEXT NOT NULL COLLATE NOCASE, UNIQUE (host, path));
CREATE TABLE IF NOT EXISTS lists (id TEXT PRIMARY KEY, site TEXT NOT NULL, name TEXT NOT NULL,
  display_name TEXT NOT NULL COLLATE NOCASE, created TEXT NOT NULL,
  change INTEGER NOT NULL DEFAULT 0, epoch INTEGER NOT NULL DEFAULT 1,
  next_item INTEGER NOT
  NULL DEFAULT 1, UNIQUE (site, display_name));
CREATE TABLE IF NOT EXISTS columns (list TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL,
  name TEXT NOT NULL COLLATE NOCASE, body TEXT NOT NULL, PRIMARY KEY (list, name));
CREATE TABLE IF NOT EXISTS items (list TEXT NOT NULL, id INTEGER NOT NULL, guid TEXT NOT NULL, version INTEGER NOT NULL,
  created TEXT NOT NULL, modified TEXT NOT NULL, editor TEXT NOT NULL, fields TEXT NOT NULL, deleted INTEGER NOT NULL
  DEFAULT 0, change INTEGER NOT NULL, PRIMARY KEY (list, id));
CREATE INDEX IF NOT EXISTS items_by_change ON items (list, change);
CREATE TABLE IF NOT EXISTS cells (list TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL COLLATE NOCASE,
  item INTEGER NOT NULL, PRIMARY KEY (list, name, value, item)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS versions (list TEXT NOT NULL, item INTEGER NOT NULL, version INTEGER NOT NULL,
  modified TEXT NOT NULL, editor TEXT NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (list, item, version)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subscriptions (id TEXT PRIMARY KEY, list TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS people (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE COLLATE NOCASE,
  upn TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL, manager TEXT,
  department TEXT NOT NULL DEFAULT '', mail TEXT NOT NULL DEFAULT '' COLLATE NOCASE);
CREATE TABLE IF NOT EXISTS apps (id TEXT PRIMARY KEY, external_id TEXT NOT NULL UNIQUE COLLATE NOCASE,
  others INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS installed_apps (id TEXT PRIMARY KEY, person TEXT NOT NULL COLLATE NOCASE,
  app TEXT NOT NULL, chat TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (person, app));
CREATE TABLE IF NOT EXISTS accounts (person TEXT PRIMARY KEY COLLATE NOCASE, treats TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS withheld (permission TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS app_definitions (number INTEGER PRIMARY KEY AUTOINCREMENT, app TEXT NOT NULL,
  id TEXT NOT NULL, version TEXT NOT NULL, state TEXT NOT NULL, unseen INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS directory (number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL,
  owner TEXT NOT NULL, body TEXT NOT NULL, unseen INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS app_secrets (key TEXT PRIMARY KEY, app_id TEXT NOT NULL, secret TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Store:
    """The open file, and what the stand-in may not make up for itself: the time and new ids (GUIDs)."""

    db: sqlite3.Connection
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    zone: ZoneInfo = PACIFIC
    """The time zone of the site: a day is kept as its midnight there."""
    lag: int = 0
    """How many looks at a new object of the directory do not find it."""

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: everything in it is kept, or nothing."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def now(self) -> str:
        """The time as Graph writes it, to the second."""
        return self.clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def open_store(
    folder: Path, clock: Callable[[], datetime], new_id: Callable[[], str], zone: ZoneInfo = PACIFIC, lag: int = 0
) -> Store:
    """Open or make ``graph.sqlite`` in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(folder / "graph.sqlite", isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    # A killed process loses nothing in this mode; only a power cut could, and a demo may lose a second to that.
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    db.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
    known = {row["name"] for row in db.execute("PRAGMA table_info(people)")}
    for name, kind in (("department", "TEXT NOT NULL DEFAULT ''"), ("mail", "TEXT NOT NULL DEFAULT '' COLLATE NOCASE")):
        if name not in known:  # a folder of a version that knew none
            db.execute(f"ALTER TABLE people ADD COLUMN {name} {kind}")
    return Store(db, clock, new_id, zone, lag)


def keep_site(store: Store, site: str) -> None:
    """Make sure that the site ``host:/path`` is there."""
    host, _, path = site.partition(":")
    with store.changing() as db:
        db.execute(
            "INSERT OR IGNORE INTO sites VALUES (?, ?, ?)",
            (f"{host},{store.new_id()},{store.new_id()}", host, path.rstrip("/")),
        )


def keep_person(store: Store, person: Mapping[str, str]) -> None:
    """Make sure that a person is in the tenant: ``id``, ``upn``, ``name``; perhaps ``department``, ``manager`` (id).

    ``mail``: their address, where it is not their sign-in name.
    """
    given = (person.get("manager"), person.get("department", ""), person.get("mail", ""))
    with store.changing() as db:
        db.execute(
            "INSERT INTO people (id, upn, name, manager, department, mail) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET name = excluded.name, manager = excluded.manager,"
            " department = excluded.department, mail = excluded.mail",
            (person["id"], person["upn"], person["name"], *given),
        )


def site_row(store: Store, name: str) -> sqlite3.Row:
    """The site by its id or by ``host:/path``."""
    host, colon, path = name.partition(":")
    values: tuple[str, ...]
    if colon:
        query, values = "SELECT * FROM sites WHERE host = ? AND path = ?", (host, path.rstrip("/").removesuffix(":"))
    else:
        query, values = "SELECT * FROM sites WHERE id = ?", (name,)
    row = store.db.execute(query, values).fetchone()
    if row is None:
        raise missing("The site")
    return row  # type: ignore[no-any-return]  # sqlite3 and json give Any


def list_row(store: Store, site: str, name: str) -> sqlite3.Row:
    """The list of a site by its id or by its title, as Graph allows."""
    row = store.db.execute(
        "SELECT * FROM lists WHERE site = ? AND (id = ? OR display_name = ?)", (site, name, name)
    ).fetchone()
    if row is None:
        raise missing("The list")
    return row  # type: ignore[no-any-return]  # sqlite3 and json give Any


def columns_of(store: Store, list_id: str) -> dict[str, dict[str, Any]]:
    """The columns of a list by name, in their order."""
    rows = store.db.execute("SELECT name, body FROM columns WHERE list = ? ORDER BY position", (list_id,))
    return {row["name"]: json.loads(row["body"]) for row in rows}


def next_change(db: sqlite3.Connection, list_id: str) -> int:
    """Count one more change of a list: the number that delta tokens speak of."""
    row = db.execute("UPDATE lists SET change = change + 1 WHERE id = ? RETURNING change", (list_id,)).fetchone()
    return int(row[0])
