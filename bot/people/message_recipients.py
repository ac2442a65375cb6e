"""Who gets a message of its own about something that happened to a request, beside the cards that change."""

from __future__ import annotations

from typing import assert_never

from dialogs.events import (
    ContactChanged,
    CoRequesterJoined,
    CoRequesterRemoved,
    DecisionExplained,
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
    Submitted,
    TimeframeChanged,
    Withdrawn,
    Work,
)
from dialogs.messages import message_about
from dialogs.model import People, Person, Request
from dialogs.sponsor_events import Sponsoring
from dialogs.tasks import speakers_of
from governance_rules.roles import PARTNER


def told_in_words(event: Event, request: Request, people: People) -> tuple[Person, ...]:
    """Who gets a message of its own about it."""
    if isinstance(event, Work):
        return ()
    if isinstance(event, Sponsoring):
        return (request.requester,) if message_about(event, request.reference) else ()
    match event:
        case HelpOffered() | QuestionAsked() | CoRequesterJoined():
            return (request.requester,)
        case CoRequesterRemoved(person):
            return (person,)
        case InformationAdded():
            return speakers_of(people, request, PARTNER)
        case ItemDeleted():
            return people.governance_team
        case Submitted() | Withdrawn() | PickedUp() | Reassigned() | NoteAdded() | ItemPosted():
            return ()
        case StatusChanged() | NoteChanged() | DecisionExplained() | FinalProcessChanged() | ContactChanged():
            return ()
        case TimeframeChanged():
            return ()
        case _:
            assert_never(event)
