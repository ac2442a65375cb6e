"""A request as the register holds it, decided by the shipped rules, and the lists that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache

from bot.local.graph import StandIn
from bot.people.directory import areas, people_of, read_directory
from bot.sharepoint.columns import WantedList, champions_list, requests_list, seals_list, systems_list
from bot.sharepoint.graph import Graph
from bot.sharepoint.listing import Listing
from dialogs.model import People, Person, Request
from governance_rules import Rulebook, clean_answers, decide
from tests.rules_reading import load_rulebook

DAY = date(2026, 11, 23)
NAME = "Digital change requests"

ANSWERS = {
    "need": "new_system",
    "service_area": "housing",
    "corporate_tool": "no",
    "reach": "public",
    "data": "residents",
    "technical_impact": ["new_hosting", "new_integration"],
    "ai": "feature",
    "procurement": "quotes_or_tender",
    "whole_life_cost": "tender",
    "deadline": "contract_end",
    "strategy_fit": ["people_and_skills"],
    "yearly_benefit": "over_50k",
    "delivery_effort": "months",
    "replaces_legacy": "yes",
    "sponsor": "named",
    "user_research": "none",
}
DETAILS = {
    "title": "A new system for repairs",
    "problem": "Repairs are written down twice.",
    "outcome": "They are written down once.",
    "supplier": "A supplier",
    "sponsor_name": "Director of housing",
    "needed_by": "2027-03-31",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """A stand-in with its lists made, and the connection to it."""

    stand_in: StandIn
    graph: Graph
    listing: Listing


@cache
def rulebook() -> Rulebook:
    """The shipped rules for the example areas."""
    return load_rulebook(None, areas(read_directory()), DAY)


@cache
def people() -> People:
    """The example directory."""
    return people_of(read_directory(), (), DAY)


@cache
def wanted() -> tuple[WantedList, ...]:
    """Every list as the shipped rules and the example directory want them."""
    directory = read_directory()
    names = areas(directory)
    champions = champions_list(names, tuple(directory.owners), rulebook())
    return requests_list(NAME, rulebook(), names), champions, systems_list(names), seals_list()


def a_request(reference: str = "DR-0001", answers: Mapping[str, object] = ANSWERS, **details: str) -> Request:
    """A submitted request of a housing officer."""
    book = rulebook()
    given = clean_answers(book, answers)
    told = {**DETAILS, **details}
    at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    return Request(
        reference=reference,
        interview=f"interview-{reference}",
        requester=Person("00000000-0000-0000-0000-0000000000e1", "Housing officer", "officer.housing@example.org"),
        area="housing",
        title=told["title"],
        details=told,
        answers=given,
        decision=decide(book, given),
        status="Submitted",
        submitted_at=at,
        changed_at=at,
        on_list=False,
    )


def with_status(request: Request, status: str) -> Request:
    """The same request further on."""
    return replace(request, status=status)
