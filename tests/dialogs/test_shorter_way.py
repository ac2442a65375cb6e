"""What ten journeys cost a person may become less and never more (docs/decisions/shorter-way.md)."""

from __future__ import annotations

import pytest

from tests.dialogs.counted import JOURNEYS, Journey, counted

MOST = {
    "longest project": (11, 38, 1752),
    "change request": (11, 31, 1388),
    "self-service": (7, 17, 735),
    "idea": (7, 17, 891),
    "something broken": (2, 3, 157),
    "standard item": (2, 3, 157),
    "renewal, said": (11, 24, 1898),
    "project, said": (11, 31, 1915),
    "self-service, said": (7, 11, 966),
    "change request, hardly said": (11, 28, 1526),
}
"""Cards with the one that has the reference, presses, and words to be read."""


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_a_journey_costs_no_more_than_it_did(journey: Journey) -> None:
    cost = counted(journey)
    assert cost.within(MOST[journey.name]), cost
