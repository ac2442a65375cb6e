"""What changed in a list since a token: pages, repeats, rows without fields, and the end of old tokens."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from typing import Any

from bot.local.graph.query import MOST
from bot.local.graph.refused import Refused, bad
from bot.local.graph.shapes import item_json
from bot.local.graph.store import Store

PAGE = 200
_BARE_EVERY = 7
_TOKEN = re.compile(r"(?P<epoch>\d+)(?P<kind>[np])(?P<since>\d+)(?:-(?P<until>\d+))?(?P<fields>f?)")


def delta_page(store: Store, list_id: str, options: Mapping[str, str], list_url: str, address: str) -> dict[str, Any]:
    """One page of ``GET …/items/delta``, with a nextLink or, on the last page, a deltaLink.

    As the facts about the service say: rows carry the latest state only; the last row of a page comes again on the
    next one; now and then a row has no fields though they were asked for; a removed row has ``deleted``. Raises
    `Refused` 410 with a ``Location`` when the token is of an earlier epoch.
    """
    for option in options:
        if option not in ("token", "$expand", "$top", "$select"):
            raise bad(f"The query option '{option}' is not supported")
    row = store.db.execute("SELECT change, epoch FROM lists WHERE id = ?", (list_id,)).fetchone()
    expand = options.get("$expand", "").startswith("fields")
    token = options.get("token", "")
    if token == "latest":  # noqa: S105 - Graph's own word, not a password
        return {"value": [], "@odata.deltaLink": f"{address}?token={row['epoch']}n{row['change']}{'f' * expand}"}
    since, until = 0, int(row["change"])
    if token:
        found = _TOKEN.fullmatch(token)
        if found is None:
            raise bad("The token is malformed")
        if int(found["epoch"]) != row["epoch"]:
            whole = f"{address}{'?$expand=fields' * bool(found['fields'])}"
            raise Refused(410, "resyncRequired", "Resync required. Read all items again.", {"Location": whole})
        since, expand = int(found["since"]), bool(found["fields"])
        until = int(found["until"] or until)
    top = min(int(options.get("$top") or PAGE), MOST)
    # A first read, without a token, tells only of what is there; later ones tell of removals too.
    there = "" if token else " AND NOT deleted"
    rows = store.db.execute(
        f"SELECT * FROM items WHERE list = ? AND change > ? AND change <= ?{there} ORDER BY change LIMIT ?",  # noqa: S608 - no text of a caller
        (list_id, since, until, top + 1),
    ).fetchall()
    page = rows[:top]
    values = [_row(item, list_url, expand=expand) for item in page]
    suffix = "f" * expand
    if len(rows) <= top:
        return {"value": values, "@odata.deltaLink": f"{address}?token={row['epoch']}n{until}{suffix}"}
    # The next page begins with the last row of this one: whoever reads must bear a repeat.
    again = page[-1]["change"] - 1 if len(page) > 1 else page[-1]["change"]
    return {"value": values, "@odata.nextLink": f"{address}?token={row['epoch']}p{again}-{until}{suffix}"}


def expire_tokens(store: Store, list_id: str) -> None:
    """Make every delta token given so far end in 410."""
    with store.changing() as db:
        db.execute("UPDATE lists SET epoch = epoch + 1 WHERE id = ?", (list_id,))


def _row(item: sqlite3.Row, list_url: str, *, expand: bool) -> dict[str, Any]:
    if item["deleted"]:
        return {"id": str(item["id"]), "deleted": {"state": "deleted"}}
    bare = not expand or item["change"] % _BARE_EVERY == 0
    return item_json(item, list_url, None if bare else ())
