"""The seal of each day: planned once, whichever instance is first, and carried to the list like everything else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from bot.deliveries import ledger
from bot.deliveries.ledger import Delivery
from bot.delivery_kinds import KINDS
from bot.register.anchor_file import Outside
from bot.register.audit import end_of
from bot.register.audit_verification import verify
from bot.register.schema import deliveries
from bot.register.seal_verification import Held, Known, hold_against
from bot.register.seals import Seal, SealList, Seen, end_now, wanted_by

_KIND: Final = KINDS["seal"]
_ID: Final = "seal:{}"


def is_due(connection: Connection, day: date) -> bool:
    """Whether there is a history, and the day has no seal of it yet: it only reads."""
    return ledger.find(connection, _ID.format(day)) is None and end_of(connection)[0] > 0


def plan(connection: Connection, day: date, now: datetime) -> Seal | None:
    """Seal a day, unless it is sealed or the history is empty. Gives the seal that was planned just now.

    Run it as one job of the register: of several instances the second finds the day sealed.
    """
    if not is_due(connection, day) or (seal := end_now(connection, day, now)) is None:
        return None
    ledger.enqueue(
        connection,
        id=_ID.format(day),
        reference=None,
        kind=_KIND.name,
        service=_KIND.service,
        ordering_key=_KIND.ordering_key(reference=day.isoformat()),  # a day waits for no other
        recipient="",
        payload=_told(seal),
        now=now,
    )
    return seal


def seal_of(delivery: Delivery) -> Seal:
    """The seal that a delivery carries."""
    told = delivery.payload
    at = datetime.fromisoformat(str(told["at"]))
    return Seal(date.fromisoformat(str(told["day"])), at, int(told["rows"]), str(told["seal"]), str(told["history"]))


def known(connection: Connection) -> Known:
    """What the ledger knows of the seals: those that the list took, and those that wait."""
    mine = select(deliveries.c.id, deliveries.c.state, deliveries.c.result).where(deliveries.c.kind == _KIND.name)
    put: dict[date, str] = {}
    waiting: set[date] = set()
    for row in connection.execute(mine):
        day = date.fromisoformat(row.id.partition(":")[2])
        if item := str((row.result or {}).get("item") or ""):
            put[day] = item
        elif row.state != "done":
            waiting.add(day)
    return Known(put, waiting)


def verified(connection: Connection, outside: Outside | None, there: SealList | None, today: date) -> tuple[int, Held]:
    """Walk the whole history and hold it against anchors and, where it was read, the list of seals.

    Gives how many rows there are. Raises OSError when the anchors cannot be read.
    """
    if there is None:
        rows, faults = verify(connection, outside)
        return rows, Held(list(faults))
    seen = Seen(wanted_by(there))
    rows, faults = verify(connection, outside, notice=seen.row)
    held = hold_against(there, seen, known(connection), today)
    return rows, Held([*faults, *held.faults], held.notes)


def _told(seal: Seal) -> Mapping[str, Any]:
    at = seal.at.astimezone(UTC).isoformat(timespec="seconds")
    return {"day": seal.day.isoformat(), "at": at, "rows": seal.rows, "seal": seal.seal, "history": seal.history}
