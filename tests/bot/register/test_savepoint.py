"""A piece of a job that fails is taken back by itself, from the history too."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.register import audit, audit_verification, list_items
from bot.register.register import Register
from bot.register.savepoint import by_itself

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)


def _entry(what: str) -> audit.Entry:
    return audit.Entry("list", what, "DR-0001", {})


def test_what_fails_takes_nothing_else_with_it_and_the_history_stays_whole(register: Register) -> None:
    def job(connection: Connection) -> None:
        for name in ("one", "two", "three"):
            with suppress(SQLAlchemyError), by_itself(connection):
                list_items.keep_value(connection, name, "kept")
                audit.append(connection, AT, _entry(name))
                if name == "two":
                    connection.exec_driver_sql("SELECT * FROM no_such_table")

    register.write_now(job)
    kept = register.read_now(lambda c: [list_items.value(c, name) for name in ("one", "two", "three")])
    assert kept == ["kept", None, "kept"]
    assert register.read_now(audit_verification.verify) == (2, ())


def test_the_error_goes_on_to_whoever_asked(register: Register) -> None:
    def job(connection: Connection) -> None:
        with by_itself(connection):
            raise LookupError

    with pytest.raises(LookupError):
        register.write_now(job)
