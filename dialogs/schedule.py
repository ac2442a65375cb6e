"""When each step of a route can be, one after the other, and when the whole of it can be over at the earliest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dialogs.calendar import Calendar, add_working_days, calendar_of
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
    calendar = calendar_of(rulebook)
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


def body_of(rulebook: Rulebook, step: str, body: str) -> Body | None:
    """The body that has a step, by the step's own id or the ``body`` that it is a visit to; None: no rule knows it."""
    bodies = {one.id: one for one in rulebook.bodies}
    return bodies.get(step) or bodies.get(body)


def over_by(body: Body, came: date, calendar: Calendar, today: date = date.min) -> date | None:
    """The day by which a body is through with what came to it: after its working days, or on its first meeting.

    None: no meeting is known. No day is before ``today``. A meeting on the day on which it came is too soon: nobody
    there has read it.
    """
    if body.working_days:
        return max(add_working_days(came, body.working_days, calendar), today)
    return next((day for day in sorted(body.next_dates) if day > came and day >= today), None)


def _visit(body: Body, before: date | None, start: date | None, today: date, calendar: Calendar) -> Visit:
    day = over_by(body, start or today, calendar, today)
    if body.working_days:
        return Visit("within", day, before)
    return Visit("unknown", None, before) if day is None else Visit("meeting", day, before)
