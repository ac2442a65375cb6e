"""The agenda of a body in the one channel that it chose: which one that is, what it shows, and when that changes.

What it shows is worked out anew each half minute and sent when it differs: whatever changes an agenda is found (a
request that came, a day that passed, other rules), and many changes at once are one update.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.deliveries import ledger
from bot.delivery_kinds import KINDS
from bot.held_news import before_told, held_by
from bot.host.incoming import Incoming
from bot.register import agenda_channels, audit, requests
from bot.register import meetings as rows
from bot.register.agenda_channels import Row
from dialogs import channel_agenda_card
from dialogs.agendas import Item, Meeting, bodies_that_meet, filled, in_order, is_gone, meeting_day, step_at
from dialogs.model import Card
from dialogs.statuses import Status
from dialogs.wording import local_day
from governance_rules import Rulebook
from governance_rules.model import Body

SAID_FIRST: Final = timedelta(seconds=3)
"""How long the post waits behind the words that say who will be able to read it."""
_KIND: Final = KINDS["agenda"]


@dataclass(frozen=True, slots=True)
class Change:
    """A channel whose post is to show something else: ``shown`` is its hash; empty: the body is no more."""

    row: Row
    shown: str


def keep(
    connection: Connection, body: str, incoming: Incoming, rulebook: Rulebook, key: str, now: datetime, new_id: str
) -> bool:
    """Keep the agenda of a body in the channel in which this was said. Says whether something is to be delivered.

    It is kept in one channel: the post of another says so. Where it is kept already, its post is looked after.
    """
    channel, known = incoming.channel, _body(rulebook, body)
    if not channel or known is None:
        return False
    before = agenda_channels.find(connection, body)
    if before is not None and before.conversation == channel:
        place = replace(before, service_url=incoming.service_url, tenant=incoming.tenant, bot=incoming.bot_account)
        agenda_channels.keep(connection, place)
        _enqueue(connection, before, now, anew=True)
        return True
    row = Row(
        body=body,
        conversation=channel,
        team=incoming.team,
        service_url=incoming.service_url,
        tenant=incoming.tenant,
        bot=incoming.bot_account,
        delivery=f"agenda:{body}:{new_id}",
        shown=_hash(post_of(connection, rulebook, known, now)[0]),
        chosen_at=now,
        aad_id=incoming.person.aad_id,
    )
    agenda_channels.keep(connection, row)
    _take_away(connection, body, now, but=row.delivery)
    _enqueue(connection, row, now, at=now + SAID_FIRST)
    audit.append(connection, now, audit.Entry(key, "agenda_kept", body, {"moved": before is not None}))
    return True


def stop(connection: Connection, body: str, key: str, now: datetime) -> bool:
    """Keep the agenda of a body in no channel. Says whether something is to be delivered."""
    if agenda_channels.find(connection, body) is not None:
        agenda_channels.remove(connection, body)
        audit.append(connection, now, audit.Entry(key, "agenda_stopped", body, {}))
    return _take_away(connection, body, now)


def left(connection: Connection, incoming: Incoming, now: datetime) -> None:
    """The bot was removed from here: what is kept in this team's channels is kept nowhere any more."""
    for row in agenda_channels.of_team(connection, incoming.channel or incoming.conversation, incoming.team):
        gone(connection, row, now, "removed")


def gone(connection: Connection, row: Row, now: datetime, why: str) -> None:
    """The channel takes nothing any more: it has to be chosen again. Another that was chosen meanwhile stays."""
    if agenda_channels.of_delivery(connection, row.delivery) is not None:
        agenda_channels.remove(connection, row.body)
        audit.append(connection, now, audit.Entry("deliveries", "agenda_stopped", row.body, {"why": why}))


def changed(connection: Connection, rulebook: Rulebook, now: datetime) -> tuple[Change, ...]:
    """The channels whose posts are to show something else than they were to show last. It only reads."""
    found = []
    for row in agenda_channels.every(connection):
        body = _body(rulebook, row.body)
        shown = _hash(post_of(connection, rulebook, body, now)[0]) if body is not None else ""
        if shown != row.shown:
            found.append(Change(row, shown))
    return tuple(found)


def bring_up_to_date(connection: Connection, rulebook: Rulebook, now: datetime) -> int:
    """Let every such post be brought up to date where it stands; gives how many. Run it as one job of the register."""
    changes = changed(connection, rulebook, now)
    for change in changes:
        if change.shown:
            agenda_channels.note_shown(connection, change.row.body, change.shown)
        else:
            agenda_channels.remove(connection, change.row.body)
            fields = {"why": "no such body"}
            audit.append(connection, now, audit.Entry("rules", "agenda_stopped", change.row.body, fields))
        _enqueue(connection, change.row, now)
    return len(changes)


def shown_by(connection: Connection, rulebook: Rulebook, delivery: str, now: datetime) -> tuple[Row, Card, str] | None:
    """The channel whose post this delivery keeps, and what it shows now; None: it keeps none any more."""
    row = agenda_channels.of_delivery(connection, delivery)
    body = _body(rulebook, row.body) if row is not None else None
    return None if row is None or body is None else (row, *post_of(connection, rulebook, body, now))


def post_of(connection: Connection, rulebook: Rulebook, body: Body, now: datetime) -> tuple[Card, str]:
    """What the channel of a body shows now."""
    day, items = agenda_as_told(connection, rulebook, body, now)
    return channel_agenda_card(rulebook, body.id, day, items)


def agenda_as_told(
    connection: Connection, rulebook: Rulebook, body: Body, now: datetime
) -> tuple[date | None, tuple[Item, ...]]:
    """The day of the meeting of a body that goes on or comes next, and what is on its agenda for all to see.

    What a meeting holds of its decisions is not told by what comes to an agenda or goes from it: each request is where
    it was before. Without a day it is what waits for the body.
    """
    running = rows.running(connection)
    held = held_by(connection, [one for one in running if one.holds_news])
    held_requests = sorted(frozenset[str]().union(*(references for _, references in held)))
    now_there = {one.reference: one for one in rows.with_body(connection, body.id)}
    touched = {one.reference: one for one in requests.several(connection, held_requests)}
    told = [before_told(one, held, rulebook) for one in (touched | now_there).values()]
    here = [one for one in told if step_at(one, body.id) is not None]
    day = _day(connection, body, local_day(now), running)
    if day is None:
        return None, tuple(Item(one, place) for place, one in enumerate(in_order(here), 1))
    items = rows.items_of(connection, body.id, day)
    kept = Meeting(body.id, day, tuple(replace(i, request=before_told(i.request, held, rulebook)) for i in items))
    put_off = rows.put_off(connection, body.id, day, [one.reference for one in here])
    meeting = filled(kept, here, put_off, body.items_at_most)
    return day, tuple(item for item in meeting.items if not _is_gone(meeting, item))


def _is_gone(meeting: Meeting, item: Item) -> bool:
    return is_gone(meeting, item) or item.request.status == Status.WITHDRAWN


def _day(connection: Connection, body: Body, today: date, running: Sequence[rows.Row]) -> date | None:
    """The day of its meeting that goes on, also after midnight, or else of the next one."""
    under_way = [one.day for one in running if one.body == body.id]
    if under_way:
        return under_way[-1]
    day = meeting_day(body, today)
    row = rows.find(connection, body.id, today) if day == today else None
    over = row is not None and row.closed_at is not None
    return meeting_day(body, today, after_today=True) if over else day


def _take_away(connection: Connection, body: str, now: datetime, *, but: str = "") -> bool:
    """Let every post of this agenda say that it is not kept there, ``but`` that of one delivery.

    Also one that was left standing in a channel that took nothing for a time: its titles go once it takes something.
    """
    standing = [one for one in ledger.in_order(connection, _key(body)) if one.id != but and not one.result.get("over")]
    for one in standing:
        _want(connection, one.id, body, now)
    return bool(standing)


def _body(rulebook: Rulebook, body: str) -> Body | None:
    return next((one for one in bodies_that_meet(rulebook) if one.id == body), None)


def _enqueue(
    connection: Connection, row: Row, now: datetime, *, at: datetime | None = None, anew: bool = False
) -> None:
    """Bring a post up to date; ``anew``: post it again where it is not there, however often that was done."""
    _want(connection, row.delivery, row.body, now, at=at, payload={"anew": True} if anew else {})


def _want(
    connection: Connection,
    delivery: str,
    body: str,
    now: datetime,
    *,
    at: datetime | None = None,
    payload: Mapping[str, bool] | None = None,
) -> None:
    ledger.enqueue(
        connection,
        id=delivery,
        reference=None,
        kind=_KIND.name,
        service=_KIND.service,
        ordering_key=_key(body),
        recipient="",
        payload=payload,
        now=now,
        at=at,
    )


def _key(body: str) -> str:
    return _KIND.ordering_key(reference=body)


def _hash(card: Card) -> str:
    return hashlib.sha256(json.dumps(card, sort_keys=True).encode()).hexdigest()
