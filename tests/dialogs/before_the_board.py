"""Requests before the board on the day of its meeting, as the tests of agendas and meetings need them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from dialogs.model import Request
from dialogs.statuses import Status
from dialogs.steps import moved_to
from tests.dialogs.project_office import office_with_project, the
from tests.dialogs.walker import AREAS, Office
from tests.rules_reading import load_rulebook

DAY: Final = date(2026, 12, 9)
MORNING: Final = datetime(2026, 12, 9, 14, tzinfo=UTC)
RULES: Final = load_rulebook(None, AREAS, DAY)
"""As on the day of a meeting of the board."""
ONE: Final = the(office_with_project())
"""A request that was sent, of which all others are made."""


def scored(number: int, value: int, achievability: int = 50, *, request: Request = ONE) -> Request:
    """A request with these scores that is with the board."""
    decision = replace(request.decision, value=value, achievability=achievability)
    there = moved_to(request.steps, {"board"}, "", MORNING - timedelta(days=9))
    return replace(
        request,
        reference=f"DR-{number:04}",
        title=f"Request {number}",
        decision=decision,
        steps=there,
        status=Status.IN_REVIEW,
    )


def office_of(requests: list[Request], **more: Any) -> Office:
    """An office on the day of the board's meeting."""
    return Office({r.reference: r for r in requests}, now=MORNING, rulebook=RULES, **more)
