"""What bodies, owners and whoever delivers say, asked by itself: for which step or check, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from dialogs.cards.work import NOTE_LENGTH
from dialogs.context import Command
from dialogs.model import People, Person, Request
from dialogs.steps import CheckState, RequestCheck, RequestStep, StepState
from dialogs.understanding.outcomes import SaidOutcome, read_benefit, read_delivery, read_outcome
from dialogs.wording import say
from dialogs.wording import working as w
from dialogs.working import check_update, decided, deliver, outcome, outcome_problems
from tests.dialogs.contexts import context_of
from tests.dialogs.test_long_lists import ONE
from tests.dialogs.walker import (
    BOARD,
    GOVERNANCE,
    NOW,
    PARTNER,
    PEOPLE,
    PMO,
    PROCUREMENT,
    REVIEWER,
    RULEBOOK,
    STAFF,
    words,
)

WAITS, HAS, OVER = StepState.WAITING, StepState.CURRENT, StepState.OVER
ROUTE = ("it_business_partner", "board", "technical_review_board")
REVIEW_TOO = replace(PEOPLE, bodies={**PEOPLE.bodies, "technical_review_board": (BOARD,)})


def at(*states: StepState, **more: Any) -> Request:
    steps = tuple(
        RequestStep(name, name, n, state, NOW) for n, (name, state) in enumerate(zip(ROUTE, states, strict=True))
    )
    return replace(ONE, **{"status": "In review", "steps": steps} | more)


SAID = {
    "over": w.OUTCOME_OVER,
    "not yet": w.OUTCOME_NOT_YET,
    "not yours": w.OUTCOME_NOT_YOURS,
    "nobody": w.OUTCOME_NOBODY,
}


def told(card: object, known: Mapping[str, str], **fields: Any) -> str:
    """Which of these sentences a card says, whatever it names; "form": none, as it is the form itself."""
    shown = words(card)
    parts = {name: say(line, **fields).split("¤") for name, line in known.items()}
    return next((name for name, part in parts.items() if all(piece in shown for piece in part)), "form")


@pytest.mark.parametrize(
    ("person", "states", "named", "answer"),
    [
        (BOARD, (OVER, HAS, WAITS), None, "form"),
        (BOARD, (OVER, HAS, WAITS), "board", "form"),
        (BOARD, (OVER, HAS, WAITS), "technical_review_board", "not yours"),
        (BOARD, (OVER, OVER, HAS), None, "over"),
        (BOARD, (OVER, OVER, HAS), "board", "over"),
        (BOARD, (HAS, WAITS, WAITS), None, "not yours"),
        (BOARD, (HAS, WAITS, WAITS), "board", "not yet"),
        (BOARD, (OVER, WAITS, HAS), None, "not yours"),  # another's is over, and theirs has not come
        (BOARD, (OVER, WAITS, WAITS), None, "nobody"),
        (BOARD, (OVER, OVER, OVER), None, "nobody"),
        (GOVERNANCE, (OVER, HAS, WAITS), None, "form"),
        (GOVERNANCE, (OVER, WAITS, WAITS), None, "nobody"),
    ],
)
def test_somebody_speaks_for_the_step_that_is_theirs_and_has_the_request(
    person: Person, states: tuple[StepState, ...], named: str | None, answer: str
) -> None:
    command = Command("outcome", {} if named is None else {"step": named})
    card = outcome(context_of(person), command, at(*states)).card
    assert told(card, SAID, reference="DR-0001", body="¤") == answer


@pytest.mark.parametrize(
    ("person", "people", "which"),
    [
        (BOARD, PEOPLE, False),
        (BOARD, REVIEW_TOO, True),  # both are theirs
        (GOVERNANCE, PEOPLE, True),  # neither is, and they may speak for both
        (GOVERNANCE, replace(PEOPLE, bodies={"board": (BOARD,)}), False),  # one of them has nobody else
        (GOVERNANCE, replace(PEOPLE, bodies={}), True),
    ],
)
def test_who_may_speak_for_two_at_once_is_asked_for_which_unless_one_is_their_own(
    person: Person, people: People, *, which: bool
) -> None:
    card = outcome(context_of(person, people=people), Command("outcome"), at(OVER, HAS, HAS)).card
    titles = [one for one in ("board", "technical_review_board") if RULEBOOK.named(one) in words(card)]
    assert (len(titles) == 2) is which


@pytest.mark.parametrize(
    ("inputs", "wrong"),
    [
        ({"outcome": "go_on"}, []),
        ({"outcome": "go_on", "note": ""}, []),
        ({"outcome": "defer"}, ["note"]),
        ({"outcome": "defer", "note": "  "}, ["note"]),
        ({"outcome": "defer", "note": "Later."}, []),
        ({"outcome": "defer", "note": 7}, ["note"]),
        ({}, ["outcome"]),
        ({"outcome": "perhaps"}, ["outcome"]),
        ({"outcome": "go_on", "note": "x" * NOTE_LENGTH}, []),
        ({"outcome": "go_on", "note": "x" * (NOTE_LENGTH + 1)}, ["note"]),
        ({"outcome": "go_on", "other": "x"}, [""]),
        ({"outcome": "go_on", "timeframe": "now"}, []),
        ({"outcome": "go_on", "timeframe": "never"}, ["timeframe"]),
        ({"outcome": "go_on", "timeframe": ""}, []),
    ],
)
def test_what_is_wrong_with_an_outcome_is_said_at_its_input(inputs: dict[str, Any], wrong: list[str]) -> None:
    request = at(OVER, HAS, WAITS)
    assert list(outcome_problems(context_of(BOARD), request, request.steps[1], inputs)) == wrong


def test_a_timeframe_is_foreign_to_a_body_that_sets_none() -> None:
    request = at(HAS, WAITS, WAITS)
    step, context = request.steps[0], context_of(PARTNER)
    given = {"outcome": "go_on", "timeframe": "now"}
    assert list(outcome_problems(context, request, step, given)) == [""]
    assert outcome_problems(context, request, step, {**given, "timeframe": ""}) == {}


@pytest.mark.parametrize(
    ("person", "name"),
    [(BOARD, RULEBOOK.named("board")), (GOVERNANCE, "Governance team")],
)
def test_an_outcome_is_said_in_the_name_of_the_body_or_of_whoever_speaks_for_it(person: Person, name: str) -> None:
    request = at(OVER, HAS, WAITS)
    _, effect = decided(context_of(person), request, request.steps[1], {"outcome": "go_on"})
    assert effect.by.role == name


@pytest.mark.parametrize(
    ("person", "contact", "kept"),
    [(PARTNER, "", PARTNER.name), (PARTNER, "Another", "Another"), (GOVERNANCE, "", "")],
)
def test_a_partner_who_speaks_first_becomes_the_contact(person: Person, contact: str, kept: str) -> None:
    request = at(HAS, WAITS, WAITS, status="Submitted", it_contact=contact)
    new, _ = decided(context_of(person), request, request.steps[0], {"outcome": "go_on"})
    assert new.it_contact == kept


FIRST, SECOND = RULEBOOK.checks[0].id, RULEBOOK.checks[1].id
OWNED = replace(PEOPLE, check_owners={FIRST: "procurement", SECOND: "procurement"})
CHECKS = {"which": w.CHECK_WHICH, "unknown": w.CHECK_UNKNOWN}


@pytest.mark.parametrize(
    ("person", "checks", "said", "answer", "saved"),
    [
        (PROCUREMENT, (FIRST,), "", "form", 0),
        (PROCUREMENT, (FIRST, SECOND), "", "which", 0),
        (PROCUREMENT, (FIRST,), "done", "form", 1),
        (PROCUREMENT, (FIRST, SECOND), "done", "unknown", 0),
        (PROCUREMENT, (FIRST, SECOND), "1 done", "form", 1),
        (PROCUREMENT, (FIRST, SECOND), "1", "form", 0),
        (PROCUREMENT, (FIRST,), "wombats done", "unknown", 0),
        (BOARD, (FIRST,), "done", "unknown", 0),
        (BOARD, (FIRST,), "", "which", 0),
        (GOVERNANCE, (FIRST,), "done", "unknown", 0),  # it is its owner's
        (GOVERNANCE, (FIRST,), "1 done", "form", 1),
        (PROCUREMENT, (FIRST,), "not needed", "form", 0),  # why not?
        (PROCUREMENT, (FIRST,), "not needed: no contract", "form", 1),
    ],
)
def test_typed_words_are_about_the_check_that_they_name_or_the_only_one(
    person: Person, checks: tuple[str, ...], said: str, answer: str, saved: int
) -> None:
    request = at(OVER, HAS, WAITS, checks=tuple(map(RequestCheck, checks)))
    turn = check_update(context_of(person, people=OWNED), Command("check_update", {}, {"said": said}), request)
    assert told(turn.card, CHECKS, reference="DR-0001") == answer
    assert len(turn.effects) == saved


@pytest.mark.parametrize(
    ("state", "note", "inputs", "changed"),
    [
        ("started", "", {"state": "started"}, False),
        ("started", "Asked.", {"state": "started"}, False),
        ("started", "Asked.", {"state": "started", "note": "Asked."}, False),
        ("started", "Asked.", {"state": "started", "note": "Asked again."}, True),
        ("started", "Asked.", {"state": "done"}, True),
        ("open", "", {"state": "started"}, True),
    ],
)
def test_a_check_of_which_nothing_new_is_said_stays_as_it_is(
    state: str, note: str, inputs: dict[str, str], *, changed: bool
) -> None:
    request = at(OVER, HAS, WAITS, checks=(RequestCheck(FIRST, CheckState(state), note),))
    command = Command("check_update", {"check": FIRST}, inputs)
    assert bool(check_update(context_of(PROCUREMENT, people=OWNED), command, request).effects) is changed


@pytest.mark.parametrize(
    ("owner", "person", "name"),
    [
        ("procurement", PROCUREMENT, "Procurement"),
        ("procurement", GOVERNANCE, "Governance team"),
        ("requester", STAFF, "Requester"),
        ("it_business_partner", PARTNER, "IT business partner"),
        ("board", BOARD, RULEBOOK.named("board")),
        ("nobody_here", GOVERNANCE, "Governance team"),
    ],
)
def test_a_check_is_done_in_the_name_of_its_owner(owner: str, person: Person, name: str) -> None:
    request = at(OVER, HAS, WAITS, checks=(RequestCheck(FIRST),))
    people = replace(PEOPLE, check_owners={FIRST: owner})
    command = Command("check_update", {"check": FIRST}, {"state": "done"})
    (effect,) = check_update(context_of(person, people=people), command, request).effects
    assert name in effect.by.role  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("carried", "inputs", "status", "saved"),
    [
        ({"state": "in_delivery"}, {}, "Approved", True),
        ({}, {"state": "done"}, "In delivery", True),
        ({}, {"said": "done"}, "In delivery", True),
        ({}, {"said": "perhaps"}, "In delivery", False),
        ({"state": "done"}, {"other": "x"}, "In delivery", False),
        ({"state": 7}, {}, "Approved", False),
        ({}, {}, "Approved", False),
        ({"state": "in_delivery"}, {}, "In delivery", False),  # it is so already
    ],
)
def test_a_delivery_is_moved_by_a_state_that_it_has_not_yet(
    carried: dict[str, Any], inputs: dict[str, str], status: str, *, saved: bool
) -> None:
    for person, role in ((PMO, "Project management office"), (GOVERNANCE, "Governance team")):
        turn = deliver(context_of(person), Command("deliver", carried, inputs), at(OVER, OVER, OVER, status=status))
        assert [effect.by.role for effect in turn.effects] == ([role] if saved else [])  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("go on", SaidOutcome(outcome="go_on")),
        ("go on now", SaidOutcome(outcome="go_on", timeframe="now")),
        ("board go on: fine", SaidOutcome("board", "go_on", note="fine")),
        ("now", SaidOutcome(timeframe="now", rest="now")),  # a time alone is no outcome
        ("board now", SaidOutcome("board", timeframe="now")),
        ("wombats", SaidOutcome(rest="wombats")),
        ("board", SaidOutcome("board")),
        ("for the board", SaidOutcome(rest="the board")),
        ("", SaidOutcome()),
    ],
)
def test_typed_words_say_a_body_an_outcome_and_a_time(said: str, read: SaidOutcome) -> None:
    assert read_outcome(RULEBOOK, at(OVER, HAS, WAITS).steps, said) == read


def test_when_something_was_measured_stands_before_or_behind_it() -> None:
    for said in ("after 3 months more", "more after 3 months"):
        assert (read_benefit(said).after, read_benefit(said).measured) == (3, "more")
    assert read_benefit("more").after is None
    assert read_benefit("more at the end").after == 0
    assert [read_delivery(said) for said in ("done", "started", "wombats", "")] == ["done", "in_delivery", "", ""]


def test_a_request_goes_to_the_body_for_which_a_reviewer_speaks() -> None:
    card = outcome(context_of(REVIEWER), Command("outcome"), at(OVER, HAS, HAS)).card
    assert RULEBOOK.named("technical_review_board") in words(card)
