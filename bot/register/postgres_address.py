"""How PostgreSQL is connected to: what the address says, and our own limits where it says nothing of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import URL, Connection, make_url

THINKING: Final = 60.0
"""Seconds after which PostgreSQL ends a transaction in which nothing happens: a machine that stands still for less
costs nobody an answer. A writer has fewer (`register.STALLED`)."""
_GONE: Final = {
    "tcp_user_timeout": "15000",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
"""After 15 to 25 seconds a server that vanished without a word is given up, and the one that takes its place is asked.

The kernel's own limit is a quarter of an hour (``tcp_retries2``). A server that is merely slow still acknowledges what
it gets. postgresql.org/docs/current/libpq-connect.html: milliseconds, and seconds.
"""
LETTERS: Final = "UTF8"
"""The encoding that holds every letter that people write; others refuse the curly apostrophe of a phone."""


def address_of(database_url: str) -> URL:
    """The address with our driver in it. Raises `sqlalchemy.exc.ArgumentError` where it is none."""
    url = make_url(database_url)
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgres", "postgresql"} else url


def connecting(url: URL, patience: float, environment: Mapping[str, str]) -> dict[str, str]:
    """What is said to PostgreSQL with each new connection.

    ``patience``: seconds to wait for a lock, and for the server. What the address says counts, but for the limits of
    waiting; its ``options`` come first, or those of ``PGOPTIONS``, which libpq reads only where there are no others.
    """
    theirs = url.query.get("options") or environment.get("PGOPTIONS", "")
    waits = f"-c lock_timeout={int(patience * 1000)} -c idle_in_transaction_session_timeout={int(THINKING * 1000)}"
    options = " ".join((*((theirs,) if isinstance(theirs, str) else theirs), waits)).strip()
    limits = {"connect_timeout": str(int(patience) or 1), **_GONE}
    said = {name: value for name, value in limits.items() if name not in url.query}
    return {**said, "options": options, "client_encoding": "utf8"}


def encoding(connection: Connection) -> str:
    """How this database keeps letters, as PostgreSQL names it: `LETTERS`, or one that refuses some of them."""
    return str(connection.exec_driver_sql("SHOW server_encoding").scalar_one())


def wrong_encoding(found: str) -> str:
    """What is wrong with a database of this encoding, and what to do."""
    return (
        f"The database is kept in {found}, which has not all letters that people write. "
        "Make one with ENCODING 'UTF8' TEMPLATE template0."
    )
