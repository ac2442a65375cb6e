"""What each event makes of a request, and the line that it adds to its story."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest

from dialogs import confirmation
from dialogs.changes import apply
from dialogs.events import (
    By,
    ByStaff,
    ContactChanged,
    CoRequesterJoined,
    CoRequesterRemoved,
    DecisionExplained,
    Event,
    FinalProcessChanged,
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
    Submitted,
    Withdrawn,
)
from dialogs.model import Request
from dialogs.statuses import Status
from dialogs.wording.requesting import HAPPENED
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import CHAMPION, NOW, OTHER, PARTNER, PEOPLE, RULEBOOK, Office, Walker, words

LATER = NOW + timedelta(days=3)
BY = By(PARTNER, "Housing IT business partner")
MADE: list[tuple[Event, dict[str, Any], str | None]] = [
    (Submitted(), {}, ""),
    (Withdrawn(), {"status": Status.WITHDRAWN, "open_question": "", "asked_by": ""}, ""),
    (
        InformationAdded("Forty.", "problem", "Slow. Forty.", Status.SUBMITTED),
        {"status": Status.SUBMITTED, "open_question": "", "asked_by": "", "problem": "Slow. Forty."},
        "Forty.",
    ),
    (CoRequesterJoined(CHAMPION), {"co_requesters": (OTHER, CHAMPION), "joined": (OTHER, CHAMPION)}, ""),
    (CoRequesterRemoved(OTHER), {"co_requesters": ()}, ""),
    (
        PickedUp(PARTNER.name),
        {"status": Status.WITH_PARTNER, "it_contact": PARTNER.name, "it_contact_id": PARTNER.aad_id},
        "",
    ),
    (HelpOffered(CHAMPION), {"helpers": (CHAMPION.name,)}, ""),
    (Reassigned("place", "Place"), {"area": "place"}, "It is now with Place."),
    (Reassigned(), {}, ""),
    (NoteAdded("A note"), {}, "A note"),
    (QuestionAsked("How?"), {"open_question": "How?", "asked_by": PARTNER.aad_id}, "How?"),
    (
        StatusChanged("Declined", "No money"),
        {"status": "Declined", "decision_note": "No money", "open_question": "", "asked_by": ""},
        "No money",
    ),
    (StatusChanged("Waiting for the budget"), {"status": "Waiting for the budget"}, ""),
    (DecisionExplained("Enough"), {"decision_note": "Enough"}, "Enough"),
    (NoteChanged("Soon"), {"decision_note": "Soon"}, "Soon"),
    (FinalProcessChanged("Project"), {"final_process": "Project"}, None),
    (ContactChanged("Somebody"), {"it_contact": "Somebody", "it_contact_id": ""}, None),
    (ItemPosted("7"), {"on_list": True}, None),
    (ItemDeleted("7"), {}, ""),
]
"""Each event, what it makes of the request, and the note of its line in the story; None: it has no line."""


@pytest.fixture(scope="module")
def request_before() -> Request:
    office = Office()
    walker = Walker(office=office)
    walker.send("start")
    walker.fill(ANSWERS["project"], DETAILS)
    walker.press("submit")
    asked = replace(office.requests["DR-0001"], open_question="Which?", asked_by=PARTNER.aad_id, on_list=False)
    return replace(asked, status="More information needed", co_requesters=(OTHER,), joined=(OTHER,))


@pytest.mark.parametrize(("event", "made", "note"), MADE)
def test_an_event_changes_what_it_says_and_nothing_else(
    event: Event, made: dict[str, Any], note: str | None, request_before: Request
) -> None:
    after = apply(request_before, event, BY, LATER)
    details = {**request_before.details, **{name: made[name] for name in ("problem",) if name in made}}
    fields = {name: value for name, value in made.items() if name != "problem"}
    moved = "status" in fields
    same: dict[str, Any] = {
        "timeline": after.timeline,
        "changed_at": after.changed_at,
        "status_at": LATER if moved else None,
    }
    assert after == replace(request_before, details=details, **fields, **same)
    assert (after.changed_at == LATER) == (
        bool(made) and "joined" not in made and not made.keys() & {"co_requesters", "helpers", "on_list"}
    )
    added = after.timeline[len(request_before.timeline) :]
    assert [(line.when, line.what, line.note) for line in added] == (
        [] if note is None else [(LATER, event.name, note)]
    )


def test_every_event_is_tried_here_and_has_a_name_of_its_own() -> None:
    every = {Submitted, *get_args(ByStaff), *get_args(FromList)}
    assert {type(event) for event, _, _ in MADE} == every
    assert len({kind.name for kind in every}) == len(every)


def test_since_is_when_the_status_changed_and_not_when_anything_did(request_before: Request) -> None:
    moved = apply(replace(request_before, status="Submitted"), StatusChanged("In review"), BY, NOW)
    asked = apply(moved, QuestionAsked("How many?"), BY, LATER)
    assert asked.changed_at == LATER
    assert asked.since == NOW
    assert "Since: \n2 March 2026" in words(confirmation(RULEBOOK, PEOPLE, asked)[0])
    assert replace(asked, status_at=None).since == LATER, "of an old request it is not known"


@pytest.mark.parametrize("event", [event for event, _, note in MADE if note is not None])
def test_a_line_of_the_story_is_told_in_words(event: Event) -> None:
    assert event.name in HAPPENED
