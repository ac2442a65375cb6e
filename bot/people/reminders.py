"""Reminders of requests that nobody has picked up: who is reminded when, pure, with the time as an argument."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from bot.people.notifications import Notification, PreferencesOf, later
from bot.people.occurrences import Occurrence
from bot.people.preferences import after_quiet_hours
from bot.people.recipients import Recipient, champion_helps, needs_act, recipients_of
from bot.people.working_days import in_working_hours, reminder_times, working_days_between
from dialogs.calendar import ENGLAND, Calendar
from dialogs.model import People, Request
from dialogs.statuses import Status
from dialogs.steps import current_steps
from dialogs.wording import local_day
from governance_rules.roles import PARTNER

STALE = timedelta(days=60)
"""How long after its time a reminder still goes out. Below the 90 days for which the schedule remembers."""


def occurrence(reference: str, stage: int, again: datetime | None = None) -> str:
    """The name of one reminder in the schedule: stage 1 to those who look after the area, 2 to the governance team.

    ``again``: when it came back to be picked up once more.
    """
    return f"reminder:{reference}:{again:%Y-%m-%dT%H:%M:%S}:{stage}" if again else f"reminder:{reference}:{stage}"


def came_back(submitted_at: datetime, since: datetime | None) -> datetime | None:
    """When a request came back to its IT business partner; None: it has been there since it was sent."""
    return since if since is not None and since > submitted_at else None


def _back(request: Request) -> datetime | None:
    since = next((step.since for step in current_steps(request.steps) if step.body == PARTNER), None)
    return came_back(request.submitted_at, since)


def stages_due(submitted_at: datetime, now: datetime, calendar: Calendar = ENGLAND) -> tuple[int, ...]:
    """Which reminders of a request submitted then have come due by now, the stale ones left out."""
    times = enumerate(reminder_times(submitted_at, calendar), start=1)
    return tuple(stage for stage, at in times if at <= now < at + STALE)


def reminders_due(
    requests: Iterable[Request], people: People, preferences_of: PreferencesOf, done: Collection[str], now: datetime
) -> tuple[Occurrence, ...]:
    """The reminders to send now; none outside working hours.

    ``done``: names of occurrences that were sent. After downtime each reminder that was missed comes, once.
    """
    if not in_working_hours(now, people.calendar):
        return ()
    return tuple(
        Occurrence(
            name,
            tuple(_notification(h, request, name, preferences_of, now) for h in _reminded(people, request, stage)),
        )
        for request in requests
        if nobody_has_it(people, request)
        for again in (_back(request),)
        for stage in stages_due(again or request.submitted_at, now, people.calendar)
        if (name := occurrence(request.reference, stage, again)) not in done
    )


def nobody_has_it(people: People, request: Request) -> bool:
    """Whether a request waits to be picked up.

    Not when a champion helps and nobody else is needed, nor while a question of the partner waits for its answer:
    somebody has been in touch then.
    """
    helped = champion_helps(people, request) and bool(request.helpers)
    return request.status == Status.SUBMITTED and not helped and not request.open_question


def days_late(people: People, request: Request, now: datetime) -> int:
    """For how many working days a request has waited longer than it may; 0: it is not late."""
    due = reminder_times(_back(request) or request.submitted_at, people.calendar)[0]
    if now < due or not nobody_has_it(people, request):
        return 0
    return max(1, working_days_between(local_day(due), local_day(now), people.calendar))


def _reminded(people: People, request: Request, stage: int) -> tuple[Recipient, ...]:
    governance = tuple(Recipient(person, "governance", stands_in=True) for person in people.governance_team)
    if stage > 1:
        return governance
    return tuple(h for h in recipients_of(people, request) if needs_act(people, h, request)) or governance


def _notification(
    recipient: Recipient, request: Request, name: str, preferences_of: PreferencesOf, now: datetime
) -> Notification:
    aad_id = recipient.person.aad_id
    stage = int(name.rpartition(":")[2])
    number = f"{request.reference}:{name.replace(f':{request.reference}', '')}:{aad_id}"
    at = later(after_quiet_hours(preferences_of(aad_id), now), now)
    return Notification(
        number, "reminder", recipient.person, recipient.role, at, references=(request.reference,), stage=stage
    )
