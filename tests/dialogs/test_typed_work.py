"""Whatever people do to a request by its cards they can do by typed words alone, and the same comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.model import Person, Request
from tests.dialogs.project_office import office_with_project, the
from tests.dialogs.walker import BOARD, CHAMPION, DATA_TEAM, GOVERNANCE, PARTNER, PMO, REVIEWER, STAFF, Office, Walker

PEOPLE: Final = (STAFF, PARTNER, CHAMPION, BOARD, REVIEWER, DATA_TEAM, PMO, GOVERNANCE)
OUTCOMES: Final = {"go_on": "go on", "more_information": "more information", "defer": "defer", "decline": "decline"}
STEPS: Final = ("it_business_partner", "board", "ict_improvement_group", "technical_review_board")
CHECKS: Final = ("dpia", "data_team", "benefits", "sponsor", "nonsense")
STATES: Final = {"started": "started", "done": "done", "not_needed": "not needed"}
NOTES: Final = st.sampled_from(["", "Fits what we have.", "What does it cost? 20:30 or later"])
Said = tuple[str, dict[str, str], dict[str, str], str]
"""A verb, the data and the inputs of its button, and the words that mean the same."""


def outcome(step: str, what: str, note: str, time: str) -> Said:
    timed = time if step == "board" else ""
    said = f"outcome DR-0001 {step.replace('_', ' ') if step != 'board' else 'board'} {OUTCOMES[what]} {timed}".strip()
    given = {"outcome": what, "note": note} | ({"timeframe": timed} if timed else {})
    return "step_outcome", {"step": step}, given, f"{said}: {note}" if note else said


def check(name: str, state: str, note: str) -> Said:
    said = f"check DR-0001 {name} {STATES[state]}"
    return "check_update", {"check": name}, {"state": state, "note": note}, f"{said}: {note}" if note else said


def deliver(state: str) -> Said:
    return "deliver", {}, {"state": state}, f"deliver DR-0001 {state.replace('_', ' ')}"


ACTS: Final = st.one_of(
    st.builds(
        outcome, st.sampled_from(STEPS), st.sampled_from(tuple(OUTCOMES)), NOTES, st.sampled_from(["", "now", "later"])
    ),
    st.builds(check, st.sampled_from(CHECKS), st.sampled_from(tuple(STATES)), NOTES),
    st.builds(deliver, st.sampled_from(["in_delivery", "done"])),
)


SENT: Final = office_with_project()


def fresh() -> Office:
    return replace(SENT, requests=dict(SENT.requests), cards=[])


def did(office: Office, person: Person, act: Said, *, typed: bool) -> Any:
    verb, data, inputs, words = act
    walker = Walker(office=office, person=person)
    if typed:
        walker.type(words)
    else:
        walker.send(verb, {"reference": "DR-0001", **data}, inputs)
    return walker.effects


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(PEOPLE), ACTS), min_size=1, max_size=12))
def test_typed_words_and_buttons_make_the_same_of_a_request(acts: list[tuple[Person, Said]]) -> None:
    pressed, typed = fresh(), fresh()
    for person, act in acts:
        assert did(pressed, person, act, typed=False) == did(typed, person, act, typed=True), (person.name, act)
    assert _without_times(the(pressed)) == _without_times(the(typed))


def _without_times(request: Request) -> Request:
    return replace(request, changed_at=request.submitted_at, status_at=None)


def test_these_acts_take_a_request_to_its_end() -> None:
    """So that the walks above are not refusals alone."""
    office = fresh()
    for person, act in (
        (PARTNER, outcome("it_business_partner", "go_on", "", "")),
        (BOARD, outcome("board", "go_on", "Fits what we have.", "later")),
        (GOVERNANCE, outcome("ict_improvement_group", "go_on", "", "")),
        (REVIEWER, outcome("technical_review_board", "go_on", "", "")),
        (PMO, deliver("in_delivery")),
        (PMO, check("benefits", "done", "")),
        (PMO, deliver("done")),
    ):
        assert did(office, person, act, typed=True), act
    assert the(office).status == "Done"
