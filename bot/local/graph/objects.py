"""Objects of the directory in the stand-in: kept as JSON, found by property, and not seen at once.

Microsoft Entra shows an object to the next call only after seconds, and to some calls later than to others
(https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/3108). Here it is counted in looks, not in seconds, so that
a test of it depends on no clock: the first ``Store.lag`` looks at a new object do not find it.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from bot.local.graph.calls import Call
from bot.local.graph.refused import Refused
from bot.local.graph.store import Store

Kind = Literal["application", "principal", "assignment", "federated", "site permission"]
Json = dict[str, Any]

_EQ: Final = re.compile(r"(\w+) eq '((?:[^']|'')*)'")
_TAG: Final = re.compile(r"tags/any\((\w+):\s?\1 eq '((?:[^']|'')*)'\)")


def keep(store: Store, kind: Kind, body: Json, owner: str = "", *, seen: bool = False) -> Json:
    """Keep a new object that has an ``id``; ``owner`` is the id of what it belongs to. ``seen``: found at once."""
    with store.changing() as db:
        values = (kind, body["id"], owner, json.dumps(body), 0 if seen else store.lag)
        db.execute("INSERT INTO directory (kind, id, owner, body, unseen) VALUES (?, ?, ?, ?, ?)", values)
    return body


def change(store: Store, kind: Kind, body: Json) -> None:
    """Keep an object as it is now."""
    with store.changing() as db:
        db.execute("UPDATE directory SET body = ? WHERE kind = ? AND id = ?", (json.dumps(body), kind, body["id"]))


def drop(store: Store, object_id: str) -> None:
    """Remove an object and all that belongs to it."""
    with store.changing() as db:
        db.execute("DELETE FROM directory WHERE id = ? OR owner = ?", (object_id, object_id))


def everything(store: Store, kind: Kind, owner: str | None = None) -> list[Json]:
    """Every object of a kind, those not yet seen too, oldest first: for what no caller may do twice."""
    rows = store.db.execute("SELECT * FROM directory WHERE kind = ? ORDER BY number", (kind,)).fetchall()
    return [json.loads(row["body"]) for row in rows if owner is None or row["owner"] == owner]


def look(store: Store, kind: Kind, holds: Callable[[Json], bool], owner: str | None = None) -> list[Json]:
    """The objects of a kind that this look finds, oldest first. One that it would have found is seen sooner."""
    rows = store.db.execute("SELECT * FROM directory WHERE kind = ? ORDER BY number", (kind,)).fetchall()
    meant = [row for row in rows if (owner is None or row["owner"] == owner) and holds(json.loads(row["body"]))]
    return [json.loads(row["body"]) for row in meant if _is_seen(store, row)]


def named(store: Store, kind: Kind, object_id: str) -> Json:
    """The object with this id. Raises `Refused` 404 as Microsoft Entra says it."""
    found = look(store, kind, lambda body: str(body["id"]).lower() == object_id.lower())
    if not found:
        said = (
            f"Resource '{object_id}' does not exist or one of its queried reference-property objects are not present."
        )
        raise Refused(404, "Request_ResourceNotFound", said)
    return found[0]


def page(call: Call, kind: Kind, owner: str | None = None) -> Json:
    """One page of a kind, by the filters that the stand-in reads: ``x eq '…'`` and ``tags/any(t:t eq '…')``."""
    _options(call, "$filter", "$select", "$top", "$count")
    wanted = call.options.get("$filter")
    found = look(call.store, kind, _filter(wanted) if wanted is not None else lambda _: True, owner)
    return {"value": [chosen(call, one) for one in found]}


def one(call: Call, body: Json) -> Json:
    """One object as ``$select`` asks for it."""
    _options(call, "$select")
    return chosen(call, body)


def chosen(call: Call, body: Json) -> Json:
    """The properties that ``$select`` names; all without it."""
    names = [name.strip() for name in call.options.get("$select", "").split(",") if name.strip()]
    for name in names:
        if name not in body:
            said = f"Could not find a property named '{name}' on type 'microsoft.graph.directoryObject'."
            raise Refused(400, "BadRequest", f"Parsing OData Select and Expand failed: {said}")
    return {name: body[name] for name in names} if names else body


def allowed(call: Call, permission: str) -> None:
    """Refuse as Microsoft Entra does when who calls has not this permission, or not the role that goes with it."""
    if call.store.db.execute("SELECT 1 FROM withheld WHERE permission = ?", (permission,)).fetchone():
        raise Refused(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def known(body: Mapping[str, Any], *names: str) -> None:
    """Refuse a property that the type has not, or that cannot be set."""
    if other := sorted(set(body) - set(names)):
        raise bad_request(f"Property '{other[0]}' is read-only and cannot be set, or is not known.")


def bad_request(message: str) -> Refused:
    """400 as the directory says it."""
    return Refused(400, "Request_BadRequest", message)


def duplicate(message: str) -> Refused:
    """409 as the directory says it."""
    return Refused(409, "Request_MultipleObjectsWithSameKeyValue", message)


def _is_seen(store: Store, row: sqlite3.Row) -> bool:
    if row["unseen"] == 0:
        return True
    with store.changing() as db:
        db.execute("UPDATE directory SET unseen = unseen - 1 WHERE number = ?", (row["number"],))
    return False


def _options(call: Call, *names: str) -> None:
    if other := call.options.keys() - set(names):
        raise Refused(400, "Request_UnsupportedQuery", f"The query option '{min(other)}' is not supported here.")


def _filter(text: str) -> Callable[[Json], bool]:
    if found := _TAG.fullmatch(text):
        tag = _plain(found[2])
        return lambda body: tag in (body.get("tags") or [])
    if (found := _EQ.fullmatch(text)) and found[1] in {"appId", "displayName", "id", "name", "principalId"}:
        name, value = found[1], _plain(found[2]).casefold()
        return lambda body: str(body.get(name)).casefold() == value
    raise Refused(400, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified.")


def _plain(quoted: str) -> str:
    return quoted.replace("''", "'")
