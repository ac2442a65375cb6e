"""What ten journeys cost a person may become less and never more (docs/decisions/shorter-way.md)."""

from __future__ import annotations

import pytest

from tests.dialogs.counted import JOURNEYS, Journey, counted

MOST = {
    "longest project": (8, 35, 1599),
    "change request": (7, 27, 1224),
    "self-service": (6, 16, 667),
    "idea": (6, 16, 823),
    "something broken": (2, 3, 148),
    "standard item": (2, 3, 148),
    "renewal, said": (7, 20, 1734),
    "project, said": (8, 28, 1762),
    "self-service, said": (6, 10, 898),
    "change request, hardly said": (7, 24, 1362),
}
"""Cards with the one that has the reference, presses, and words to be read."""


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_a_journey_costs_no_more_than_it_does(journey: Journey) -> None:
    cost = counted(journey)
    assert cost.within(MOST[journey.name]), cost
