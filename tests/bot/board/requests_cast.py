"""Requests as a board has them, made by the shipped rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.people.directory import areas, read_directory
from dialogs.model import Person, Request
from dialogs.statuses import Status
from dialogs.steps import Outcome, after_outcome, checks_of, steps_of
from governance_rules import Answer, Rulebook, decide

DAY = date(2026, 11, 30)
SENT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
AREAS = areas(read_directory())
OPTIONS: dict[str, tuple[str, ...]] = {
    "reach": ("my_service", "public", "whole_council", "my_team"),
    "yearly_benefit": ("under_10k", "over_50k", "10k_to_50k", "not_known"),
    "deadline": ("none", "law", "service_plan", "contract_end"),
    "delivery_effort": ("weeks", "days", "months", "not_sure"),
    "sponsor": ("named", "informal", "none"),
    "user_research": ("done", "planned", "none"),
    "data": ("none", "residents", "staff"),
}
ANSWERS: dict[str, Answer] = {
    "need": "new_system",
    "service_area": "housing",
    "corporate_tool": "no",
    "technical_impact": ("new_integration",),
    "ai": "no",
    "procurement": "not_started",
    "whole_life_cost": "three_quotes",
    "strategy_fit": ("people_and_skills",),
    "replaces_legacy": "no",
}


def answers_of(number: int) -> dict[str, Answer]:
    """Answers that differ from request to request, and are the same for the same number."""
    turned: dict[str, Answer] = {
        question: options[(number // (place + 1)) % len(options)]
        for place, (question, options) in enumerate(OPTIONS.items())
    }
    return ANSWERS | turned


def a_request(rulebook: Rulebook, number: int, title: str = "") -> Request:
    """Request ``number``, which the IT business partner has passed on and the board has now."""
    answers = answers_of(number)
    decision = decide(rulebook, answers)
    spoken = SENT + timedelta(days=2)
    sent = steps_of(decision, {}, SENT)
    said = (Outcome.GO_ON, "A sound idea.", "IT business partner")
    steps = after_outcome(sent, "it_business_partner", *said, spoken)
    return Request(
        reference=f"DR-{number:04d}",
        interview=f"i-{number}",
        requester=Person(f"person-{number}", "Requester"),
        area="housing",
        title=title or f"Repairs booked online, part {number}",
        details={
            "title": title or f"Repairs booked online, part {number}",
            "problem": "Tenants ring to book a repair and wait for ten minutes.\n\nStaff type it in twice.",
            "outcome": "Tenants book online and see when somebody comes.",
            "sponsor_name": "Director of housing",
        },
        answers=answers,
        decision=decision,
        status=Status.IN_REVIEW,
        submitted_at=SENT,
        changed_at=spoken,
        on_list=True,
        steps=steps,
        checks=checks_of(decision),
    )
