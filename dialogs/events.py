"""What happens to a request: one type for each thing, what it changes, and its entry in the request's timeline.

A turn gives events and changes nothing itself; the list gives events too. `apply` is the only place that says what a
request is afterwards. Who is told of which is decided in `bot/people/notifications.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, assert_never

from dialogs.records import Person, Request, TimelineEntry
from dialogs.statuses import DECIDED, Status, among
from dialogs.wording import championing, say


@dataclass(frozen=True, slots=True)
class Submitted:
    """The requester sent it."""

    name: ClassVar = "submitted"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The requester took it back."""

    name: ClassVar = "withdrawn"


@dataclass(frozen=True, slots=True)
class InformationAdded:
    """The requester added words, which answers an open question; ``text``: the whole detail with them."""

    words: str
    detail: str
    text: str
    status: Status | None = None
    """Where it goes back to, when it waited for information."""
    name: ClassVar = "added_information"


@dataclass(frozen=True, slots=True)
class CoRequesterJoined:
    """Somebody with the same need joined it."""

    person: Person
    name: ClassVar = "joined"


@dataclass(frozen=True, slots=True)
class CoRequesterRemoved:
    """The requester took somebody off it who had joined."""

    person: Person
    name: ClassVar = "removed"


@dataclass(frozen=True, slots=True)
class PickedUp:
    """The area's IT business partner took it; ``contact`` is their name as the directory has it."""

    contact: str
    name: ClassVar = "picked_up"


@dataclass(frozen=True, slots=True)
class HelpOffered:
    """A champion said that they can help."""

    helper: Person
    name: ClassVar = "can_help"


@dataclass(frozen=True, slots=True)
class Reassigned:
    """It is not for its area: ``area`` is the one that has it now, or None when nobody knows which."""

    area: str | None = None
    area_name: str = ""
    name: ClassVar = "passed_on"


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """Somebody on its route wrote a note."""

    words: str
    name: ClassVar = "noted"


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """The partner asked the requester something."""

    words: str
    name: ClassVar = "asked"


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The governance team set another status in the list, perhaps with a note."""

    status: str
    note: str | None = None
    name: ClassVar = "status"


@dataclass(frozen=True, slots=True)
class NoteChanged:
    """The governance team wrote another note into the list."""

    note: str
    name: ClassVar = "note"


@dataclass(frozen=True, slots=True)
class FinalProcessChanged:
    """The governance team wrote into the list which process it is."""

    process: str
    name: ClassVar = "final_process"


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """The governance team named another IT contact in the list."""

    contact: str
    name: ClassVar = "it_contact"


@dataclass(frozen=True, slots=True)
class ItemPosted:
    """The list shows it now; ``item``: its id there."""

    item: str
    name: ClassVar = "posted"


@dataclass(frozen=True, slots=True)
class ItemDeleted:
    """Somebody deleted its item in SharePoint."""

    item: str
    name: ClassVar = "deleted_in_list"


@dataclass(frozen=True, slots=True)
class DecisionExplained:
    """The governance team said in the chat why it decided so; the list shows it as the decision note."""

    note: str
    name: ClassVar = "explained"


ByStaff = (
    Withdrawn
    | InformationAdded
    | CoRequesterJoined
    | CoRequesterRemoved
    | PickedUp
    | HelpOffered
    | Reassigned
    | NoteAdded
    | QuestionAsked
    | DecisionExplained
)
"""What a turn can give."""
FromList = StatusChanged | NoteChanged | FinalProcessChanged | ContactChanged | ItemPosted | ItemDeleted
Event = Submitted | ByStaff | FromList


@dataclass(frozen=True, slots=True)
class By:
    """Who did it, and as what in words ("Housing champion"): the timeline names roles."""

    person: Person
    role: str


@dataclass(frozen=True, slots=True)
class Record:
    """An effect of a turn: record that this happened to the request with this reference."""

    reference: str
    event: ByStaff
    by: By


def happened(request: Request, event: ByStaff, by: By, now: datetime) -> tuple[Request, Record]:
    """The request as it is afterwards, for the card, and the effect that makes it so."""
    return apply(request, event, by, now), Record(request.reference, event, by)


def apply(request: Request, event: Event, by: By, now: datetime) -> Request:
    """The request after this, its timeline told on."""
    new, line = _changed(request, event, by, now), timeline_entry(event, by, now)
    moved = new.status != request.status
    timeline = (*request.timeline, line) if line else request.timeline
    return replace(new, status_at=now if moved else request.status_at, timeline=timeline)


def _changed(request: Request, event: Event, by: By, now: datetime) -> Request:
    match event:
        case Submitted() | NoteAdded() | ItemDeleted():
            return request
        case Withdrawn():
            return replace(request, status=Status.WITHDRAWN, open_question="", asked_by="", changed_at=now)
        case InformationAdded(_, detail, text, status):
            return replace(
                request,
                details={**request.details, detail: text},
                status=status or request.status,
                open_question="",
                asked_by="",
                changed_at=now,
            )
        case PickedUp(contact):
            whose = by.person.aad_id
            return replace(request, status=Status.WITH_PARTNER, it_contact=contact, it_contact_id=whose, changed_at=now)
        case CoRequesterJoined() | CoRequesterRemoved() | HelpOffered():
            return _changed_people(request, event)
        case Reassigned(area):
            return replace(request, area=area, changed_at=now) if area else request
        case QuestionAsked(words):
            return replace(request, open_question=words, asked_by=by.person.aad_id, changed_at=now)
        case (
            StatusChanged()
            | NoteChanged()
            | DecisionExplained()
            | FinalProcessChanged()
            | ContactChanged()
            | ItemPosted()
        ):
            return _changed_in_list(request, event, now)
        case _:
            assert_never(event)


def _changed_people(request: Request, event: CoRequesterJoined | CoRequesterRemoved | HelpOffered) -> Request:
    match event:
        case CoRequesterJoined(person):
            joined = (*request.joined, person)
            return replace(request, co_requesters=(*request.co_requesters, person), joined=joined)
        case CoRequesterRemoved(person):
            left = tuple(p for p in request.co_requesters if p.aad_id != person.aad_id)
            return replace(request, co_requesters=left)
        case HelpOffered(helper):
            return replace(request, helpers=(*request.helpers, helper.name))
        case _:
            assert_never(event)


def _changed_in_list(
    request: Request,
    event: StatusChanged | NoteChanged | DecisionExplained | FinalProcessChanged | ContactChanged | ItemPosted,
    now: datetime,
) -> Request:
    match event:
        case StatusChanged(status, note):
            said = request.decision_note if note is None else note
            decided = among(DECIDED, status)
            question, asker = ("", "") if decided else (request.open_question, request.asked_by)
            new = replace(request, status=status, decision_note=said, changed_at=now)
            return replace(new, open_question=question, asked_by=asker)
        case NoteChanged(note) | DecisionExplained(note):
            return replace(request, decision_note=note, changed_at=now)
        case FinalProcessChanged(process):
            return replace(request, final_process=process, changed_at=now)
        case ContactChanged(contact):  # a name that the list gave is nobody's whom we know
            return replace(request, it_contact=contact, it_contact_id="", changed_at=now)
        case ItemPosted():
            return replace(request, on_list=True)
        case _:
            assert_never(event)


def timeline_entry(event: Event, by: By, now: datetime) -> TimelineEntry | None:
    """The line that this adds to the request's timeline; None: its requester need not read of it."""
    match event:
        case FinalProcessChanged() | ContactChanged() | ItemPosted():
            return None
        case Submitted():
            return TimelineEntry(now, event.name, by.person.name)
        case InformationAdded() | NoteAdded() | QuestionAsked():
            return TimelineEntry(now, event.name, by.role, event.words)
        case Reassigned(area, area_name):
            return TimelineEntry(now, event.name, by.role, say(championing.NOW_WITH, area=area_name) if area else "")
        case StatusChanged() | NoteChanged() | DecisionExplained():
            return TimelineEntry(now, event.name, by.role, event.note or "")
        case Withdrawn() | CoRequesterJoined() | CoRequesterRemoved() | PickedUp() | HelpOffered() | ItemDeleted():
            return TimelineEntry(now, event.name, by.role)
        case _:
            assert_never(event)
