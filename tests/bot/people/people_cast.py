"""The people and requests of these tests, by role: short to make, frozen, with the time as an argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from bot.people.directory import areas, people_of, read_directory
from dialogs.model import People, Person, Request
from governance_rules import Decision
from tests.rules_reading import load_rulebook

DAY = date(2026, 11, 23)
MONDAY_TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)

HOUSING_CHAMPION = "00000000-0000-0000-0000-00000000c001"
HOUSING_PARTNER = "00000000-0000-0000-0000-00000000b001"
PLACE_CHAMPION = "00000000-0000-0000-0000-00000000c004"
SECOND_PLACE_CHAMPION = "00000000-0000-0000-0000-00000000c007"
PLACE_PARTNER = "00000000-0000-0000-0000-00000000b004"
PROCUREMENT = "00000000-0000-0000-0000-00000000f001"
GOVERNANCE = "00000000-0000-0000-0000-00000000a001"

REQUESTER = Person("00000000-0000-0000-0000-00000000e001", "Housing officer", "officer.housing@example.org")
COLLEAGUE = Person("00000000-0000-0000-0000-00000000e002", "Housing colleague")

DECISION = Decision("change_request", (), (), (), None, None, None, (), (), (), "1")


_DIRECTORY = read_directory()
RULES = load_rulebook(None, areas(_DIRECTORY), DAY)


@lru_cache(maxsize=64)
def people(day: date = DAY) -> People:
    """The people of the shipped directory on that day."""
    return people_of(_DIRECTORY, (), day, RULES)


def request(reference: str = "DR-0042", **fields: Any) -> Request:
    """A request from Housing, submitted on Monday at ten; ``process`` and ``alerts`` go to its decision."""
    decision = replace(
        DECISION, process=fields.pop("process", "change_request"), alerts=tuple(fields.pop("alerts", ()))
    )
    at = fields.get("submitted_at", MONDAY_TEN)
    given: dict[str, Any] = {
        "reference": reference,
        "interview": f"interview {reference}",
        "requester": REQUESTER,
        "area": "housing",
        "title": "Repairs booking",
        "details": {},
        "answers": {},
        "decision": decision,
        "status": "Submitted",
        "submitted_at": at,
        "changed_at": at,
        "on_list": True,
    }
    return Request(**(given | fields))


def at_once(_aad_id: str) -> Mapping[str, Any]:
    """Nobody chose anything: everyone is told at once."""
    return {}
