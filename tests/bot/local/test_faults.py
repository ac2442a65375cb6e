"""Which fault strikes a call, and how often: of the kinds that are asked for, the first that fits."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.faults import Fault, FaultPlan


@pytest.mark.parametrize(
    ("fault", "call", "strikes"),
    [
        (Fault("status"), (("status",), "GET", "/x"), True),
        (Fault("status"), (("drop", "status"), "GET", "/x"), True),
        (Fault("status"), (("drop",), "GET", "/x"), False),
        (Fault("status", "POST"), (("status",), "POST", "/x"), True),
        (Fault("status", "POST"), (("status",), "GET", "/x"), False),
        (Fault("status", path="/items$"), (("status",), "GET", "/lists/1/items"), True),
        (Fault("status", path="/items$"), (("status",), "GET", "/items/1"), False),
        (Fault("status", "POST", "/items$"), (("status",), "GET", "/items"), False),
        (Fault("status", title="Bins"), (("status",), "GET", "/x"), True),
        (Fault("poison", title="Bins"), (("poison",), "POST", "/items", "Bins"), True),
        (Fault("poison", title="Bins"), (("poison",), "POST", "/items", "Parking"), False),
        (Fault("poison", title="Bins"), (("poison",), "POST", "/items"), False),
    ],
)
def test_a_fault_strikes_the_calls_that_it_is_meant_for(fault: Fault, call: Any, *, strikes: bool) -> None:
    plan = FaultPlan([Fault("outage", "NEVER"), fault])
    assert plan.strike(*call) == (fault if strikes else None)
    assert plan.waiting[1:] == ([] if strikes else [fault])


@pytest.mark.parametrize(("times", "struck"), [(1, 1), (2, 2), (None, 4)])
def test_a_fault_strikes_as_often_as_it_says_and_then_the_next_comes(times: int | None, struck: int) -> None:
    plan = FaultPlan([Fault("status", status=503, times=times), Fault("status", status=429, times=4 - struck)])
    found = [plan.strike(("status",), "GET", "/x") for _ in range(4)]
    assert [one.status for one in found if one] == [503] * struck + [429] * (4 - struck)
