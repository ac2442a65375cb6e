"""When a request was picked up and decided first is kept, and nothing later moves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.register import request_changes, requests
from bot.register.register import Register
from bot.register.schema import requests as request_rows
from dialogs.statuses import Status
from tests.bot.register.lodged import NOW, change, decision, do, lodge

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("was", "becomes", "picked_up", "decided"),
    [
        ({"status": "Submitted"}, {"status": Status.WITH_PARTNER}, True, False),
        ({"status": "With IT business partner"}, {"decision_note": "Soon."}, False, False),
        ({"status": "With IT business partner"}, {"status": Status.IN_REVIEW}, False, False),
        ({"status": "Submitted"}, {"it_contact_id": "partner"}, True, False),
        ({"it_contact_id": "partner"}, {"it_contact_id": "another"}, False, False),
        ({"it_contact_id": "partner"}, {"it_contact_id": ""}, False, False),
        ({"status": "Submitted"}, {"status": Status.APPROVED}, False, True),
        ({"status": "Submitted"}, {"status": Status.WITHDRAWN}, False, False),
        ({"status": "Approved"}, {"decision_note": "Soon."}, False, False),
    ],
)
def test_the_first_contact_and_the_first_decision_are_noted(
    register: Register, was: dict[str, Any], becomes: dict[str, Any], *, picked_up: bool, decided: bool
) -> None:
    reference, beside = (lodge(register, decision()).reference for _ in range(2))
    change(register, reference, **was)
    before = do(register, lambda c: requests.find(c, reference))
    after = replace(before, changed_at=LATER, **becomes)
    do(register, lambda c: request_changes.store(c, before, after))
    r = request_rows.c
    kept = select(r.picked_up_at, r.decided_at).order_by(r.number)
    noted = (LATER if picked_up else None, LATER if decided else None)
    assert do(register, lambda c: [tuple(row) for row in c.execute(kept)]) == [noted, (None, None)]
    stored = do(register, lambda c: requests.find(c, reference))
    assert (stored.status, stored.it_contact_id, stored.decision_note) == (
        after.status,
        after.it_contact_id,
        after.decision_note,
    )
    assert do(register, lambda c: requests.find(c, beside)).status == Status.SUBMITTED


def test_a_second_pick_up_or_decision_leaves_the_first(register: Register) -> None:
    request = lodge(register, decision())
    change(register, request.reference, picked_up_at=NOW, decided_at=NOW, status="In review")
    before = do(register, lambda c: requests.find(c, request.reference))
    after = replace(before, changed_at=LATER, status=Status.APPROVED, it_contact_id="partner")
    do(register, lambda c: request_changes.store(c, before, after))
    r = request_rows.c
    assert do(register, lambda c: tuple(c.execute(select(r.picked_up_at, r.decided_at)).one())) == (NOW, NOW)
