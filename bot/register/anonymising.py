"""How a request goes on without the people in it: after an erasure without who sent it, after years without anybody.

What stays is the council's record of a decision: reference, area, answers from the rules, decision, statuses, dates.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)

from bot.delivery_kinds import CARDS
from bot.register import benefits, meetings, request_systems
from bot.register.board_tables import benefits as benefit_rows
from bot.register.board_tables import meeting_items, roadmap_moves
from bot.register.schema import deliveries, interviews, joiners, people, requests, timeline, titles_shown
from bot.register.work_tables import request_checks, request_steps
from dialogs.events import Submitted
from dialogs.statuses import Status

SPONSORED: Final = ("SponsorName", "SponsorUpn", "SponsorConfirmed")
"""Columns of the list that tell of a request's sponsor."""
PERSONAL: Final = (
    *("Title", "RequesterName", "RequesterUpn", "RequesterAadId", "Problem", "Outcome"),
    *("Systems", "Supplier", "NeededBy", "Benefit", "Answers", *SPONSORED),
)
"""Columns of the list that hold what a requester wrote, or who they are; the answers with the links beside them."""
WORKED: Final = ("StepsDone", "ChecksOpen", "ChecksDone", "Benefit")
"""Columns of the list that tell what was said of steps and checks, and of what came of it."""
CONTACT: Final = "ITContact"
ALL_WORDS: Final = (*PERSONAL, *WORKED, CONTACT, "DecisionNote")
"""Columns of the list in which anybody stands, or anybody's words."""
NO_SPONSOR: Final = {"sponsor_id": None, "sponsor_upn": "", "sponsor_state": "", "sponsor_at": None}
NOBODY: Final = "No longer kept"
"""In the place of who sent a request whose time is over."""
OVER: Final = (Status.DECLINED.value, Status.WITHDRAWN.value, Status.DONE.value)
"""Statuses in which a request has come to its end: nobody has to decide or do anything any more."""

_R = requests.c
ENDED_AT: Final = func.coalesce(_R.status_at, _R.changed_at)
"""When a request came to its end; of an old row whose status has no time, when it last changed: that is no earlier."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """How many notes went, and of which requests the list tells of steps, checks and benefits otherwise now."""

    notes: int
    references: set[str]


def without_words(connection: Connection, references: Collection[str]) -> Emptied:
    """Empty everything that anybody wrote beside these requests: their story, steps, checks, moves, meetings, benefits.

    Names of systems that the council has stay, those that were typed go.
    """
    wanted, notes, worked = list(references), 0, set[str]()
    t = timeline.c
    sent = update(timeline).where(t.reference.in_(wanted), t.what == Submitted.name, t.who != "")
    connection.execute(sent.values(who=""))  # whoever sent a request stands in its story by name, everyone else by role
    noted = update(timeline).where(t.reference.in_(wanted), t.note != "")
    notes += connection.execute(noted.values(note="")).rowcount
    for table in (request_steps, request_checks, roadmap_moves, benefit_rows):
        said = update(table).where(table.c.reference.in_(wanted), table.c.note != "")
        found = connection.execute(said.values(note="").returning(table.c.reference)).scalars().all()
        notes += len(found)
        worked.update(found)
    notes += meetings.empty(connection, wanted)
    request_systems.remove_typed(connection, wanted)
    return Emptied(notes, worked)


def without_sender(
    row: Row[*tuple[Any, ...]], *, title: str, name: str, columns: Collection[str], cleared: Callable[[Any], Any]
) -> dict[str, Any]:
    """The values of a request's row without who sent it and what they wrote.

    ``row`` has ``list_state``; ``columns``: those of the list that are written anew; ``cleared``: what becomes of the
    others, which the governance team may have filled.
    """
    known = {
        part: {column: cell for column, cell in row.list_state.get(part, {}).items() if column not in columns}
        for part in ("cells", "sending")
    }
    left = cleared(known)
    differing = {column for part, kept in known.items() for column, cell in kept.items() if left[part][column] != cell}
    owed = sorted({*row.list_state.get("owed", ()), *columns, *differing})
    return {
        "aad_id": "",
        "name": name,
        "upn": "",
        "title": title,
        "details": {},
        "list_state": {**row.list_state, **left, "owed": owed},
        "open_question": "",
        "asked_by": None,
        "card": None,
        "card_conversation": None,
        **NO_SPONSOR,
    }


def not_found_by_title(connection: Connection, references: Collection[str]) -> None:
    """Take requests out of what is searched by words: similar requests, and what is found to be shown.

    SQLite looks through all titles for it: take many out at once.
    """
    gone = text("DELETE FROM request_words WHERE reference IN :gone").bindparams(bindparam("gone", expanding=True))
    connection.execute(gone, {"gone": list(references)})


def over_since(before: datetime) -> ColumnElement[bool]:
    """Which requests came to their end before this time, and hold something of people.

    One whose item was deleted in the list comes to no end there: it counts from the last line of its story. One that
    was anonymised counts again when it was changed since: somebody has written a note into the list.
    """
    due = or_(_R.anonymised_at.is_(None), _R.anonymised_at < _R.changed_at)
    # Nothing ends before it was sent: that narrows the search by an index.
    later = exists().where(timeline.c.reference == _R.reference, timeline.c.at >= before)
    ended = and_(_R.status.in_(OVER), before > ENDED_AT)
    return and_(_R.submitted_at < before, or_(ended, and_(_R.gone, ~later)), due)


def overdue(connection: Connection, before: datetime, *, after: int, most: int) -> list[tuple[int, str]]:
    """Number and reference of the requests whose time is over, by number from behind ``after``: at most so many."""
    chosen: Select[tuple[int, str]] = select(_R.number, _R.reference).where(over_since(before), _R.number > after)
    return [(row.number, row.reference) for row in connection.execute(chosen.order_by(_R.number).limit(most))]


def still_over(connection: Connection, before: datetime, references: Collection[str]) -> list[Row[Any]]:
    """Those of these requests whose time is over, as they are now: reference, process, area and whether it is gone."""
    columns = (_R.reference, _R.process, _R.area, _R.gone)
    chosen = select(*columns).where(over_since(before), _R.reference.in_(references))
    return list(connection.execute(chosen.order_by(_R.number)))


def anonymise(connection: Connection, titles: Mapping[str, str], now: datetime) -> None:
    """Take everybody and everything that was written out of these requests.

    ``titles``: by reference, what stands in the place of the one that somebody wrote.
    """
    references = list(titles)
    chosen = select(_R.reference, _R.list_state, _R.interview).where(_R.reference.in_(references))
    rows = connection.execute(chosen).all()
    without_words(connection, references)
    for table in (timeline, request_steps, request_checks, roadmap_moves, meeting_items):
        named = update(table).where(table.c.reference.in_(references), table.c.aad_id.is_not(None))
        connection.execute(named.values(aad_id=None))
    benefits.without_people(connection, references)
    for table in (joiners, titles_shown):
        connection.execute(delete(table).where(table.c.reference.in_(references)))
    became = [row.interview for row in rows]
    connection.execute(update(people).where(people.c.interview.in_(became)).values(interview=None))
    connection.execute(delete(interviews).where(interviews.c.id.in_(became)))
    _forget_deliveries(connection, references)
    nobody = {"decision_note": "", "it_contact": "", "it_contact_id": None, "anonymised_at": now}
    for row in rows:
        title = titles[row.reference]
        values = without_sender(row, title=title, name=NOBODY, columns=ALL_WORDS, cleared=lambda cells: cells)
        connection.execute(update(requests).where(_R.reference == row.reference).values(**values, **nobody))
    not_found_by_title(connection, references)


def forget_cards(connection: Connection, before: datetime) -> None:
    """Forget who has a card of a request that was anonymised before this time: it was brought up to date since."""
    d, anonymised = deliveries.c, select(_R.reference).where(_R.anonymised_at < before)
    settled = (d.kind.in_(CARDS), d.state != "waiting", d.reference.in_(anonymised))
    connection.execute(delete(deliveries).where(*settled))


def _forget_deliveries(connection: Connection, references: Collection[str]) -> None:
    """What was said of it to whom goes; the cards that show it stay known until they are brought up to date."""
    d = deliveries.c
    about = and_(d.reference.in_(references), d.leased_by == "")
    connection.execute(delete(deliveries).where(about, d.kind.not_in((*CARDS, "item"))))
    # Its order was that of whoever sent it, by their id.
    item = update(deliveries).where(d.reference.in_(references), d.kind == "item")
    connection.execute(item.values(ordering_key=d.id))
