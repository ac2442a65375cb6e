"""What stands over each message: for every event and everybody who hears of it, its own heading and nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, get_args

import pytest

from bot.people.notifications import Notification, notifications_for
from dialogs import (
    confirmation,
    digest_card,
    note_wanted_card,
    reminder_card,
    rights_card,
    said_message,
    sponsor_message,
    status_message,
    summary_card,
    your_turn_card,
)
from dialogs.benefits import BenefitMeasured, Measured
from dialogs.changes import apply
from dialogs.events import (
    By,
    ByStaff,
    CheckUpdated,
    ContactChanged,
    CoRequesterJoined,
    CoRequesterRemoved,
    CurrentStepChanged,
    DecisionExplained,
    DeliveryMoved,
    Event,
    FinalProcessChanged,
    FromDelivery,
    FromList,
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
)
from dialogs.model import Card, Person, Request
from dialogs.records import Sponsor, SponsorState
from dialogs.sponsor_events import SponsorAnswered, SponsorFound, SponsorNamed, SponsorNotReached
from dialogs.statuses import Status
from dialogs.steps import CheckState, Outcome, RequestCheck, RequestStep, StepState
from governance_rules.roles import PARTNER
from tests.bot.people.people_cast import (
    COLLEAGUE,
    GOVERNANCE,
    HOUSING_CHAMPION,
    HOUSING_PARTNER,
    MONDAY_TEN,
    PROCUREMENT,
    REQUESTER,
    at_once,
    people,
    request,
)
from tests.dialogs.walker import RULEBOOK, elements

EARLIER: Final = MONDAY_TEN - timedelta(days=1)
BOARD_MEMBER: Final = "00000000-0000-0000-0000-00000000d101"
LEFT: Final = Person("00000000-0000-0000-0000-00000000d0aa", "Parking clerk")
SPONSOR: Final = Person("00000000-0000-0000-0000-00000000d0cc", "Head of Housing", "head.housing@example.org")
BY: Final = By(Person("00000000-0000-0000-0000-00000000d0bb", "Somebody else"), "Somebody")
QUESTION: Final = "A question for you about DR-0042"
EVENTS: Final[list[tuple[Event, set[str]]]] = [
    (Submitted(), set()),
    (Withdrawn(), {"DR-0042 is now: Withdrawn"}),
    (InformationAdded("Forty.", "problem", "Forty."), {"There is new information on DR-0042"}),
    (
        InformationAdded("Forty.", "problem", "Forty.", Status.SUBMITTED),
        {"There is new information on DR-0042", "DR-0042 is now: Submitted"},
    ),
    (CoRequesterJoined(LEFT), {"Someone joined DR-0042"}),
    (CoRequesterRemoved(LEFT), {"You are no longer part of DR-0042"}),
    (PickedUp("Partner"), {"DR-0042 is now: With IT business partner"}),
    (HelpOffered(Person(HOUSING_CHAMPION, "Housing champion")), {"Someone can help you with DR-0042"}),
    (Reassigned("place", "Place"), set()),
    (Reassigned(), set()),
    (NoteAdded("A note"), set()),
    (QuestionAsked("How many?"), {QUESTION}),
    (StatusChanged("In review", "Soon"), {"DR-0042 is now: In review"}),
    (StatusChanged("More information needed"), {"DR-0042 is now: More information needed"}),
    (
        StepDecided("it_business_partner", "IT business partner", Outcome.DEFER, "In spring"),
        {"DR-0042 is now: Deferred"},
    ),
    (StepDecided("it_business_partner", "IT business partner", Outcome.DECLINE, "No"), {"DR-0042 is now: Declined"}),
    (CheckUpdated("dpia", "DPIA", CheckState.DONE), set()),
    (DeliveryMoved(Status.IN_DELIVERY), {"DR-0042 is now: In delivery"}),
    (CurrentStepChanged(("board",), "Board"), set()),
    (TimeframeChanged("next"), set()),
    (DecisionExplained("Enough"), {"Why DR-0042 is Submitted"}),
    (NoteChanged("Soon"), {"There is a new note on DR-0042"}),
    (FinalProcessChanged("Project"), set()),
    (ContactChanged("Somebody"), set()),
    (ItemPosted("7"), set()),
    (ItemDeleted("7"), {"DR-0042 is no longer in the list"}),
    (SponsorNamed(SPONSOR, "Head of Housing", "sponsor_name"), set()),
    (SponsorFound(SPONSOR), set()),
    (SponsorNotReached(), {"We could not reach the sponsor of DR-0042"}),
    (BenefitMeasured(0, "requester", Measured.MORE), set()),
    (SponsorAnswered(confirmed=True), set()),
    (SponsorAnswered(confirmed=False), {"DR-0042 needs another sponsor"}),
]
"""Each event, and what may stand over a message of its own about it; the cards of a request have their own headings."""
CARDS: Final = {
    "own_card": {"Request sent: DR-0042", "Your request DR-0042"},
    "summary": {"DR-0042: a request in Housing", "DR-0042: a request in Place", "You no longer look after this"},
    "your_turn": {"DR-0042 is with you now"},
    "sponsor": {"Will you sponsor DR-0042?"},
    "note_wanted": {"Please say why DR-0042 is More information needed"},
}
MESSAGES: Final = {"status", "message"}


def told(event: Event) -> tuple[Request, tuple[Notification, ...]]:
    """The request while a question to its requester is open, after the event, and everything that is told of it."""
    before = request(
        open_question="Which supplier?",
        asked_by=HOUSING_PARTNER,
        alerts=("late_engagement",),
        co_requesters=(COLLEAGUE, LEFT),
        joined=(COLLEAGUE, LEFT),
        status="Approved" if isinstance(event, DeliveryMoved) else "Submitted",
        steps=(RequestStep(PARTNER, PARTNER, 0, StepState.CURRENT, EARLIER), RequestStep("board", "board", 1)),
        checks=(RequestCheck("dpia"),),
        sponsor=None if isinstance(event, SponsorNamed) else Sponsor(SPONSOR, SponsorState.ASKED, EARLIER),
    )
    if isinstance(event, SponsorFound):
        before = replace(before, sponsor=Sponsor(Person("", "", SPONSOR.upn), SponsorState.ASKED, EARLIER))
    after = apply(before, event, BY, MONDAY_TEN)
    moved = after.status != before.status
    holders = (HOUSING_PARTNER, HOUSING_CHAMPION, GOVERNANCE, PROCUREMENT, BOARD_MEMBER, LEFT.aad_id)
    return after, notifications_for(
        event, after, people(), at_once, MONDAY_TEN, number=3, holders=holders, status_moved=moved
    )


def sent(about: Request, one: Notification) -> tuple[Card, str]:
    """The message as `bot/outgoing/teams.py` makes it."""
    if one.kind == "message":
        return said_message(RULEBOOK, about, one.recipient, one.text, one.about, one.event)
    if one.kind == "status":
        return status_message(RULEBOOK, people(), about, one.event, one.recipient)
    if one.kind == "note_wanted":
        return note_wanted_card(about)
    if one.kind == "your_turn":
        made = your_turn_card(RULEBOOK, people(), about, one.recipient)
        assert made is not None, "it waits for them"
        return made
    if one.kind == "sponsor":
        return sponsor_message(RULEBOOK, people(), about, one.recipient)
    if one.kind == "own_card":
        return confirmation(RULEBOOK, people(), about)
    return summary_card(RULEBOOK, people(), about, one.recipient, one.role)


def headings(card: object) -> list[str]:
    return [str(part["text"]) for part in elements(card) if part.get("style") == "heading"]


@pytest.mark.parametrize(("event", "over"), EVENTS, ids=lambda e: type(e).__name__)
def test_each_message_has_the_heading_of_what_it_tells_and_the_preview_says_the_same(
    event: Event, over: set[str]
) -> None:
    about, notifications = told(event)
    found: set[str] = set()
    for one in notifications:
        card, preview = sent(about, one)
        first = headings(card)[0]
        if one.kind in MESSAGES:
            found.add(first)
            assert preview == first == card["speak"], one
            assert one.event == event.name, one
        else:
            assert first in CARDS[one.kind], one
            assert "DR-0042" in preview or first == "You no longer look after this", one
    assert found == over


@pytest.mark.parametrize("event", [event for event, _ in EVENTS], ids=lambda e: type(e).__name__)
def test_a_question_that_is_open_stands_over_no_message_but_its_own(event: Event) -> None:
    about, notifications = told(event)
    asks = isinstance(event, QuestionAsked) or about.status == Status.MORE_NEEDED
    for one in notifications:
        if one.kind in MESSAGES and not asks:
            assert not [said for said in headings(sent(about, one)[0]) if said == QUESTION], one


def test_every_event_is_tried_here_and_no_two_kinds_of_them_share_a_heading() -> None:
    assert {type(event) for event, _ in EVENTS} == {
        Submitted,
        *get_args(ByStaff),
        *get_args(FromList),
        *get_args(FromDelivery),
    }
    of: dict[str, set[type[Any]]] = {}
    for event, over in EVENTS:
        for said in over:
            of.setdefault(said, set()).add(type(event))
    assert all(len(kinds) == 1 for kinds in of.values()), of


def test_who_joined_is_told_what_is_next_for_them_and_nothing_that_is_for_its_requester() -> None:
    for status in Status:
        card, preview = summary_card(RULEBOOK, people(), request(status=status), COLLEAGUE, "co_requester")
        said = str(card)
        assert preview.startswith("A request you joined, DR-0042"), status
        assert not [words for words in ("get in touch with you", "You took", "note says", "need more from you",
                                        "You can change") if words in said], status  # fmt: skip


def test_the_other_messages_have_headings_of_their_own() -> None:
    partner = Person(HOUSING_PARTNER, "IT business partner (Housing)")
    made = {
        "DR-0042 is still waiting": reminder_card(RULEBOOK, people(), request(), partner, 1, 2),
        "Your summary of requests": digest_card(RULEBOOK, people(), partner, (request(),), MONDAY_TEN),
        "Who looks after what has changed": rights_card(RULEBOOK, people(), [("A", "champion", "housing")], []),
        "You no longer look after this": summary_card(RULEBOOK, people(), request(), COLLEAGUE, "champion"),
    }
    for heading, (card, preview) in made.items():
        assert headings(card)[0] == heading
        assert card["speak"].startswith(preview)
    assert made["DR-0042 is still waiting"][1] == "DR-0042 is still waiting"
    assert REQUESTER.aad_id not in str(made)


def test_who_gets_a_request_anew_reads_that_it_is_with_them_now() -> None:
    about, notifications = told(CurrentStepChanged(("board",), "Board"))
    found = {one.recipient.aad_id: headings(sent(about, one)[0])[0] for one in notifications if one.kind == "your_turn"}
    assert found == {BOARD_MEMBER: "DR-0042 is with you now"}
