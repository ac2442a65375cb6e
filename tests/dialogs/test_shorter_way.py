"""What ten journeys cost a person may become less and never more (docs/decisions/shorter-way.md)."""

from __future__ import annotations

import pytest

from tests.dialogs.counted import JOURNEYS, Journey, counted

MOST = {
    "longest project": (8, 35, 1650),
    "change request": (7, 27, 1275),
    "self-service": (6, 16, 700),
    "idea": (6, 16, 850),
    "something broken": (2, 3, 160),
    "standard item": (2, 3, 160),
    "renewal, said": (4, 25, 1525),
    "project, said": (4, 32, 1525),
    "self-service, said": (4, 8, 700),
    "change request, hardly said": (6, 23, 1275),
}
"""Cards with the one that has the reference, presses, and words to be read: of these some are to spare."""


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_a_journey_costs_no_more_than_it_does(journey: Journey) -> None:
    cost = counted(journey)
    assert cost.within(MOST[journey.name]), cost
