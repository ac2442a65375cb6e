"""The register's writer: turns share a commit, and what fails takes nothing else with it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr
from sqlalchemy import Connection, make_url, text

from bot.commands.doctor_database import examine_database
from bot.register.opening import CannotOpen, bring_up_to_date, open_register
from bot.register.postgres_address import THINKING, address_of, connecting
from bot.register.register import STALLED, Locked, NotSaved, Register, open_engine
from bot.settings import Settings


def _put(name: str) -> Callable[[Connection], str]:
    def job(connection: Connection) -> str:
        connection.execute(
            text("INSERT INTO instances (id, beat, started) VALUES (:id, :t, :t)"), {"id": name, "t": "2026-01-01"}
        )
        return name

    return job


def _names(connection: Connection) -> set[str]:
    return set(connection.execute(text("SELECT id FROM instances")).scalars())


async def test_what_a_job_wrote_is_there_when_its_result_comes(register: Register) -> None:
    assert await register.write(_put("one")) == "one"
    assert await register.read(_names) == {"one"}


async def test_a_job_that_fails_takes_its_own_writing_back_and_nobody_elses(register: Register) -> None:
    def fails(connection: Connection) -> None:
        _put("wrong")(connection)
        raise LookupError("on purpose")

    results = await asyncio.gather(
        register.write(_put("a")), register.write(fails), register.write(_put("b")), return_exceptions=True
    )
    assert results[0] == "a"
    assert isinstance(results[1], LookupError)
    assert results[2] == "b"
    assert await register.read(_names) == {"a", "b"}


async def test_a_hundred_jobs_at_once_are_all_stored_in_the_order_in_which_they_came(register: Register) -> None:
    order: list[int] = []

    def job(number: int) -> Callable[[Connection], int]:
        def run(connection: Connection) -> int:
            order.append(number)
            _put(f"n{number}")(connection)
            return number

        return run

    assert await asyncio.gather(*(register.write(job(n)) for n in range(100))) == list(range(100))
    assert order == list(range(100))
    assert len(await register.read(_names)) == 100


async def test_two_instances_write_one_after_the_other(database_url: str) -> None:
    first, second = open_register(database_url), open_register(database_url)
    try:
        await asyncio.gather(*(r.write(_put(f"{i}{n}")) for n in range(20) for i, r in enumerate((first, second))))
        assert len(await first.read(_names)) == 40
    finally:
        first.close()
        second.close()


async def test_after_closing_nothing_is_taken_any_more(register: Register) -> None:
    register.close()
    with pytest.raises(NotSaved):
        await register.write(_put("late"))


async def test_a_locked_database_says_so_and_stores_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'locked.sqlite'}"
    engine = open_engine(url, patience=0.05)
    bring_up_to_date(engine)
    register = Register(engine)
    other = sqlite3.connect(tmp_path / "locked.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Locked):
            await register.write(_put("one"))
    finally:
        other.execute("ROLLBACK")
        other.close()
    await register.write(_put("two"))
    assert await register.read(_names) == {"two"}
    register.close()


def _waits(connection: Connection) -> tuple[str, ...]:
    """How long PostgreSQL lets this connection wait for a lock, and do nothing in a transaction."""
    names = ("lock_timeout", "idle_in_transaction_session_timeout")
    return tuple(connection.execute(text(f"SHOW {name}")).scalar_one() for name in names)


def test_a_writer_who_hangs_is_ended_soon_and_a_reader_may_think(postgres_url: str) -> None:
    """However short somebody waits for a lock; a machine that stands still for seconds costs no reader an answer."""
    register = Register(open_engine(postgres_url, patience=0.05))
    assert register.write_now(_waits) == ("50ms", f"{STALLED:.0f}s")
    assert register.write_now(_waits) == ("50ms", f"{STALLED:.0f}s"), "from group to group"
    assert register.read_now(_waits) == ("50ms", f"{THINKING / 60:.0f}min")
    register.close()


SERVER = "postgresql://front-door@db.example.org/front_door"


@pytest.mark.parametrize(
    ("address", "environment", "options"),
    [
        (SERVER, {}, ""),
        (f"{SERVER}?options=-csearch_path%3Dlive", {}, "-csearch_path=live "),
        (SERVER, {"PGOPTIONS": "-csearch_path=live"}, "-csearch_path=live "),
        (f"{SERVER}?options=-csearch_path%3Dlive", {"PGOPTIONS": "-csearch_path=test"}, "-csearch_path=live "),
        (f"{SERVER}?options=-ca%3D1&options=-cb%3D2", {}, "-ca=1 -cb=2 "),
    ],
)
def test_what_the_address_says_counts_and_our_limits_come_last(
    address: str, environment: dict[str, str], options: str
) -> None:
    said = connecting(address_of(address), 5.0, environment)
    assert said["options"] == f"{options}-c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
    assert said["client_encoding"] == "utf8"


def test_a_server_that_vanished_is_given_up_after_seconds_unless_the_address_says_otherwise() -> None:
    assert connecting(address_of(SERVER), 5.0, {}).items() >= {
        ("connect_timeout", "5"), ("tcp_user_timeout", "15000"),
        ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
    }  # fmt: skip
    theirs = connecting(address_of(f"{SERVER}?tcp_user_timeout=1000&connect_timeout=9"), 0.5, {})
    assert {"tcp_user_timeout", "connect_timeout"} & set(theirs) == set()
    assert connecting(address_of(SERVER), 0.5, {})["connect_timeout"] == "1"


def test_a_schema_that_the_address_names_is_the_one_that_is_used(postgres_url: str) -> None:
    apart = "&" if "?" in postgres_url else "?"
    engine = open_engine(f"{postgres_url}{apart}options=-csearch_path%3Dpg_temp")
    with engine.connect() as connection:
        shown = connection.execute(text("SHOW search_path")).scalar_one()
    engine.dispose()
    assert shown == "pg_temp"


@pytest.mark.parametrize("kept_in", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_has_not_every_letter_is_one_sentence(postgres_url: str, kept_in: str) -> None:
    name = f"kept_in_{kept_in.lower()}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        made = sql.SQL("CREATE DATABASE {} ENCODING {} LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        connection.execute(made.format(sql.Identifier(name), sql.Literal(kept_in)))
    there = make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    told = f"The database is kept in {kept_in}, which has not all letters that people write. Make one with "
    with pytest.raises(CannotOpen, match=told):
        open_register(there)
    found = examine_database(Settings(_env_file=None, database_url=SecretStr(there)), Path("nowhere"), None)
    assert [(one.state, one.sentence.startswith(told)) for one in found] == [("mend", True)]


def test_a_locked_database_at_the_start_is_one_sentence(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "front-door.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(CannotOpen, match="in use by another program"):
        open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}", patience=0.05)
    other.close()


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "front-door.sqlite").write_text("this is no database, only words " * 40)
    with pytest.raises(CannotOpen, match="cannot be used"):
        open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")


def test_an_address_that_is_none_is_one_sentence() -> None:
    with pytest.raises(CannotOpen, match="DATABASE_URL"):
        open_register("not an address")


def test_a_database_of_a_newer_front_door_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'front-door.sqlite'}"
    register = open_register(url)
    register.write_now(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")) and None)
    register.close()
    with pytest.raises(CannotOpen, match="newer"):
        open_register(url)


async def test_an_error_without_words_is_told_and_the_writer_goes_on(register: Register) -> None:
    def fails(_: Connection) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await register.write(fails)
    assert await register.write(_put("after")) == "after"
