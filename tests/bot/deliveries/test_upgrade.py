"""A data folder or database of the version before, which ran deliveries on DBOS: everything that waits goes on."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, inspect, text

from bot.deliveries.claims import claim
from bot.deliveries.ledger import Delivery, find
from bot.register.dbos_leftovers import remove_dbos
from bot.register.register import Register
from tests.bot.deliveries.delivery_cases import SLOW, Service, clock, make, until, want

SOMEONE = "00000000-0000-0000-0000-00000000cafe"
TABLE = "CREATE TABLE workflow_status (workflow_uuid TEXT PRIMARY KEY, status TEXT, executor_id TEXT)"
ROW = "INSERT INTO workflow_status VALUES ('reminder:00000000-0000-0000-0000-00000000cafe#1', 'PENDING', 'one')"


def left_by_dbos(register: Register, data: Path) -> None:
    """What the version before leaves of DBOS when it is killed: its database, and whom workflows were named after."""
    if register.on_postgres:
        with register.engine.begin() as connection:
            for statement in ("CREATE SCHEMA dbos", "SET LOCAL search_path TO dbos", TABLE, ROW):
                connection.execute(text(statement))
        return
    file = sqlite3.connect(data / "deliveries.sqlite")
    file.execute("PRAGMA journal_mode=WAL")
    for statement in (TABLE, ROW):
        file.execute(statement)
    file.commit()
    file.close()
    for end in ("-wal", "-shm"):  # a process that was killed leaves these beside it
        (data / f"deliveries.sqlite{end}").write_bytes(SOMEONE.encode())


def still_there(register: Register, data: Path) -> bool:
    """Whether anything of DBOS is left."""
    if register.on_postgres:
        return "dbos" in inspect(register.engine).get_schema_names()
    return any(SOMEONE.encode() in path.read_bytes() for path in data.iterdir()) or bool(
        list(data.glob("deliveries.sqlite*"))
    )


async def test_what_the_version_before_had_in_hand_is_delivered_and_what_dbos_kept_is_gone(
    register: Register, tmp_path: Path
) -> None:
    left_by_dbos(register, tmp_path)
    for name in ("DR-0001:list", "DR-0002:list"):
        register.write_now(partial(want, name=name))
    leased = register.write_now(lambda c: claim(c, "DR-0001:list", 1, "one", clock()))
    assert isinstance(leased, Delivery)
    assert remove_dbos(register.engine, tmp_path)
    assert not still_there(register, tmp_path)
    service = Service()
    # Nobody has fallen silent and nothing is tried again by itself: its own leases are freed by the start alone.
    deliveries = make(register, service, backoff=SLOW, silent=timedelta(hours=1))
    await deliveries.start()
    await until(lambda: set(service.ids) == {"DR-0001:list", "DR-0002:list"}, seconds=5)
    await deliveries.stop()
    found = register.read_now(lambda c: find(c, "DR-0001:list"))
    assert found is not None
    assert (found.state, found.tries, len(service.ids)) == ("done", 2, 2)


def test_where_dbos_never_ran_nothing_is_removed(register: Register, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    assert not remove_dbos(register.engine, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_schema_of_that_name_that_is_not_dbos_stays(register: Register, tmp_path: Path) -> None:
    if not register.on_postgres:
        return
    with register.engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA dbos"))
        connection.execute(text("CREATE TABLE dbos.something_else (id int)"))
    assert not remove_dbos(register.engine, tmp_path)
    assert still_there(register, tmp_path)


def test_what_cannot_be_removed_now_keeps_nobody_from_starting(register: Register, tmp_path: Path) -> None:
    if register.on_postgres:
        left_by_dbos(register, tmp_path)
        other = create_engine(register.engine.url)
        with other.connect() as busy, busy.begin():
            busy.execute(text("LOCK TABLE dbos.workflow_status IN ACCESS SHARE MODE"))
            assert not remove_dbos(register.engine, tmp_path)
        other.dispose()
    else:
        (tmp_path / "deliveries.sqlite").mkdir()
        assert not remove_dbos(register.engine, tmp_path)
