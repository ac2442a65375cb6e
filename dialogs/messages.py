"""What people are told of an event in a message of its own, where a card does not say enough."""

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
from dialogs.wording import championing, requesting, say


def message_about(event: Event, reference: str) -> str:
    """What somebody is told of it in a message of its own; empty where a card says enough."""
    if isinstance(event, Work):
        return ""
    match event:
        case HelpOffered(helper):
            return say(championing.HELPING_TOLD, name=helper.name, reference=reference)
        case QuestionAsked():
            return say(championing.ASKED_TOLD, reference=reference)
        case InformationAdded():
            return say(requesting.INFORMATION_FOR_PARTNER, reference=reference)
        case CoRequesterJoined(person):
            return say(requesting.JOINED_TOLD, name=person.name or say(requesting.SOMEONE), reference=reference)
        case CoRequesterRemoved():
            return say(requesting.REMOVED_TOLD, reference=reference)
        case ItemDeleted():
            return say(championing.ITEM_DELETED, reference=reference)
        case (
            Submitted() | Withdrawn() | PickedUp() | Reassigned() | NoteAdded() | ItemPosted() | StatusChanged()
            | NoteChanged() | DecisionExplained() | FinalProcessChanged() | ContactChanged() | TimeframeChanged()
        ):  # fmt: skip
            return ""
        case _:
            assert_never(event)
