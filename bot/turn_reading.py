"""What a turn reads before it is taken: who it is and what they have open, and what else the turn asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from bot import file_offers
from bot.host.incoming import Incoming
from bot.register import early_notices, interviews, profiles, requests, systems, titles
from bot.register import people as people_rows
from bot.register.people_tables import profiles as profile_table
from bot.register.prepared import Prepared
from bot.register.schema import interviews as interview_table
from bot.register.schema import people as people_table
from bot.register.schema import turns as turn_table
from bot.searching import SearchResults
from dialogs.extension import DialogSubmitted
from dialogs.model import Interview, Lookups, Needs, Pressed, Session, Typed
from dialogs.verbs import verb_of

_NEWEST: Final = 12
"""How many drafts are read: two more than a card lists."""
_NOTHING: Final = Needs()

_COLUMNS = [c.label(f"i_{c.name}") for c in interview_table.c]
PERSON = Prepared(
    select(*people_table.c, *_COLUMNS, *profiles.COLUMNS, turn_table.c.answer)
    .select_from(
        people_table.outerjoin(interview_table, interview_table.c.id == people_table.c.interview)
        .outerjoin(profile_table, profile_table.c.aad_id == people_table.c.aad_id)
        .outerjoin(turn_table, turn_table.c.activity == bindparam("key"))
    )
    .where(people_table.c.aad_id == bindparam("aad_id"))
)
"""Who it is, what they have in hand, and whether this activity was answered already: one round trip for all of it."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The interview's columns of a joined row, by their own names."""

    id: str
    revision: int
    state: str
    body: str
    reference: str | None
    touched: datetime


def session_of(connection: Connection, who: people_rows.PersonRecord, row: Any, incoming: Incoming) -> Session:
    """What the person has open. Most presses never look at the other drafts, so most turns do not read them."""
    act = incoming.act
    interview = _interview(row) if row is not None and row.i_id else None
    verb = verb_of(act.verb, act.data.get("form")) if isinstance(act, Pressed) else None
    wide = isinstance(act, Typed | DialogSubmitted) or (
        isinstance(act, Pressed) and (verb is None or verb.other_drafts)
    )
    drafts = interviews.drafts(connection, who.person.aad_id, _NEWEST) if wide else ()
    held = None if len(drafts) < _NEWEST else interviews.count(connection, who.person.aad_id)
    return Session(
        person=who.person,
        current=interview if interview and interview.state == "open" else None,
        advised=interview if interview and interview.state == "advised" else None,
        drafts=drafts,
        drafts_held=held,
        personal_chat=incoming.personal_chat,
        in_channel=bool(incoming.channel),
        preferences=who.preferences,
        profile=profiles.from_row(row) if row is not None else None,
    )


def _interview(row: Any) -> Interview:
    return interviews.from_row(_Row(row.i_id, row.i_revision, row.i_state, row.i_body, row.i_reference, row.i_touched))


def look_up(
    connection: Connection, wanted: Needs, session: Session, incoming: Incoming, found: SearchResults, now: datetime
) -> Lookups:
    """Find what the turn asked for; each thing costs a read only when it was asked for."""
    if wanted == _NOTHING:
        return Lookups()
    aad_id = session.person.aad_id
    request = requests.find(connection, wanted.reference) if wanted.reference else None
    if wanted.lately and request is None and isinstance(incoming.act, Pressed):
        interview = incoming.act.data.get("interview")
        submitted = requests.of_interview(connection, interview) if isinstance(interview, str) else None
        request = submitted if submitted and submitted.requester.aad_id == aad_id else None
    return Lookups(
        request=request,
        mine=requests.mine(connection, aad_id) if wanted.mine else (),
        asked=requests.asked(connection, aad_id) if wanted.asked else (),
        similar=titles.allowed(connection, aad_id, found.similar, now),
        area_requests=found.area_requests,
        late=found.late,
        work=found.work,
        contract=systems.find(connection, wanted.contract) if wanted.contract else None,
        figures=found.figures,
        roadmap=found.roadmap,
        systems=found.systems,
        system=found.system,
        about_system=found.about_system,
        told_lately=early_notices.count(connection, aad_id, now) if wanted.told_lately else 0,
        offer=file_offers.find(connection, wanted.offer) if wanted.offer else None,
        begun=bool(wanted.begun_as) and interviews.find(connection, wanted.begun_as) is not None,
    )
