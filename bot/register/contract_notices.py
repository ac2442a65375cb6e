"""What was told of the ends of contracts, which renewals have begun since, and how many met IT in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, func, select

from bot.people.contracts import Notice, is_retired
from bot.register.schema import requests
from bot.register.system_tables import contract_notices, request_systems, systems
from bot.register.upsert import insert_into
from dialogs.statuses import Status
from dialogs.wording import local_day

_COUNTS_NOT: Final = (Status.WITHDRAWN.value, Status.DECLINED.value)
"""A request with such a status renews nothing."""
_AT_ONCE: Final = 500


def told(connection: Connection, items: Iterable[str]) -> dict[str, tuple[Notice, ...]]:
    """The notices of these systems, by the ids of their rows."""
    found: dict[str, tuple[Notice, ...]] = {}
    for some in _pieces(items):
        for row in connection.execute(select(contract_notices).where(contract_notices.c.item.in_(some))):
            found[row.item] = (*found.get(row.item, ()), _notice(row))
    return found


def keep(connection: Connection, notices: Iterable[Notice]) -> None:
    """Keep notices as they are now."""
    rows = [
        {
            "item": one.item,
            "contract_ends": one.ends.isoformat(),
            "told_at": one.told_at,
            "told_again_at": one.told_again_at,
            "half_on": one.half_on.isoformat(),
            "moved": one.moved,
        }
        for one in notices
    ]
    if rows:
        made = insert_into(connection, contract_notices)
        new = {name: made.excluded[name] for name in rows[0] if name not in {"item", "contract_ends"}}
        connection.execute(made.on_conflict_do_update(index_elements=["item", "contract_ends"], set_=new), rows)


def asked(connection: Connection, items: Iterable[str]) -> dict[str, datetime]:
    """When a request about each of these systems was sent last, of those that are neither withdrawn nor declined."""
    found: dict[str, datetime] = {}
    r, s = requests.c, request_systems.c
    about = and_(s.reference == r.reference, r.status.not_in(_COUNTS_NOT))
    sent = select(s.item, func.max(r.submitted_at).label("last")).join_from(requests, request_systems, about)
    for some in _pieces(items):
        rows = connection.execute(sent.where(s.item.in_(some)).group_by(s.item))
        found |= {row.item: row.last for row in rows}
    return found


def met_in_time(connection: Connection, now: datetime) -> tuple[int, int]:
    """How many contracts had a request about them by half of their notice, and of how many that is known by now.

    Those that were known too late for that are left out, and so are those whose half is still to come, and systems
    that were retired or taken out of the list without a request: nobody had to renew them.
    """
    n, r, s = contract_notices.c, requests.c, request_systems.c
    about = and_(s.reference == r.reference, s.item == n.item, r.status.not_in(_COUNTS_NOT))
    first = select(func.min(r.submitted_at)).where(about, r.submitted_at > n.told_at).scalar_subquery()
    met = of = 0
    known = select(n.told_at, n.half_on, first.label("first"), systems.c.state, systems.c.gone)
    listed = known.join_from(contract_notices, systems, systems.c.item == n.item, isouter=True)
    for row in connection.execute(listed.where(n.moved.is_(False))):
        half = date.fromisoformat(row.half_on)
        if local_day(row.told_at) >= half or (row.first is None and (row.gone or is_retired(row.state or ""))):
            continue
        in_time = row.first is not None and local_day(row.first) <= half
        met += in_time
        of += in_time or half < local_day(now)
    return met, of


def _pieces(items: Iterable[str]) -> list[list[str]]:
    wanted = list(items)
    return [wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE)]


def _notice(row: Any) -> Notice:
    ends, half = date.fromisoformat(row.contract_ends), date.fromisoformat(row.half_on)
    return Notice(row.item, ends, row.told_at, half, row.told_again_at, row.moved)
