"""The ledger of deliveries: what must leave the bot, for whom, and how far it has come. Operators see this.

Plain functions on a connection. The register writes one job after the other, on PostgreSQL across instances too, so
that looking and then changing inside one job is safe.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, Select, insert, or_, select, update

from bot.deliveries.kinds import ANSWER, CARDS
from bot.register.schema import deliveries, references
from bot.register.upsert import insert_into

State = Literal["waiting", "done", "set_aside", "refused"]

AT_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""As the time of the next try: now, whatever the clock says. So a clock that is put back delays nothing."""


_FIELDS: Final = tuple(deliveries.c.keys())


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing that must leave the bot. `id` is reference and purpose, such as ``DR-0042:list``.

    ``generation`` counts how often the same delivery was wanted; ``result`` holds the ids that Teams or Graph gave,
    of earlier generations too, so that a message is updated in place and an item is not made twice.
    """

    id: str
    reference: str | None
    kind: str
    service: str
    ordering_key: str
    recipient: str
    payload: Mapping[str, Any]
    generation: int
    state: State
    tries: int
    reason: str
    since: datetime
    next_try: datetime
    done_at: datetime | None
    result: Mapping[str, Any]
    number: int
    leased_by: str


def enqueue(
    connection: Connection,
    *,
    id: str,  # noqa: A002 - the word that everyone uses for it
    reference: str | None,
    kind: str,
    service: str,
    ordering_key: str,
    recipient: str,
    payload: Mapping[str, Any] | None,
    now: datetime,
    at: datetime | None = None,
    update_only: bool = False,
) -> None:
    """Want something delivered, in the transaction that decided so; ``at``: not before this time.

    A delivery that is known already is wanted once more: its generation goes up and its tries start again. To someone
    whom Teams refused nothing new is sent, save an answer, until `reinstalled`. ``update_only``: bring up to date
    what was sent or is on its way; what was never wanted stays so, and what waits for its time waits on.
    """
    known = find(connection, id)
    if update_only and known is None:
        return
    if update_only and known is not None and known.state == "waiting" and known.tries == 0 and known.next_try > now:
        at = known.next_try
    unreachable = _refusal(connection, service, recipient) if kind != ANSWER else ""
    wanted = {
        "reference": reference,
        "kind": kind,
        "service": service,
        "ordering_key": ordering_key,
        "recipient": recipient,
        "payload": json.dumps(payload) if payload else "",
        "state": "refused" if unreachable else "waiting",
        "tries": 0,
        "reason": unreachable,
        "since": now,
        "next_try": at if at is not None and at > now else AT_ONCE,
        "done_at": None,
    }
    if known is None:
        row = {"id": id, "generation": 1, "result": {}, "number": _next_number(connection), "leased_by": ""}
        connection.execute(insert(deliveries).values(**wanted, **row))
        return
    # What still waits keeps its place in the order: the first version of it has not been sent yet.
    place = known.number if known.state == "waiting" else _next_number(connection)
    connection.execute(
        update(deliveries).where(deliveries.c.id == id).values(**wanted, generation=known.generation + 1, number=place)
    )


def find(connection: Connection, delivery_id: str) -> Delivery | None:
    """The delivery with this id, or None."""
    row = connection.execute(select(deliveries).where(deliveries.c.id == delivery_id)).first()
    return read(row) if row else None


def recipients(connection: Connection, reference: str, kind: str) -> frozenset[str]:
    """Entra ids of those for whom a delivery of this kind about a request is known, sent or not."""
    query = select(deliveries.c.recipient).where(deliveries.c.reference == reference, deliveries.c.kind == kind)
    return frozenset(connection.execute(query).scalars())


def show_again(
    connection: Connection, references: Collection[str] | Select[tuple[str]], now: datetime, *, recipient: str = ""
) -> None:
    """Bring every card that shows one of these requests up to date where it stands: all of them, or one person's.

    One that is on its way may show what was so before: it is wanted once more, and waits for its time as it did.
    """
    cards = [deliveries.c.reference.in_(references), deliveries.c.kind.in_(CARDS)]
    theirs = [deliveries.c.recipient == recipient] if recipient else []
    once_more = {"generation": deliveries.c.generation + 1}
    waiting, sent = (deliveries.c.state == state for state in ("waiting", "done"))
    again = {"state": "waiting", "tries": 0, "since": now, "next_try": AT_ONCE, "done_at": None}
    connection.execute(update(deliveries).where(*cards, *theirs, waiting).values(**once_more))
    connection.execute(update(deliveries).where(*cards, *theirs, sent).values(**again, **once_more))


def message_again(connection: Connection, reference: str, recipient: str, event: str, now: datetime) -> None:
    """Bring every message that told somebody of such an event up to date where it stands."""
    told = (deliveries.c.reference == reference, deliveries.c.recipient == recipient, deliveries.c.kind == "message")
    rows = connection.execute(
        select(deliveries).where(*told, deliveries.c.state == "done").order_by(deliveries.c.number)
    )
    for delivery in map(read, rows.all()):
        if delivery.payload.get("event") == event:
            _want_again(connection, delivery, now)


def retry(connection: Connection, reference: str | None, now: datetime) -> list[str]:
    """Send again what waits, was set aside or was refused: of one reference (or one delivery's id), or everything.

    Returns the ids. What waits is tried at once; what had ended begins anew. A ``Retry-After`` still counts.
    """
    query = select(deliveries).where(deliveries.c.state != "done")
    if reference is not None:
        query = query.where(or_(deliveries.c.reference == reference, deliveries.c.id == reference))
    else:
        query = query.where(
            or_(deliveries.c.state != "waiting", deliveries.c.tries > 0)
        )  # digests of next week stay there
    found = [read(row) for row in connection.execute(query.order_by(deliveries.c.number))]
    for delivery in found:
        _want_again(connection, delivery, now)
    return [delivery.id for delivery in found]


def reinstalled(connection: Connection, aad_id: str, now: datetime) -> list[str]:
    """Someone installed the app, or wrote to the bot: what Teams had refused for them is sent after all.

    Returns the ids.
    """
    query = select(deliveries).where(deliveries.c.recipient == aad_id, deliveries.c.state == "refused")
    found = [read(row) for row in connection.execute(query.order_by(deliveries.c.number))]
    for delivery in found:
        _want_again(connection, delivery, now)
    return [delivery.id for delivery in found]


def wake(connection: Connection, service: str) -> None:
    """A service answers again: whatever waits for it after a failed try may go now."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.service == service, deliveries.c.state == "waiting", deliveries.c.tries > 0)
        .values(next_try=AT_ONCE)
    )


def release(connection: Connection, instance: str) -> int:
    """Take from an instance what it had in hand, because it has ended or begins anew.

    Returns how many deliveries that were.
    """
    freed = update(deliveries).where(deliveries.c.leased_by == instance).values(leased_by="")
    connection.execute(freed.where(deliveries.c.state == "waiting").values(next_try=AT_ONCE))
    return connection.execute(freed).rowcount


def hurry(connection: Connection, now: datetime, longest: timedelta) -> None:
    """Try soon whatever waits longer than ``longest``: that was written before the clock was put back."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.state == "waiting", deliveries.c.tries > 0, deliveries.c.next_try > now + longest)
        .values(next_try=AT_ONCE)
    )


def read(row: Row[Any]) -> Delivery:
    """A row of the table as a delivery."""
    values = dict(zip(_FIELDS, row, strict=True))
    return Delivery(**{**values, "payload": json.loads(values["payload"] or "{}")})


def _want_again(connection: Connection, delivery: Delivery, now: datetime) -> None:
    values: dict[str, Any] = {"next_try": AT_ONCE}
    if delivery.state != "waiting":
        values |= {"state": "waiting", "generation": delivery.generation + 1, "tries": 0, "since": now, "reason": ""}
    connection.execute(update(deliveries).where(deliveries.c.id == delivery.id).values(**values))


def _refusal(connection: Connection, service: str, recipient: str) -> str:
    """Why Teams refused this person, or empty."""
    if not recipient:
        return ""
    query = select(deliveries.c.reason).where(
        deliveries.c.recipient == recipient, deliveries.c.state == "refused", deliveries.c.service == service
    )
    return connection.execute(query.limit(1)).scalar() or ""


def _next_number(connection: Connection) -> int:
    insert_one = insert_into(connection, references)
    counted = insert_one.values(name="delivery", last=1).on_conflict_do_update(
        index_elements=["name"], set_={"last": references.c.last + 1}
    )
    number: int = connection.execute(counted.returning(references.c.last)).scalar_one()
    return number
