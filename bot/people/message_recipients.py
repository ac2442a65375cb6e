"""Who gets a message of its own about something that happened to a request, beside the cards that change."""

from __future__ import annotations

from typing import assert_never

from dialogs import events
from dialogs.events import Event, Work
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
        case events.HelpOffered() | events.QuestionAsked() | events.CoRequesterJoined():
            return (request.requester,)
        case events.CoRequesterRemoved(person):
            return (person,)
        case events.InformationAdded():
            return speakers_of(people, request, PARTNER)
        case events.ItemDeleted():
            return people.governance_team
        case (
            events.Submitted() | events.Withdrawn() | events.PickedUp() | events.Reassigned() | events.NoteAdded()
            | events.ItemPosted() | events.StatusChanged() | events.NoteChanged() | events.DecisionExplained()
            | events.FinalProcessChanged() | events.ContactChanged() | events.TimeframeChanged()
        ):  # fmt: skip
            return ()
        case _:
            assert_never(event)
