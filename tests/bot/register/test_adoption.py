"""Requests that a front door of the version before took during an upgrade get their steps and checks, once."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import Connection, delete, update

from bot.register import requests
from bot.register.adoption import adopt
from bot.register.register import Register
from bot.register.schema import requests as request_rows
from bot.register.work_tables import request_checks, request_steps
from dialogs.events import StepDecided
from dialogs.model import Request
from dialogs.steps import Outcome, current_steps
from governance_rules.roles import PARTNER
from tests.bot.register.lodged import decision, happens, lodge

PROJECT = decision("project", (PARTNER, "board"), ("dpia", "sponsor"))


def taken_before(register: Register, status: str = "Submitted", decided: object = PROJECT) -> Request:
    """A request as the version before leaves it: with a status, and no rows of steps and checks."""
    assert isinstance(decided, type(PROJECT))
    made = lodge(register, decided)
    for table in (request_steps, request_checks):
        gone = delete(table).where(table.c.reference == made.reference)
        register.write_now(partial(Connection.execute, statement=gone))
    register.write_now(lambda c: c.execute(update(request_rows).values(status=status)) and None)
    return made


def found(register: Register, reference: str) -> Request:
    request = register.read_now(lambda c: requests.find(c, reference))
    assert request is not None
    return request


@pytest.mark.parametrize(
    ("status", "has_it"),
    [
        ("Submitted", [PARTNER]),
        ("With IT business partner", [PARTNER]),
        ("In review", ["board"]),
        ("Deferred", [PARTNER]),
        ("Approved", []),
        ("In delivery", []),
    ],
)
def test_an_open_request_without_rows_gets_them_by_its_status_and_only_once(
    register: Register, status: str, has_it: list[str]
) -> None:
    reference = taken_before(register, status).reference
    assert found(register, reference).steps == ()
    assert register.write_now(lambda c: adopt(c, {})) == (reference,)
    now = found(register, reference)
    assert [step.id for step in now.steps] == [PARTNER, "board"]
    assert [step.id for step in current_steps(now.steps)] == has_it
    assert [check.id for check in now.checks] == ["dpia", "sponsor"]
    assert register.write_now(lambda c: adopt(c, {})) == ()
    assert found(register, reference) == now


@pytest.mark.parametrize("status", ["Declined", "Withdrawn", "Done"])
def test_what_is_over_is_left_as_it_is(register: Register, status: str) -> None:
    reference = taken_before(register, status).reference
    assert register.write_now(lambda c: adopt(c, {})) == ()
    assert found(register, reference).steps == ()


def test_what_has_rows_or_needs_none_is_left_as_it_is(register: Register) -> None:
    lodge(register, decision("self_service"))
    spoken = lodge(register, PROJECT)
    after = happens(register, spoken, StepDecided(PARTNER, PARTNER, Outcome.GO_ON, "Fine.", contact="Partner"))
    assert register.write_now(lambda c: adopt(c, {})) == ()
    assert found(register, spoken.reference).steps == after.steps


def test_a_step_with_an_id_of_its_own_is_with_its_body(register: Register) -> None:
    reference = taken_before(register, decided=decision("project", ("board_again",))).reference
    register.write_now(lambda c: adopt(c, {"board_again": "board"}))
    assert [(step.id, step.body) for step in found(register, reference).steps] == [("board_again", "board")]


@pytest.mark.parametrize(("steps", "checks"), [(("board",), ()), ((), ("dpia",)), (("board",), ("dpia",))])
def test_a_request_that_needs_steps_or_checks_alone_gets_them(
    register: Register, steps: tuple[str, ...], checks: tuple[str, ...]
) -> None:
    reference = taken_before(register, decided=decision("project", steps, checks)).reference
    assert register.write_now(lambda c: adopt(c, {})) == (reference,)
    now = found(register, reference)
    assert (tuple(step.id for step in now.steps), tuple(check.id for check in now.checks)) == (steps, checks)


@pytest.mark.parametrize(
    ("steps", "has_it"),
    [((PARTNER,), [PARTNER]), (("board", PARTNER), ["board"]), ((PARTNER, "board", "trb"), ["board"])],
)
def test_in_review_it_has_left_its_partner_where_they_come_first_and_another_follows(
    register: Register, steps: tuple[str, ...], has_it: list[str]
) -> None:
    reference = taken_before(register, "In review", decision("project", steps)).reference
    register.write_now(lambda c: adopt(c, {}))
    assert [step.id for step in current_steps(found(register, reference).steps)] == has_it
