"""Meetings of bodies at the edges: agendas that fill themselves, what a turn keeps, and news that waits for the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from bot.held_news import Held, before_told, held_by, holding_from, knowing, over_by, with_body
from bot.people.work import waiting_for
from bot.register import audit, requests
from bot.register import meetings as rows
from dialogs.agendas import KeepMeeting, Meeting, MeetingWanted, bodies_shown_to, filled, meeting_day, next_of
from dialogs.events import Event, StepDecided
from dialogs.model import Lookups, Needs, People, Person, Request, Similar
from dialogs.roadmap import Entry
from dialogs.statuses import ON_THE_ROADMAP, among
from dialogs.wording import local_day
from governance_rules import Rulebook
from governance_rules.model import Body


@dataclass(frozen=True, slots=True)
class Hold:
    """A meeting that holds its news: until ``until`` at the latest, and not for those in ``but`` (Entra ids)."""

    meeting: rows.Row
    until: datetime
    but: frozenset[str]


def with_meetings(
    connection: Connection,
    wanted: Needs,
    lookups: Lookups,
    rulebook: Rulebook,
    people: People,
    person: Person,
    now: datetime,
) -> Lookups:
    """What was looked up for a turn, with the meetings that it needs, and without what is held from this person."""
    if wanted.meeting is not None:
        met = wanted_meetings(connection, wanted.meeting, rulebook, people, person, now)
        return replace(lookups, meetings=met)
    if lookups.found:  # it is shown to others too: whatever this person knows, it stands as everybody was told of it
        holds = held_by(connection, [meeting for meeting in rows.running(connection) if meeting.holds_news])
        return replace(lookups, found=tuple(before_told(one, holds, rulebook) for one in lookups.found))
    if not any(getattr(lookups, name) for name in _TOLD_LATER) and lookups.roadmap is None and not wanted.work:
        return lookups
    holding = holding_from(connection, people, person.aad_id, now)
    if lookups.roadmap is not None:
        return replace(lookups, roadmap=_roadmap_as_told(connection, lookups.roadmap, holding, rulebook))
    if not holding:
        return lookups
    held = held_by(connection, holding)
    told = _without_held(connection, lookups, held, rulebook)
    if wanted.work and not lookups.area_requests:
        told = replace(told, work=_work_as_told(connection, told.work, held, rulebook, people, person))
    shown = lookups.request
    if shown is None:
        return told
    before = before_told(shown, held, rulebook)
    if wanted.as_told:
        return replace(told, request=before)
    moved = before.status != shown.status  # where it is what it was, nothing tells what is held
    return replace(told, request=before, held=True) if moved else told


_TOLD_LATER: Final = ("request", "mine", "asked", "similar", "area_requests", "work", "about_system")
"""What a turn looks up of requests, of which each shows a status."""


def _work_as_told(
    connection: Connection, work: Sequence[Request], held: Held, rulebook: Rulebook, people: People, person: Person
) -> tuple[Request, ...]:
    """What waits for somebody, with what these meetings took from it: nothing is told by its going."""
    shown = {one.reference for one in work}
    touched = frozenset[str]().union(*(references for _, references in held)) - shown
    more = [before_told(one, held, rulebook) for one in requests.several(connection, sorted(touched))]
    return waiting_for(people, person.aad_id, (*work, *more))


def _without_held(connection: Connection, lookups: Lookups, held: Held, rulebook: Rulebook) -> Lookups:
    """What was looked up beside the request itself, as it was told."""
    mine = tuple(before_told(one, held, rulebook) for one in lookups.mine)
    # Nobody answers a question that they have not been asked yet: their words are about something else.
    asked = tuple(r for r in lookups.asked if all(before_told(r, [one], rulebook).status == r.status for one in held))
    similar = _similar_as_told(connection, lookups.similar, held, rulebook)
    area_requests, work, about_system = (
        tuple(before_told(one, held, rulebook) for one in several)
        for several in (lookups.area_requests, lookups.work, lookups.about_system)
    )
    return replace(
        lookups,
        mine=mine,
        asked=asked,
        similar=similar,
        area_requests=area_requests,
        work=work,
        about_system=about_system,
    )


def _similar_as_told(
    connection: Connection, similar: tuple[Similar, ...], held: Held, rulebook: Rulebook
) -> tuple[Similar, ...]:
    """Requests that are like a draft, each with the status that it had before these meetings spoke of it."""
    touched = frozenset[str]().union(*(references for _, references in held))
    looked_up = requests.several(connection, sorted(touched.intersection(one.reference for one in similar)))
    status = {request.reference: before_told(request, held, rulebook).status for request in looked_up}
    return tuple(replace(one, status=status.get(one.reference, one.status)) for one in similar)


def _roadmap_as_told(
    connection: Connection, entries: tuple[Entry, ...], holding: Sequence[rows.Row], rulebook: Rulebook
) -> tuple[Entry, ...]:
    """The roadmap with what these meetings hold as it stood before: what was declined is on it, what moved is not."""
    held = held_by(connection, holding)
    touched = frozenset[str]().union(*(references for _, references in held))
    shown = [entry for entry in entries if entry.reference not in touched]
    for request in requests.several(connection, sorted(touched)):
        before = before_told(request, held, rulebook)
        if among(ON_THE_ROADMAP, before.status):
            shown.append(_entry(before))
    return tuple(sorted(shown, key=lambda entry: (len(entry.reference), entry.reference)))


def _entry(request: Request) -> Entry:
    return Entry(
        request.reference,
        request.title,
        request.area or "",
        request.status,
        request.timeframe or "",
        by_board=bool(request.board_timeframe),
        value=request.decision.value,
        achievability=request.decision.achievability,
    )


def wanted_meetings(
    connection: Connection, wanted: MeetingWanted, rulebook: Rulebook, people: People, person: Person, now: datetime
) -> tuple[Meeting, ...]:
    """The meetings that a turn needs: where it is one, with its agenda as it is now; of several their days alone."""
    today = local_day(now)
    shown = [body for body in bodies_shown_to(rulebook, people, person) if wanted.body in {"", body.id}]
    found = [(body, day) for body in shown if (day := _day(connection, body, today, ahead=wanted.ahead)) is not None]
    if len(found) > 1 and not wanted.ahead:
        states = {body.id: rows.find(connection, body.id, day) for body, day in found}
        under_way = [one for one in found if (row := states[one[0].id]) and row.opened_at and not row.closed_at]
        found = under_way if len(under_way) == 1 else found
    if len(found) != 1:
        return tuple(Meeting(body.id, day, read=False) for body, day in found)
    return (meeting_of(connection, *found[0], ahead=wanted.ahead),)


def _day(connection: Connection, body: Body, today: date, *, ahead: bool) -> date | None:
    """The day of the meeting that is meant; None: there is none."""
    day = meeting_day(body, today)
    if not ahead:
        late = [] if day == today else rows.running(connection, body.id)  # it goes on after midnight
        return late[-1].day if late else (day if day == today else None)
    row = rows.find(connection, body.id, today) if day == today else None
    over = row is not None and row.closed_at is not None and next_of(meeting_of(connection, body, today)) is None
    return meeting_day(body, today, after_today=True) if over else day


def meeting_of(connection: Connection, body: Body, day: date, *, ahead: bool = False) -> Meeting:
    """A meeting with its agenda as it is now: what was kept of it, and what has come to the body since.

    ``ahead``: see `with_body`.
    """
    row = rows.find(connection, body.id, day)
    found, not_yet = with_body(connection, body.id, ahead=ahead)
    kept = Meeting(body.id, day)
    if row is not None:
        state = (row.papers_at, row.opened_at, row.closed_at, row.holds_news)
        held = len(rows.held_requests(connection, body.id, day)) if row.holds_news else 0
        items = rows.items_of(connection, body.id, day)
        now_is = {one.reference: one for one in found}
        shown = tuple(
            replace(one, request=now_is.get(one.reference, one.request))
            for one in items
            if one.reference not in not_yet
        )
        kept = Meeting(body.id, day, shown, 0, *state, held)
    put_off = rows.put_off(connection, body.id, day, [request.reference for request in found])
    return filled(kept, found, put_off, body.items_at_most)


def keep_meeting(connection: Connection, effect: KeepMeeting, aad_id: str, key: str, now: datetime) -> bool:
    """Keep what a turn made of a meeting. Says whether something that was held goes now."""
    meeting = effect.meeting
    rows.keep(connection, meeting, aad_id)
    named = f"{meeting.body}:{meeting.day}"
    told = [one for one in effect.happened if one != "said"]
    audit.append(connection, now, *(audit.Entry(key, f"meeting_{one}", named, {}) for one in told))
    if {"closed", "news_told"}.isdisjoint(effect.happened):
        return False
    return rows.release(connection, meeting.body, meeting.day, now) > 0


def hold_for(connection: Connection, request: Request, event: Event, people: People, now: datetime) -> Hold | None:
    """The meeting until whose end people are not told of this; None: they are told at once.

    The members of the body and the governance team know: their cards are brought up to date at once.
    """
    body, held = _body_of(request, event), [one for one in rows.running(connection) if one.holds_news]
    meeting = next((one for one in held if one.body == body), None)
    if not isinstance(event, StepDecided):  # it waits with what is held of the request: its cards would tell that
        meeting = next((m for m in held if request.reference in rows.held_requests(connection, m.body, m.day)), None)
    if meeting is None:
        return None
    until = over_by(meeting, people)
    if until <= now:
        return None
    return Hold(meeting, until, knowing(people, meeting.body))


def note_heard(connection: Connection, request: Request, event: Event, aad_id: str, now: datetime) -> None:
    """Write down at the meeting of the day, or under way, what was said of a request on its agenda, however it was."""
    if isinstance(event, StepDecided):
        body = _body_of(request, event)
        said = (request.reference, event.outcome.value, event.note)
        under_way = rows.running(connection, body)  # since yesterday, where it goes on after midnight
        rows.heard(connection, body, under_way[-1].day if under_way else local_day(now), *said, aad_id)


def _body_of(request: Request, event: Event) -> str:
    if not isinstance(event, StepDecided):
        return ""
    return next((step.body for step in request.steps if step.id == event.step), "")


def close_forgotten(connection: Connection, people: People, now: datetime) -> int:
    """Close the meetings that nobody closed, on the next working morning; gives how many. What they held is told."""
    forgotten = [one for one in rows.running(connection) if now >= over_by(one, people)]
    for one in forgotten:
        rows.close(connection, one.body, one.day, now)
        rows.release(connection, one.body, one.day, now)
        audit.append(connection, now, audit.Entry("rules", "meeting_closed", f"{one.body}:{one.day}", {}))
    return len(forgotten)
