"""What of a request is whose: who speaks for a step, owns a check, delivers what was approved, and what waits for whom.

Rights come from the directory of the moment and the Entra id alone. Where nobody has a task, the governance team does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dialogs.model import People, Person, Request
from dialogs.statuses import CHECKED, DECIDED, DELIVERABLE, HELD, WITH_SOMEBODY, Status, among
from dialogs.steps import RequestCheck, RequestStep, StepState, current_steps, open_checks
from governance_rules.roles import PARTNER, REQUESTER

TaskKind = Literal["pick_up", "step", "check", "delivery", "information"]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing about one request that waits for somebody: ``id`` of the step or check, ``since`` when."""

    kind: TaskKind
    id: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody is reminded of: one visit to a body, the checks of a request, or its delivery."""

    kind: Literal["step", "checks", "delivery"]
    since: datetime
    """When it came to them, or came back."""
    id: str = ""
    body: str = ""

    @property
    def name(self) -> str:
        """A name that it never has again: a step that comes back later is another visit."""
        return f"{self.kind}:{self.id}:{self.since:%Y-%m-%dT%H:%M:%S}"


def held_of(people: People, request: Request) -> tuple[Held, ...]:
    """What of a request somebody holds now and can be reminded of; nothing while it waits for something else.

    That is while more information is needed, while it is deferred, and while its requester was asked a question. Who
    is to pick it up is reminded of that alone.
    """
    if request.status in HELD or request.open_question:
        return ()
    found: list[Held] = []
    if among(WITH_SOMEBODY, request.status):
        at, current = request.status_at or request.submitted_at, current_steps(request.steps)
        found += [held_step(s.id, s.body, s.since, at) for s in current if not waits_for_pick_up(request, s)]
    if request.status == Status.APPROVED and is_delivered(people, request):
        found.append(Held("delivery", request.since))
    if _checks_wait(request) and open_checks(request.checks):
        found.append(Held("checks", request.submitted_at))
    return tuple(found)


def held_step(step: str, body: str, since: datetime | None, status_at: datetime) -> Held:
    """A visit to a body: since the step came, or since the request came back to it from waiting."""
    return Held("step", max(since or status_at, status_at), step, body)


def waits_for_pick_up(request: Request, step: RequestStep) -> bool:
    """Whether the area's IT business partner picks the request up before they say anything at this step."""
    return step.body == PARTNER and request.status == Status.SUBMITTED


def speakers_of(people: People, request: Request, body: str) -> tuple[Person, ...]:
    """Who speaks for a body about this request: its members, or for the IT business partner the area's; perhaps nobody.

    The governance team may speak for any body beside them.
    """
    if body != PARTNER:
        return people.bodies.get(body, ())
    area = people.areas.get(request.area or "")
    return (area.it_business_partner,) if area and area.it_business_partner else ()


def owners_of(people: People, request: Request, check: str) -> tuple[Person, ...]:
    """Who owns a check of this request: the owner, a body's members, the area's partner or the requester."""
    owner = people.check_owners.get(check, "")
    if owner == REQUESTER:
        return (request.requester,) if request.requester.aad_id else ()
    if owner in people.owners:
        return (people.owners[owner],)
    return speakers_of(people, request, owner)


def delivering_owner(people: People, request: Request) -> str:
    """The id of the owner who delivers this request, by its process in the end; empty: the rules name none."""
    return people.deliverers.get(request.final_process or request.decision.process, "")


def deliverer_of(people: People, request: Request) -> Person | None:
    """Who delivers this request once it is approved; perhaps nobody."""
    return people.owners.get(delivering_owner(people, request))


def is_delivered(people: People, request: Request) -> bool:
    """Whether the rules name somebody who delivers such a request."""
    return bool(delivering_owner(people, request))


def speaks_for(people: People, person: Person, request: Request, step: RequestStep) -> bool:
    """Whether this person may say what becomes of the request at this step."""
    return people.governs(person.aad_id) or _among(person, speakers_of(people, request, step.body))


def may_update(people: People, person: Person, request: Request, check: str) -> bool:
    """Whether this person may say how far a check is."""
    return people.governs(person.aad_id) or _among(person, owners_of(people, request, check))


def own_steps(people: People, person: Person, request: Request) -> tuple[RequestStep, ...]:
    """Steps that have the request now and for which this person speaks, as a member or because nobody else does."""
    if not among(WITH_SOMEBODY, request.status):
        return ()
    governs = people.governs(person.aad_id)
    found = ((step, speakers_of(people, request, step.body)) for step in current_steps(request.steps))
    return tuple(step for step, who in found if _among(person, who) or (governs and not who))


def own_checks(people: People, person: Person, request: Request) -> tuple[RequestCheck, ...]:
    """Checks of the request that are this person's, closed ones too; the governance team's where nobody owns one."""
    governs = people.governs(person.aad_id)
    found = ((check, owners_of(people, request, check.id)) for check in request.checks)
    return tuple(check for check, who in found if _among(person, who) or (governs and not who))


def own_open_checks(people: People, person: Person, request: Request) -> tuple[RequestCheck, ...]:
    """Those of them that this person has to do now; none while nobody has to do any."""
    return open_checks(own_checks(people, person, request)) if _checks_wait(request) else ()


def _checks_wait(request: Request) -> bool:
    return among(CHECKED - {Status.DONE}, request.status)


def reached(people: People, person: Person, request: Request) -> bool:
    """Whether this person is a member of a body that has the request now or has had it."""
    theirs = people.bodies_of(person.aad_id)
    return any(
        step.body in theirs and (step.state != StepState.WAITING or step.since is not None) for step in request.steps
    )


def delivers(people: People, person: Person, request: Request) -> bool:
    """Whether this person delivers the request."""
    one = deliverer_of(people, request)
    return one is not None and bool(person.aad_id) and one.aad_id == person.aad_id


def tasks_of(people: People, person: Person, request: Request) -> tuple[Task, ...]:
    """What of this request waits for this person now, the most pressing first."""
    return tuple(_tasks(people, person, request)) if person.aad_id else ()


def _tasks(people: People, person: Person, request: Request) -> Iterator[Task]:
    own = request.requester.aad_id == person.aad_id
    if own and (request.status == Status.MORE_NEEDED or (request.open_question and request.status not in DECIDED)):
        yield Task("information", since=request.since)
    if request.status not in HELD:
        for step in own_steps(people, person, request):
            yield Task("pick_up" if waits_for_pick_up(request, step) else "step", step.id, step.since)
    if request.status in DELIVERABLE:
        nobody = is_delivered(people, request) and deliverer_of(people, request) is None
        if delivers(people, person, request) or (nobody and people.governs(person.aad_id)):
            yield Task("delivery", since=request.since)
    for check in own_open_checks(people, person, request):
        yield Task("check", check.id, request.submitted_at)


def _among(person: Person, people: tuple[Person, ...]) -> bool:
    return bool(person.aad_id) and any(one.aad_id == person.aad_id for one in people)
