"""Numbers that only go up: of requests and of deliveries."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam

from bot.register.schema import references
from bot.register.upsert import insert_for


def next_number(connection: Connection, name: str) -> int:
    """The next number of what has this name, from 1."""
    return int(connection.execute(_counted(connection.dialect.name), {"counted": name}).scalar_one())


@lru_cache(maxsize=2)
def _counted(dialect: str) -> Any:
    """The statement for this database, worked out once: each delivery takes a number."""
    first = insert_for(dialect, references).values(name=bindparam("counted"), last=1)
    next_one = first.on_conflict_do_update(index_elements=["name"], set_={"last": references.c.last + 1})
    return next_one.returning(references.c.last)
