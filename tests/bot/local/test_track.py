"""The route as the page draws it: done, now and next, and for whom a request waits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.local.cast import cast_of
from bot.local.track import track_of
from dialogs.changes import apply
from dialogs.events import By, Event, PickedUp, StatusChanged, StepDecided
from dialogs.steps import Outcome
from dialogs.wording import WEEKDAYS
from tests.dialogs.project_office import office_with_project, the
from tests.dialogs.walker import NOW, PARTNER, PEOPLE, RULEBOOK

STAFF = next(iter(cast_of(PEOPLE).values())).person
BY = By(PARTNER, "The board")


def track_after(*events: Event) -> dict[str, Any]:
    """What is drawn of a project with four steps, sent by somebody of the page, after all this."""
    request = replace(the(office_with_project()), requester=STAFF)
    for event in events:
        request = apply(request, event, BY, NOW)
    return track_of(RULEBOOK, PEOPLE, request)


def said(step: str, outcome: Outcome = Outcome.GO_ON, note: str = "") -> StepDecided:
    return StepDecided(step, step, outcome, note)


def states(track: dict[str, Any]) -> list[str]:
    return [step["state"] for step in track["steps"]]


def test_a_request_that_was_just_sent_waits_for_its_partner_to_pick_it_up() -> None:
    track = track_after()
    assert states(track) == ["current", "waiting", "waiting", "waiting"]
    assert track["turn"] == [{"key": PARTNER.aad_id, "name": PARTNER.name, "kind": "pick_up"}]
    assert track["end"] == "waiting"
    assert all(step["name"] and step["purpose"] and step["day"] for step in track["steps"])
    assert track["steps"][0]["day"].startswith("By ")
    assert any(day in track["steps"][0]["day"] for day in WEEKDAYS), "a near day as the cards say it"


def test_what_a_body_said_stands_at_its_step_and_those_side_by_side_are_now_together() -> None:
    track = track_after(PickedUp(PARTNER.name), said("it_business_partner", note="One contract"), said("board"))
    assert states(track) == ["over", "over", "current", "current"]
    assert (track["steps"][0]["said"], track["steps"][0]["note"]) == ("It can go on", "One contract")
    assert track["steps"][2]["stage"] == track["steps"][3]["stage"]


def test_a_question_of_a_body_waits_for_the_person_who_asked() -> None:
    track = track_after(PickedUp(PARTNER.name), said("it_business_partner", Outcome.MORE_INFORMATION, "Which?"))
    assert [(one["key"], one["kind"]) for one in track["turn"]] == [(STAFF.aad_id, "information")]


def test_a_step_that_says_no_stops_the_route() -> None:
    track = track_after(PickedUp(PARTNER.name), said("it_business_partner", Outcome.DECLINE, "No"))
    assert (states(track)[0], track["end"], track["turn"]) == ("stopped", "stopped", [])


def test_an_approval_ends_the_route() -> None:
    assert track_after(StatusChanged("Approved"))["end"] == "over"
