"""A piece of a job that may fail by itself: what it wrote is taken back, and the rest of the job goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from bot.register.register import shared


@contextmanager
def by_itself(connection: Connection) -> Iterator[None]:
    """Keep everything that is written inside, or nothing of it when it raises; the error goes on to the caller."""
    group = shared(connection)
    before = dict(group)  # the end of the history is known there too, and must not be that of rows taken back
    try:
        with connection.begin_nested():
            yield
    except BaseException:
        group.clear()
        group.update(before)
        raise
