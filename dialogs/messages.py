"""What people are told of an event in a message of its own, where a card does not say enough."""

from __future__ import annotations

from typing import assert_never

from dialogs import events
from dialogs.events import Event, Work
from dialogs.sponsor_events import SponsorAnswered, Sponsoring, SponsorNotReached
from dialogs.wording import championing, requesting, say, sponsoring


def message_about(event: Event, reference: str) -> str:
    """What somebody is told of it in a message of its own; empty where a card says enough."""
    if isinstance(event, Work):
        return ""
    if isinstance(event, Sponsoring):
        return say(words, reference=reference) if (words := _of_sponsor(event)) else ""
    match event:
        case events.HelpOffered(helper):
            return say(championing.HELPING_TOLD, name=helper.name, reference=reference)
        case events.QuestionAsked():
            return say(championing.ASKED_TOLD, reference=reference)
        case events.InformationAdded():
            return say(requesting.INFORMATION_FOR_PARTNER, reference=reference)
        case events.CoRequesterJoined(person):
            return say(requesting.JOINED_TOLD, name=person.name or say(requesting.SOMEONE), reference=reference)
        case events.CoRequesterRemoved():
            return say(requesting.REMOVED_TOLD, reference=reference)
        case events.ItemDeleted():
            return say(championing.ITEM_DELETED, reference=reference)
        case (
            events.Submitted() | events.Withdrawn() | events.PickedUp() | events.Reassigned() | events.NoteAdded()
            | events.ItemPosted() | events.StatusChanged() | events.NoteChanged() | events.DecisionExplained()
            | events.FinalProcessChanged() | events.ContactChanged() | events.TimeframeChanged()
        ):  # fmt: skip
            return ""
        case _:
            assert_never(event)


def _of_sponsor(event: Sponsoring) -> str:
    """The requester hears where they have to do something: name somebody else."""
    if isinstance(event, SponsorNotReached):
        return sponsoring.UNREACHED_TOLD
    return sponsoring.NOT_ME_TOLD if isinstance(event, SponsorAnswered) and not event.confirmed else ""
