"""What somebody holds between two times, by its rows, and whose key marks where the sealing of the history began."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.register import audit
from bot.register.holding import held_rest, held_steps
from bot.register.register import Register
from bot.register.schema import request_checks, request_steps
from governance_rules.roles import PARTNER
from tests.bot.register.lodged import NOW, change, decision, do, lodge

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PROJECT = decision("project", (PARTNER, "board"), ("dpia",))
JUST, DAY = timedelta(microseconds=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("values", "step", "held"),
    [
        pytest.param({"status": "In review"}, {"body": "board"}, True, id="a body has it"),
        pytest.param({"status": "Submitted"}, {"body": PARTNER}, False, id="the partner did not pick it up"),
        pytest.param({"status": "Submitted"}, {"body": "board"}, True, id="a body has it at once"),
        pytest.param({"status": "In review"}, {"body": PARTNER}, True, id="the partner picked it up"),
        pytest.param({"status": "In review"}, {"body": "board", "state": "over"}, False, id="it is over"),
        pytest.param({"status": "Deferred"}, {"body": "board"}, False, id="deferred"),
        pytest.param({"status": "Done"}, {"body": "board"}, False, id="done"),
        pytest.param({"status": "In review", "open_question": "Why?"}, {"body": "board"}, False, id="asked"),
        pytest.param({"status": "In review", "gone": True}, {"body": "board"}, False, id="its item was deleted"),
        pytest.param({"status": "In review"}, {"body": "board", "since": NOW - JUST}, False, id="before the time"),
        pytest.param({"status": "In review"}, {"body": "board", "since": NOW + DAY}, True, id="at its end"),
        pytest.param({"status": "In review"}, {"body": "board", "since": NOW + DAY + JUST}, False, id="after it"),
    ],
)
def test_a_step_is_held_by_whoever_has_it_between_two_times(
    register: Register, values: dict[str, Any], step: dict[str, Any], *, held: bool
) -> None:
    reference, beside = (lodge(register, PROJECT).reference for _ in range(2))
    s = request_steps.c
    do(register, lambda c: c.execute(update(request_steps).values(state="waiting")) and None)
    one = update(request_steps).where(s.reference == reference, s.step == "board")
    do(register, lambda c: c.execute(one.values(**{"state": "current", "since": NOW, **step})) and None)
    change(register, reference, **values)
    change(register, beside, status="In review")
    found = do(register, lambda c: [which for which, _ in held_steps(c, NOW, NOW + DAY)])
    assert found == ([reference] if held else [])


@pytest.mark.parametrize(
    ("values", "check", "held"),
    [
        pytest.param({}, {}, ["checks"], id="an open check"),
        pytest.param({}, {"state": "done"}, [], id="a check that is done"),
        pytest.param({}, {"live": False}, [], id="a check that matters no more"),
        pytest.param({"open_question": "Why?"}, {}, [], id="asked"),
        pytest.param({"gone": True}, {}, [], id="its item was deleted"),
        pytest.param({"status": "Deferred"}, {}, [], id="deferred"),
        pytest.param({"submitted_at": NOW - JUST}, {}, [], id="sent before the time"),
        pytest.param({"status": "Approved", "status_at": NOW}, {"state": "done"}, ["delivery"], id="approved"),
        pytest.param({"status": "Approved", "status_at": NOW - JUST}, {"state": "done"}, [], id="approved before"),
        pytest.param({"status": "In delivery", "status_at": NOW}, {"state": "done"}, [], id="in delivery"),
    ],
)
def test_open_checks_and_what_was_approved_are_held(
    register: Register, values: dict[str, Any], check: dict[str, Any], held: list[str]
) -> None:
    reference, beside = (lodge(register, PROJECT).reference for _ in range(2))
    of_one = update(request_checks).where(request_checks.c.reference == reference)
    do(register, lambda c: c.execute(of_one.values(place=0, **check)) and None)
    change(register, reference, status_at=NOW - DAY)
    change(register, reference, **{"title": "x", **values})
    change(register, beside, submitted_at=NOW - DAY)
    found = do(register, lambda c: [(which, one.kind) for which, one in held_rest(c, NOW, NOW + DAY)])
    assert found == [(reference, what) for what in held]


def test_where_the_sealing_began_is_marked_once_and_by_one_key(register: Register) -> None:
    def begins(key: bytes | None, *, known: bool) -> Any:
        return do(register, lambda c: audit.begin(c.execution_options(**{audit.KEY: key}), known=known))

    assert not begins(None, known=False)
    assert not begins(b"key", known=True), "a mark that is missing beside an anchor was taken away"
    assert begins(b"key", known=False)
    assert [begins(key, known=known) for key in (b"key", b"other") for known in (True, False)] == [
        True,
        True,
        False,
        False,
    ]
