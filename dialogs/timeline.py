"""How a request's timeline tells what happened to it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from dialogs.events import (
    By,
    CheckUpdated,
    ContactChanged,
    CoRequesterJoined,
    CoRequesterRemoved,
    CurrentStepChanged,
    DecisionExplained,
    DeliveryMoved,
    Event,
    FinalProcessChanged,
    HelpOffered,
    InformationAdded,
    ItemDeleted,
    ItemPosted,
    NoteAdded,
    NoteChanged,
    PickedUp,
    QuestionAsked,
    Reassigned,
    StatusChanged,
    StepDecided,
    Submitted,
    TimeframeChanged,
    Withdrawn,
    Work,
)
from dialogs.records import TimelineEntry
from dialogs.statuses import Status
from dialogs.wording import championing, say


def timeline_entry(event: Event, by: By, now: datetime) -> TimelineEntry | None:
    """The line that this adds to the request's timeline; None: its requester need not read of it."""
    if isinstance(event, Work):
        return _of_work(event, by, now)
    match event:
        case FinalProcessChanged() | ContactChanged() | TimeframeChanged() | ItemPosted():
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


def _of_work(event: Work, by: By, now: datetime) -> TimelineEntry:
    match event:
        case StepDecided():
            return TimelineEntry(now, f"step_{event.outcome}", by.role, event.note)
        case CheckUpdated():
            said = f"{event.check_name}: {event.note}" if event.note else event.check_name
            return TimelineEntry(now, f"check_{event.state}", by.role, said)
        case DeliveryMoved():
            return TimelineEntry(now, "done" if event.status == Status.DONE else event.name, by.role)
        case CurrentStepChanged():
            return TimelineEntry(now, event.name, by.role, event.names)
        case _:
            assert_never(event)
