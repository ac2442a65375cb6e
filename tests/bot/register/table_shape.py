"""Every table of a database as the database itself describes it."""

from __future__ import annotations

from sqlalchemy import Engine, inspect


def shape(engine: Engine) -> dict[str, object]:
    """Every table as the database describes it: columns, keys and indexes, in no order."""
    found: dict[str, object] = {}
    database = inspect(engine)
    for name in database.get_table_names():
        columns = {c["name"]: (str(c["type"]), c["nullable"], c.get("comment")) for c in database.get_columns(name)}
        indexes = {str(i["name"]): (i["column_names"], i["unique"]) for i in database.get_indexes(name)}
        keys = (database.get_pk_constraint(name)["constrained_columns"], database.get_foreign_keys(name))
        found[name] = (columns, indexes, keys, sorted(map(str, database.get_unique_constraints(name))))
    return found
