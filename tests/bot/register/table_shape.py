"""Every table of a database as the database itself describes it."""

from __future__ import annotations

from sqlalchemy import Engine, inspect


def shape(engine: Engine) -> dict[str, object]:
    """Every table as the database describes it: columns, keys and indexes, in no order."""
    found: dict[str, object] = {}
    database = inspect(engine)
    # All tables by one question each: PostgreSQL takes as long to answer for one.
    columns, indexes = database.get_multi_columns(), database.get_multi_indexes()
    keys, others = database.get_multi_pk_constraint(), database.get_multi_foreign_keys()
    unique = database.get_multi_unique_constraints()
    for table in columns:
        found[table[1]] = (
            {c["name"]: (str(c["type"]), c["nullable"], c.get("comment")) for c in columns[table]},
            {str(i["name"]): (i["column_names"], i["unique"]) for i in indexes[table]},
            (keys[table]["constrained_columns"], others[table]),
            sorted(map(str, unique[table])),
        )
    return found
