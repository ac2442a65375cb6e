"""When each step of a route can be, one after the other, and when the whole of it can be over at the earliest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dialogs.calendar import Calendar, add_working_days
from governance_rules import Decision, Rulebook
from governance_rules.model import Body


@dataclass(frozen=True, slots=True)
class Visit:
    """The day of one step: its ``meeting``, the day ``within`` which it is done, or none where that is not known."""

    kind: Literal["meeting", "within", "unknown"]
    day: date | None = None
    after: date | None = None
    """The day on which the step before it can be over; None for the first."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days of a route."""

    visits: Mapping[str, Visit]
    end: date | None = None
    """The earliest day on which the last step can be over; None without steps, or where that is not known."""
    unknown: str = ""
    """The first step whose day is not known; empty where all are."""


def schedule_of(
    rulebook: Rulebook,
    decision: Decision,
    today: date,
    since: date | None = None,
    stages: Sequence[tuple[str, ...]] | None = None,
) -> Schedule:
    """When the steps can be at the earliest: each on its first meeting after the step before it can be over.

    A step that needs no meeting takes its working days. Those side by side go together, and the next one waits for
    both. After a step whose day is not known no day is known. ``since``: when the first step began, if it has.
    ``stages``: what is left of the route; None: all of it.
    """
    calendar = Calendar(rulebook.bank_holidays, rulebook.closed_on)
    bodies = {body.id: body for body in rulebook.bodies}
    visits: dict[str, Visit] = {}
    before: date | None = None
    unknown = ""
    for stage in decision.stages if stages is None else stages:
        found: dict[str, Visit] = {}
        for step in stage:
            body = bodies.get(step)
            start = before or since
            found[step] = Visit("unknown") if unknown or body is None else _visit(body, before, start, today, calendar)
        visits |= found
        unknown = unknown or next((step for step, visit in found.items() if visit.day is None), "")
        before = max((visit.day for visit in found.values() if visit.day is not None), default=None)
    return Schedule(visits, None if unknown else before, unknown)


def _visit(body: Body, before: date | None, start: date | None, today: date, calendar: Calendar) -> Visit:
    if body.working_days:
        done = add_working_days(start or today, body.working_days, calendar)
        return Visit("within", max(done, today), before)
    meetings = (day for day in sorted(body.next_dates) if day >= today and (before is None or day > before))
    day = next(meetings, None)
    return Visit("unknown", None, before) if day is None else Visit("meeting", day, before)
