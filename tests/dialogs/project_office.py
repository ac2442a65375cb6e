"""DR-0001: a project with four steps, as the tests of the work on a request need it, and what they ask of it."""

from __future__ import annotations

from typing import Any, Final

from dialogs.events import Record
from dialogs.model import Person, Request
from dialogs.steps import current_steps
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import Office, Walker

PROJECT: Final = {
    **ANSWERS["project"],
    "reach": "public",
    "data": "residents",
    "technical_impact": ("new_integration", "new_hosting"),
}
BOARD_NAME: Final = "Digital, Data and Customer Board"
GROUP_NAME: Final = "ICT Improvement Group"
REVIEW_NAME: Final = "Technical Review Board"


def office_with_project() -> Office:
    """An office with DR-0001: a project with four steps, sent by the member of staff."""
    office = Office()
    walker = Walker(office=office)
    walker.send("start")
    walker.fill(PROJECT, DETAILS)
    walker.press("submit")
    assert [step.id for step in office.requests["DR-0001"].steps] == [
        "it_business_partner", "board", "ict_improvement_group", "technical_review_board"
    ]  # fmt: skip
    return office


def the(office: Office) -> Request:
    return office.requests["DR-0001"]


def having(office: Office) -> list[str]:
    return [step.id for step in current_steps(the(office).steps)]


def say_outcome(office: Office, person: Person, outcome: object, note: str = "", **more: object) -> Walker:
    walker = Walker(office=office, person=person)
    data: dict[str, Any] = {"reference": "DR-0001", **{k: v for k, v in more.items() if k == "step"}}
    given = {"outcome": outcome, "note": note, **{k: v for k, v in more.items() if k != "step"}}
    walker.send("step_outcome", data, given)
    return walker


def nothing_happened(walker: Walker, before: Request) -> None:
    assert not [effect for effect in walker.effects if isinstance(effect, Record)]
    assert the(walker.office) == before
    assert walker.card
