"""What one person has to do with requests by the directory of the day, and which requests wait for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from bot.register.waiting import Mine, Spoken, waiting
from dialogs.model import People, Person, Request
from dialogs.tasks import tasks_of
from governance_rules.roles import PARTNER, REQUESTER


def mine_of(people: People, aad_id: str) -> Mine:
    """For which bodies, areas, checks and processes this person is asked; the governance team for what nobody is."""
    owned, bodies = people.owned_by(aad_id), people.bodies_of(aad_id)
    governs = people.governs(aad_id)
    theirs = {check for check, owner in people.check_owners.items() if owner in owned}
    # An id that an owner has is no body's (`tasks.owners_of`).
    theirs |= {c for c, owner in people.check_owners.items() if owner in bodies and owner not in people.owners}
    nobodys = {key for key, owner in people.deliverers.items() if owner not in people.owners}
    delivers = {key for key, owner in people.deliverers.items() if owner in owned}
    return Mine(
        aad_id,
        bodies - {PARTNER},
        people.partner_of(aad_id),
        frozenset(theirs),
        frozenset(check for check, owner in people.check_owners.items() if owner == PARTNER),
        frozenset(check for check, owner in people.check_owners.items() if owner == REQUESTER),
        frozenset(delivers | nobodys if governs else delivers),
        _spoken(people) if governs else None,
    )


def hears_by_digest(people: People, aad_id: str) -> bool:
    """Whether there are checks of which this person hears in a digest: their own, or those that nobody owns."""
    mine = mine_of(people, aad_id)
    return bool(mine.checks or (mine.spoken and not people.check_owners.keys() <= mine.spoken.checks))


def _spoken(people: People) -> Spoken:
    there = {*people.owners, *people.bodies, PARTNER, REQUESTER}
    return Spoken(
        frozenset(people.bodies),
        frozenset(area.id for area in people.areas.values() if area.it_business_partner),
        frozenset(check for check, owner in people.check_owners.items() if owner in there),
    )


def work_of(connection: Connection, people: People, aad_id: str) -> tuple[Request, ...]:
    """The requests of which something waits for this person, the one that has waited longest first."""
    return waiting_for(people, aad_id, waiting(connection, mine_of(people, aad_id))) if aad_id else ()


def waiting_for(people: People, aad_id: str, requests: Iterable[Request]) -> tuple[Request, ...]:
    """Those of these requests of which something waits for this person, the one that has waited longest first."""
    person = Person(aad_id, "")
    found = ((request, tasks_of(people, person, request)) for request in requests)
    waits = [(_since(request, [task.since for task in tasks]), request) for request, tasks in found if tasks]
    return tuple(request for _, request in sorted(waits, key=lambda one: (one[0], one[1].submitted_at)))


def _since(request: Request, times: list[datetime | None]) -> datetime:
    return min((at for at in times if at is not None), default=request.submitted_at)
