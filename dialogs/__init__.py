"""One turn of a conversation as a pure function, and the cards and words of it. No SDK, no I/O."""

from __future__ import annotations

from dataclasses import replace

from dialogs.agendas import Meeting
from dialogs.cards.area import digest_card, rights_card
from dialogs.cards.asked import lacks_note
from dialogs.cards.benefit import benefits_card as benefits_message
from dialogs.cards.channels import channel_agenda_card, no_longer_card
from dialogs.cards.contracts import contracts_card
from dialogs.cards.help import apology_card, channel_reply, not_saved_card, stranger_reply, wait_card
from dialogs.cards.meetings import agenda_card, heard_card, item_card
from dialogs.cards.news import news_card, said_card
from dialogs.cards.reminder import reminder_card, work_reminder_card
from dialogs.cards.request import co_requester_card, requester_card
from dialogs.cards.sponsor import sponsor_card
from dialogs.cards.summary import closed_card, note_wanted_card, role_card, role_receiving
from dialogs.cards.welcome import welcome_card
from dialogs.early import early_message
from dialogs.files import (
    answered_card,
    area_export,
    file_not_made,
    file_not_saved,
    file_not_theirs,
    may_have,
    offer_words,
    saved_words,
)
from dialogs.model import Card, People, Person, Request
from dialogs.needs import needs_of
from dialogs.refreshing import unchanged_card
from dialogs.tasks import tasks_of
from dialogs.turn import take_turn
from dialogs.wording import say, working
from governance_rules import Rulebook

__all__ = [
    "answered_card",
    "apology_card",
    "area_export",
    "as_told",
    "benefits_message",
    "channel_agenda_card",
    "channel_reply",
    "confirmation",
    "contracts_card",
    "digest_card",
    "early_message",
    "file_not_made",
    "file_not_saved",
    "file_not_theirs",
    "heard_card",
    "item_card",
    "lacks_note",
    "may_have",
    "may_receive",
    "needs_of",
    "no_longer_card",
    "not_saved_card",
    "note_wanted_card",
    "offer_words",
    "papers_card",
    "reminder_card",
    "rights_card",
    "said_message",
    "saved_words",
    "sponsor_message",
    "status_message",
    "stranger_reply",
    "summary_card",
    "take_turn",
    "unchanged_card",
    "wait_card",
    "welcome_card",
    "work_reminder_card",
    "your_turn_card",
]


def confirmation(rulebook: Rulebook, people: People, request: Request) -> tuple[Card, str]:
    """The requester's own card: the confirmation after they send, and later the same card brought up to date."""
    return requester_card(rulebook, people, request)


def summary_card(
    rulebook: Rulebook, people: People, request: Request, for_person: Person, role: str
) -> tuple[Card, str]:
    """A request for someone who looks after it, in the role that they have now.

    ``role`` is that of when it was sent; who has none any more gets a card that says so and nothing else. Someone who
    joined the request (``co_requester``) gets its title, area and status alone. What the buttons may do is decided
    again when one is pressed, by the Entra id of whoever presses.
    """
    if role in {"co_requester", "requester"}:
        own = role == "requester" and for_person.aad_id == request.requester.aad_id
        return requester_card(rulebook, people, request) if own else co_requester_card(people, request)
    now = role_receiving(people, for_person, request)
    return role_card(rulebook, people, request, now, person=for_person) if now else closed_card(request)


def may_receive(people: People, request: Request, person: Person) -> bool:
    """Whether this person may be told of a request now: as requester, as one who joined, or by a role they have."""
    theirs = (request.requester, *request.co_requesters)
    joined = bool(person.aad_id) and any(p.aad_id == person.aad_id for p in theirs)
    return joined or role_receiving(people, person, request) is not None


def status_message(
    rulebook: Rulebook,
    people: People,
    request: Request,
    what_changed: object = "status",
    for_person: Person | None = None,
) -> tuple[Card, str]:
    """News of a request as a new message: reference, status and note.

    ``what_changed``: ``status``, ``note`` or ``question``. ``for_person``: who reads it; someone other than the
    requester hears the status alone.
    """
    return news_card(rulebook, people, request, what_changed, for_person)


def as_told(request: Request, status: str, entry: int) -> Request:
    """The request as a message about an earlier status tells of it: with that status, and the note that came with it.

    ``entry``: number of its entry in the timeline, from 1. A message of before this was kept tells the status of now.
    """
    if not status or status == request.status:
        return request
    note = request.timeline[entry - 1].note if 0 < entry <= len(request.timeline) else ""
    return replace(request, status=status, decision_note=note)


def said_message(
    rulebook: Rulebook, request: Request, for_person: Person, words: str, about: str = "", event: str = ""
) -> tuple[Card, str]:
    """Words from one person to another about a request, with a box when the requester is asked something.

    ``about``: Entra id of whoever has joined the request, or has been removed from it. ``event``: its name.
    """
    del rulebook
    return said_card(request, for_person, words, about, event)


def sponsor_message(rulebook: Rulebook, people: People, request: Request, person: Person) -> tuple[Card, str]:
    """Asks whoever was named as sponsor whether they are; once they have said it, the same card says so."""
    return sponsor_card(rulebook, people, request, person)


def papers_card(rulebook: Rulebook, meeting: Meeting) -> tuple[Card, str]:
    """Brings a member the agenda of a meeting some days before it, or says that there is nothing to decide."""
    return agenda_card(rulebook, meeting, papers=True)


def your_turn_card(rulebook: Rulebook, people: People, request: Request, person: Person) -> tuple[Card, str] | None:
    """Tells somebody that a request waits for them now; None when it does not any more."""
    role = role_receiving(people, person, request)
    if role is None or not any(task.kind in {"step", "delivery"} for task in tasks_of(people, person, request)):
        return None
    title = say(working.YOUR_TURN, reference=request.reference)
    return role_card(rulebook, people, request, role, title=title, person=person)
