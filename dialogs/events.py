"""What happens to a request: one type for each thing.

A turn gives events and changes nothing itself; the list gives events too. `dialogs/changes.py` says what a request is
afterwards and how its timeline tells it. Who is told is decided in `bot/people/notifications.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dialogs.benefits import BenefitMeasured
from dialogs.records import Person
from dialogs.sponsor_events import SponsorAnswered, SponsorFound, SponsorNamed, SponsorNotReached
from dialogs.statuses import Status
from dialogs.steps import CheckState, Outcome


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
class StepDecided:
    """Somebody spoke for a step that has the request.

    ``step_name``: the body as people know it. ``timeframe``: the id of what the deciding body set. ``process``: the
    name of the process that it is in the end, where it was the last step. ``contact``: the IT business partner's name,
    when they spoke without picking it up first.
    """

    step: str
    step_name: str
    outcome: Outcome
    note: str = ""
    timeframe: str = ""
    process: str = ""
    contact: str = ""
    name: ClassVar = "step_outcome"


@dataclass(frozen=True, slots=True)
class CheckUpdated:
    """The owner of a check said how far it is; ``check_name`` is how people know it."""

    check: str
    check_name: str
    state: CheckState
    note: str = ""
    name: ClassVar = "check_updated"


@dataclass(frozen=True, slots=True)
class DeliveryMoved:
    """Whoever delivers it said that the work is under way, or done."""

    status: Status
    name: ClassVar = "delivery"


@dataclass(frozen=True, slots=True)
class CurrentStepChanged:
    """The governance team wrote into the list who has it now; ``steps`` are ids, ``names`` how people know them."""

    steps: tuple[str, ...]
    names: str
    name: ClassVar = "current_step"


@dataclass(frozen=True, slots=True)
class TimeframeChanged:
    """The governance team wrote another timeframe into the list; its id, and the note that came with it."""

    timeframe: str
    note: str = ""
    name: ClassVar = "timeframe"


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
    """The governance team wrote into the list which process it is; ``before``: its name or id until then."""

    process: str
    before: str = ""
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
    | StepDecided
    | CheckUpdated
    | DeliveryMoved
    | BenefitMeasured
    | SponsorNamed
    | SponsorAnswered
)
"""What a turn can give."""
FromList = (
    StatusChanged
    | NoteChanged
    | FinalProcessChanged
    | ContactChanged
    | CurrentStepChanged
    | TimeframeChanged
    | ItemPosted
    | ItemDeleted
)
Work = StepDecided | CheckUpdated | DeliveryMoved | CurrentStepChanged | BenefitMeasured
"""What moves the work on a request: its steps, its checks, what was approved, and what came of it."""
FromDelivery = SponsorFound | SponsorNotReached
"""What comes out when somebody is to be told."""
Event = Submitted | ByStaff | FromList | FromDelivery


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
