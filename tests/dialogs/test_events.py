"""What each event makes of a request, and the line that it adds to its story."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest

from dialogs import confirmation
from dialogs.benefits import Benefit, BenefitMeasured, Measured
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
from dialogs.model import Person, Request
from dialogs.records import Move, Sponsor, SponsorState
from dialogs.sponsor_events import SponsorAnswered, SponsorFound, SponsorNamed, SponsorNotReached
from dialogs.statuses import Status
from dialogs.steps import CheckState, Outcome, RequestCheck, RequestStep, StepState
from dialogs.wording.requesting import HAPPENED
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import CHAMPION, NOW, OTHER, PARTNER, PEOPLE, RULEBOOK, Office, Walker, words

LATER = NOW + timedelta(days=3)
BY = By(PARTNER, "Housing IT business partner")
ASKED = RequestStep(
    "it_business_partner", "it_business_partner", 0, StepState.CURRENT, NOW, "more_information", "Which?", BY.role, NOW
)
BOARD = RequestStep("board", "board", 1)
RELEASED = replace(ASKED, outcome="", note="")
SPOKEN = replace(ASKED, state=StepState.OVER, outcome="go_on", note="Good", at=LATER)
ON_BOARD = replace(BOARD, state=StepState.CURRENT, since=LATER)
UNKNOWN = Person("", "", "head@example.org")
HEAD = Person("00000000-0000-0000-0000-0000000000e1", "Head of Housing", "head@example.org")
BEFORE: dict[type[Event], dict[str, Any]] = {
    DeliveryMoved: {"status": "Approved"},
    BenefitMeasured: {"status": "Done"},
    SponsorFound: {"sponsor": Sponsor(UNKNOWN, SponsorState.UNREACHED, NOW)},
    **{key: {"sponsor": Sponsor(UNKNOWN, SponsorState.ASKED, NOW)} for key in (SponsorNotReached, SponsorAnswered)},
}
"""What is otherwise before some events."""
MADE: list[tuple[Event, dict[str, Any], str | None]] = [
    (Submitted(), {}, ""),
    (
        Withdrawn(),
        {
            "status": Status.WITHDRAWN,
            "open_question": "",
            "asked_by": "",
            "steps": (replace(ASKED, state=StepState.WAITING), BOARD),
        },
        "",
    ),
    (
        InformationAdded("Forty.", "problem", "Slow. Forty.", Status.SUBMITTED),
        {
            "status": Status.SUBMITTED,
            "open_question": "",
            "asked_by": "",
            "problem": "Slow. Forty.",
            "steps": (replace(RELEASED, since=LATER), BOARD),
        },
        "Forty.",
    ),
    (CoRequesterJoined(CHAMPION), {"co_requesters": (OTHER, CHAMPION), "joined": (OTHER, CHAMPION)}, ""),
    (CoRequesterRemoved(OTHER), {"co_requesters": ()}, ""),
    (
        PickedUp(PARTNER.name),
        {
            "status": Status.WITH_PARTNER,
            "it_contact": PARTNER.name,
            "it_contact_id": PARTNER.aad_id,
            "steps": (replace(ASKED, since=LATER), BOARD),
        },
        "",
    ),
    (HelpOffered(CHAMPION), {"helpers": (CHAMPION.name,)}, ""),
    (Reassigned("place", "Place"), {"area": "place"}, "It is now with Place."),
    (Reassigned(), {}, ""),
    (NoteAdded("A note"), {}, "A note"),
    (QuestionAsked("How?"), {"open_question": "How?", "asked_by": PARTNER.aad_id}, "How?"),
    (
        StatusChanged("Declined", "No money"),
        {
            "status": "Declined",
            "decision_note": "No money",
            "open_question": "",
            "asked_by": "",
            "steps": (replace(ASKED, state=StepState.WAITING), BOARD),
        },
        "No money",
    ),
    (
        StatusChanged("Waiting for the budget"),
        {"status": "Waiting for the budget", "steps": (replace(RELEASED, since=LATER), BOARD)},
        "",
    ),
    (
        StepDecided("it_business_partner", "IT business partner", Outcome.GO_ON, "Good", contact=PARTNER.name),
        {
            "status": Status.IN_REVIEW,
            "decision_note": "Good",
            "it_contact": PARTNER.name,
            "it_contact_id": PARTNER.aad_id,
            "steps": (SPOKEN, ON_BOARD),
        },
        "Good",
    ),
    (
        CheckUpdated("dpia", "DPIA", CheckState.DONE, "Signed"),
        {"checks": (RequestCheck("dpia", CheckState.DONE, "Signed", BY.role, LATER),)},
        "DPIA: Signed",
    ),
    (DeliveryMoved(Status.IN_DELIVERY), {"status": Status.IN_DELIVERY}, ""),
    (
        BenefitMeasured(0, "requester", Measured.LESS, "Fewer calls"),
        {"benefits": (Benefit(0, BY.person.aad_id, "requester", LATER, "less", "Fewer calls", LATER),)},
        "Fewer calls",
    ),
    (
        CurrentStepChanged(("board",), "Board"),
        {"status": Status.IN_REVIEW, "steps": (replace(SPOKEN, note=""), ON_BOARD)},
        "Board",
    ),
    (
        TimeframeChanged("next", "The budget is gone."),
        {"board_timeframe": "next", "moves": (Move(LATER, "now", "next", BY.role, "The budget is gone."),)},
        None,
    ),
    (TimeframeChanged("now"), {"board_timeframe": "now"}, None),
    (DecisionExplained("Enough"), {"decision_note": "Enough"}, "Enough"),
    (NoteChanged("Soon"), {"decision_note": "Soon"}, "Soon"),
    (FinalProcessChanged("Project"), {"final_process": "Project"}, None),
    (ContactChanged("Somebody"), {"it_contact": "Somebody", "it_contact_id": ""}, None),
    (ItemPosted("7"), {"on_list": True}, None),
    (
        SponsorNamed(HEAD, "Head of Housing, head@example.org", "sponsor_name"),
        {"sponsor": Sponsor(HEAD, SponsorState.ASKED, LATER), "sponsor_name": "Head of Housing, head@example.org"},
        "",
    ),
    (SponsorFound(HEAD), {"sponsor": Sponsor(HEAD, SponsorState.ASKED, NOW)}, None),
    (SponsorNotReached(), {"sponsor": Sponsor(UNKNOWN, SponsorState.UNREACHED, NOW)}, ""),
    (
        SponsorAnswered(confirmed=True, check="dpia"),
        {
            "sponsor": Sponsor(UNKNOWN, SponsorState.CONFIRMED, LATER),
            "checks": (RequestCheck("dpia", CheckState.DONE, "", BY.role, LATER),),
        },
        "",
    ),
    (ItemDeleted("7"), {}, ""),
]
"""Each event, what it makes of the request, and the note of its line in the story; None: it has no line."""
DETAILED = ("problem", "sponsor_name")
"""What of it is a detail."""
LINES: dict[type[Event], str] = {
    StepDecided: "step_go_on",
    CheckUpdated: "check_done",
    SponsorAnswered: "sponsor_confirmed",
    BenefitMeasured: "benefit_less",
}
"""What the story calls those events that it tells apart by what was said."""


@pytest.fixture(scope="module")
def request_before() -> Request:
    office = Office()
    walker = Walker(office=office)
    walker.send("start")
    walker.fill(ANSWERS["project"], DETAILS)
    walker.press("submit")
    asked = replace(office.requests["DR-0001"], open_question="Which?", asked_by=PARTNER.aad_id, on_list=False)
    held = replace(asked, status="More information needed", steps=(ASKED, BOARD), checks=(RequestCheck("dpia"),))
    return replace(held, co_requesters=(OTHER,), joined=(OTHER,))


@pytest.mark.parametrize(("event", "made", "note"), MADE)
def test_an_event_changes_what_it_says_and_nothing_else(
    event: Event, made: dict[str, Any], note: str | None, request_before: Request
) -> None:
    request_before = replace(request_before, **BEFORE.get(type(event), {}))
    after = apply(request_before, event, BY, LATER)
    details = {**request_before.details, **{name: made[name] for name in DETAILED if name in made}}
    fields = {name: value for name, value in made.items() if name not in DETAILED}
    moved = "status" in fields
    same: dict[str, Any] = {
        "timeline": after.timeline,
        "changed_at": after.changed_at,
        "status_at": LATER if moved else None,
    }
    assert after == replace(request_before, details=details, **fields, **same)
    assert (after.changed_at == LATER) == (
        bool(made)
        and not isinstance(event, FromDelivery)
        and "joined" not in made
        and not made.keys() & {"co_requesters", "helpers", "on_list"}
    )
    added = after.timeline[len(request_before.timeline) :]
    assert [(line.when, line.what, line.note) for line in added] == (
        [] if note is None else [(LATER, LINES.get(type(event), event.name), note)]
    )


@pytest.mark.parametrize(
    ("status", "steps", "note"),
    [
        ("Deferred", (RELEASED, BOARD), "Said in the list"),
        ("Deferred", (SPOKEN, replace(ON_BOARD, outcome="defer", note="In spring", at=LATER)), "In spring"),
        ("In review", (SPOKEN, replace(ON_BOARD, outcome="defer", note="In spring", at=LATER)), "Said in the list"),
    ],
)
def test_why_it_waits_is_what_the_body_said_that_lets_it_wait(
    status: str, steps: tuple[RequestStep, ...], note: str, request_before: Request
) -> None:
    waits = replace(request_before, status=status, steps=steps, decision_note="Said in the list")
    assert apply(waits, InformationAdded("Forty.", "problem", "Slow. Forty."), BY, LATER).decision_note == note


def test_every_event_is_tried_here_and_has_a_name_of_its_own() -> None:
    every = {Submitted, *get_args(ByStaff), *get_args(FromList), *get_args(FromDelivery)}
    assert {type(event) for event, _, _ in MADE} == every
    assert len({kind.name for kind in every}) == len(every)


def test_since_is_when_the_status_changed_and_not_when_anything_did(request_before: Request) -> None:
    moved = apply(replace(request_before, status="Submitted"), StatusChanged("In review"), BY, NOW)
    asked = apply(moved, QuestionAsked("How many?"), BY, LATER)
    assert asked.changed_at == LATER
    assert asked.since == NOW
    assert "Status: \nIn review, since Monday 2 March" in words(confirmation(RULEBOOK, PEOPLE, asked)[0])
    assert replace(asked, status_at=None).since == LATER, "of an old request it is not known"


@pytest.mark.parametrize("event", [event for event, _, note in MADE if note is not None])
def test_a_line_of_the_story_is_told_in_words(event: Event) -> None:
    assert LINES.get(type(event), event.name) in HAPPENED
