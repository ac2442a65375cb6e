"""Which deliveries to people something causes: the one place that decides it, pure, with the time as an argument.

The list item is no concern of this file: it goes to SharePoint, not to a person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, assert_never

from bot.delivery_kinds import KindName
from bot.people.message_recipients import told_in_words
from bot.people.preferences import Digest, after_quiet_hours, digest_of_checks, when_to_tell
from bot.people.recipients import Recipient, Role, is_urgent, needs_act, recipients_of
from bot.people.sponsor_cards import sponsor_card_of
from dialogs import events
from dialogs.cards.asked import lacks_note
from dialogs.events import Event, Work
from dialogs.messages import message_about
from dialogs.model import People, Person, Request
from dialogs.sponsor_events import SponsorFound, Sponsoring, SponsorNamed
from dialogs.steps import HOLDING
from dialogs.tasks import tasks_of

PreferencesOf = Callable[[str], Mapping[str, Any]]
"""The stored choices of the person with this Entra id; an empty mapping for someone who never chose."""


@dataclass(frozen=True, slots=True)
class Notification:
    """One thing that should reach one person.

    ``id`` is the delivery's id: wanting the same id again re-arms the same delivery, so that a card is updated in
    place.
    """

    id: str
    kind: KindName
    recipient: Person
    role: Role
    at: datetime | None = None
    """Not before this (UTC); None: at once, whatever the clock says, so that one that is put back delays nothing."""
    text: str = ""
    """The words of a ``message``."""
    about: str = ""
    """Entra id of whom a ``message`` is about, where it can be answered by what is to become of them."""
    event: str = ""
    """The name of the event that a ``status`` or ``message`` tells of: its heading says it."""
    status: str = ""
    """Of a ``status``: which one it tells of, so that two that follow each other closely are both told."""
    entry: int = 0
    """Number of the timeline's entry that a ``status`` tells of: the note that came with it is there."""
    references: tuple[str, ...] = ()
    update: bool = False
    """Only brings a card up to date that is there or on its way: it never speeds up one that waits for quiet hours."""
    stage: int = 0
    """Of a ``reminder``: 1 to those who hold it, 2 to the governance team."""
    task: str = ""
    """Of a ``reminder``: the name of what they hold; empty: a request that nobody has picked up."""


def notifications_for(
    event: Event,
    request: Request,
    people: People,
    preferences_of: PreferencesOf,
    now: datetime,
    *,
    number: int = 0,
    by: str = "",
    holders: Collection[str] = (),
    status_moved: bool = False,
) -> tuple[Notification, ...]:
    """Everything that must reach somebody because of this; ``request`` as it is afterwards.

    ``people``: the directory of the day. ``number``: that of the event's entry in the timeline, so that the same
    event is the same message. ``by``: Entra id of who did it here, or empty when it was done in the list: nobody is
    told of what they did themselves. ``holders``: Entra ids of everyone who has a delivery ``<reference>:summary:…``
    already, sent or waiting. ``status_moved``: whether the status is another than before. Someone who takes a digest
    has no notification here: see `digests`.
    """
    found = _Wanted(request, people, preferences_of, now, number, by, frozenset(holders), status_moved).of(event)
    # Whoever was erased is reached by nobody: their requests go on without a requester.
    return tuple({notification.id: notification for notification in found if notification.recipient.aad_id}.values())


def later(at: datetime, now: datetime) -> datetime | None:
    """The time of a notification: ``at`` when that is still to come, None for at once."""
    return at if at > now else None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is known while the deliveries of one event are worked out."""

    request: Request
    people: People
    preferences_of: PreferencesOf
    now: datetime
    number: int
    by: str
    holders: frozenset[str]
    status_moved: bool

    def of(self, event: Event) -> Iterator[Notification]:
        """Who hears of which event: beside this, every card that shows the request is brought up to date."""
        if isinstance(event, Work | Sponsoring):
            yield from self._of_work(event)
            return
        if isinstance(event, events.Submitted):  # the requester's own card is the answer to their submit
            yield from self._newly(recipients_of(self.people, self.request))
            yield from self._refreshed()
            return
        about = event.person.aad_id if isinstance(event, events.CoRequesterJoined | events.CoRequesterRemoved) else ""
        yield from (self._message(person, event, about) for person in told_in_words(event, self.request, self.people))
        yield self._card("own_card", self.request.requester, "requester", update=True)
        match event:
            case events.Withdrawn() | events.PickedUp() | events.NoteChanged() | events.DecisionExplained():
                yield from self._told(event)
            case events.StatusChanged():
                yield from self._told(event)
                yield from self._note_wanted()
                yield from self._taking_over()
            case events.InformationAdded(status=status):
                yield from self._told(event) if status else ()
                yield from self._taking_over(told_in_words(event, self.request, self.people))
            case events.FinalProcessChanged(before=process):
                yield from self._delivering(process)
            case events.Reassigned(area):
                yield from self._newly(self._passed_on_to(area), passed_on=True)
            case (
                events.HelpOffered()
                | events.NoteAdded()
                | events.QuestionAsked()
                | events.CoRequesterJoined()
                | events.CoRequesterRemoved()
            ):
                pass
            case events.ContactChanged() | events.TimeframeChanged() | events.ItemPosted() | events.ItemDeleted():
                pass
            case _:
                assert_never(event)
        yield from self._refreshed()

    def _of_work(self, event: Work | Sponsoring) -> Iterator[Notification]:
        """Steps, checks and delivery: who has it next hears, and the requester hears of a new status alone.

        What is moved in the list is moved without a message to the requester.
        """
        yield self._card("own_card", self.request.requester, "requester", update=True)
        if isinstance(event, Sponsoring):
            yield from self._of_sponsor(event)
            return
        if self.status_moved and not isinstance(event, events.CurrentStepChanged):
            yield from self._told(event)
        elif isinstance(event, events.StepDecided) and event.outcome in HOLDING:
            yield from self._told(event, events.NoteChanged.name)  # a body asks for something else
        yield from self._taking_over()
        yield from self._refreshed()

    def _of_sponsor(self, event: Sponsoring) -> Iterator[Notification]:
        """Whoever is named is asked, as soon as it is known who that is; the cards of all others show how far it is."""
        yield from (self._message(one, event, "") for one in told_in_words(event, self.request, self.people))
        if isinstance(event, SponsorNamed | SponsorFound) and (number := sponsor_card_of(self.request)):
            card, sent = self._card("sponsor", event.person, "sponsor"), event == SponsorFound(event.person, sent=True)
            at = later(after_quiet_hours(self.preferences_of(event.person.aad_id), self.now), self.now)
            yield replace(card, id=number, at=at, update=sent)
        yield from self._refreshed()

    def _taking_over(self, but: tuple[Person, ...] = ()) -> Iterator[Notification]:
        """Whoever has it since just now, ``but`` those who hear of it otherwise."""
        told = {person.aad_id for person in but}
        hearing = recipients_of(self.people, self.request)
        yield from self._turn_of([r for r in hearing if r.person.aad_id not in told and self._takes_over(r)])

    def _delivering(self, before: str) -> Iterator[Notification]:
        """Whoever delivers it since its process is another than ``before``."""
        process = self.request.final_process or self.request.decision.process
        if self.people.deliverers.get(before) != self.people.deliverers.get(process):
            hearing = recipients_of(self.people, self.request)
            tasks = {r: tasks_of(self.people, r.person, self.request) for r in hearing}
            yield from self._turn_of([r for r in hearing if any(task.kind == "delivery" for task in tasks[r])])

    def _turn_of(self, taking: list[Recipient]) -> Iterator[Notification]:
        """Their first card, or a message of its own where they have one already: once, whatever made it so."""
        yield from self._newly(tuple(taking))
        for recipient in taking:
            aad_id = recipient.person.aad_id
            if aad_id in self.holders and aad_id != self.by:
                at = later(after_quiet_hours(self.preferences_of(aad_id), self.now), self.now)
                number = f"{self.request.reference}:your_turn:{self.now:%Y-%m-%dT%H:%M:%S.%f}:{aad_id}"
                shown = (self.request.reference,)
                yield Notification(number, "your_turn", recipient.person, recipient.role, at, references=shown)

    def _takes_over(self, recipient: Recipient) -> bool:
        kinds = {"step", "delivery"}
        tasks = tasks_of(self.people, recipient.person, self.request)
        return any(task.kind in kinds and task.since == self.now for task in tasks)

    def _passed_on_to(self, area: str | None) -> tuple[Recipient, ...]:
        """The people of the other area, or the other champions of this one and the governance team."""
        recipients = recipients_of(self.people, self.request)
        if area is not None:
            return recipients
        # The other champions of the area may know; the governance team finds someone if they do not.
        return (
            *recipients,
            *(Recipient(person, "governance", stands_in=True) for person in self.people.governance_team),
        )

    def _newly(self, recipients: tuple[Recipient, ...], *, passed_on: bool = False) -> Iterator[Notification]:
        """A summary for everyone who has none yet. What somebody passed on to them waits for them to act."""
        for recipient in recipients:
            aad_id = recipient.person.aad_id
            if aad_id in self.holders or (passed_on and aad_id == self.by):
                continue
            chose = self.preferences_of(aad_id)
            if recipient.by_digest and digest_of_checks(chose):
                continue  # an alert on the request changes nothing: it names whom it is for
            at = when_to_tell(
                chose,
                needs_act=passed_on or needs_act(self.people, recipient, self.request),
                urgent=is_urgent(self.request) and not recipient.by_digest,
                now=self.now,
            )
            if not isinstance(at, Digest):
                yield self._card("summary", recipient.person, recipient.role, later(at, self.now))

    def _refreshed(self) -> Iterator[Notification]:
        """The cards that are out already, brought up to date, those of former champions too: an old card never lies."""
        now_hearing = {h.person.aad_id: h for h in recipients_of(self.people, self.request)}
        for aad_id in sorted(self.holders):
            recipient = now_hearing.get(aad_id)
            person, role = (recipient.person, recipient.role) if recipient else self._onlooker(aad_id)
            yield self._card("summary", person, role, update=True)

    def _onlooker(self, aad_id: str) -> tuple[Person, Role]:
        """Someone who holds a card though the rule no longer names them (passed on, or another is in the post)."""
        team = {p.aad_id: p for p in self.people.governance_team}
        return (team[aad_id], "governance") if aad_id in team else (Person(aad_id, ""), "owner")

    def _told(self, event: Event, what: str = "") -> Iterator[Notification]:
        """The requester and everyone who joined get a message that status or note changed (``what``)."""
        request, name = self.request, what or event.name
        told: dict[str, tuple[Person, Role]] = {p.aad_id: (p, "co_requester") for p in request.co_requesters}
        told[request.requester.aad_id] = (request.requester, "requester")
        told.pop(self.by, None)
        for aad_id, (person, role) in sorted(told.items()):
            at = later(after_quiet_hours(self.preferences_of(aad_id), self.now), self.now)
            number = f"{request.reference}:status:{self.number}:{aad_id}"
            shown = (request.reference,)
            status = "" if isinstance(event, events.NoteChanged | events.DecisionExplained) else str(request.status)
            yield Notification(
                number, "status", person, role, at, event=name, status=status, entry=self.number, references=shown
            )

    def _note_wanted(self) -> Iterator[Notification]:
        """Whoever decided in the list cannot be known: the governance team is asked why, once for each decision."""
        if lacks_note(self.request):
            for person in self.people.governance_team:
                at = later(after_quiet_hours(self.preferences_of(person.aad_id), self.now), self.now)
                number = f"{self.request.reference}:note_wanted:{self.number}:{person.aad_id}"
                references = (self.request.reference,)
                yield Notification(number, "note_wanted", person, "governance", at, references=references)

    def _message(self, person: Person, event: Event, about: str) -> Notification:
        at = later(after_quiet_hours(self.preferences_of(person.aad_id), self.now), self.now)
        role: Role = "requester" if person.aad_id == self.request.requester.aad_id else "partner"
        number = f"{self.request.reference}:message:{self.number}:{person.aad_id}"
        text = message_about(event, self.request.reference)
        return Notification(
            number, "message", person, role, at, text, about, event.name, references=(self.request.reference,)
        )

    def _card(
        self, kind: KindName, person: Person, role: Role, at: datetime | None = None, *, update: bool = False
    ) -> Notification:
        reference = self.request.reference
        return Notification(
            f"{reference}:{kind}:{person.aad_id}", kind, person, role, at, references=(reference,), update=update
        )
