"""Which columns SharePoint takes, and what may be changed of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.local.graph.refused import Refused, bad, missing
from bot.local.graph.store import Store, columns_of

FACETS = (
    "boolean",
    "calculated",
    "choice",
    "currency",
    "dateTime",
    "geolocation",
    "hyperlinkOrPicture",
    "lookup",
    "number",
    "personOrGroup",
    "term",
    "text",
    "thumbnail",
    "contentApprovalStatus",
)
MOST_INDEXES = 20
_DEFAULTS: dict[str, dict[str, Any]] = {
    "text": {"allowMultipleLines": False, "appendChangesToExistingText": False, "linesForEditing": 0, "maxLength": 255},
    "choice": {"allowTextEntry": False, "choices": [], "displayAs": "dropDownMenu"},
    "number": {"decimalPlaces": "automatic", "displayAs": "number"},
    "dateTime": {"displayAs": "default", "format": "dateOnly"},
    "personOrGroup": {
        "allowMultipleSelection": False,
        "chooseFromType": "peopleAndGroups",
        "displayAs": "nameWithPresence",
    },
}
_CHANGEABLE = frozenset(
    {"displayName", "description", "indexed", "enforceUniqueValues", "required", "hidden", "defaultValue"}
)
_KNOWN = frozenset({*FACETS, *_CHANGEABLE, "name", "columnGroup", "id", "readOnly"})
_BUILT_IN: tuple[tuple[str, str, str], ...] = (
    ("ContentType", "Content Type", "text"),
    ("Modified", "Modified", "dateTime"),
    ("Created", "Created", "dateTime"),
    ("Author", "Created By", "personOrGroup"),
    ("Editor", "Modified By", "personOrGroup"),
    ("_UIVersionString", "Version", "text"),
    ("Attachments", "Attachments", "boolean"),
    ("Edit", "Edit", "text"),
    ("LinkTitleNoMenu", "Title", "text"),
    ("LinkTitle", "Title", "text"),
    ("ItemChildCount", "Item Child Count", "lookup"),
    ("FolderChildCount", "Folder Child Count", "lookup"),
)


def built_in(store: Store) -> list[dict[str, Any]]:
    """The columns that a generic list has from the start: ``Title``, and those that nobody may write."""
    title = _finished(store, {"name": "Title", "displayName": "Title", "required": True, "text": {}}, "text")
    others = [
        _finished(store, {"name": name, "displayName": shown, "readOnly": True, facet: {}}, facet)
        for name, shown, facet in _BUILT_IN
    ]
    return [title, *others]


def new_column(store: Store, body: Mapping[str, Any]) -> dict[str, Any]:
    """The column that a request to create one describes.

    Raises `Refused` unless it has one type facet, an ASCII name without spaces, and can be indexed or unique as it
    says.
    """
    unknown = [key for key in body if key not in _KNOWN and "@" not in key]
    if unknown:
        raise bad(f"The property '{unknown[0]}' does not exist on type 'microsoft.graph.columnDefinition'.")
    facets = [facet for facet in FACETS if body.get(facet) is not None]
    if len(facets) != 1:
        raise bad("Exactly one column type must be specified")
    name = body.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,31}", name):
        raise bad("The column needs a name of ASCII letters, digits and underscores")
    column = _finished(store, body, facets[0])
    _check(column, facets[0])
    return column


def facet_of(column: Mapping[str, Any]) -> str:
    """The one type facet of a column."""
    return next(facet for facet in FACETS if column.get(facet) is not None)


def add_column(store: Store, list_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Add a column to a list, inside the caller's transaction."""
    column = new_column(store, body)
    there = columns_of(store, list_id)
    if column["name"].casefold() in {name.casefold() for name in there}:
        raise Refused(409, "nameAlreadyExists", "A column with this name is there already")
    _count_indexes([*there.values(), column])
    _keep(store, list_id, len(there), column)
    if column["indexed"]:
        index_column(store, list_id, column)
    return column


def change_column(store: Store, list_id: str, column_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Change a column in place, inside the caller's transaction. The type stays; a facet is replaced as a whole."""
    there = columns_of(store, list_id)
    column = next((c for c in there.values() if column_id in (c["id"], c["name"])), None)
    if column is None:
        raise missing("The column")
    if column["readOnly"]:
        raise Refused(403, "accessDenied", "The column is read-only")
    facet = facet_of(column)
    for key in body:
        if "@" not in key and key not in _CHANGEABLE and key != facet:
            raise bad(f"'{key}' cannot be changed on this column")
    changed = {**column, **{key: value for key, value in body.items() if "@" not in key}}
    if facet in body:
        changed[facet] = {**_DEFAULTS.get(facet, {}), **body[facet]}
    _check(changed, facet)
    _count_indexes([changed if c["name"] == column["name"] else c for c in there.values()])
    _keep(store, list_id, list(there).index(column["name"]), changed)
    store.db.execute("DELETE FROM cells WHERE list = ? AND name = ?", (list_id, column["name"]))
    if changed["indexed"]:
        index_column(store, list_id, changed)
    return changed


def defaults(columns: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What SharePoint fills in itself where a row is made without a value."""
    return {
        name: c["defaultValue"]["value"] for name, c in columns.items() if (c.get("defaultValue") or {}).get("value")
    }


def appends(column: Mapping[str, Any]) -> bool:
    """Whether each entry of a column stands in a version of its own: a version without one shows nothing there."""
    return bool((column.get("text") or {}).get("appendChangesToExistingText"))


def index_column(store: Store, list_id: str, column: Mapping[str, Any]) -> None:
    """Fill the index of one column. Raises `Refused` when it should be unique and is not."""
    seen: set[str] = set()
    name = column["name"]
    for row in store.db.execute("SELECT id, fields FROM items WHERE list = ? AND NOT deleted", (list_id,)).fetchall():
        value = json.loads(row["fields"]).get(name)
        if value is None:
            continue
        if column["enforceUniqueValues"] and str(value).casefold() in seen:
            raise bad("The column holds duplicate values and cannot be made unique")
        seen.add(str(value).casefold())
        store.db.execute("INSERT INTO cells VALUES (?, ?, ?, ?)", (list_id, name, str(value), row["id"]))


def _finished(store: Store, body: Mapping[str, Any], facet: str) -> dict[str, Any]:
    """The column as Graph shows it: every common property, one facet with its defaults."""
    return {
        "id": store.new_id(),
        "name": body["name"],
        "displayName": body.get("displayName") or body["name"],
        "description": body.get("description") or "",
        "columnGroup": "Custom Columns",
        "enforceUniqueValues": bool(body.get("enforceUniqueValues")),
        "hidden": bool(body.get("hidden")),
        "indexed": bool(body.get("indexed")),
        "readOnly": bool(body.get("readOnly")),
        "required": bool(body.get("required")),
        **({"defaultValue": body["defaultValue"]} if body.get("defaultValue") else {}),
        facet: {**_DEFAULTS.get(facet, {}), **body[facet]},
    }


def _check(column: Mapping[str, Any], facet: str) -> None:
    if column["enforceUniqueValues"] and not column["indexed"]:
        raise bad("A column that enforces unique values must be indexed")
    if column["indexed"] and (facet in ("hyperlinkOrPicture", "calculated") or _is_note(column)):
        raise bad("A column of this type cannot be indexed")
    if facet == "choice":
        choices = column["choice"].get("choices")
        if column["choice"].get("displayAs") not in ("dropDownMenu", "radioButtons"):
            raise bad("The column type cannot be created")  # a choice of several
        if not isinstance(choices, list) or not choices or not all(isinstance(c, str) and c for c in choices):
            raise bad("A choice column needs its choices")


def _is_note(column: Mapping[str, Any]) -> bool:
    return bool((column.get("text") or {}).get("allowMultipleLines"))


def _count_indexes(columns: list[dict[str, Any]]) -> None:
    if sum(bool(c["indexed"]) for c in columns) > MOST_INDEXES:
        raise bad("The list has the greatest number of indexed columns already")


def _keep(store: Store, list_id: str, position: int, column: Mapping[str, Any]) -> None:
    store.db.execute(
        "INSERT INTO columns VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
        (list_id, position, column["id"], column["name"], json.dumps(column)),
    )
