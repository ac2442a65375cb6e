"""Removes what the version before left behind: the file or schema of DBOS, which ran deliveries until then.

Everything that matters stands in the ledger. What DBOS kept beside it named workflows by who is told, so that it may
not outlive an erasure.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from bot.logs import Log

FILE: Final = "deliveries.sqlite"
SCHEMA: Final = "dbos"
_log = Log("register")


def remove_dbos(engine: Engine, data: Path) -> bool:
    """Remove it and say so in a line of the log. Whether there was anything.

    What cannot be removed now (a right is missing, an older front door still runs) is left for the next start.
    """
    try:
        gone = _drop_schema(engine) if engine.dialect.name == "postgresql" else _unlink(data)
    except (SQLAlchemyError, OSError) as error:
        _log.error("what DBOS left cannot be removed yet", error)
        return False
    if gone:
        _log.info("removed what DBOS left; the ledger has every delivery that waits")
    return gone


def _unlink(data: Path) -> bool:
    left = [path for end in ("", "-wal", "-shm") if (path := data / f"{FILE}{end}").exists()]
    for path in left:
        path.unlink()
    return bool(left)


def _drop_schema(engine: Engine) -> bool:
    with engine.begin() as connection:
        if not inspect(connection).has_table("workflow_status", schema=SCHEMA):
            return False
        connection.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
        return True
