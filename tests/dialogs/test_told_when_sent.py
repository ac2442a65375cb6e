"""Before a request is sent, its card names who will be told: as they are in the directory today, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.cards.check import check_card
from dialogs.context import Feedback
from dialogs.model import Interview
from dialogs.position import position_of
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.walker import NOW, PEOPLE, RULEBOOK, words

ALONE = frozenset({"self_service"})


@pytest.mark.parametrize(
    ("area", "helps", "who"),
    [
        ("housing", frozenset(), "your digital champion and your IT business partner"),
        ("adult_social_care", frozenset(), "the governance team"),
        ("housing", ALONE, "your digital champion"),
        ("adult_social_care", ALONE, "the governance team"),
        ("unknown", frozenset(), "the governance team"),
    ],
)
def test_before_sending_the_card_names_those_who_will_be_told(area: str, helps: frozenset[str], who: str) -> None:
    interview = Interview(
        id="draft",
        revision=1,
        answers={**ANSWERS["self_service"], "service_area": area},
        details={"title": "A title", "problem": "A problem", "outcome": "An outcome"},
        looking_at=None,
        route_seen=True,
        rules_version=RULEBOOK.version,
        started=NOW,
        touched=NOW,
    )
    place = position_of(RULEBOOK, replace(interview, answers=ANSWERS["self_service"]))
    people = replace(PEOPLE, champion_helps=helps)
    card, _ = check_card(RULEBOOK, people, interview, place, Feedback(), similar=(), today=NOW.date())
    assert f"When you send this, we tell {who}." in words(card)
