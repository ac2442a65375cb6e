"""The rows of a list: made, changed, removed and read as SharePoint does it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from bot.local.graph.columns import appends, defaults
from bot.local.graph.query import Clause, Query
from bot.local.graph.refused import Refused, bad, missing
from bot.local.graph.store import Json, Store, next_change
from bot.local.graph.values import checked

Columns = Mapping[str, Mapping[str, Any]]
Row = sqlite3.Row

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "gt": lambda a, b: a is not None and b is not None and a > b,
    "ge": lambda a, b: a is not None and b is not None and a >= b,
    "lt": lambda a, b: a is not None and b is not None and a < b,
    "le": lambda a, b: a is not None and b is not None and a <= b,
}


def create_item(store: Store, list_id: str, columns: Columns, fields: object, editor: str) -> Row:
    """Add a row, inside the caller's transaction. Raises `Refused` when a value or a duplicate forbids it."""
    given = {name: value for name, value in checked(store, columns, fields).items() if value is not None}
    values = {**defaults(columns), **given}
    _refuse_duplicates(store, list_id, columns, values, None)
    number = store.db.execute(
        "UPDATE lists SET next_item = next_item + 1 WHERE id = ? RETURNING next_item - 1", (list_id,)
    ).fetchone()[0]
    now = store.now()
    store.db.execute(
        "INSERT INTO items VALUES (?, ?, ?, 1, ?, ?, ?, ?, 0, ?)",
        (list_id, number, store.new_id(), now, now, editor, json.dumps(values), next_change(store.db, list_id)),
    )
    _index(store, list_id, columns, number, values)
    return _noted(store, item_row(store, list_id, str(number)))


def change_item(
    store: Store, list_id: str, columns: Columns, item_id: str, fields: object, *, if_match: str, editor: str
) -> Row:
    """Change some values of a row, inside the caller's transaction.

    Raises `Refused`: 412 when ``if_match`` is not its ETag.
    """
    row = item_row(store, list_id, item_id)
    _match(row, if_match)
    given = checked(store, columns, fields)
    _refuse_duplicates(store, list_id, columns, given, row["id"])
    before = {name: value for name, value in json.loads(row["fields"]).items() if not appends(columns.get(name, {}))}
    values = {name: value for name, value in {**before, **given}.items() if value is not None}
    store.db.execute(
        "UPDATE items SET fields = ?, version = version + 1, modified = ?, editor = ?, change = ?"
        " WHERE list = ? AND id = ?",
        (json.dumps(values), store.now(), editor, next_change(store.db, list_id), list_id, row["id"]),
    )
    store.db.execute("DELETE FROM cells WHERE list = ? AND item = ?", (list_id, row["id"]))
    _index(store, list_id, columns, row["id"], values)
    return _noted(store, item_row(store, list_id, item_id))


def versions_of(store: Store, list_id: str, item_id: str) -> list[Row]:
    """What a row has said, the newest first, the present one too. Raises `Refused` 404."""
    number = item_row(store, list_id, item_id)["id"]
    asked = "SELECT * FROM versions WHERE list = ? AND item = ? ORDER BY version DESC"
    return store.db.execute(asked, (list_id, number)).fetchall()


def _noted(store: Store, row: Row) -> Row:
    """Keep what a row says now among its versions, inside the caller's transaction."""
    kept = (row["list"], row["id"], row["version"], row["modified"], row["editor"], row["fields"])
    store.db.execute("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)", kept)
    return row


def delete_item(store: Store, list_id: str, item_id: str, if_match: str) -> None:
    """Remove a row, inside the caller's transaction; delta tells of it."""
    row = item_row(store, list_id, item_id)
    _match(row, if_match)
    store.db.execute("DELETE FROM cells WHERE list = ? AND item = ?", (list_id, row["id"]))
    store.db.execute(
        "UPDATE items SET deleted = 1, change = ? WHERE list = ? AND id = ?",
        (next_change(store.db, list_id), list_id, row["id"]),
    )


def restore_item(store: Store, list_id: str, columns: Columns, item_id: str) -> None:
    """Bring a removed row back, inside the caller's transaction: the same id, a later version; delta tells of it."""
    row = store.db.execute(
        "UPDATE items SET deleted = 0, version = version + 1, change = ? WHERE list = ? AND id = ? AND deleted"
        " RETURNING id, fields",
        (next_change(store.db, list_id), list_id, int(item_id)),
    ).fetchone()
    if row is None:
        raise missing("The item")
    _index(store, list_id, columns, row["id"], json.loads(row["fields"]))


def item_row(store: Store, list_id: str, item_id: str) -> Row:
    """One row that is there. Raises `Refused` 404."""
    row = None
    if item_id.isdecimal():
        row = store.db.execute(
            "SELECT * FROM items WHERE list = ? AND id = ? AND NOT deleted", (list_id, int(item_id))
        ).fetchone()
    if row is None:
        raise missing("The item")
    return row  # type: ignore[no-any-return]  # sqlite3 and json give Any


def find_items(store: Store, list_id: str, columns: Columns, query: Query) -> tuple[list[Row], bool]:
    """The rows of one page, and whether there are more."""
    indexed = next(
        (c for c in query.clauses if c.operator == "eq" and c.value is not None and columns[c.name]["indexed"]), None
    )
    if indexed is not None:
        rows = store.db.execute(
            "SELECT items.* FROM cells JOIN items ON items.list = cells.list AND items.id = cells.item"
            " WHERE cells.list = ? AND cells.name = ? AND cells.value = ? AND NOT items.deleted ORDER BY items.id",
            (list_id, indexed.name, _cell(indexed.value)),
        ).fetchall()
    elif query.clauses or query.order:
        rows = store.db.execute("SELECT * FROM items WHERE list = ? AND NOT deleted ORDER BY id", (list_id,)).fetchall()
    else:
        rows = store.db.execute(
            "SELECT * FROM items WHERE list = ? AND NOT deleted ORDER BY id LIMIT ? OFFSET ?",
            (list_id, query.top + 1, query.start),
        ).fetchall()
        return rows[: query.top], len(rows) > query.top
    rows = [row for row in rows if all(_holds(clause, json.loads(row["fields"])) for clause in query.clauses)]
    if query.order:
        name, downwards = query.order
        rows.sort(key=lambda row: _sortable(json.loads(row["fields"]).get(name)), reverse=downwards)
    page = rows[query.start : query.start + query.top]
    return page, len(rows) > query.start + query.top


def _holds(clause: Clause, fields: Mapping[str, Any]) -> bool:
    mine, asked = fields.get(clause.name), clause.value
    if isinstance(mine, str) and isinstance(asked, str):
        mine, asked = mine.casefold(), asked.casefold()
    elif mine is not None and asked is not None and isinstance(mine, str) != isinstance(asked, str):
        raise bad("The value of the filter is not of the column's type")
    return _COMPARE[clause.operator](mine, asked)


def _sortable(value: Json) -> tuple[bool, Any]:
    return (value is not None, value.casefold() if isinstance(value, str) else (value if value is not None else 0))


def _cell(value: str | float | None) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _match(row: Row, if_match: str) -> None:
    # An ETag here has a comma inside its quotes, as SharePoint's have, so that the list is not simply cut at commas.
    if if_match and if_match != "*" and etag(row) not in re.findall(r'"[^"]*"', if_match):
        raise Refused(412, "resourceModified", "The resource has changed since the caller last read it")


def etag(row: Row) -> str:
    """The row's ETag, with its quotes."""
    return f'"{row["guid"]},{row["version"]}"'


def _refuse_duplicates(
    store: Store, list_id: str, columns: Columns, values: Mapping[str, Any], item: int | None
) -> None:
    for name, value in values.items():
        column = columns.get(name)
        if value is None or column is None or not column["enforceUniqueValues"]:
            continue
        holder = store.db.execute(
            "SELECT item FROM cells WHERE list = ? AND name = ? AND value = ? AND item IS NOT ?",
            (list_id, name, str(value), item),
        ).fetchone()
        if holder is not None:
            # The live service says 400 here, not 409.
            raise bad("One or more field types are not valid or a value is not unique.")


def _index(store: Store, list_id: str, columns: Columns, number: int, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        column = columns.get(name)
        if column is not None and column["indexed"]:
            store.db.execute("INSERT INTO cells VALUES (?, ?, ?, ?)", (list_id, name, _cell(value), number))
