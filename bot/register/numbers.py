"""Numbers that only go up: of requests and of deliveries."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.register.schema import references
from bot.register.upsert import insert_into


def next_number(connection: Connection, name: str) -> int:
    """The next number of what has this name, from 1."""
    counted = insert_into(connection, references).values(name=name, last=1)
    counted = counted.on_conflict_do_update(index_elements=["name"], set_={"last": references.c.last + 1})
    return int(connection.execute(counted.returning(references.c.last)).scalar_one())
