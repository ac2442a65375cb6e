"""Requests in the register: what was submitted, what became of it, and its timeline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, or_, select, update

from bot.register import benefits, request_systems, request_work
from bot.register.numbers import next_number
from bot.register.of_these import of_these
from bot.register.schema import interviews, joiners, references, requests, timeline
from bot.register.upsert import insert_into
from dialogs.events import Submitted
from dialogs.model import Interview, Person, Request, TimelineEntry
from dialogs.records import RequestSystem, Sponsor, SponsorState
from dialogs.statuses import DECIDED, UNDECIDED, Status
from dialogs.steps import checks_of, steps_of
from governance_rules import Answer, Decision, decision_from_json, decision_to_store

OPEN = tuple(status.value for status in Status if status in UNDECIDED or status == Status.DEFERRED)
"""Statuses in which somebody still has to do or decide something."""
_JOINERS = of_these(joiners, joiners.c.at, joiners.c.aad_id)
_TIMELINE = of_these(timeline, timeline.c.number)
_OF_REFERENCE = select(requests).where(requests.c.reference == bindparam("wanted"))
_OF_INTERVIEW = select(requests).where(requests.c.interview == bindparam("wanted"))
_REFERENCE = re.compile(r"[A-Z]{2,6}-([0-9]{4,9})")
"""Numbers go on whatever references start with, so that a changed prefix gives none twice."""


def create(
    connection: Connection,
    interview: Interview,
    decision: Decision,
    area: str | None,
    person: Person,
    now: datetime,
    day: str,
    *,
    title: str | None = None,
    prefix: str = "DR",
    bodies: Mapping[str, str] | None = None,
    systems: Sequence[RequestSystem] = (),
) -> Request:
    """Make a request of an interview and give it the next reference, which starts with ``prefix``.

    ``title``: what the rules call the title; None: the detail ``title``. ``bodies``: of each step that has an id of its
    own, the body that it is with. ``systems``: which of the council's it is about.

    One interview becomes one request, whatever is pressed twice: the second time gives the first request.
    """
    before = _one(connection, _OF_INTERVIEW, interview.id)
    if before:
        return before
    number = next_number(connection, "request")
    reference = f"{prefix}-{number:04d}"
    connection.execute(
        requests.insert().values(
            reference=reference,
            number=number,
            interview=interview.id,
            aad_id=person.aad_id,
            name=person.name,
            upn=person.upn,
            area=area,
            process=decision.process,
            title=interview.details.get("title", "") if title is None else title,
            details=dict(interview.details),
            answers={q: list(a) if isinstance(a, tuple) else a for q, a in interview.answers.items()},
            decision=decision_to_store(decision),
            day=day,
            rules_version=decision.rules_version,
            status=Status.SUBMITTED.value,
            status_at=now,
            submitted_at=now,
            changed_at=now,
            list_state={},
            gone=False,
        )
    )
    request_work.store_steps(connection, reference, (), steps_of(decision, bodies or {}, now))
    request_work.store_checks(connection, reference, (), checks_of(decision))
    request_systems.store(connection, reference, systems)
    add_to_timeline(connection, reference, TimelineEntry(now, Submitted.name, person.name), person.aad_id)
    connection.execute(
        update(interviews)
        .where(interviews.c.id == interview.id)
        .values(state="submitted", reference=reference, touched=now)
    )
    created = find(connection, reference)
    assert created is not None
    return created


FURTHEST_AHEAD = 10_000
"""How far the list may be ahead of the register: more requests than a council has in years."""


def used_elsewhere(connection: Connection, reference: str, *, among: int = 0) -> bool:
    """Never give this reference, nor an earlier one: somebody holds it whom the register does not know.

    Says whether that was news. What does not read like a reference says nothing, nor does one so far ahead of the
    register's own requests, or of the ``among`` rows that the list holds beside them, that no request can have had it:
    rows of anybody's must not use up all numbers, one by one either.
    """
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return False
    number = int(found[1])
    last = connection.execute(select(references.c.last).where(references.c.name == "request")).scalar() or 0
    own = connection.execute(select(func.max(requests.c.number))).scalar() or 0
    if not last < number <= max(own, among) + FURTHEST_AHEAD:
        return False
    insert = insert_into(connection, references).values(name="request", last=number)
    connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"last": number}))
    return True


def find(connection: Connection, reference: str) -> Request | None:
    """The request with this reference, or None; with what else is asked for about its systems."""
    found = _one(connection, _OF_REFERENCE, reference)
    if found is None or not found.systems:
        return found
    return replace(found, beside=request_systems.beside(connection, reference, found.systems))


def several(connection: Connection, references: Iterable[str]) -> tuple[Request, ...]:
    """The requests with these references, those that there are, in this order."""
    wanted = {reference: place for place, reference in enumerate(references)}
    found = _many(connection, select(requests).where(requests.c.reference.in_(list(wanted)))) if wanted else ()
    return tuple(sorted(found, key=lambda request: wanted[request.reference]))


def of_interview(connection: Connection, interview: str) -> Request | None:
    """The request that this interview became, or None."""
    return _one(connection, _OF_INTERVIEW, interview)


def mine(connection: Connection, aad_id: str, most: int = 50) -> tuple[Request, ...]:
    """A person's own requests and those they joined, newest first."""
    joined = select(joiners.c.reference).where(joiners.c.aad_id == aad_id, joiners.c.role == "co_requester")
    own = or_(requests.c.aad_id == aad_id, requests.c.reference.in_(joined))
    return _many(connection, select(requests).where(own).order_by(requests.c.number.desc()).limit(most))


_DECIDED = tuple(status.value for status in DECIDED)


def asked(connection: Connection, aad_id: str, most: int = 10) -> tuple[Request, ...]:
    """A person's own requests about which they were asked something that they can still answer, newest first."""
    waits = or_(requests.c.open_question != "", requests.c.status == Status.MORE_NEEDED.value)
    theirs = (requests.c.aad_id == aad_id, requests.c.status.not_in(_DECIDED), waits)
    return _many(connection, select(requests).where(*theirs).order_by(requests.c.number.desc()).limit(most))


def of_areas(connection: Connection, areas: Iterable[str] | None, most: int = 200) -> tuple[Request, ...]:
    """Requests of these service areas (None: of all, and of none): what is open first and oldest, then the newest."""
    opened = requests.c.status.in_(OPEN)
    order = (opened.desc(), case((opened, requests.c.number), else_=-requests.c.number))
    if areas is None:
        chosen = select(requests.c.number).order_by(*order).limit(most)
        return _many(connection, select(requests).where(requests.c.number.in_(chosen)).order_by(*order))
    wanted = list(areas)
    # Chosen by number first: sorting whole rows, decisions and all, took ten times as long for 100,000.
    chosen = select(requests.c.number).where(requests.c.area.in_(wanted)).order_by(*order).limit(most)
    return _many(connection, select(requests).where(requests.c.number.in_(chosen)).order_by(*order)) if wanted else ()


def add_to_timeline(connection: Connection, reference: str, happening: TimelineEntry, aad_id: str | None = None) -> int:
    """Add a line to a request's timeline. Returns its number, which is given once.

    ``aad_id``: Entra id of who did it; none when it was done in the list. So what they wrote can be erased with them.
    """
    last = connection.execute(select(func.max(timeline.c.number)).where(timeline.c.reference == reference)).scalar_one()
    number = int(last or 0) + 1
    connection.execute(
        timeline.insert().values(
            reference=reference,
            number=number,
            at=happening.when,
            what=happening.what,
            aad_id=aad_id,
            who=happening.who,
            note=happening.note,
        )
    )
    return number


def join(connection: Connection, reference: str, person: Person, role: str, now: datetime) -> None:
    """Add a co-requester or a helper to a request. Idempotent."""
    insert = insert_into(connection, joiners)
    values = {"reference": reference, "aad_id": person.aad_id, "name": person.name, "role": role, "at": now}
    connection.execute(insert.values(**values).on_conflict_do_nothing(index_elements=["reference", "aad_id"]))


def remove(connection: Connection, reference: str, person: Person) -> None:
    """Take a co-requester off a request. That they were there stays known, so that they do not join it again."""
    theirs = (joiners.c.reference == reference, joiners.c.aad_id == person.aad_id, joiners.c.role == "co_requester")
    connection.execute(update(joiners).where(*theirs).values(role="removed"))


def shown_on(connection: Connection, reference: str, card: str, conversation: str) -> None:
    """Remember the message that shows the requester their request, so that it can be brought up to date in place."""
    shown = update(requests).where(requests.c.reference == reference)
    connection.execute(shown.values(card=card, card_conversation=conversation))


def answered(connection: Connection, reference: str, delivery: str, card: str) -> None:
    """The answer to a typed submit was sent: what shows the request is no longer its delivery, but this message."""
    waits = update(requests).where(requests.c.reference == reference, requests.c.card == delivery)
    connection.execute(waits.values(card=card))


def card_of(connection: Connection, reference: str) -> tuple[str, str] | None:
    """The message that shows the requester their request and its conversation, or None when there is none."""
    chosen = select(requests.c.card, requests.c.card_conversation).where(requests.c.reference == reference)
    row = connection.execute(chosen).one_or_none()
    return (row.card, row.card_conversation) if row and row.card else None


def answers_of(stored: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers as the rules take them: several choices are a tuple there and a list in JSON."""
    return {question: tuple(answer) if isinstance(answer, list) else answer for question, answer in stored.items()}


def _one(connection: Connection, chosen: Select[Any], value: str) -> Request | None:
    found = _many(connection, chosen, {"wanted": value})
    return found[0] if found else None


def _many(
    connection: Connection, chosen: Select[Any], values: Mapping[str, object] | None = None
) -> tuple[Request, ...]:
    rows = connection.execute(chosen, values).all()
    if not rows:
        return ()
    wanted = [row.reference for row in rows]
    joined: dict[str, list[Any]] = {}
    for row in connection.execute(_JOINERS, {"wanted": wanted}):
        joined.setdefault(row.reference, []).append(row)
    told: dict[str, list[TimelineEntry]] = {}
    for row in connection.execute(_TIMELINE, {"wanted": wanted}):
        told.setdefault(row.reference, []).append(TimelineEntry(row.at, row.what, row.who, row.note))
    steps, checks = request_work.steps_of(connection, wanted), request_work.checks_of(connection, wanted)
    systems = request_systems.of(connection, wanted)
    brought = benefits.of(connection, [row.reference for row in rows if row.status in _DECIDED])
    return tuple(
        replace(
            _request(row, joined.get(row.reference, []), told.get(row.reference, [])),
            steps=steps.get(row.reference, ()),
            checks=checks.get(row.reference, ()),
            systems=systems.get(row.reference, ()),
            benefits=brought.get(row.reference, ()),
        )
        for row in rows
    )


def _request(row: Any, joined: list[Any], told: list[TimelineEntry]) -> Request:
    return Request(
        reference=row.reference,
        interview=row.interview,
        requester=Person(row.aad_id, row.name, row.upn),
        area=row.area,
        title=row.title,
        details=row.details,
        answers=answers_of(row.answers),
        decision=decision_from_json(row.decision),
        status=row.status,
        submitted_at=row.submitted_at,
        changed_at=row.changed_at,
        on_list=row.item is not None and not row.gone,
        list_url=row.list_url,
        it_contact=row.it_contact,
        it_contact_id=row.it_contact_id or "",
        decision_note=row.decision_note,
        final_process=row.final_process,
        board_timeframe=row.board_timeframe,
        co_requesters=tuple(Person(j.aad_id, j.name) for j in joined if j.role == "co_requester"),
        joined=tuple(Person(j.aad_id, j.name) for j in joined if j.role != "helper"),
        helpers=tuple(j.name for j in joined if j.role == "helper"),
        timeline=tuple(told),
        open_question=row.open_question,
        asked_by=row.asked_by or "",
        status_at=row.status_at,
        sponsor=_sponsor(row),
    )


def _sponsor(row: Any) -> Sponsor | None:
    if not row.sponsor_state:
        return None
    who = Person(row.sponsor_id or "", "", row.sponsor_upn)
    return Sponsor(who, SponsorState(row.sponsor_state), row.sponsor_at or row.submitted_at)
