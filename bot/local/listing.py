"""The SharePoint list as the page shows it, read and written through Graph like any other client of the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp

_MOST_ITEMS = 2000
"""The page shows at most this many items: it is for trying the service out, not for a year's work."""

EDITABLE = ("Status", "DecisionNote")
"""What the governance team writes in SharePoint."""


@dataclass(frozen=True, slots=True)
class ListAddress:
    """Where the list is: Graph's address, the site (``host:/sites/name``), the list's name, and the bearer word."""

    graph_url: str
    site: str
    name: str
    bearer: str


class ListUnavailable(Exception):
    """The list cannot be read now. The message is a sentence for the page."""


async def read_list(session: aiohttp.ClientSession, address: ListAddress) -> dict[str, Any]:
    """Everything in the list: ``{"columns": [...], "rows": [...]}``, plain JSON.

    A column has ``name``, ``title``, ``kind`` (``text``, ``number``, ``choice``, ``dateTime`` …) and ``choices``; a row
    has ``id``, ``etag``, ``link`` (its address in SharePoint) and ``fields``. Raises ListUnavailable.
    """
    base = await _list_path(session, address)
    found = await _call(session, address, "GET", f"{base}/columns")
    rows: list[dict[str, Any]] = []
    link = f"{address.graph_url}{base}/items?$expand=fields&$top=200"
    while link and len(rows) < _MOST_ITEMS:
        if not link.startswith(address.graph_url):
            # The bearer word goes to Graph's own address only, whatever a page of results names.
            raise ListUnavailable("The list answered with a link to another place.")
        page = await _call(session, address, "GET", link)
        rows += [
            {
                "id": str(i["id"]),
                "etag": i.get("@odata.etag") or i.get("eTag") or "",
                "link": str(i.get("webUrl") or ""),
                "fields": i.get("fields", {}),
            }
            for i in page.get("value", [])
        ]
        link = page.get("@odata.nextLink", "")
    return {"columns": [_column(c) for c in found.get("value", []) if _ours(c)], "rows": rows}


async def change_item(
    session: aiohttp.ClientSession, address: ListAddress, item: str, etag: str, fields: Mapping[str, str]
) -> None:
    """Write columns of one item, unless somebody else has changed it since. Raises ListUnavailable with the reason."""
    base = await _list_path(session, address)
    headers = {"If-Match": etag} if etag else {}
    path = f"{base}/items/{quote(item)}/fields"
    await _call(session, address, "PATCH", path, body=dict(fields), headers=headers)


async def _list_path(session: aiohttp.ClientSession, address: ListAddress) -> str:
    site = await _call(session, address, "GET", f"/sites/{quote(address.site, safe=':/')}")
    lists = await _call(session, address, "GET", f"/sites/{site['id']}/lists")
    found = next((entry for entry in lists.get("value", []) if entry.get("displayName") == address.name), None)
    if found is None:
        raise ListUnavailable(f"The site has no list called “{address.name}” yet.")
    return f"/sites/{site['id']}/lists/{found['id']}"


async def _call(
    session: aiohttp.ClientSession,
    address: ListAddress,
    method: str,
    path: str,
    *,
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    url = path if path.startswith(address.graph_url) else f"{address.graph_url}{path}"
    try:
        async with session.request(
            method,
            url,
            json=body,
            headers={"Authorization": f"Bearer {address.bearer}", **(headers or {})},
            timeout=aiohttp.ClientTimeout(total=10),
        ) as response:
            answer = await response.json(content_type=None)
            if response.status == HTTPStatus.PRECONDITION_FAILED:  # somebody else was first
                raise ListUnavailable("Somebody else has just changed this request. Look at it again.")
            if response.status >= HTTPStatus.BAD_REQUEST:
                raise ListUnavailable(f"The list could not be used (Graph answered {response.status}).")
            return answer if isinstance(answer, dict) else {}
    except (aiohttp.ClientError, TimeoutError, ValueError) as failure:
        raise ListUnavailable("The list could not be reached.") from failure


_KINDS = ("choice", "number", "dateTime", "boolean", "text")


def _column(column: Mapping[str, Any]) -> dict[str, Any]:
    kind = next((k for k in _KINDS if k in column), "text")
    return {
        "name": column["name"],
        "title": column.get("displayName") or column["name"],
        "kind": kind,
        "choices": (column.get("choice") or {}).get("choices", []),
        "dateOnly": (column.get("dateTime") or {}).get("format") == "dateOnly",
        "lines": bool((column.get("text") or {}).get("allowMultipleLines")),
    }


def _ours(column: Mapping[str, Any]) -> bool:
    """Whether a column belongs to the request: SharePoint's own (Created, Modified …) are read only."""
    return not column.get("readOnly") and not column.get("hidden")
