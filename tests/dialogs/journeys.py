"""Journeys to each of the five processes, and random ones: answers and details by question id."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from governance_rules import Rulebook, details_asked, path
from tests.dialogs.walker import Office, Walker

SMALL = {"reach": "my_team", "data": "none", "technical_impact": ("none",), "ai": "no"}
GOVERNED = {
    "procurement": "not_started",
    "whole_life_cost": "one_quote",
    "deadline": "service_plan",
    "strategy_fit": ("people_and_skills",),
    "yearly_benefit": "not_known",
    "delivery_effort": "weeks",
    "replaces_legacy": "no",
    "sponsor": "informal",
    "user_research": "planned",
}
DETAILS = {
    "title": "A quicker way to book repairs",
    "problem": "Tenants wait on the phone.\nWe write on paper.",
    "outcome": "Tenants book online.",
    "systems": "Housing system",
    "supplier": "A supplier",
    "sponsor_name": "Head of Housing",
    "needed_by": "2026-09-30",
}
ANSWERS: dict[str, dict[str, Any]] = {
    "service_desk": {"need": "fix"},
    "self_service": {"need": "improve_process", "service_area": "housing", "corporate_tool": "yes", **SMALL},
    "explore": {"need": "idea", "service_area": "housing", "corporate_tool": "not_sure", **SMALL},
    "change_request": {"need": "change_system", "service_area": "housing", **SMALL, **GOVERNED},
    "project": {
        "need": "new_system",
        "service_area": "housing",
        "corporate_tool": "no",
        "reach": "public",
        "data": "special_category",
        "technical_impact": ("new_integration", "new_hosting", "sign_in_or_security", "data_migration"),
        "ai": "decides",
        "procurement": "signed",
        "whole_life_cost": "above_threshold",
        "deadline": "law",
        "strategy_fit": ("people_and_skills", "organisation_and_process", "design_plan_implement"),
        "yearly_benefit": "over_50k",
        "delivery_effort": "months",
        "replaces_legacy": "yes",
        "sponsor": "none",
        "user_research": "none",
    },
}
"""Answers that lead to each process; ``project`` is the longest, with every check and alert."""


def random_answers(rulebook: Rulebook, chance: random.Random, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A random sound way through the questions, from the answers that are given."""
    answers: dict[str, Any] = dict(given or {})
    while missing := path(rulebook, answers).missing:
        question = missing[0]
        option = chance.choice(question.options)
        if not question.several:
            answers[question.id] = option.id
        elif option.alone:
            answers[question.id] = (option.id,)
        else:
            some = [o.id for o in question.options if not o.alone and chance.random() < 0.5]
            answers[question.id] = tuple(some or [option.id])
    return answers


def random_details(rulebook: Rulebook, answers: dict[str, Any], chance: random.Random) -> dict[str, str]:
    """Random details for these answers; optional ones are sometimes left out."""
    words = [
        "parking",
        "permits",
        "repairs",
        "school places",
        "bins; and more",
        "1",
        "a form, on paper",
        "“quoted”",
        "yes please",
    ]
    found = {}
    for detail in details_asked(rulebook, answers):
        if not detail.required and chance.random() < 0.4:
            continue
        if detail.kind == "date":
            found[detail.id] = f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        else:
            found[detail.id] = " ".join(chance.choice(words) for _ in range(chance.randint(1, 12)))[
                : detail.max_length
            ].strip()
    return found


def office_with_a_request() -> Office:
    """An office in which the Housing officer has sent one request."""
    office = Office()
    owner = Walker(office=office)
    owner.send("start")
    owner.fill(ANSWERS["explore"], {**DETAILS, "title": "Hidden title"})
    owner.press("submit")
    return office
