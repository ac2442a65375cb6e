"""Removes a person from what DBOS remembers of workflows: their names hold the Entra id of whoever is told."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, inspect, text

_TABLES = ("operation_outputs", "workflow_input", "workflow_output", "workflow_events", "workflow_status")
_SCHEMA = "dbos"


def forget_workflows(dbos_url: str, aad_id: str) -> None:
    """Delete every workflow whose name holds this id, from the file too. Nothing happens where DBOS has never run.

    ``dbos_url``: as `bot.deliveries.running.dbos_url` gives it. Their deliveries must be gone from the ledger already,
    so that nothing is left which would want to go on.
    """
    on_file = dbos_url.startswith("sqlite:///")
    if on_file and not Path(dbos_url.removeprefix("sqlite:///")).exists():
        return
    engine = create_engine(dbos_url.replace("postgresql://", "postgresql+psycopg://", 1))
    schema = None if on_file else _SCHEMA
    try:
        with engine.begin() as connection:
            there = set(inspect(connection).get_table_names(schema=schema))
            for table in _TABLES:
                if table in there:
                    name = table if schema is None else f"{schema}.{table}"
                    connection.execute(
                        text(f"DELETE FROM {name} WHERE workflow_uuid LIKE :held"),  # noqa: S608 - names of our own list
                        {"held": f"%{aad_id}%"},
                    )
        if on_file:
            raw = engine.raw_connection()
            raw.cursor().execute("VACUUM")
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()
    finally:
        engine.dispose()
