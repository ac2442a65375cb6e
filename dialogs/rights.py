"""What somebody is to a request or to the council, by Entra id and directory alone: the words of who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from dialogs.asked_benefit import asked_as
from dialogs.context import TurnContext
from dialogs.model import People, Person, Request
from dialogs.sponsors import is_asked
from dialogs.statuses import DELIVERED
from dialogs.tasks import delivers, own_checks, reached
from governance_rules.roles import PARTNER

TeamRole = Literal["champion", "partner", "governance", "member", "owner"]
"""Somebody on a route: what they may do is shown on the summary card of that role."""
Sees = TeamRole | Literal["requester", "sponsor", "co_requester"]
"""As what somebody is shown a request."""
Who = Literal[
    "anyone",
    "requester",
    "partner",
    "champion",
    "governance",
    "member",
    "owner",
    "deliverer",
    "sponsor",
    "co_requester",
    "shown",
    "asked",
]
"""``member``: of a body that has it or had it. ``owner``: of one of its checks, or who delivers it.

``sponsor``: who was named as its sponsor with an address, and has not said that they are not. ``shown``: whoever is
shown the request as one that is similar to their draft. ``asked``: who is asked what came of it.
"""

ANYONE: Final[frozenset[Who]] = frozenset({"anyone"})
REQUESTER: Final[frozenset[Who]] = frozenset({"requester"})
WHO_IS_ON_IT: Final[frozenset[Who]] = frozenset(
    {"requester", "partner", "champion", "governance", "member", "owner", "deliverer", "sponsor", "co_requester"}
)
TEAM: Final[frozenset[Who]] = frozenset({"partner", "champion", "governance"})
HELPS: Final[frozenset[Who]] = frozenset({"champion"})
MOVES: Final[frozenset[Who]] = frozenset({"champion", "governance"})
NOTES: Final[frozenset[Who]] = frozenset({"champion", "partner"})
TAKES: Final[frozenset[Who]] = frozenset({"partner"})
GOVERNS: Final[frozenset[Who]] = frozenset({"governance"})
SPEAKS: Final[frozenset[Who]] = frozenset({"partner", "governance", "member"})
MEETS: Final[frozenset[Who]] = frozenset({"governance", "member"})
CHECKS: Final[frozenset[Who]] = frozenset({"governance", "owner"})
DELIVERS: Final[frozenset[Who]] = frozenset({"governance", "deliverer"})
SPONSORS: Final[frozenset[Who]] = frozenset({"sponsor"})
MEASURES: Final[frozenset[Who]] = frozenset({"asked"})
"""Who may do what about a request: the table of verbs, help and cards read the same."""


def roles_in(context: TurnContext, request: Request) -> Iterator[Who]:
    """Everything that the person of this turn is to a request, the strongest first."""
    me, people = context.session.person.aad_id, context.people
    if not me:
        return
    if request.requester.aad_id == me:
        yield "requester"
    yield from team_roles(people, context.session.person, request)
    if delivers(people, context.session.person, request):
        yield "deliverer"
    if is_asked(request, context.session.person):
        yield "sponsor"
    if any(person.aad_id == me for person in request.co_requesters):
        yield "co_requester"
    if asked_as(people, request, context.session.person):
        yield "asked"
    if any(one.reference == request.reference for one in context.lookups.similar):
        yield "shown"


def team_roles(people: People, person: Person, request: Request) -> Iterator[TeamRole]:
    """The roles on a request's route that the directory gives this person, the strongest first."""
    if not person.aad_id:
        return
    if request.area in people.partner_of(person.aad_id):
        yield "partner"
    if request.area in people.champion_of(person.aad_id):
        yield "champion"
    if people.governs(person.aad_id):
        yield "governance"
    if reached(people, person, request):
        yield "member"
    if own_checks(people, person, request) or (request.status in DELIVERED and delivers(people, person, request)):
        yield "owner"


def sees_as(people: People, person: Person, request: Request) -> Sees | None:
    """As what this person is shown the request by `show`; None: they see nothing of it."""
    me = person.aad_id
    if me and request.requester.aad_id == me:
        return "requester"
    if (role := next(team_roles(people, person, request), None)) is not None:
        return role
    if is_asked(request, person):
        return "sponsor"
    return "co_requester" if me and any(one.aad_id == me for one in request.co_requesters) else None


def roles_anywhere(people: People, person: Person) -> Iterator[Who]:
    """What the directory makes of this person, in whichever area."""
    yield "anyone"
    if not person.aad_id:
        return
    if people.partner_of(person.aad_id):
        yield "partner"
    if people.champion_of(person.aad_id):
        yield "champion"
    if people.governs(person.aad_id):
        yield "governance"
    if people.bodies_of(person.aad_id):
        yield "member"
    theirs = people.owned_by(person.aad_id)
    if not theirs.isdisjoint(people.check_owners.values()):
        yield "owner"
    if not theirs.isdisjoint(people.deliverers.values()):
        yield "deliverer"


def owns_checks(people: People, person: Person) -> bool:
    """Whether checks are this person's: as an owner, as an area's IT business partner or as a member of a body."""
    partner = {PARTNER} if people.partner_of(person.aad_id) else set()
    theirs = people.owned_by(person.aad_id) | people.bodies_of(person.aad_id) | partner
    return bool(person.aad_id) and not theirs.isdisjoint(people.check_owners.values())


def is_team(context: TurnContext) -> bool:
    """Whether the person is somebody on a route: champion, partner or governance team."""
    return not TEAM.isdisjoint(roles_anywhere(context.people, context.session.person))
