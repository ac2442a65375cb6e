"""The steps and checks of a request: who has it after what anybody says, and what nobody can make of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dialogs.changes import apply
from dialogs.events import (
    By,
    CheckUpdated,
    CurrentStepChanged,
    DeliveryMoved,
    Event,
    InformationAdded,
    NoteAdded,
    PickedUp,
    StatusChanged,
    StepDecided,
    TimeframeChanged,
    Withdrawn,
)
from dialogs.model import Request
from dialogs.statuses import DELIVERABLE, ENDED, HELD, UNDECIDED, WITH_ITS_AREA, Status
from dialogs.steps import CheckState, Outcome, RequestStep, StepState, checks_of, current_steps, open_checks, steps_of
from governance_rules import Decision
from tests.dialogs.walker import NOW, PARTNER, STAFF

BY = By(PARTNER, "The board")
ROUTE = ("it_business_partner", "board", "ict_improvement_group", "technical_review_board")
GROUPS = ROUTE[2:]
DECISION = Decision("project", ROUTE, ("dpia", "cyber"), (), None, None, None, (), (), (), "1", (GROUPS,))
NONE = Decision("self_service", (), (), (), None, None, None, (), (), (), "1")


def sent(decision: Decision = DECISION) -> Request:
    """A request that was just sent."""
    plain = Request("DR-0001", "i1", STAFF, "housing", "Repairs", {}, {}, decision, "Submitted", NOW, NOW, on_list=True)
    return replace(plain, steps=steps_of(decision, {}, NOW), checks=checks_of(decision))


def after(request: Request, *events: Event) -> Request:
    """The request after all this, a minute each."""
    for minute, event in enumerate(events, 1):
        request = apply(request, event, BY, NOW + timedelta(minutes=minute))
    return request


def said(step: str, outcome: Outcome = Outcome.GO_ON, note: str = "", **more: str) -> StepDecided:
    """A body speaks."""
    return StepDecided(step, step, outcome, note, **more)


def having(request: Request) -> tuple[str, ...]:
    """Who has it."""
    return tuple(step.id for step in current_steps(request.steps))


def of(request: Request, step: str) -> RequestStep:
    """One step of it."""
    return next(one for one in request.steps if one.id == step)


MORE = Outcome.MORE_INFORMATION
AT_GROUPS = (said("it_business_partner"), said("board"))


def test_a_request_goes_from_body_to_body_until_all_have_said_go_on() -> None:
    request = sent()
    assert (having(request), request.status) == (("it_business_partner",), "Submitted")
    request = after(request, PickedUp(PARTNER.name), said("it_business_partner"))
    assert (having(request), request.status) == (("board",), "In review")
    request = after(request, said("board", timeframe="next"))
    assert (having(request), request.status, request.board_timeframe) == (GROUPS, "In review", "next")
    request = after(request, said(GROUPS[1], process="Project"))
    assert (having(request), request.status, request.final_process) == (GROUPS[:1], "In review", "")
    request = after(request, said(GROUPS[0], process="Project"))
    assert (having(request), request.status, request.final_process) == ((), "Approved", "Project")
    assert {step.state for step in request.steps} == {StepState.OVER}
    assert [line.what for line in request.timeline] == ["picked_up", *["step_go_on"] * 4]


def test_the_final_process_that_the_list_has_stays() -> None:
    request = replace(sent(), final_process="Change request")
    done = after(request, *AT_GROUPS, *(said(group, process="Project") for group in GROUPS))
    assert done.final_process == "Change request"


def test_what_a_step_says_is_kept_with_who_when_and_the_note() -> None:
    step = of(after(sent(), said("it_business_partner", note="A good idea.")), "it_business_partner")
    assert (step.outcome, step.note, step.who, step.at) == (
        "go_on",
        "A good idea.",
        BY.role,
        NOW + timedelta(minutes=1),
    )
    assert of(after(sent(), said("it_business_partner")), "board").since == NOW + timedelta(minutes=1)


def test_the_partner_who_speaks_without_picking_it_up_is_its_contact() -> None:
    spoken = after(sent(), said("it_business_partner", contact=PARTNER.name))
    assert (spoken.it_contact, spoken.it_contact_id) == (PARTNER.name, PARTNER.aad_id)


@pytest.mark.parametrize(("outcome", "status"), [("more_information", Status.MORE_NEEDED), ("defer", Status.DEFERRED)])
@pytest.mark.parametrize("step", ["it_business_partner", "board", "ict_improvement_group"])
def test_a_step_that_waits_keeps_the_request(outcome: str, status: Status, step: str) -> None:
    before = after(sent(), *[said(one) for one in ROUTE[: ROUTE.index(step)]])
    waits = after(before, said(step, Outcome(outcome), "Why?"))
    assert having(waits) == having(before)
    assert (waits.status, waits.decision_note) == (status, "Why?")
    assert of(waits, step).outcome == outcome


@pytest.mark.parametrize("last", [Outcome.MORE_INFORMATION, Outcome.DEFER])
def test_where_bodies_side_by_side_wait_for_different_things_the_last_word_is_the_status(last: Outcome) -> None:
    first = Outcome.DEFER if last == Outcome.MORE_INFORMATION else Outcome.MORE_INFORMATION
    status = {Outcome.MORE_INFORMATION: Status.MORE_NEEDED, Outcome.DEFER: Status.DEFERRED}
    for group, other in (GROUPS, GROUPS[::-1]):
        waits = after(sent(), *AT_GROUPS, said(group, first, "First."), said(other, last, "Last."))
        assert (waits.status, waits.decision_note) == (status[last], "Last.")
        on = after(waits, said(other, note="Fine."))
        assert (on.status, on.decision_note) == (status[first], "First."), "the note is of the body that waits"


def test_a_body_that_deferred_it_waits_on_when_the_requester_answers_another() -> None:
    waits = after(sent(), *AT_GROUPS, said(GROUPS[0], Outcome.DEFER, "Later."), said(GROUPS[1], MORE, "How?"))
    back = after(waits, InformationAdded("So.", "problem", "So.", Status.DEFERRED))
    assert [of(back, group).outcome for group in GROUPS] == ["defer", ""]
    assert (back.status, back.decision_note) == (Status.DEFERRED, "Later.")


@pytest.mark.parametrize("outcome", [Outcome.MORE_INFORMATION, Outcome.DEFER])
def test_the_same_words_again_are_nothing_new(outcome: Outcome) -> None:
    waits = after(sent(), said("it_business_partner"), said("board", outcome, "Why?"))
    assert after(waits, said("board", outcome, "Why?")) is waits
    assert len(after(waits, said("board", outcome, "And how?")).timeline) == len(waits.timeline) + 1


def test_whoever_has_what_waits_no_more_holds_it_anew() -> None:
    asked = after(sent(), said("it_business_partner"), said("board", MORE, "Why?"))
    later = NOW + timedelta(days=3)
    for event in (InformationAdded("So.", "problem", "So.", Status.IN_REVIEW), StatusChanged("In review")):
        assert of(apply(asked, event, BY, later), "board").since == later
    in_list = after(sent(), said("it_business_partner"), StatusChanged("Deferred"))
    assert of(apply(in_list, StatusChanged("In review"), BY, later), "board").since == later


def test_information_releases_the_step_that_waited_for_it() -> None:
    waits = after(sent(), *AT_GROUPS, said(GROUPS[0], Outcome.MORE_INFORMATION, "How many?"))
    told = after(waits, InformationAdded("Forty.", "problem", "Forty.", Status.IN_REVIEW))
    assert (having(told), told.status) == (GROUPS, "In review")
    assert (of(told, GROUPS[0]).outcome, of(told, GROUPS[0]).note) == ("", "")
    assert after(told, *map(said, GROUPS)).status == "Approved"


def test_a_later_status_releases_what_was_deferred_and_one_that_holds_does_not() -> None:
    waits = after(sent(), said("it_business_partner"), said("board", Outcome.DEFER, "In spring."))
    assert of(after(waits, StatusChanged("More information needed", "Which?")), "board").outcome == "defer"
    taken_up = after(waits, StatusChanged("In review"))
    assert (having(taken_up), of(taken_up, "board").outcome) == (("board",), "")


def test_while_one_of_two_waits_the_other_may_go_on_and_the_request_still_waits() -> None:
    waits = after(sent(), *AT_GROUPS, said(GROUPS[0], Outcome.MORE_INFORMATION, "How many?"), said(GROUPS[1]))
    assert (having(waits), waits.status) == (GROUPS[:1], "More information needed")


@pytest.mark.parametrize("step", ROUTE)
def test_a_decline_ends_the_request_at_any_step(step: str) -> None:
    before = after(sent(), *[said(one) for one in ROUTE[: ROUTE.index(step)]])
    ended = after(replace(before, open_question="Q", asked_by="x"), said(step, Outcome.DECLINE, "No."))
    assert (having(ended), ended.status, ended.decision_note) == ((), "Declined", "No.")
    assert (ended.open_question, ended.asked_by) == ("", "")
    assert ended.status_at == ended.changed_at


@pytest.mark.parametrize(
    ("before", "event"),
    [
        ((), said("board")),
        ((), said("not_on_the_route")),
        (AT_GROUPS, said("board", Outcome.DECLINE, "Too late.")),
        ((*AT_GROUPS, said(GROUPS[0])), said(GROUPS[0], Outcome.MORE_INFORMATION, "Wait.")),
        ((StatusChanged("Declined"),), said("it_business_partner")),
        ((), CheckUpdated("not_its_check", "A check", CheckState.DONE)),
        ((), DeliveryMoved(Status.IN_DELIVERY)),
        ((said("it_business_partner"),), DeliveryMoved(Status.DONE)),
        ((StatusChanged("Done"),), DeliveryMoved(Status.IN_DELIVERY)),
        ((StatusChanged("In delivery"),), DeliveryMoved(Status.IN_DELIVERY)),
        ((), CurrentStepChanged(("not_on_the_route",), "")),
        ((), CurrentStepChanged(("it_business_partner",), "")),
    ],
    ids=str,
)
def test_what_comes_too_late_or_is_not_the_requests_changes_nothing_at_all(
    before: tuple[Event, ...], event: Event
) -> None:
    request = after(sent(), *before)
    assert after(request, event) is request


@pytest.mark.parametrize("status", [s for s in Status if s in ENDED])
def test_a_status_of_the_list_that_ends_it_takes_it_from_whoever_has_it(status: Status) -> None:
    for many in range(4):
        ended = after(sent(), *map(said, ROUTE[:many]), StatusChanged(status))
        assert (having(ended), ended.status) == ((), status)


def test_a_status_of_the_list_opens_what_was_over_where_it_stood() -> None:
    declined = after(sent(), said("it_business_partner"), said("board", Outcome.DECLINE, "No."))
    opened = after(declined, StatusChanged("In review"))
    assert having(opened) == ("board",), "it declined, and has it again"
    back = after(opened, CurrentStepChanged(("board",), "Board"))
    assert (having(back), back.status, of(back, "board").outcome) == (("board",), "In review", "")


def test_what_was_declined_and_is_opened_again_is_with_whoever_declined_it() -> None:
    declined = after(sent(), said("it_business_partner"), said("board", Outcome.DECLINE, "No."))
    assert having(declined) == ()
    opened = after(declined, StatusChanged("In review"))
    assert having(opened) == ("board",)
    assert (of(opened, "board").outcome, of(opened, "it_business_partner").outcome) == ("", "go_on")


def test_a_status_that_somebody_added_to_the_list_leaves_the_steps_alone() -> None:
    before = after(sent(), said("it_business_partner"))
    assert having(after(before, StatusChanged("Waiting for the budget"))) == ("board",)


def test_the_list_moves_the_request_on_back_and_to_one_of_two() -> None:
    on = after(sent(), CurrentStepChanged(("board",), "Board"))
    assert (having(on), on.status, of(on, "it_business_partner").outcome) == (("board",), "In review", "go_on")
    one = after(on, CurrentStepChanged(GROUPS[1:], "Technical Review Board"))
    assert having(one) == GROUPS[1:]
    assert {of(one, step).state for step in ROUTE[:3]} == {StepState.OVER}
    back = after(one, CurrentStepChanged(("it_business_partner",), "IT business partner"))
    assert (having(back), back.status) == (("it_business_partner",), "Submitted")
    assert {of(back, step).state for step in ROUTE[1:]} == {StepState.WAITING}


def test_of_bodies_that_do_not_work_together_the_list_gives_it_to_the_first() -> None:
    moved = after(sent(), CurrentStepChanged(("board", GROUPS[0]), "Board; ICT Improvement Group"))
    assert having(moved) == ("board",)


def test_a_request_that_is_withdrawn_is_with_nobody_and_its_checks_stand_as_they_are() -> None:
    request = after(sent(), CheckUpdated("dpia", "DPIA", CheckState.STARTED), Withdrawn())
    assert (having(request), request.status) == ((), "Withdrawn")
    assert request.checks[0].state == CheckState.STARTED


def test_a_process_without_steps_is_with_nobody_at_any_status() -> None:
    for status in Status:
        assert having(after(sent(NONE), StatusChanged(status))) == ()


def test_a_check_is_open_started_done_or_not_needed_with_who_note_and_day() -> None:
    request = sent()
    assert [check.id for check in open_checks(request.checks)] == ["dpia", "cyber"]
    request = after(request, CheckUpdated("dpia", "DPIA", CheckState.STARTED), NoteAdded("A note"))
    assert [check.id for check in open_checks(request.checks)] == ["dpia", "cyber"]
    request = after(request, CheckUpdated("dpia", "DPIA", CheckState.NOT_NEEDED, "No personal data."))
    assert [check.id for check in open_checks(request.checks)] == ["cyber"]
    dpia = request.checks[0]
    assert (dpia.note, dpia.who, dpia.at) == ("No personal data.", BY.role, NOW + timedelta(minutes=1))
    assert request.timeline[-1].note == "DPIA: No personal data."


def test_what_was_approved_is_delivered_and_done_and_never_before() -> None:
    approved = after(sent(), *map(said, ROUTE))
    moving = after(approved, DeliveryMoved(Status.IN_DELIVERY))
    done = after(moving, DeliveryMoved(Status.DONE))
    assert (moving.status, done.status, after(approved, DeliveryMoved(Status.DONE)).status) == (
        "In delivery",
        "Done",
        "Done",
    )
    assert having(done) == ()


OUTCOMES = st.sampled_from(Outcome)
MADE = st.one_of(
    st.builds(said, st.sampled_from((*ROUTE, "nobody")), OUTCOMES, st.just("Words")),
    st.builds(StatusChanged, st.sampled_from((*Status, "Waiting for the budget")), st.sampled_from((None, "", "Note"))),
    st.builds(
        CurrentStepChanged, st.lists(st.sampled_from((*ROUTE, "nobody")), max_size=4).map(tuple), st.just("Somebody")
    ),
    st.builds(
        CheckUpdated, st.sampled_from(("dpia", "cyber", "nothing")), st.just("A check"), st.sampled_from(CheckState)
    ),
    st.builds(DeliveryMoved, st.sampled_from((Status.IN_DELIVERY, Status.DONE))),
    st.builds(TimeframeChanged, st.sampled_from(("now", "next", ""))),
    st.just(InformationAdded("W", "problem", "W", Status.SUBMITTED)),
    st.just(Withdrawn()),
    st.just(PickedUp(PARTNER.name)),
)


def allowed(request: Request, event: Event) -> bool:
    """Whether a turn would give this event: the row of its verb asks for the status."""
    match event:
        case Withdrawn() | InformationAdded():
            return request.status in UNDECIDED
        case PickedUp():
            return request.status in WITH_ITS_AREA
        case _:
            return True


def lived(events: Iterable[Event]) -> Iterable[tuple[Request, Event, Request]]:
    """Each event that happens: the request before and after it."""
    request = sent()
    for minute, event in enumerate(events, 1):
        if allowed(request, event):
            before, request = request, apply(request, event, BY, NOW + timedelta(minutes=minute))
            yield before, event, request


@settings(deadline=None)
@given(st.lists(MADE, max_size=14))
def test_whatever_happens_nobody_has_what_is_over_and_one_stage_has_the_rest(events: list[Event]) -> None:
    for before, event, request in lived(events):
        stages = {step.stage for step in current_steps(request.steps)}
        if request.status in ENDED:
            assert not stages
        else:
            assert len(stages) == 1 or all(step.state == StepState.OVER for step in request.steps)
        waits = [step for step in current_steps(request.steps) if step.outcome]
        assert all(step.outcome in {"more_information", "defer"} for step in waits)
        assert not waits or request.status in HELD
        assert [step.id for step in request.steps] == list(ROUTE)
        assert [check.id for check in request.checks] == ["dpia", "cyber"]
        if isinstance(event, DeliveryMoved) and request is not before:
            assert before.status in DELIVERABLE
        if isinstance(event, StatusChanged):
            assert request.status == event.status
        if request.status != before.status:
            assert request.status_at == request.changed_at


@given(st.permutations(GROUPS), st.tuples(OUTCOMES, OUTCOMES))
def test_in_which_order_bodies_side_by_side_speak_makes_no_difference_but_to_what_it_waits_for(
    order: list[str], outcomes: tuple[Outcome, Outcome]
) -> None:
    assume(set(outcomes) != {Outcome.MORE_INFORMATION, Outcome.DEFER})
    of_each = dict(zip(GROUPS, outcomes, strict=True))
    found = []
    for one in (list(GROUPS), order):
        request = after(sent(), *AT_GROUPS, *(said(group, of_each[group], process="Project") for group in one))
        spoken = [(step.id, step.outcome) for step in request.steps if Outcome.DECLINE not in outcomes]
        found.append((request.status, request.final_process, having(request), spoken))
    assert found[0] == found[1]


def test_a_decline_of_one_of_two_ends_it_whatever_the_other_says() -> None:
    for order in permutations(GROUPS):
        for other in Outcome:
            spoken = {GROUPS[0]: Outcome.DECLINE, GROUPS[1]: other}
            ended = after(sent(), *AT_GROUPS, *(said(group, spoken[group]) for group in order))
            assert (ended.status, having(ended)) == ("Declined", ())
