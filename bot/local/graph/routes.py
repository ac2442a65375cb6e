"""What each call of Graph does to the store: the table of paths and the work behind them."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.local.graph import applications, apps, catalogue, principals, profiles, site_permissions
from bot.local.graph.calls import Call, Done, Work, object_of
from bot.local.graph.columns import add_column, built_in, change_column
from bot.local.graph.delta import delta_page
from bot.local.graph.items import change_item, create_item, delete_item, find_items, item_row, versions_of
from bot.local.graph.query import read_query, skiptoken
from bot.local.graph.refused import Refused, bad
from bot.local.graph.shapes import fields_json, item_json, list_json, site_json, version_json
from bot.local.graph.store import columns_of, list_row, site_row

EDITOR = "Front door"


def _site(call: Call) -> Done:
    return Done(200, site_json(site_row(call.store, call.where["site"]), call.base))


def _lists(call: Call) -> Done:
    site = site_row(call.store, call.where["site"])
    rows = call.store.db.execute("SELECT * FROM lists WHERE site = ? ORDER BY created, name", (site["id"],)).fetchall()
    wanted = call.options.get("$filter")
    if wanted is not None:
        found = re.fullmatch(r"displayName eq '((?:[^']|'')*)'", wanted)
        if found is None:
            raise bad("Invalid filter clause")
        rows = [row for row in rows if row["display_name"].casefold() == found[1].replace("''", "'").casefold()]
    return Done(200, {"value": [list_json(row, site) for row in rows]})


def _new_list(call: Call) -> Done:
    site = site_row(call.store, call.where["site"])
    body = object_of(call.body)
    unknown = set(body) - {"displayName", "list", "columns", "description"}
    if unknown:
        raise bad(f"'{min(unknown)}' cannot be set when a list is made")
    title = body.get("displayName")
    if not isinstance(title, str) or not title.strip():
        raise bad("A list needs a displayName")
    if (body.get("list") or {}).get("template") != "genericList":
        raise bad("The list template is not supported")
    store = call.store
    with store.changing() as db:
        if db.execute("SELECT 1 FROM lists WHERE site = ? AND display_name = ?", (site["id"], title)).fetchone():
            raise Refused(409, "nameAlreadyExists", "A list with this title is there already")
        list_id = store.new_id()
        db.execute(
            "INSERT INTO lists (id, site, name, display_name, created) VALUES (?, ?, ?, ?, ?)",
            (list_id, site["id"], title, title, store.now()),
        )
        for position, column in enumerate(built_in(store)):
            db.execute(
                "INSERT INTO columns VALUES (?, ?, ?, ?, ?)",
                (list_id, position, column["id"], column["name"], json.dumps(column)),
            )
        for column in body.get("columns") or []:
            add_column(store, list_id, column)
    return Done(201, list_json(list_row(store, site["id"], list_id), site))


def _one_list(call: Call) -> Done:
    site = site_row(call.store, call.where["site"])
    return Done(200, list_json(list_row(call.store, site["id"], call.where["list"]), site))


def _dropped_list(call: Call) -> Done:
    list_id = _list_id(call)
    with call.store.changing() as db:
        db.execute("DELETE FROM items WHERE list = ?", (list_id,))
        db.execute("DELETE FROM columns WHERE list = ?", (list_id,))
        db.execute("DELETE FROM cells WHERE list = ?", (list_id,))
        db.execute("DELETE FROM subscriptions WHERE list = ?", (list_id,))
        db.execute("DELETE FROM lists WHERE id = ?", (list_id,))
    return Done(204)


def _columns(call: Call) -> Done:
    return Done(200, {"value": list(columns_of(call.store, _list_id(call)).values())})


def _new_column(call: Call) -> Done:
    with call.store.changing():
        return Done(201, add_column(call.store, _list_id(call), object_of(call.body)))


def _one_column(call: Call) -> Done:
    for column in columns_of(call.store, _list_id(call)).values():
        if call.where["column"] in (column["id"], column["name"]):
            return Done(200, column)
    raise Refused(404, "itemNotFound", "The column was not found")


def _changed_column(call: Call) -> Done:
    with call.store.changing():
        return Done(200, change_column(call.store, _list_id(call), call.where["column"], object_of(call.body)))


def _dropped_column(call: Call) -> Done:
    list_id, column = _list_id(call), _one_column(call).body
    assert column is not None
    if column["readOnly"] or column["name"] == "Title":
        raise Refused(403, "accessDenied", "The column cannot be removed")
    with call.store.changing() as db:
        db.execute("DELETE FROM columns WHERE list = ? AND name = ?", (list_id, column["name"]))
        db.execute("DELETE FROM cells WHERE list = ? AND name = ?", (list_id, column["name"]))
    return Done(204)


def _items(call: Call) -> Done:
    list_id = _list_id(call)
    columns = columns_of(call.store, list_id)
    query = read_query(call.options, columns, call.prefer)
    rows, more = find_items(call.store, list_id, columns, query)
    body: dict[str, Any] = {"value": [item_json(row, _list_url(call), query.fields) for row in rows]}
    if more:
        kept = "&".join(f"{name}={value}" for name, value in call.options.items() if name != "$skiptoken").replace(
            " ", "%20"
        )
        body["@odata.nextLink"] = (
            f"{call.base}{call.path}?{kept}{'&' * bool(kept)}$skiptoken={skiptoken(query.start + query.top)}"
        )
    return Done(200, body)


def _new_item(call: Call) -> Done:
    body = object_of(call.body)
    if set(body) - {"fields"}:
        raise bad("Only 'fields' can be set when an item is made")
    list_id = _list_id(call)
    with call.store.changing():
        row = create_item(call.store, list_id, columns_of(call.store, list_id), body.get("fields"), EDITOR)
    return Done(201, item_json(row, _list_url(call), ()), list_id, {"ETag": f'"{row["guid"]},{row["version"]}"'})


def _one_item(call: Call) -> Done:
    list_id = _list_id(call)
    columns = columns_of(call.store, list_id)
    fields = read_query({k: v for k, v in call.options.items() if k in ("$expand", "$select")}, columns, "").fields
    return Done(200, item_json(item_row(call.store, list_id, call.where["item"]), _list_url(call), fields))


def _versions(call: Call) -> Done:
    list_id = _list_id(call)
    asked = {k: v for k, v in call.options.items() if k in ("$expand", "$select", "$top")}
    fields = read_query(asked, columns_of(call.store, list_id), "").fields
    rows = versions_of(call.store, list_id, call.where["item"])
    return Done(200, {"value": [version_json(row, fields) for row in rows]})


def _dropped_item(call: Call) -> Done:
    list_id = _list_id(call)
    with call.store.changing():
        delete_item(call.store, list_id, call.where["item"], call.if_match)
    return Done(204, None, list_id)


def _fields(call: Call) -> Done:
    row = item_row(call.store, _list_id(call), call.where["item"])
    chosen = tuple(name.strip() for name in call.options.get("$select", "").split(",") if name.strip())
    return Done(200, fields_json(row, chosen))


def _changed_fields(call: Call) -> Done:
    list_id = _list_id(call)
    with call.store.changing():
        row = change_item(
            call.store,
            list_id,
            columns_of(call.store, list_id),
            call.where["item"],
            object_of(call.body),
            if_match=call.if_match,
            editor=EDITOR,
        )
    return Done(200, fields_json(row), list_id)


def _delta(call: Call) -> Done:
    return Done(200, delta_page(call.store, _list_id(call), call.options, _list_url(call), f"{call.base}{call.path}"))


def _list_id(call: Call) -> str:
    return str(list_row(call.store, site_row(call.store, call.where["site"])["id"], call.where["list"])["id"])


def _list_url(call: Call) -> str:
    site = site_row(call.store, call.where["site"])
    return str(list_json(list_row(call.store, site["id"], call.where["list"]), site)["webUrl"])


_SITE = r"/sites/(?P<site>[^/:]+(?::/[^:]+:?)?)"
_LIST = r"/sites/(?P<site>[^/]+)/lists/(?P<list>[^/]+)"
_TABLE: tuple[tuple[str, str, Work], ...] = (
    ("GET", r"/sites/(?P<site>[^/]+)/lists", _lists),
    ("POST", r"/sites/(?P<site>[^/]+)/lists", _new_list),
    ("GET", _LIST, _one_list),
    ("DELETE", _LIST, _dropped_list),
    ("GET", _LIST + "/columns", _columns),
    ("POST", _LIST + "/columns", _new_column),
    ("GET", _LIST + "/columns/(?P<column>[^/]+)", _one_column),
    ("PATCH", _LIST + "/columns/(?P<column>[^/]+)", _changed_column),
    ("DELETE", _LIST + "/columns/(?P<column>[^/]+)", _dropped_column),
    ("GET", _LIST + "/items", _items),
    ("POST", _LIST + "/items", _new_item),
    ("GET", _LIST + r"/items/delta(?:\(\))?", _delta),
    ("GET", _LIST + "/items/(?P<item>[^/]+)", _one_item),
    ("DELETE", _LIST + "/items/(?P<item>[^/]+)", _dropped_item),
    ("GET", _LIST + "/items/(?P<item>[^/]+)/versions", _versions),
    ("GET", _LIST + "/items/(?P<item>[^/]+)/fields", _fields),
    ("PATCH", _LIST + "/items/(?P<item>[^/]+)/fields", _changed_fields),
    *apps.ROUTES,
    *catalogue.ROUTES,
    *applications.ROUTES,
    *principals.ROUTES,
    *site_permissions.ROUTES,
    *profiles.ROUTES,
    ("GET", _SITE, _site),
)
_COMPILED = [(method, re.compile(pattern), work) for method, pattern, work in _TABLE]


def find_route(method: str, path: str) -> tuple[Work, dict[str, str]]:
    """The work of a path (percent-decoded, without ``/v1.0``) and its parts. Raises `Refused` 400 or 405."""
    known = False
    for candidate, pattern, work in _COMPILED:
        found = pattern.fullmatch(path)
        if found and candidate == method:
            return work, found.groupdict()
        known = known or found is not None
    if known:
        raise Refused(405, "invalidRequest", "The method is not allowed here")
    raise Refused(400, "BadRequest", "Resource not found for the segment")
