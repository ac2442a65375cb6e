"""What a copy that was put back leaves to the running front door: people are not told again what they were told.

Between the copy and the end of the front door that was lost, people were told of what happened. The list still shows
it, and the calendar still names it. Whatever lies in that time is learnt without a message; what came after is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self, TypeVar

from sqlalchemy import Connection, select, update

from bot import benefit_questions, contract_radar, papers
from bot.delivery_kinds import CARDS
from bot.notify import enqueue
from bot.people.schedule import claim, occurrences_due
from bot.people.working_days import in_working_hours
from bot.register import list_items
from bot.register.list_items import ListItem
from bot.register.schema import deliveries, references
from bot.sharepoint.polling import reference_of
from bot.sharepoint.reading import Row
from bot.sharepoint.words import words_of
from dialogs.model import People
from governance_rules import Rulebook

T = TypeVar("T")
NAME: Final = "put_back"
UNREAD: Final = timedelta(minutes=2)
"""What was changed in the list so shortly before the end may not have been read any more: it is told."""
SHOWN: Final = timedelta(days=30)
"""How long the doctor tells of it."""
_STEP: Final = timedelta(minutes=15)
_LONGEST: Final = timedelta(days=31)
_WORK: Final = ("StepsDone", "ChecksDone", "Benefit")
"""Columns of the list in which work shows that the register does not read back from there."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """A copy was put back, and what is still to be done about it. Times are ISO in UTC."""

    copy: str
    """When it was made."""
    until: str
    """When the front door that was lost still ran, as far as is known."""
    at: str
    """When it was put back."""
    list_unread: bool = True
    calendar_unread: bool = True
    only_in_list: tuple[str, ...] = ()
    """References in the list that the register does not know: they were sent after the copy."""
    newer_in_list: tuple[str, ...] = ()
    """Requests of which the list shows steps or checks that the register does not know."""

    @classmethod
    def find(cls, connection: Connection) -> Self | None:
        """The last time that a copy was put back; None: never."""
        kept = list_items.value(connection, NAME)
        lists = ("only_in_list", "newer_in_list")
        return cls(**{**kept, **{name: tuple(kept[name]) for name in lists}}) if kept else None

    def keep(self, connection: Connection) -> None:
        """Store it in the place of what was stored."""
        list_items.keep_value(connection, NAME, asdict(self))

    def told_by(self, changed: datetime | None) -> bool:
        """Whether people were told of what was changed in the list then; where nobody knows when, they were not."""
        return changed is not None and changed <= datetime.fromisoformat(self.until) - UNREAD


def told_already(connection: Connection, job: Callable[[], T]) -> T:
    """Run this, and let every message to people that it enqueues count as sent. Cards in place are still renewed."""
    last = connection.execute(select(references.c.last).where(references.c.name == "delivery")).scalar() or 0
    done = job()
    new = (deliveries.c.number > last, deliveries.c.service != "graph", deliveries.c.state == "waiting")
    columns = (deliveries.c.id, deliveries.c.kind, deliveries.c.result, deliveries.c.since)
    for row in connection.execute(select(*columns).where(*new)).all():
        if row.kind in CARDS and row.result.get("activity"):
            continue
        sent = update(deliveries).where(deliveries.c.id == row.id)
        connection.execute(sent.values(state="done", done_at=row.since, reason=""))
    return done


def calendar_read(connection: Connection, people: People, rulebook: Rulebook) -> bool:
    """Count digests, reminders, papers and questions that were due in that time as sent. Whether there was one."""
    put_back = PutBack.find(connection)
    if put_back is None or not put_back.calendar_unread:
        return False
    at = _last_working_moment(put_back, people)
    if at is not None:
        moment = at

        def as_then() -> None:
            for notification in claim(connection, occurrences_due(connection, people, rulebook, moment), moment):
                enqueue(connection, notification, moment)
            contract_radar.tell(connection, people, moment)
            while wanted := benefit_questions.due(connection, people, moment)[: benefit_questions.AT_ONCE]:
                if not benefit_questions.ask(connection, people, wanted, moment):
                    break
            papers.send_papers(connection, rulebook, people, moment)

        told_already(connection, as_then)
    replace(put_back, calendar_unread=False).keep(connection)
    return True


def before_the_list(connection: Connection, *, whole: bool) -> PutBack | None:
    """What was put back, while the list was not read as a whole since and now is; None: it makes no difference."""
    put_back = PutBack.find(connection) if whole else None
    return put_back if put_back is not None and put_back.list_unread else None


def list_read(
    connection: Connection,
    put_back: PutBack,
    strange: Iterable[Row],
    rows: Iterable[Row],
    known: Collection[ListItem],
) -> None:
    """The whole list was read for the first time since: keep what it knows and the register does not."""
    by_item = {one.item: one for one in known}
    newer = {
        by_item[row.item_id].reference
        for row in rows
        if row.item_id in by_item and row.fields is not None and _shows_more(row.fields, by_item[row.item_id].cells)
    }
    only = {reference_of(row) for row in strange} - {""}
    replace(put_back, list_unread=False, only_in_list=_in_order(only), newer_in_list=_in_order(newer)).keep(connection)


def _shows_more(fields: Any, cells: Any) -> bool:
    return any(words_of(fields.get(name)) != words_of(cells.get(name)) for name in _WORK if name in fields)


def _in_order(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda reference: (len(reference), reference)))


def _last_working_moment(put_back: PutBack, people: People) -> datetime | None:
    """The last time before its end at which the lost front door can have sent something by itself."""
    first, at = datetime.fromisoformat(put_back.copy), datetime.fromisoformat(put_back.until)
    first = max(first, at - _LONGEST)
    while at > first:
        if in_working_hours(at, people.calendar):
            return at
        at -= _STEP
    return None
