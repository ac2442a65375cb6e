"""Digests: what each person who chose one reads on which morning, pure, with the time as an argument.

A digest has a name with its day. The next one goes on where the last one that is done ended, so that nothing falls
between two of them, however long the host was down; of several that were missed only the newest comes, with all of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from bot.people.notifications import Notification, PreferencesOf, later
from bot.people.occurrences import Occurrence
from bot.people.preferences import after_quiet_hours, digest_of, digest_of_checks
from bot.people.recipients import STRONGEST, Recipient, Role, recipients_of
from bot.people.work import hears_by_digest
from bot.people.working_days import in_working_hours, latest_digest, opening
from dialogs.calendar import Calendar
from dialogs.model import People, Person, Request
from dialogs.tasks import own_open_checks

FIRST_LOOKS_BACK = timedelta(days=7)
"""How far a person's first digest looks back when nothing says since when it collects."""


Given = Mapping[tuple[str, str], datetime]
"""Since when somebody is an owner or a member, by the owner's or body's id and their Entra id."""
_Hearing = Mapping[str, Mapping[str, Recipient]]
"""Who hears of each request: by reference, then by Entra id."""


@dataclass(frozen=True, slots=True)
class Window:
    """One digest that is due for one person: its name, and the time it covers (after ``since``, up to ``until``)."""

    person: Person
    name: str
    since: datetime
    until: datetime
    checks_alone: bool = False
    """They never chose a digest: it has nothing but checks that they own."""


def windows_due(
    people: People, preferences_of: PreferencesOf, done: Collection[str], now: datetime
) -> tuple[Window, ...]:
    """Whose digest is due now and what it covers; none outside working hours.

    ``done``: names in the schedule that start with ``digest:``.
    """
    calendar = people.calendar
    if not in_working_hours(now, calendar):
        return ()
    last = _last_days(done)
    found = (
        _window(p, preferences_of(p.aad_id), last.get(p.aad_id), now, calendar, owns=hears_by_digest(people, p.aad_id))
        for p in everyone(people)
    )
    return tuple(w for w in found if w and w.name not in done)


def digests_due(
    windows: Iterable[Window],
    requests: Collection[Request],
    people: People,
    preferences_of: PreferencesOf,
    *,
    held: Mapping[str, Collection[str]],
    now: datetime,
    given: Given = MappingProxyType({}),
) -> tuple[Occurrence, ...]:
    """What each of these digests sends: the requests that the person hears of and that are new or moved, newest first.

    ``held``: who holds a card of a request, as Entra ids by reference. What was told at once and has not moved since is
    left out; an empty digest is not sent. Of a request of which somebody owns a check and no more, they hear once: when
    it was sent, or when the check became theirs (``given``).
    """
    hearing = {r.reference: {h.person.aad_id: h for h in recipients_of(people, r)} for r in requests}
    newest = sorted(requests, key=lambda r: r.submitted_at, reverse=True)
    return tuple(
        _due(window, tuple(_told(window, newest, people, hearing, held, given)), hearing, preferences_of, now)
        for window in windows
    )


def everyone(people: People) -> tuple[Person, ...]:
    """Everybody whom the directory names today, nobody twice."""
    named = [p for area in people.areas.values() for p in (*area.champions, area.it_business_partner) if p]
    members = [member for body in people.bodies.values() for member in body]
    everybody = (*named, *people.governance_team, *people.owners.values(), *members)
    return tuple({p.aad_id: p for p in everybody}.values())


def _window(
    person: Person,
    preferences: Mapping[str, Any],
    last: datetime | None,
    now: datetime,
    calendar: Calendar,
    *,
    owns: bool,
) -> Window | None:
    name = f"digest:{person.aad_id}"
    chose, ended = _stamp(preferences.get("since")), _stamp(preferences.get("until"))
    often = digest_of(preferences)
    if often:
        until = latest_digest(often, now, calendar)
        if chose and chose >= until:
            return None  # chosen after that morning: the first digest is the next one
        since = max((t for t in (last, chose) if t), default=until - FIRST_LOOKS_BACK)
        return Window(person, f"{name}:{until.date().isoformat()}", since, until)
    if ended:
        # Back to at once: what the digest had collected until then is told now, in a last one.
        since = max((t for t in (last, chose) if t), default=ended - FIRST_LOOKS_BACK)
        name, alone = f"{name}:last:{ended:%Y-%m-%dT%H:%M:%S}", chose is None
        return Window(person, name, min(since, ended), ended, alone)
    if digest_of_checks(preferences) and owns:
        until = latest_digest("daily", now, calendar)
        return Window(
            person, f"{name}:{until.date().isoformat()}", last or until - FIRST_LOOKS_BACK, until, checks_alone=True
        )
    return None


def _last_days(done: Collection[str]) -> dict[str, datetime]:
    """Up to when each person's digests have told everything, by Entra id."""
    last: dict[str, datetime] = {}
    for aad_id, day in _named_days(done):
        at = opening(day)
        last[aad_id] = max(at, last.get(aad_id, at))
    return last


def _named_days(done: Collection[str]) -> Iterator[tuple[str, date]]:
    for name in done:
        what, _, rest = name.partition(":")
        aad_id, _, day = rest.partition(":")
        if what == "digest" and not day.startswith("last"):
            yield aad_id, date.fromisoformat(day)


def _told(
    window: Window,
    newest: Iterable[Request],
    people: People,
    hearing: _Hearing,
    held: Mapping[str, Collection[str]],
    given: Given,
) -> Iterator[Request]:
    aad_id = window.person.aad_id
    for request in newest:
        recipient = hearing[request.reference].get(aad_id)
        holds = aad_id in held.get(request.reference, ())
        if recipient is None:
            continue
        if recipient.by_digest:
            if not holds and _is_new(window, request, people, given):
                yield request
            continue
        told_at_once = holds and request.changed_at == request.submitted_at
        if window.since < request.changed_at <= window.until and not told_at_once and not window.checks_alone:
            yield request


def _is_new(window: Window, request: Request, people: People, given: Given) -> bool:
    """Whether somebody has a check of it to do that they did not have before this window."""
    checks = own_open_checks(people, window.person, request)
    owners = {people.check_owners.get(check.id, "") for check in checks}
    times = [request.submitted_at, *(at for owner in owners if (at := given.get((owner, window.person.aad_id))))]
    return bool(checks) and any(window.since < at <= window.until for at in times)


def _due(
    window: Window, told: tuple[Request, ...], hearing: _Hearing, preferences_of: PreferencesOf, now: datetime
) -> Occurrence:
    aad_id = window.person.aad_id
    if not told:
        return Occurrence(window.name, ())
    role: Role = min((hearing[r.reference][aad_id].role for r in told), key=STRONGEST.index)
    at = later(after_quiet_hours(preferences_of(aad_id), now), now)
    references = tuple(r.reference for r in told)
    return Occurrence(
        window.name, (Notification(window.name, "digest", window.person, role, at, references=references),)
    )


def _stamp(said: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at and at.tzinfo else None
