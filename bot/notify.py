"""Turns "this should reach these people" into deliveries in the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection

from bot.deliveries import ledger
from bot.delivery_kinds import KINDS, KindName
from bot.meetings import Hold
from bot.people.notifications import Notification, later, notifications_for
from bot.people.preferences import after_quiet_hours
from bot.register import meetings
from bot.register import people as people_rows
from bot.register.register import Register
from dialogs.events import Event
from dialogs.model import People, Person, Request
from dialogs.records import Sponsor
from dialogs.sponsor_events import SponsorNamed

_AT_ONCE: Final = 200
"""Items that are enqueued in one transaction, so that nobody's turn waits for long."""


def notify(
    connection: Connection,
    event: Event,
    request: Request,
    people: People,
    now: datetime,
    *,
    number: int = 0,
    by: str = "",
    status_moved: bool = False,
    held: Hold | None = None,
) -> None:
    """Enqueue every delivery to a person that this event causes; ``request`` as it is afterwards.

    ``number``, ``by`` and ``status_moved``: see `notifications_for`. ``held``: the meeting after which people are told.
    """
    holders = ledger.recipients(connection, request.reference, "summary")

    def preferences_of(aad_id: str) -> Mapping[str, Any]:
        known = people_rows.find(connection, aad_id)
        return known.preferences if known else {}

    about = notifications_for(
        event, request, people, preferences_of, now, number=number, by=by, holders=holders, status_moved=status_moved
    )
    for notification in about:
        enqueue(connection, notification, now)
        if held is not None and notification.recipient.aad_id not in held.but:
            hold_cards(connection, held, request.reference, [notification.id], notification.at)
    if isinstance(event, SponsorNamed) and request.sponsor is not None and not request.sponsor.person.aad_id:
        _enqueue_search(connection, request, request.sponsor, now)


def hold_cards(
    connection: Connection, held: Hold, reference: str, ids: Collection[str], at: datetime | None = None
) -> None:
    """Let these deliveries about a request wait until a meeting is over. ``at``: when they could go without it."""
    reason = f"held until the meeting of {held.meeting.body} on {held.meeting.day} is over"
    for delivery in ledger.wait_until(connection, ids, held.until if at is None else max(at, held.until), reason):
        meetings.hold(connection, held.meeting, delivery, reference, at)


def enqueue(connection: Connection, notification: Notification, now: datetime) -> None:
    """Enter one notification in the ledger. What it shows is made from the request when it is sent: it is never old."""
    kind, reference = KINDS[notification.kind], notification.references[0] if notification.references else None
    payload: dict[str, Any] = {"role": notification.role, "name": notification.recipient.name}
    if notification.text:
        payload["text"] = notification.text
    if notification.about:
        payload["about"] = notification.about
    if notification.event:
        payload["event"] = notification.event
    if notification.status:
        payload |= {"status": notification.status, "entry": notification.entry}
    if notification.kind in ("digest", "reminder"):
        payload |= {"references": list(notification.references), "stage": notification.stage}
    if notification.task:
        payload["task"] = notification.task
    ledger.enqueue(
        connection,
        id=notification.id,
        reference=reference,
        kind=kind.name,
        service=kind.service,
        ordering_key=kind.ordering_key(reference=reference or "", recipient=notification.recipient.aad_id),
        recipient=notification.recipient.aad_id,
        payload=payload,
        now=now,
        at=notification.at,
        # The requester's own card came as the answer to their submit: its first delivery is an update already.
        update_only=notification.update and notification.kind != "own_card",
    )


def _enqueue_search(connection: Connection, request: Request, sponsor: Sponsor, now: datetime) -> None:
    """Enqueue finding out whose address the sponsor's is: whoever it belongs to is asked then."""
    search = KINDS["find_sponsor"]
    ledger.enqueue(
        connection,
        id=f"{request.reference}:find_sponsor:{sponsor.at:%Y-%m-%dT%H:%M:%S.%f}",
        reference=request.reference,
        kind=search.name,
        service=search.service,
        ordering_key=search.ordering_key(reference=request.reference),
        recipient="",
        payload={},
        now=now,
    )


async def enqueue_items(register: Register, requests: Sequence[tuple[str, str]], now: datetime) -> None:
    """As `enqueue_item`, of very many: reference and requester's Entra id of each."""

    def some(connection: Connection, first: int) -> None:
        for reference, requester in requests[first : first + _AT_ONCE]:
            enqueue_item(connection, reference, requester, now)

    for first in range(0, len(requests), _AT_ONCE):
        await register.write(partial(some, first=first))


def enqueue_item(connection: Connection, reference: str, requester: str, now: datetime) -> None:
    """Enqueue bringing a request's list item up to date: made when it is not there, changed when it is.

    ``requester``: their Entra id, empty once they were erased.
    """
    item = KINDS["item"]
    ledger.enqueue(
        connection,
        id=f"{reference}:list",
        reference=reference,
        kind=item.name,
        service=item.service,
        ordering_key=item.ordering_key(requester=requester or reference),
        recipient="",
        payload={},
        now=now,
    )


def enqueue_personal(
    connection: Connection,
    id: str,  # noqa: A002 - the ledger's own word
    kind: KindName,
    person: Person,
    payload: Mapping[str, Any],
    now: datetime,
    at: datetime | None = None,
) -> None:
    """Enqueue a message to one person that belongs to no request: a card moved from a channel, a file.

    ``at``: not before this time.
    """
    ledger.enqueue(
        connection,
        id=f"{kind}:{id}",
        reference=None,
        kind=kind,
        service=KINDS[kind].service,
        ordering_key=KINDS[kind].ordering_key(recipient=person.aad_id),
        recipient=person.aad_id,
        payload={"name": person.name, **payload},
        now=now,
        at=at,
    )


def enqueue_after_quiet_hours(
    connection: Connection,
    occasion: str,
    kind: KindName,
    messages: Collection[tuple[Person, Mapping[str, Any]]],
    now: datetime,
) -> None:
    """Enqueue a message to each of these people, once for an occasion, to be sent when their quiet hours are over."""
    choices = people_rows.preferences_of(connection, [person.aad_id for person, _ in messages])
    for person, payload in messages:
        at = later(after_quiet_hours(choices.get(person.aad_id, {}), now), now)
        enqueue_personal(connection, f"{occasion}:{person.aad_id}", kind, person, payload, now, at=at)
