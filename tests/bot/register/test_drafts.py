"""The drafts of a person: the newest few are found at once, however many there are."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from bot.register import interviews
from bot.register.opening import open_register


def test_the_newest_drafts_are_found_without_sorting_all_of_them(tmp_path: Path) -> None:
    register, asked = open_register(f"sqlite:///{tmp_path}/front-door.sqlite"), list[str]()
    with register.engine.connect() as connection:
        connection.connection.dbapi_connection.set_trace_callback(asked.append)  # type: ignore[union-attr]  # SQLite's
        assert interviews.drafts(connection, "somebody", 12) == ()
        connection.connection.dbapi_connection.set_trace_callback(None)  # type: ignore[union-attr]  # SQLite's
        plan = [row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {asked[-1]}"))]
    register.close()
    assert len(plan) == 1, plan
    assert "interviews_of_a_person" in plan[0]
