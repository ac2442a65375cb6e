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

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.delivery_kinds import ANSWER, CARDS
from bot.register import app_installations
from bot.register.numbers import next_number
from bot.register.prepared import Prepared
from bot.register.schema import deliveries, held_deliveries

State = Literal["waiting", "done", "set_aside", "refused"]

AT_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""As the time of the next try: now, whatever the clock says. So a clock that is put back delays nothing."""
_TRY_NOW: Final = update(deliveries).where(deliveries.c.state == "waiting").values(next_try=AT_ONCE)
_HELD: Final = deliveries.c.id.in_(select(held_deliveries.c.delivery))
_HELD_BACK: Final = "held until a meeting is over"
_FIELDS: Final = tuple(deliveries.c.keys())
_FIND: Final = Prepared(select(deliveries).where(deliveries.c.id == bindparam("wanted")))
_ADD: Final = Prepared(insert(deliveries))
_REFUSED: Final = Prepared(
    select(deliveries.c.reason)
    .where(deliveries.c.recipient == bindparam("whom"), deliveries.c.state == "refused", deliveries.c.kind != ANSWER)
    .limit(1)
)
"""Why Teams refuses somebody what is sent to them. An answer goes where they spoke, and may be refused there alone."""
SINCE_DUE: Final = case(
    (and_(deliveries.c.tries == 0, deliveries.c.next_try > deliveries.c.since), deliveries.c.next_try),
    else_=deliveries.c.since,
)
"""From when a delivery should go: since it was wanted, or from the time that was set for it. It waits since then."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing that must leave the bot. `id` is reference and purpose, such as ``DR-0042:list``.

    ``generation`` counts how often the same delivery was wanted; ``result`` holds the ids that Teams or Graph gave,
    of earlier generations too, so that a message is updated in place and an item is not made twice. ``since``: when it
    was wanted; from its first try on, when it should have gone (a digest: at its time).
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

    A delivery that is known already is wanted once more: its generation goes up and its tries start again; what should
    have gone already waits since then, however often it is wanted meanwhile. To someone
    whom Teams refused nothing new is sent, save an answer, until `reinstalled`. ``update_only``: bring up to date
    what was sent or is on its way; what was never wanted stays so, and what waits for its time waits on.
    """
    known = find(connection, id)
    if update_only and known is None:
        return
    if update_only and known is not None and known.state == "waiting" and known.tries == 0 and known.next_try > now:
        at = known.next_try
    refused = _REFUSED.one(connection, {"whom": recipient}) if recipient and kind != ANSWER else None
    unreachable = refused.reason if refused else ""
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
        row = {"id": id, "generation": 1, "result": {}, "number": next_number(connection, "delivery"), "leased_by": ""}
        _ADD.run(connection, wanted | row)
        return
    # What still waits keeps its place in the order: the first version of it has not been sent yet.
    place = known.number if known.state == "waiting" else next_number(connection, "delivery")
    if known.state == "waiting" and not unreachable:
        wanted["since"] = min(known.since if known.tries else max(known.since, known.next_try), now)
    connection.execute(
        update(deliveries).where(deliveries.c.id == id).values(**wanted, generation=known.generation + 1, number=place)
    )


def find(connection: Connection, delivery_id: str) -> Delivery | None:
    """The delivery with this id, or None."""
    row = _FIND.one(connection, {"wanted": delivery_id})
    return read(row) if row else None


def in_order(connection: Connection, ordering_key: str) -> list[Delivery]:
    """Every delivery that keeps to this order, sent or not, the oldest first."""
    query = select(deliveries).where(deliveries.c.ordering_key == ordering_key).order_by(deliveries.c.number)
    return [read(row) for row in connection.execute(query)]


def of_recipient(connection: Connection, recipient: str, begins: str) -> list[Delivery]:
    """The deliveries to one person whose ids begin so."""
    theirs = (deliveries.c.recipient == recipient, deliveries.c.id.startswith(begins, autoescape=True))
    return [read(row) for row in connection.execute(select(deliveries).where(*theirs))]


def remember(connection: Connection, delivery_id: str, told: Mapping[str, object]) -> None:
    """Keep beside a delivery what its next try must know, such as how far this one came."""
    known = find(connection, delivery_id)
    if known is not None:
        same = deliveries.c.id == delivery_id
        connection.execute(update(deliveries).where(same).values(result={**known.result, **told}))


def recipients(connection: Connection, reference: str, kind: str) -> frozenset[str]:
    """Entra ids of those for whom a delivery of this kind about a request is known, sent or not."""
    query = select(deliveries.c.recipient).where(deliveries.c.reference == reference, deliveries.c.kind == kind)
    return frozenset(connection.execute(query).scalars())


def show_again(
    connection: Connection, references: Collection[str] | Select[tuple[str]], now: datetime, *, recipient: str = ""
) -> list[str]:
    """Bring every card that shows one of these requests up to date where it stands: all of them, or one person's.

    One that is on its way may show what was so before: it is wanted once more, and waits for its time as it did.
    Gives the ids of those that begin anew.
    """
    theirs = [deliveries.c.recipient == recipient] if recipient else []
    cards = (deliveries.c.reference.in_(references), deliveries.c.kind.in_(CARDS), *theirs)
    once_more = {"generation": deliveries.c.generation + 1}
    connection.execute(update(deliveries).where(*cards, deliveries.c.state == "waiting").values(once_more))
    return _want_again(connection, now, *cards, deliveries.c.state == "done")


def message_again(connection: Connection, reference: str, recipient: str, event: str, now: datetime) -> list[str]:
    """Bring every message that told somebody of such an event up to date where it stands. Gives their ids."""
    told = (deliveries.c.reference == reference, deliveries.c.recipient == recipient, deliveries.c.kind == "message")
    rows = connection.execute(select(deliveries).where(*told, deliveries.c.state == "done"))
    of_it = [delivery.id for delivery in map(read, rows) if delivery.payload.get("event") == event]
    return _want_again(connection, now, deliveries.c.id.in_(of_it))


def wait_until(connection: Connection, ids: Collection[str], at: datetime, reason: str) -> list[str]:
    """Let those of these deliveries that nobody has tried yet wait until then, and say why. Gives their ids."""
    untried = (deliveries.c.id.in_(ids), deliveries.c.state == "waiting", deliveries.c.tries == 0)
    held = update(deliveries).where(*untried).values(next_try=at, reason=reason).returning(deliveries.c.id)
    return list(connection.execute(held).scalars())


def retry(connection: Connection, reference: str | None, now: datetime) -> list[str]:
    """Send again what waits, was set aside or was refused: of one reference (or one delivery's id), or everything.

    Returns the ids. What waits is tried at once; what had ended begins anew, and the app may be installed again for
    those who lack it. A ``Retry-After`` still counts.
    """
    app_installations.forget(connection)
    which = or_(deliveries.c.reference == reference, deliveries.c.id == reference)
    if reference is None:
        which = or_(deliveries.c.state != "waiting", deliveries.c.tries > 0)  # digests of next week stay there
    return _want_again(connection, now, deliveries.c.state != "done", which)


def reinstalled(connection: Connection, aad_id: str, now: datetime) -> None:
    """Someone installed the app, or wrote to the bot: what Teams had refused for them is sent after all."""
    _want_again(connection, now, deliveries.c.recipient == aad_id, deliveries.c.state == "refused")


def wake(connection: Connection, service: str) -> None:
    """A service answers again: whatever waits for it after a failed try may go now."""
    connection.execute(_TRY_NOW.where(deliveries.c.service == service, deliveries.c.tries > 0))


def release(connection: Connection, instance: str) -> int:
    """Take from an instance what it had in hand, because it has ended or begins anew: how many that were."""
    held = deliveries.c.leased_by == instance
    connection.execute(_TRY_NOW.where(held))
    return connection.execute(update(deliveries).where(held).values(leased_by="")).rowcount


def hurry(connection: Connection, now: datetime, longest: timedelta) -> None:
    """Try soon whatever waits longer than ``longest``: that was written before the clock was put back."""
    connection.execute(_TRY_NOW.where(deliveries.c.tries > 0, deliveries.c.next_try > now + longest))


def read(row: Row[Any]) -> Delivery:
    """A row of the table as a delivery."""
    values = dict(zip(_FIELDS, row, strict=True))
    return Delivery(**{**values, "payload": json.loads(values["payload"] or "{}")})


def held(connection: Connection, reference: str | None) -> list[str]:
    """What waits for the end of a meeting: of one reference (or one delivery's id), or everything."""
    which = [deliveries.c.reference == reference, deliveries.c.id == reference] if reference else [_HELD]
    query = select(deliveries.c.id).where(_HELD, deliveries.c.state == "waiting", or_(*which))
    return list(connection.execute(query.order_by(deliveries.c.number)).scalars())


def _want_again(connection: Connection, now: datetime, *which: ColumnElement[bool]) -> list[str]:
    """Try at once what waits, and begin anew what had ended. The ids of what may go, oldest first.

    What a meeting holds back goes when that is over, and not because somebody asked: it waits for its time anew.
    """
    anew = {"state": "waiting", "tries": 0, "since": now, "done_at": None, "generation": deliveries.c.generation + 1}
    ended = update(deliveries).where(deliveries.c.state != "waiting")
    connection.execute(ended.where(_HELD, *which).values(**anew, reason=_HELD_BACK))
    ahead = and_(deliveries.c.tries == 0, deliveries.c.next_try > now)  # it was not due yet: it is from now on
    at_once = _TRY_NOW.values(since=case((ahead, literal(now, deliveries.c.since.type)), else_=SINCE_DUE))
    found: list[tuple[int, str]] = []
    for again in (at_once, ended.values(**anew, reason="", next_try=AT_ONCE)):
        rows = connection.execute(again.where(~_HELD, *which).returning(deliveries.c.number, deliveries.c.id))
        found += [(number, id_) for number, id_ in rows]
    return [id_ for _, id_ in sorted(found)]
