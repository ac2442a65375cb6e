"""Before a request is sent, its card names who will be told: as they are in the directory today, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.cards.check import check_card
from dialogs.context import Feedback
from dialogs.model import Interview
from dialogs.position import position_of
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import NOW, PEOPLE, RULEBOOK, Office, Walker, words

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


def sent(area: str, **details: str) -> Walker:
    """Somebody who has sent a change request of an area, and has its confirmation in hand."""
    walker = Walker(Office())
    walker.to_route({**ANSWERS["change_request"], "service_area": area})
    walker.fill({}, {**DETAILS, **details})
    walker.press("submit")
    return walker


def test_the_route_of_an_area_without_a_partner_promises_no_contact_by_one() -> None:
    walker = Walker(Office())
    walker.to_route({**ANSWERS["change_request"], "service_area": "adult_social_care"})
    said = words(walker.card)
    assert "Your IT business partner contacts you first" not in said
    assert "whom this bot names" not in said
    assert "Nobody is named for your area yet" in said
    assert "Governance team: Governance officer" in said


def test_the_confirmation_names_the_governance_team_where_it_stands_in() -> None:
    said = words(sent("adult_social_care").card)
    assert "we tell the governance team: Governance officer." in said
    assert "Your IT business partner contacts you first" not in said
    assert "governance team: " not in words(sent("housing").card)


def test_a_card_of_a_sent_request_does_not_speak_of_the_time_before_it_is_sent() -> None:
    walker = sent("housing", needed_by="2025-01-01")
    assert "The date that was given has passed" in words(walker.card)
    assert "You can talk to IT now. Your contact is IT business partner (Housing)." in words(walker.card)
    walker.type("tell it")
    for said in (words(walker.card), words(sent("adult_social_care", needed_by="2025-01-01").card)):
        assert "before you send" not in said
        assert "Governance team: Governance officer" in said


def test_the_question_about_buying_promises_to_tell_nobody_by_itself() -> None:
    why = next(q.why for q in RULEBOOK.questions if q.id == "procurement")
    assert "we tell" not in why


def test_who_asks_for_a_partner_where_nobody_is_named_gets_another_name() -> None:
    walker = Walker(Office())
    walker.to_route({**ANSWERS["change_request"], "service_area": "adult_social_care"})
    walker.type("who is my it business partner?")
    said = words(walker.card)
    assert "The directory names nobody for this in that area yet." in said
    assert "Governance team: Governance officer" in said
