"""What Graph's refusal means for the delivery of an item."""

from __future__ import annotations

import pytest

from bot.delivery_errors import GiveUp, NotFound, TryLater
from bot.outgoing.sharepoint import NotAllowedYet, outcome_of
from bot.sharepoint import refusals


@pytest.mark.parametrize(
    ("refused", "means"),
    [
        (refusals.TryLater("busy", 7.0), TryLater), (refusals.NotAllowed("no"), NotAllowedYet),
        (refusals.Missing("gone"), NotAllowedYet), (refusals.GiveUp("never"), GiveUp),
        (refusals.Broken("odd"), TryLater), (refusals.NoItem("not there"), NotFound),
    ],
)  # fmt: skip
def test_each_refusal_of_graph_is_tried_later_slowly_or_never(
    refused: refusals.GraphRefused, means: type[Exception]
) -> None:
    found = outcome_of(refused)
    assert type(found) is means
    assert str(found) == refused.reason
    assert getattr(found, "after", None) == getattr(refused, "after", None)
