"""What both floors know of a person and of a request that was sent: frozen data, as the register holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dialogs.benefits import Benefits
from dialogs.steps import Checks, Steps
from governance_rules import Answer, Decision


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who talks to the bot. ``aad_id``, the Entra object id of the activity, alone gives a right."""

    aad_id: str
    name: str
    upn: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry of a request's timeline: when, what (an audit verb), by whom in role words ("Housing champion")."""

    when: datetime
    what: str
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A request that moved on the roadmap: from one timeframe to another, both by id; empty: it had none."""

    at: datetime
    before: str
    after: str
    who: str = ""
    """In whose name, in role words ("Digital, Data and Customer Board")."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What Microsoft says of somebody. It suggests and decides nothing; any of it may be empty."""

    department: str = ""
    manager: Person | None = None


class SponsorState(StrEnum):
    """What the sponsor has said: nothing yet, that they sponsor it, or that they do not; or nobody could ask them."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    NOT_ME = "not_me"
    UNREACHED = "unreached"


@dataclass(frozen=True, slots=True)
class Sponsor:
    """Who was named as sponsor with an address, and what they said; ``at``: when they were asked, or said it."""

    person: Person
    state: SponsorState
    at: datetime


@dataclass(frozen=True, slots=True)
class System:
    """A system that the council has, as a row of the list `Digital systems` says. ``item``: the id of the row."""

    item: str
    title: str
    supplier: str = ""
    area: str = ""
    """The service area as the list names it."""
    owner: str = ""
    contract_ends: date | None = None
    notice_months: int = 12
    yearly_cost: float | None = None
    """Pounds a year."""
    state: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class RequestSystem:
    """A system that a request is about, by its name. ``item``: the id of its row, empty where the list has none."""

    title: str
    item: str = ""
    replaces: bool = False
    """Whether the request replaces it."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Another request about a system that a request is about: as much of it as its card may tell."""

    reference: str
    area: str | None
    status: str
    replaces: bool
    """Whether it replaces that system."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A similar request as others may see it: title, service area and status only."""

    reference: str
    title: str
    area: str
    status: str


@dataclass(frozen=True, slots=True)
class Request:
    """A submitted request as the register holds it."""

    reference: str
    interview: str
    requester: Person
    area: str | None
    """Service area id."""
    title: str
    details: Mapping[str, str]
    answers: Mapping[str, Answer]
    decision: Decision
    status: str
    """A `Status`, or another choice that somebody gave the list."""
    submitted_at: datetime
    changed_at: datetime
    on_list: bool
    list_url: str = ""
    it_contact: str = ""
    it_contact_id: str = ""
    """Entra id of the IT contact; empty when the list named them."""
    decision_note: str = ""
    final_process: str = ""
    """Name of the process that the governance team decided, or empty."""
    co_requesters: tuple[Person, ...] = ()
    joined: tuple[Person, ...] = ()
    """Everyone who ever joined, in order: those removed too, so that a person's number never changes."""
    helpers: tuple[str, ...] = ()
    """Names of champions who said "I can help"."""
    timeline: tuple[TimelineEntry, ...] = ()
    open_question: str = ""
    """The partner's question to the requester that has no answer yet."""
    asked_by: str = ""
    """Entra id of whoever asked it."""
    steps: Steps = ()
    """Whom it meets, in order; empty where its process has none."""
    checks: Checks = ()
    board_timeframe: str = ""
    """Id of the timeframe that the body which decides it has set; empty: the suggestion of the rules stands."""
    status_at: datetime | None = None
    """When it got the status that it has; None: of an old request nobody knows."""
    sponsor: Sponsor | None = None
    """Who was named with an address; None: nobody, or a name alone."""
    benefits: Benefits = ()
    """Who was asked what came of it, and what they said."""
    systems: tuple[RequestSystem, ...] = ()
    beside: tuple[Beside, ...] = ()
    """Other requests about these systems, newest first, where this one was looked up by itself."""
    moves: tuple[Move, ...] = ()
    """How it moved on the roadmap since it was looked up: the register keeps all of them, for the roadmap alone."""

    @property
    def timeframe(self) -> str | None:
        """Id of its timeframe: what was set, or what the rules suggest; None where it has none."""
        return self.board_timeframe or self.decision.timeframe

    @property
    def since(self) -> datetime:
        """Since when it has its status, as far as is known."""
        return self.status_at or self.changed_at
