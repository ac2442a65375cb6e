"""The JSON that Graph answers with: sites, lists, items and errors."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from bot.local.graph.items import etag
from bot.local.graph.refused import Refused

_CONTENT_TYPE = {"id": "0x0100", "name": "Item"}


def error_json(refused: Refused, at: datetime, request_id: str, client_request_id: str) -> dict[str, Any]:
    """The body of every refusal."""
    inner = {
        **refused.inner,
        "date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": request_id,
        "client-request-id": client_request_id,
    }
    return {"error": {"code": refused.code, "message": refused.message, "innerError": inner}}


def site_json(row: sqlite3.Row, base: str) -> dict[str, Any]:
    """A site."""
    name = row["path"].rpartition("/")[2] or row["host"]
    return {
        "@odata.context": f"{base}/$metadata#sites/$entity",
        "id": row["id"],
        "name": name,
        "displayName": name,
        "webUrl": f"https://{row['host']}{quote(row['path'])}",
        "siteCollection": {"hostname": row["host"]},
        "root": {},
    }


def list_json(row: sqlite3.Row, site: sqlite3.Row) -> dict[str, Any]:
    """A list."""
    return {
        "id": row["id"],
        "name": row["name"],
        "displayName": row["display_name"],
        "description": "",
        "eTag": f'"{row["id"]},{row["epoch"]}"',
        "createdDateTime": row["created"],
        "lastModifiedDateTime": row["created"],
        "webUrl": f"https://{site['host']}{quote(site['path'])}/Lists/{quote(row['name'])}",
        "parentReference": {"siteId": site["id"]},
        "list": {"contentTypesEnabled": False, "hidden": False, "template": "genericList"},
    }


def item_json(row: sqlite3.Row, list_url: str, fields: tuple[str, ...] | None) -> dict[str, Any]:
    """A row. ``fields``: None leaves them out, empty gives every column, else the chosen ones."""
    editor = {"user": {"displayName": row["editor"]}}
    body: dict[str, Any] = {
        "@odata.etag": etag(row),
        "id": str(row["id"]),
        "eTag": etag(row),
        "createdDateTime": row["created"],
        "lastModifiedDateTime": row["modified"],
        "webUrl": f"{list_url}/DispForm.aspx?ID={row['id']}",
        "createdBy": {"user": {"displayName": "Front door"}},
        "lastModifiedBy": editor,
        "parentReference": {"id": row["guid"]},
        "contentType": _CONTENT_TYPE,
    }
    if fields is not None:
        body["fields@odata.context"] = "#fields/$entity"
        body["fields"] = fields_json(row, fields)
    return body


def version_json(row: sqlite3.Row, fields: tuple[str, ...] | None) -> dict[str, Any]:
    """What a row said once. ``fields`` as for `item_json`."""
    body: dict[str, Any] = {
        "id": f"{row['version']}.0",
        "lastModifiedDateTime": row["modified"],
        "lastModifiedBy": {"user": {"displayName": row["editor"]}},
    }
    if fields is not None:
        values = {**json.loads(row["fields"]), "id": str(row["item"]), "_UIVersionString": f"{row['version']}.0"}
        body["fields"] = {name: value for name, value in values.items() if not fields or name in {"id", *fields}}
    return body


def fields_json(row: sqlite3.Row, chosen: tuple[str, ...] = ()) -> dict[str, Any]:
    """The values of a row; empty cells are left out, as Graph does."""
    values = json.loads(row["fields"])
    everything = {
        "@odata.etag": etag(row),
        **values,
        "LinkTitle": values.get("Title"),
        "LinkTitleNoMenu": values.get("Title"),
        "id": str(row["id"]),
        "ContentType": "Item",
        "Modified": row["modified"],
        "Created": row["created"],
        "AuthorLookupId": "1073741822",
        "EditorLookupId": "1073741822",
        "_UIVersionString": f"{row['version']}.0",
        "Attachments": False,
        "Edit": "",
        "ItemChildCount": "0",
        "FolderChildCount": "0",
    }
    kept = {"@odata.etag", "id", *chosen} if chosen else set(everything)
    return {name: value for name, value in everything.items() if name in kept and value is not None}
