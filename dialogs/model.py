"""What passes between the conversation and the edges, as frozen data: acts in, turns out, requests of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from dialogs import events
from dialogs.access_log import Access, TitlesShown
from dialogs.acts import ChatEvent, Pressed, Typed
from dialogs.agendas import CallItem, KeepAgenda, KeepMeeting, Meeting, MeetingWanted, StopAgenda
from dialogs.extension import DialogSubmitted, ExtensionAnswer, FindRequests, LinkShared, MessageChosen
from dialogs.offers import AnswerFile, FileAnswer, FileKind, FileOffer, OfferFile, UploadPlace
from dialogs.people import AreaPeople, People
from dialogs.records import Person, Profile, Request, Similar, System, TimelineEntry
from dialogs.roadmap import Entry
from dialogs.sponsor_events import SponsorNamed
from governance_rules import Answer, Decision

__all__ = [
    "PENDING_CONFIRMATION",
    "Act",
    "AnswerFile",
    "AreaPeople",
    "Card",
    "ChatEvent",
    "Clock",
    "Effect",
    "FileAnswer",
    "FileKind",
    "FileOffer",
    "FindRequests",
    "Interview",
    "KeepMeeting",
    "LinkShared",
    "Lookups",
    "Meeting",
    "MeetingWanted",
    "MessageChosen",
    "Needs",
    "OfferFile",
    "People",
    "Person",
    "PostPrivately",
    "Pressed",
    "Profile",
    "Request",
    "SaveDraft",
    "Session",
    "SetPreferences",
    "Similar",
    "SubmitRequest",
    "System",
    "TellEarly",
    "TimelineEntry",
    "Turn",
    "Typed",
    "UploadPlace",
]

Card = dict[str, Any]
"""One Adaptive Card 1.5 as plain JSON."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What a turn may not make up for itself: the time (aware, UTC) and new ids."""

    now: datetime
    new_id: Callable[[], str]


Act = Pressed | Typed | ChatEvent | FileAnswer | FindRequests | LinkShared | MessageChosen | DialogSubmitted


@dataclass(frozen=True, slots=True)
class Interview:
    """One draft: the answers and details so far. Position is recomputed from the answers, never stored.

    ``looking_at``: what the person looks back at (a question id, ``details``, a detail id, ``decision``); None: the
    furthest point. ``revision`` counts every change; a card that carries another one is old.
    """

    id: str
    revision: int
    answers: Mapping[str, Answer]
    details: Mapping[str, str]
    looking_at: str | None
    route_seen: bool
    rules_version: str
    started: datetime
    touched: datetime
    state: Literal["open", "submitted", "cancelled", "advised"] = "open"
    reference: str | None = None
    memory: Mapping[str, Any] = field(default_factory=dict)
    """Small things a turn wants to remember (suggested answers, that cancel was asked once); plain JSON."""


@dataclass(frozen=True, slots=True)
class Session:
    """What one person has open: the interview in hand and the other drafts, newest first."""

    person: Person
    current: Interview | None
    drafts: tuple[Interview, ...] = ()
    personal_chat: bool = True
    """False in a channel or group chat, where no detail is ever posted."""
    preferences: Mapping[str, Any] = field(default_factory=dict)
    """``notifications``: ``at_once`` | ``daily`` | ``weekly``; ``quiet_from``/``quiet_to``: "HH:MM"; plain JSON."""
    advised: Interview | None = None
    """The draft that was in hand until it ended with advice, such as the service desk's; nothing else is in hand."""
    left: Interview | None = None
    """The draft that was in hand until the person left it; it is among `drafts` too."""
    profile: Profile | None = None
    """What Microsoft says of the person; None: not read yet, or nobody may read it."""
    drafts_held: int | None = None
    """How many are open in all, the one in hand too, where `drafts` holds only the newest; None: `drafts` holds all."""
    in_channel: bool = False
    """In a channel of a team, where a body may have its agenda kept."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What ``bot/`` must look up before the turn. Empty for most turns, so that an answer costs one read."""

    reference: str | None = None
    mine: bool = False
    similar_to: str | None = None
    area_requests: bool = False
    figures: bool = False
    told_lately: bool = False
    """About how many drafts the person told people within the last day."""
    lately: bool = False
    """The person's newest submitted request from the interview in hand (a second press of submit)."""
    work: bool = False
    """The requests of which something waits for the person."""
    systems_like: str | None = None
    """Words: the systems of the council that match them."""
    systems_chosen: tuple[str, ...] = ()
    """Ids of rows of the systems that somebody has just chosen."""
    system: str | None = None
    """The name of one system, and the requests about it."""
    contract: str | None = None
    """Id of the row of the system whose contract is to be renewed."""
    roadmap: bool = False
    asked: bool = False
    """The person's requests about which they were asked something: typed words may be the answer."""
    meeting: MeetingWanted | None = None
    """Meetings of the bodies whose agendas the person may see."""
    as_told: bool = False
    """Requests are only shown, and none is changed."""
    offer: str = ""
    """Id of a file that was offered."""
    found_by: FindRequests | None = None
    """Words: the requests that the person may see and that match them."""
    linked: str = ""
    """An address: the request whose list item it leads to, where the person may see it."""
    begun_as: str = ""


@dataclass(frozen=True, slots=True)
class Lookups:
    """The answers to ``Needs``. None where nothing was asked for or nothing was found."""

    request: Request | None = None
    """As it stood before a meeting whose news is held, to whom it is held from; ``mine`` too."""
    held: bool = False
    """Such a meeting has said what becomes of it: until people are told, it takes nothing from them."""
    mine: tuple[Request, ...] = ()
    asked: tuple[Request, ...] = ()
    similar: tuple[Similar, ...] = ()
    area_requests: tuple[Request, ...] = ()
    late: Mapping[str, int] = field(default_factory=dict)
    """Of those that nobody has picked up in time: for how many working days by now, by reference."""
    work: tuple[Request, ...] = ()
    systems: tuple[System, ...] = ()
    """Those that were chosen, then those that match."""
    system: System | None = None
    about_system: tuple[Request, ...] = ()
    """The requests about the system that was asked for, newest first."""
    contract: System | None = None
    figures: Mapping[str, Any] | None = None
    roadmap: tuple[Entry, ...] | None = None
    told_lately: int = 0
    meetings: tuple[Meeting, ...] = ()
    """The agenda of one meeting, or of several their days alone."""
    offer: FileOffer | None = None
    found: tuple[Request, ...] = ()
    """What may be meant by what was looked for outside the chat, or by a link; as everybody was told of it."""
    begun: bool = False


# What should happen: bot/ carries these out in the transaction of the turn.
@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Store this interview as it is now; it becomes the one in hand when it is open."""

    interview: Interview


@dataclass(frozen=True, slots=True)
class SubmitRequest:
    """Make a request of this interview: give it a reference, post it, tell people. The card follows."""

    interview: Interview
    decision: Decision
    area: str | None
    sponsor: SponsorNamed | None = None
    """The sponsor who was named with an address, and is asked then."""


PENDING_CONFIRMATION = "asked"
"""Key of the preferences for what waits for a yes: it is nobody's choice, so the history leaves it out."""
REFUSALS = "refused"
"""Key of the preferences for how often in a row the person's words were not understood; nobody's choice either."""
PASSING = frozenset({PENDING_CONFIRMATION, REFUSALS})
"""Keys that hold until the next turn alone."""


@dataclass(frozen=True, slots=True)
class SetPreferences:
    """Store the person's choices about notifications, and under `PASSING` what waits for a yes."""

    preferences: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PostPrivately:
    """Post this card in the person's own chat (the turn came from a channel or group chat)."""

    card: Card
    summary: str


@dataclass(frozen=True, slots=True)
class TellEarly:
    """Tell these people about a draft that is no request yet; the interview remembers what of it they may read."""

    interview: str
    alerts: tuple[str, ...]
    to: tuple[Person, ...]


Effect = (
    SaveDraft
    | SubmitRequest
    | events.Record
    | TitlesShown
    | SetPreferences
    | PostPrivately
    | TellEarly
    | OfferFile
    | KeepMeeting
    | CallItem
    | KeepAgenda
    | StopAgenda
    | AnswerFile
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn gives: the card, its words, and what should happen.

    Without a card nothing is said; with a ``SubmitRequest`` `confirmation` makes it.
    """

    card: Card | None
    summary: str
    effects: tuple[Effect, ...] = ()
    text: str = ""
    """A plain-text answer, where a card would be too much. Alone it may be read by everyone in a channel or chat."""
    accesses: tuple[Access, ...] = ()
    answer: ExtensionAnswer | None = None
    """What stands in the place of a card, where somebody asked outside the chat."""
