"""A stand-in that runs: started, looked into, edited as a person in SharePoint would, and stopped."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web

from bot.local.faults import Call, Fault
from bot.local.graph.apps import Apps
from bot.local.graph.columns import change_column
from bot.local.graph.delta import expire_tokens
from bot.local.graph.items import change_item, create_item, delete_item, restore_item
from bot.local.graph.principals import keep_graph
from bot.local.graph.server import Door, make_app, with_faults
from bot.local.graph.store import PACIFIC, columns_of, keep_person, keep_site, open_store
from bot.local.graph.tenant import Tenant
from bot.sharepoint.access import LOCAL_SITE


@dataclass(frozen=True, slots=True)
class StandIn:
    """A running stand-in. ``url`` is what `GRAPH_BASE_URL` wants; ``close`` stops it, and nothing is lost."""

    url: str
    door: Door
    runner: web.AppRunner

    @property
    def apps(self) -> Apps:
        """The catalogue of Teams apps, and who has which."""
        return Apps(self.door.store)

    @property
    def tenant(self) -> Tenant:
        """What of the directory tests look into and set."""
        return Tenant(self.door.store, self.door.consented)

    @property
    def ledger(self) -> list[Call]:
        """Every call so far, oldest first."""
        return list(self.door.ledger)

    def misbehave(self, *faults: Fault) -> None:
        """Let these faults come, after those that still wait."""
        with_faults(self.door, faults)

    def behave(self) -> None:
        """Forget every fault that still waits (an outage ends)."""
        self.door.plan.waiting.clear()
        self.door.plan.held_until = 0.0

    def keep_person(
        self, aad_id: str, upn: str, name: str = "", department: str = "", manager: str = "", *, mail: str = ""
    ) -> None:
        """Let the tenant have this person, with this profile from now on; ``manager`` is an id.

        ``mail``: their address, where it is not their sign-in name.
        """
        person = {"id": aad_id, "upn": upn, "name": name, "department": department, "manager": manager, "mail": mail}
        keep_person(self.door.store, person)

    def expire_tokens(self, title: str) -> None:
        """Make every delta token of a list end in 410."""
        expire_tokens(self.door.store, self._list(title))

    def columns(self, title: str) -> list[dict[str, Any]]:
        """The columns of a list that people may write, in order."""
        return [c for c in columns_of(self.door.store, self._list(title)).values() if not c["readOnly"]]

    def change_column(self, title: str, name: str, body: Mapping[str, Any]) -> None:
        """Change a column in the list's settings. Raises `Refused` for what cannot be changed."""
        with self.door.store.changing():
            change_column(self.door.store, self._list(title), name, body)

    def rename(self, title: str, to: str) -> None:
        """Give a list another title: its name, which stands in its address, stays."""
        with self.door.store.changing() as db:
            db.execute("UPDATE lists SET display_name = ? WHERE id = ?", (to, self._list(title)))

    def rows(self, title: str) -> list[dict[str, Any]]:
        """The rows of a list, oldest first: ``id``, ``modified``, ``editor`` and the values by column name.

        Empty when there is no such list.
        """
        store = self.door.store
        found = store.db.execute("SELECT id FROM lists WHERE display_name = ?", (title,)).fetchone()
        if found is None:
            return []
        rows = store.db.execute("SELECT * FROM items WHERE list = ? AND NOT deleted ORDER BY id", (found["id"],))
        return [
            {"id": str(row["id"]), "modified": row["modified"], "editor": row["editor"], **json.loads(row["fields"])}
            for row in rows.fetchall()
        ]

    def add(self, title: str, fields: Mapping[str, Any], editor: str) -> str:
        """Add a row as a person in SharePoint does; subscribers are told. Gives its id. Raises `Refused`."""
        list_id = self._list(title)
        with self.door.store.changing():
            row = create_item(self.door.store, list_id, columns_of(self.door.store, list_id), dict(fields), editor)
        self.door.spread_word(list_id)
        return str(row["id"])

    def edit(self, title: str, item_id: str, fields: Mapping[str, Any], editor: str) -> None:
        """Change a row as a person in SharePoint does; subscribers are told.

        Raises `Refused` for a value that the column does not take.
        """
        list_id = self._list(title)
        with self.door.store.changing():
            change_item(
                self.door.store,
                list_id,
                columns_of(self.door.store, list_id),
                item_id,
                dict(fields),
                if_match="",
                editor=editor,
            )
        self.door.spread_word(list_id)

    def remove(self, title: str, item_id: str) -> None:
        """Remove a row as a person in SharePoint does; subscribers are told."""
        list_id = self._list(title)
        with self.door.store.changing():
            delete_item(self.door.store, list_id, item_id, "")
        self.door.spread_word(list_id)

    def restore(self, title: str, item_id: str) -> None:
        """Bring a removed row back out of the recycle bin: it keeps its id; subscribers are told."""
        list_id = self._list(title)
        with self.door.store.changing():
            restore_item(self.door.store, list_id, columns_of(self.door.store, list_id), item_id)
        self.door.spread_word(list_id)

    async def close(self) -> None:
        """Stop listening and close the file."""
        for task in tuple(self.door.telling):
            task.cancel()
        await self.runner.cleanup()
        if self.door.http is not None:
            await self.door.http.close()
        self.door.store.db.close()

    def _list(self, title: str) -> str:
        row = self.door.store.db.execute("SELECT id FROM lists WHERE display_name = ?", (title,)).fetchone()
        if row is None:
            raise KeyError(title)
        return str(row["id"])


async def start(
    port: int,
    folder: Path,
    faults: Sequence[Fault] = (),
    *,
    site: str = LOCAL_SITE,
    people: Iterable[Mapping[str, str]] = (),
    record: Path | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    zone: ZoneInfo = PACIFIC,
    lag: int = 2,
) -> StandIn:
    """Start a stand-in on loopback; port 0 takes a free one.

    ``folder`` keeps its file, so that a restart loses nothing; ``site`` (``host:/path``) and ``people`` (``id``,
    ``upn``, ``name``, ``department``, ``manager``) are there from the start; ``record`` gets every exchange as JSON
    lines; ``zone`` is the site's; ``lag``: how many looks do not find what was just made in the directory.
    Raises `OSError` when the port is in use.
    """
    store = open_store(folder, clock, new_id, zone, lag)
    keep_site(store, site)
    keep_graph(store)
    for person in people:
        keep_person(store, person)
    door = Door(store, record=record)
    with_faults(door, faults)
    runner = web.AppRunner(make_app(door), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
    except OSError:
        await runner.cleanup()
        store.db.close()
        raise
    door.http = aiohttp.ClientSession(trust_env=False)
    bound = runner.addresses[0][1]
    return StandIn(f"http://127.0.0.1:{bound}/v1.0", door, runner)
