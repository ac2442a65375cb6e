"""What the register knows of the list: which item shows a request, what it last said, how far it was read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.register.prepared import Prepared
from bot.register.schema import list_state, requests
from bot.register.upsert import insert_into
from dialogs.statuses import Status

DELTA_LINK = "delta_link"
READ_AGAIN = "read_again"
"""When the whole list is read again because rows could not be read; empty: not wanted."""
ASIDE = "aside"
"""What the last reading set aside because it could not be read: a list of a few words each."""
SUBSCRIPTION = "subscription"
LIST = "list"
"""The id of the list whose items the register knows."""
COLUMNS_SEEN = "columns_seen"
"""Which of the columns that are needed the list had when the items of open requests were last brought up to date."""
_MOST_SENDING = 8
"""Writes of one cell without an answer, of which each may have been carried out."""
_VALUE = Prepared(select(list_state.c.value).where(list_state.c.name == bindparam("name")))
_OVER = (Status.WITHDRAWN.value, Status.DECLINED.value, Status.DONE.value)


@dataclass(frozen=True, slots=True)
class ListItem:
    """One request's item. ``cells``: the columns as last written or read; ``version`` counts the item's changes."""

    reference: str
    item: str | None
    cells: Mapping[str, Any]
    version: int
    gone: bool
    status: str
    it_contact: str
    note: str
    """What the register has as the decision note: newer than the cell where somebody wrote it in the chat."""
    requester: str
    """Entra id of whoever made the request; empty once they were erased."""
    owed: tuple[str, ...] = ()
    """Columns in which the list still shows what was erased here: they are written whatever ``cells`` says."""
    sending: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By column, what was sent there and not confirmed, oldest first: the list may show it without anyone's doing."""


def find(connection: Connection, reference: str) -> ListItem | None:
    """The item of one request, or None when there is no such request."""
    return next(iter(_listed(connection, requests.c.reference == reference)), None)


def among(connection: Connection, items: Collection[str], references: Collection[str]) -> dict[str, ListItem]:
    """The requests that these items show, or that have these references; by reference."""
    found: dict[str, ListItem] = {}
    for column, values in ((requests.c.item, list(items)), (requests.c.reference, list(references))):
        for start in range(0, len(values), 500):
            found |= {r.reference: r for r in _listed(connection, column.in_(values[start : start + 500]))}
    return found


def everything(connection: Connection) -> dict[str, ListItem]:
    """Every request that has an item: needed when the whole list was read again."""
    return {r.reference: r for r in _listed(connection, requests.c.item.is_not(None))}


def _listed(connection: Connection, condition: Any) -> list[ListItem]:
    columns = (
        requests.c.reference,
        requests.c.item,
        requests.c.list_state,
        requests.c.gone,
        requests.c.status,
        requests.c.it_contact,
        requests.c.decision_note,
        requests.c.aad_id,
    )
    rows = connection.execute(select(*columns).where(condition))
    return [
        ListItem(
            r.reference,
            r.item,
            r.list_state.get("cells", {}),
            r.list_state.get("version", 0),
            r.gone,
            r.status,
            r.it_contact,
            r.decision_note,
            r.aad_id,
            tuple(r.list_state.get("owed", ())),
            {name: tuple(values) for name, values in r.list_state.get("sending", {}).items()},
        )
        for r in rows
    ]


def note(
    connection: Connection,
    reference: str,
    *,
    item: str,
    url: str,
    cells: Mapping[str, Any],
    version: int,
    owed: Collection[str] = (),
    sending: Mapping[str, Collection[str]] | None = None,
    gone: bool = False,
) -> None:
    """Remember what the list shows of a request now, what an erasure still has to change there, and what is on its way.

    See `ListItem`.
    """
    state: dict[str, Any] = {"cells": dict(cells), "version": version}
    if owed:
        state["owed"] = sorted(owed)
    if kept := {name: list(values) for name, values in (sending or {}).items() if values}:
        state["sending"] = kept
    values: dict[str, Any] = {"item": item, "list_state": state, "gone": gone}
    if url:
        values["list_url"] = url
    connection.execute(update(requests).where(requests.c.reference == reference).values(**values))


def about_to_write(connection: Connection, reference: str, cells: Mapping[str, str]) -> None:
    """Remember what is sent to the list now, before it is: its answer may be lost, or the list be read before it."""
    chosen = select(requests.c.list_state).where(requests.c.reference == reference)
    state = connection.execute(chosen).scalar_one_or_none()
    if state is None:
        return
    sending = dict(state.get("sending", {}))
    for name, cell in cells.items():
        sending[name] = [*(one for one in sending.get(name, ()) if one != cell), cell][-_MOST_SENDING:]
    changed = update(requests).where(requests.c.reference == reference)
    connection.execute(changed.values(list_state={**state, "sending": sending}))


def under_way(connection: Connection) -> list[tuple[str, str]]:
    """Reference and requester's Entra id of every request with an item of which something may still become."""
    chosen = select(requests.c.reference, requests.c.aad_id).where(
        requests.c.item.is_not(None), requests.c.gone.is_(False), requests.c.status.not_in(_OVER)
    )
    return [(row.reference, row.aad_id) for row in connection.execute(chosen.order_by(requests.c.number))]


def forget_items(connection: Connection) -> None:
    """The list is another one: an item's id means something else there, and nothing is known of what it shows."""
    forgotten = {"item": None, "list_url": "", "list_state": {"cells": {}, "version": 0}}
    connection.execute(update(requests).where(requests.c.item.is_not(None)).values(**forgotten))


def without_item(connection: Connection) -> list[tuple[str, str]]:
    """Reference and requester's Entra id of every request that is to be in the list and is not, as far as is known."""
    chosen = select(requests.c.reference, requests.c.aad_id)
    wanted = chosen.where(requests.c.item.is_(None), requests.c.gone.is_(False)).order_by(requests.c.number)
    return [(row.reference, row.aad_id) for row in connection.execute(wanted)]


def forget_cells(connection: Connection, names: Collection[str]) -> None:
    """Columns were removed from the list, with all that stood in them: what was known of these cells is no more."""
    for item in everything(connection).values():
        if any(name in item.cells for name in names):
            kept = {name: cell for name, cell in item.cells.items() if name not in names}
            state = connection.execute(
                select(requests.c.list_state).where(requests.c.reference == item.reference)
            ).scalar_one()
            changed = update(requests).where(requests.c.reference == item.reference)
            connection.execute(changed.values(list_state={**state, "cells": kept}))


def value(connection: Connection, name: str) -> Any:
    """What is stored under this name, or None."""
    row = _VALUE.one(connection, {"name": name})
    return row.value if row else None


def set_aside(connection: Connection) -> list[str]:
    """What of the list could not be read and waits for a whole reading: a few words each, and nothing typed."""
    return [str(one) for one in value(connection, ASIDE) or []]


def keep_value(connection: Connection, name: str, new: Any) -> None:
    """Store something under this name; None: nothing stands there any more."""
    if new is None:
        connection.execute(delete(list_state).where(list_state.c.name == name))
        return
    insert = insert_into(connection, list_state)
    stored = insert.values(name=name, value=new)
    connection.execute(stored.on_conflict_do_update(index_elements=["name"], set_={"value": new}))


def take_lease(connection: Connection, name: str, instance: str, now: datetime, length: timedelta) -> bool:
    """Whether this instance may do the named work until ``now + length``: of several instances one does it at a time.

    A lease that lies further ahead than it can be was written before the clock was put back, and counts as over.
    """
    held = value(connection, f"lease:{name}")
    if held and held["by"] != instance and now < datetime.fromisoformat(held["until"]) <= now + length:
        return False
    keep_value(connection, f"lease:{name}", {"by": instance, "until": (now + length).isoformat()})
    return True


def give_back_lease(connection: Connection, name: str, instance: str, now: datetime) -> None:
    """End the lease of this instance: whoever comes next need not wait until it runs out."""
    held = value(connection, f"lease:{name}")
    if held and held["by"] == instance:
        keep_value(connection, f"lease:{name}", {"by": instance, "until": now.isoformat()})
