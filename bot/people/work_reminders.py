"""Reminders of work that somebody holds: a step, checks, a delivery. Pure, with the time as an argument."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta

from bot.people.notifications import Notification, PreferencesOf, later
from bot.people.occurrences import Occurrence
from bot.people.preferences import after_quiet_hours
from bot.people.recipients import Recipient, Role
from bot.people.working_days import in_working_hours, opening
from dialogs.calendar import Calendar, add_working_days
from dialogs.model import People, Person, Request
from dialogs.schedule import body_of, over_by
from dialogs.tasks import Held, deliverer_of, held_of, own_open_checks, owners_of, speakers_of, tasks_of
from dialogs.wording import local_day
from governance_rules import Rulebook
from governance_rules.roles import PARTNER

NOT_KNOWN = 10
"""Working days for a step whose body has neither working days nor a meeting to come: two weeks, as long as the longest
that the shipped rules give a body."""
GRACE = 2
"""Working days after the day of a step until its people are reminded: minutes are written the day after a meeting. As
many again until the governance team hears."""
CHECK_WITHIN = 10
"""Working days until the owner of a check that nobody has finished is reminded, once: they heard when it came."""
DELIVERY_WITHIN = 10
"""Working days after approval until who delivers it is reminded; as many again until the governance team hears."""
LATEST = timedelta(days=14)
"""How long after its time such a reminder still goes out: what is older stands under "my work", and an upgrade that
finds a year of open work must not send a reminder for each of it."""
LOOKS_BACK = timedelta(days=60)
"""How old a check or an approval can be whose reminder is still to come: 20 working days are never longer than six
weeks, and two weeks later it is stale."""
LONGEST = timedelta(days=400)
"""How long ago a step can have begun whose reminder is still to come: bodies that meet once a year are the rarest."""


def due_times(rulebook: Rulebook, held: Held, calendar: Calendar) -> tuple[datetime, ...]:
    """When whoever holds it is reminded, and when the governance team hears (UTC); it never hears of single checks."""
    began = local_day(held.since)
    if held.kind == "step":
        day = due_day(rulebook, held, calendar)
        return tuple(opening(add_working_days(day, n * GRACE, calendar)) for n in (1, 2))
    if held.kind == "delivery":
        return tuple(opening(add_working_days(began, n * DELIVERY_WITHIN, calendar)) for n in (1, 2))
    return (opening(add_working_days(began, CHECK_WITHIN, calendar)),)


def due_day(rulebook: Rulebook, held: Held, calendar: Calendar) -> date:
    """The day by which a step can be over, with `NOT_KNOWN` where the rules give none."""
    came, body = local_day(held.since), body_of(rulebook, held.id, held.body)
    known = over_by(body, came, calendar) if body else None
    return known or add_working_days(came, NOT_KNOWN, calendar)


def name_of(reference: str, held: Held, stage: int) -> str:
    """The name of one reminder in the schedule: no other visit has it."""
    return f"reminder:{reference}:{held.name}:{stage}"


def stages_due(rulebook: Rulebook, held: Held, calendar: Calendar, now: datetime) -> tuple[int, ...]:
    """Which of its reminders have come due by now, the stale ones left out."""
    times = enumerate(due_times(rulebook, held, calendar), start=1)
    return tuple(stage for stage, at in times if at <= now < at + LATEST)


def work_reminders_due(
    rulebook: Rulebook,
    requests: Iterable[Request],
    people: People,
    preferences_of: PreferencesOf,
    done: Collection[str],
    now: datetime,
) -> tuple[Occurrence, ...]:
    """The reminders to send now; none outside working hours.

    ``done``: names of occurrences that were sent. After downtime each that was missed comes, once.
    """
    if not in_working_hours(now, people.calendar):
        return ()
    return tuple(
        Occurrence(
            name,
            tuple(
                _notification(one, request, held, stage, preferences_of, now)
                for one in _reminded(people, request, held, stage)
            ),
        )
        for request in requests
        for held in held_of(people, request)
        for stage in stages_due(rulebook, held, people.calendar, now)
        if (name := name_of(request.reference, held, stage)) not in done
    )


def still_waits(people: People, request: Request, person: Person, task: str, stage: int) -> Held | None:
    """What this person is reminded of, when it is still so at the moment it is sent: the same visit, and theirs."""
    held = next((one for one in held_of(people, request) if one.name == task), None)
    if held is None:
        return None
    if stage > 1:
        return held if people.governs(person.aad_id) else None
    if held.kind == "checks":
        return held if own_open_checks(people, person, request) else None
    tasks = tasks_of(people, person, request)
    theirs = any(task.kind == held.kind and task.id in {held.id, ""} for task in tasks)
    return held if theirs else None


def _reminded(people: People, request: Request, held: Held, stage: int) -> Iterator[Recipient]:
    team = (Recipient(person, "governance", stands_in=True) for person in people.governance_team)
    if held.kind == "checks":
        yield from _checking(people, request)
        return
    holders: tuple[Person, ...] = ()
    role: Role = "owner"
    if held.kind == "step":
        holders, role = speakers_of(people, request, held.body), "partner" if held.body == PARTNER else "member"
    elif (deliverer := deliverer_of(people, request)) is not None:
        holders = (deliverer,)
    yield from team if stage > 1 or not holders else (Recipient(person, role) for person in holders)


def _checking(people: People, request: Request) -> Iterator[Recipient]:
    """Each owner once, whoever asked among them; what nobody owns the governance team sees in its digest."""
    found: dict[str, Recipient] = {}
    for check in request.checks:
        for person in owners_of(people, request, check.id):
            if own_open_checks(people, person, request):
                own = person.aad_id == request.requester.aad_id
                found.setdefault(person.aad_id, Recipient(person, "requester" if own else "owner"))
    yield from found.values()


def _notification(
    recipient: Recipient, request: Request, held: Held, stage: int, preferences_of: PreferencesOf, now: datetime
) -> Notification:
    aad_id, shown = recipient.person.aad_id, (request.reference,)
    at = later(after_quiet_hours(preferences_of(aad_id), now), now)
    number = f"{request.reference}:reminder:{held.name}:{stage}:{aad_id}"
    return Notification(
        number, "reminder", recipient.person, recipient.role, at, references=shown, stage=stage, task=held.name
    )
