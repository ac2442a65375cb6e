"""What reminds somebody of their work, and what a digest asks: whose turn it is, since when, and for what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs import digest_card, work_reminder_card
from dialogs.model import People, Person, Request
from dialogs.steps import RequestCheck, RequestStep, StepState
from dialogs.tasks import Held, held_of
from governance_rules.roles import PARTNER
from tests.dialogs.test_team import lodged, the_request
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    GOVERNANCE,
    NOW,
    PEOPLE,
    PMO,
    PROCUREMENT,
    RULEBOOK,
    STAFF,
    verbs,
    words,
)

DPIA, BUYING, SPONSOR = RequestCheck("dpia"), RequestCheck("procurement"), RequestCheck("sponsor")


def sent() -> Request:
    """A request that the board has, with three checks: one is nobody's by the directory, one the requester's."""
    steps = (
        RequestStep(PARTNER, PARTNER, 0, StepState.OVER),
        RequestStep("board", "board", 1, StepState.CURRENT, NOW),
    )
    return replace(
        the_request(lodged()), status="In review", steps=steps, checks=(DPIA, BUYING, SPONSOR), status_at=NOW
    )


def reminder(
    request: Request, person: Person, held: Held, stage: int = 1, there: People = PEOPLE
) -> tuple[str, set[str]]:
    card, summary = work_reminder_card(RULEBOOK, there, request, person, held, stage)
    assert request.reference in summary
    return words(card), verbs(card)


def held(request: Request, kind: str) -> Held:
    return next(one for one in held_of(PEOPLE, request) if one.kind == kind)


def test_a_member_reads_whose_turn_it_is_and_since_when_and_has_the_form_for_it() -> None:
    said, offered = reminder(sent(), BOARD, held(sent(), "step"))
    assert said.startswith("DR-0001 is still waiting\n")
    assert "It has been with Digital, Data and Customer Board since Monday 2 March." in said
    assert "step_outcome" in offered


def test_the_governance_team_reads_the_same_and_for_a_body_without_members_that_it_is_theirs() -> None:
    said, _ = reminder(sent(), GOVERNANCE, held(sent(), "step"), 2)
    assert "It has been with Digital, Data and Customer Board since Monday 2 March." in said
    assert "names nobody" not in said
    alone, offered = reminder(sent(), GOVERNANCE, held(sent(), "step"), 1, replace(PEOPLE, bodies={}))
    assert "The directory names nobody for Digital, Data and Customer Board, so this is for you." in alone
    assert "step_outcome" in offered


@pytest.mark.parametrize(
    ("person", "name", "other"),
    [(PROCUREMENT, "Procurement advice", "Name a senior sponsor"), (STAFF, "sponsor", "Procurement advice")],
)
def test_owners_of_checks_read_theirs_alone_whoever_asked_too(person: Person, name: str, other: str) -> None:
    said, offered = reminder(sent(), person, held(sent(), "checks"))
    line = next(line for line in said.splitlines() if line.startswith("It has waited for you since Monday 2 March: "))
    assert name.lower() in line.lower()
    assert other not in line
    assert "check" in offered


def test_who_delivers_it_reads_since_when_it_is_approved() -> None:
    approved = replace(sent(), status="Approved", steps=())
    said, offered = reminder(approved, PMO, held(approved, "delivery"))
    assert "It was approved on Monday 2 March. Nobody has said yet that the work has started." in said
    assert "deliver" in offered


def test_a_digest_says_which_checks_are_asked_of_its_reader_and_shows_each_request() -> None:
    card, summary = digest_card(RULEBOOK, PEOPLE, PROCUREMENT, (sent(),), NOW)
    assert summary == "1 request has news"
    assert "Check: Procurement advice (open)" in words(card)
    assert "Data protection" not in words(card)
    assert "Nothing here needs an act from you" not in words(card)
    assert {"show", "my_work", "preferences"} <= verbs(card)
    assert "my_area" not in verbs(card)


def test_the_governance_team_reads_for_what_the_directory_names_nobody() -> None:
    said = words(digest_card(RULEBOOK, PEOPLE, GOVERNANCE, (sent(),), NOW)[0])
    assert "Check: Data protection impact assessment screening (open)" in said
    assert "The directory names nobody for Information governance, so this is for you." in said
    named = replace(PEOPLE, owners={**PEOPLE.owners, "information_governance": PROCUREMENT})
    assert "names nobody" not in words(digest_card(RULEBOOK, named, GOVERNANCE, (sent(),), NOW)[0])


def test_a_digest_that_asks_nothing_of_its_reader_says_so() -> None:
    card, _ = digest_card(RULEBOOK, PEOPLE, CHAMPION, (sent(),), NOW)
    assert "Nothing here needs an act from you" in words(card)
    assert "my_work" not in verbs(card)
    assert "my_area" in verbs(card)
