"""A disk that is full or fails: it is named, nothing is stored, and the register goes on once there is space."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from bot.register.erasure import NotForgotten, scrub
from bot.register.opening import CannotOpen, open_register
from bot.register.register import Job, NoSpace, NotSaved, explained
from bot.settings import sqlite_url
from tests.bot.failing_disk import nothing_can_be_written


def _put(name: str) -> Job[None]:
    def job(connection: Connection) -> None:
        connection.execute(text("INSERT INTO reference_numbers (name, last) VALUES (:name, 1)"), {"name": name})

    return job


def _names(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT name FROM reference_numbers")).scalars())


async def test_nothing_is_stored_on_a_full_disk_and_the_next_job_is_once_there_is_space(tmp_path: Path) -> None:
    register = open_register(sqlite_url(tmp_path))
    with nothing_can_be_written(), pytest.raises(NoSpace):
        await register.write(_put("lost"))
    await register.write(_put("kept"))
    assert await register.read(_names) == ["kept"]
    register.close()


def test_a_start_on_a_full_disk_says_that_it_is_full(tmp_path: Path) -> None:
    open_register(sqlite_url(tmp_path)).close()
    with nothing_can_be_written(), pytest.raises(CannotOpen, match=r"the disk .* is full or cannot be written\. Make"):
        open_register(sqlite_url(tmp_path))
    open_register(sqlite_url(tmp_path)).close()


def test_files_that_cannot_be_rebuilt_for_want_of_space_are_told_as_that(tmp_path: Path) -> None:
    """It needs about as much again as the database has; a program that is in the way is something else."""
    register = open_register(sqlite_url(tmp_path), patience=0.05)
    with nothing_can_be_written(), pytest.raises(NotForgotten, match=r"the disk is full\. Make space and erase again"):
        scrub(register.engine)
    scrub(register.engine)
    writing = register.engine.connect().execution_options(writes=True)
    with writing as other, other.begin(), pytest.raises(NotForgotten, match="another program uses the database"):
        scrub(register.engine)
    register.close()


@pytest.mark.parametrize("fault", [psycopg.errors.DiskFull("could not extend file"), psycopg.errors.IoError("x")])
def test_a_full_disk_of_postgresql_is_named_too(fault: psycopg.Error) -> None:
    assert isinstance(explained(OperationalError("INSERT", {}, fault)), NoSpace)


def test_another_fault_of_the_database_is_not_taken_for_a_full_disk() -> None:
    found = explained(OperationalError("INSERT", {}, psycopg.errors.AdminShutdown("going away")))
    assert type(found) is NotSaved
