"""Statements that are handed to the driver as they are say the same as through SQLAlchemy, and fail in the same way."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, bindparam, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from bot.register import people as people_rows
from bot.register.prepared import Prepared
from bot.register.register import NotSaved, Register
from bot.register.schema import people, turns
from dialogs.model import Person

AT = datetime(2026, 11, 25, 10, 0, 0, 123456, tzinfo=UTC)
EVERYBODY = select(people).where(people.c.name != "nobody", people.c.aad_id == bindparam("aad_id"))
ADD = Prepared(turns.insert())


def _keep(connection: Connection, answer: bytes | None = b"answered") -> None:
    ADD.run(connection, {"activity": "a1", "answer": answer, "at": AT})


def test_a_row_is_the_same_either_way(register: Register) -> None:
    ids = count(1)

    def job(connection: Connection) -> tuple[object, object]:
        people_rows.meet(connection, None, Person("p1", "Requester"), None, AT, lambda: f"key{next(ids)}")
        usual = connection.execute(EVERYBODY, {"aad_id": "p1"}).one()
        (row,) = Prepared(EVERYBODY).rows(connection, {"aad_id": "p1"})
        return usual._asdict(), row._asdict()

    usual, row = register.write_now(job)
    assert row == usual


def test_what_is_written_belongs_to_the_transaction_of_its_connection(register: Register) -> None:
    with register.engine.connect() as connection:
        _keep(connection)
        connection.rollback()
        assert connection.scalar(select(func.count()).select_from(turns)) == 0
        _keep(connection)
        connection.commit()
    with register.engine.connect() as connection:
        kept = connection.execute(select(turns)).one()
    assert (kept.activity, bytes(kept.answer), kept.at) == ("a1", b"answered", AT)


def test_what_the_driver_refuses_is_an_error_of_the_database_without_its_values(register: Register) -> None:
    register.write_now(_keep)
    with register.engine.connect() as connection, pytest.raises(DBAPIError) as refused:
        _keep(connection, b"secret")
    assert "secret" not in str(refused.value)
    with pytest.raises(NotSaved):
        register.write_now(_keep)
    assert register.read_now(lambda c: c.scalar(select(func.count()).select_from(turns))) == 1


MADE_UP = Table(
    "made_up", MetaData(), Column("a", Integer), Column("b", Integer, default=lambda: 1, onupdate=lambda: 2)
)


@pytest.mark.parametrize(
    "statement",
    [
        insert(MADE_UP).values(a=bindparam("one")),
        update(MADE_UP).values(a=bindparam("one")),
        insert(turns).values(activity="a", answer=b"", at=AT).returning(turns.c.activity),
        update(turns).values(activity=bindparam("one")).returning(turns.c.at),
    ],
    ids=("default", "onupdate", "insert returning", "update returning"),
)
def test_what_sqlalchemy_would_add_by_itself_is_refused(register: Register, statement: Any) -> None:
    with register.engine.connect() as connection, pytest.raises(ValueError, match="is not known here"):
        Prepared(statement).run(connection, {"one": 1})
