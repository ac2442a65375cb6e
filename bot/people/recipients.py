"""Who hears of a request: the rule of the contracts, as a pure function on the directory of the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dialogs.alert_recipients import told_of_alerts
from dialogs.model import People, Person, Request
from dialogs.statuses import DELIVERABLE, Status
from dialogs.steps import current_steps
from dialogs.tasks import deliverer_of, is_delivered, owners_of, speakers_of, tasks_of
from governance_rules.roles import PARTNER, REQUESTER

Role = Literal["partner", "champion", "governance", "member", "owner", "requester", "sponsor", "co_requester"]
"""What someone is to a request. A partner can pick it up, a champion can help, a member speaks for
a body, an owner has a check, hears of an alert or delivers it."""

STRONGEST: tuple[Role, ...] = ("partner", "champion", "governance", "member", "owner", "requester", "co_requester")


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person who hears of a request, and as what."""

    person: Person
    role: Role
    stands_in: bool = False
    """On the governance team, told because the area has nobody for this: they must find someone."""
    by_digest: bool = False
    """They hear only of checks that they own: in their digest, unless they chose to hear at once."""


def recipients_for(people: People, area: str | None, process: str, alerts: Iterable[str]) -> tuple[Recipient, ...]:
    """Everyone who hears of such a request, nobody twice, each in their strongest role.

    The area's champions hear of every request and its IT business partner of all but those in which the champion helps
    alone (by the rules: self-service); where the area has none, or is unknown to the directory, the governance team
    hears instead. Of an alert hears whom its ``tell`` in the rulebook names (contracts, "Who hears"), and for a body or
    owner without a person in the directory the governance team. Someone who asks in their own area still hears: the
    rule makes no exception, and their card is where they act on it as a champion or partner.
    """
    found: dict[str, Recipient] = {}
    for recipient in _all(people, area, process, alerts):
        before = found.get(recipient.person.aad_id)
        if before is None or STRONGEST.index(recipient.role) < STRONGEST.index(before.role):
            found[recipient.person.aad_id] = recipient
    return tuple(sorted(found.values(), key=lambda h: STRONGEST.index(h.role)))


def recipients_of(people: People, request: Request) -> tuple[Recipient, ...]:
    """`recipients_for` for a request as it stands now, and beside them whoever has something to do for it.

    Those are the members of the bodies that have it, who delivers it once it is approved, and the owners of its checks
    (contracts, "Who hears"). Where a body has no members, a check no owner or the work nobody, the governance team has
    it. The requester owns checks too, and sees them on their own card.
    """
    decision = request.decision
    hearing = recipients_for(people, request.area, decision.process, decision.alerts)
    found = {recipient.person.aad_id: recipient for recipient in hearing}
    for recipient in (*_working(people, request), *_checking(people, request)):
        found.setdefault(recipient.person.aad_id, recipient)
    return tuple(sorted(found.values(), key=lambda h: STRONGEST.index(h.role)))


def _working(people: People, request: Request) -> Iterator[Recipient]:
    """Whoever has the request now: the members of its bodies, and who delivers it."""
    for step in current_steps(request.steps):
        speakers = speakers_of(people, request, step.body)
        if step.body != PARTNER:
            yield from (Recipient(person, "member") for person in speakers)
        if not speakers:
            yield from (Recipient(person, "governance", stands_in=True) for person in people.governance_team)
    if request.status in DELIVERABLE and is_delivered(people, request):
        deliverer = deliverer_of(people, request)
        if deliverer is not None:
            yield Recipient(deliverer, "owner")
        else:
            yield from (Recipient(person, "governance", stands_in=True) for person in people.governance_team)


def _checking(people: People, request: Request) -> Iterator[Recipient]:
    for check in request.checks:
        owners = owners_of(people, request, check.id)
        if people.check_owners.get(check.id) != REQUESTER:
            yield from (Recipient(person, "owner", by_digest=True) for person in owners)
            if not owners:
                yield from (Recipient(person, "governance", by_digest=True) for person in people.governance_team)


def needs_act(people: People, recipient: Recipient, request: Request) -> bool:
    """Whether this request waits for something that this person has to do; then no digest holds it back.

    A partner picks up what was submitted. A champion is the help that self-service promises, until one of them
    helps. The governance team finds someone where an area has nobody. Members of a body say what becomes of it.
    """
    if any(task.kind in {"step", "delivery"} for task in tasks_of(people, recipient.person, request)):
        return True
    if request.status != Status.SUBMITTED:
        return False
    if recipient.role == "partner":
        return True
    return recipient.stands_in or (
        recipient.role == "champion" and champion_helps(people, request) and not request.helpers
    )


def champion_helps(people: People, request: Request) -> bool:
    """Whether the area's champion helps with this request alone."""
    return request.decision.process in people.champion_helps


def is_urgent(request: Request) -> bool:
    """Whether the rules raise an alert for it, such as that buying has begun before IT was asked: told at once."""
    return bool(request.decision.alerts)


def _all(people: People, area: str | None, process: str, alerts: Iterable[str]) -> Iterator[Recipient]:
    looked_after = people.areas.get(area or "")
    partner = looked_after.it_business_partner if looked_after else None
    champions = looked_after.champions if looked_after else ()
    alone = process in people.champion_helps
    if partner and not alone:
        yield Recipient(partner, "partner")
    yield from (Recipient(person, "champion") for person in champions)
    if not champions or (not alone and not partner):
        yield from (Recipient(person, "governance", stands_in=True) for person in people.governance_team)
    yield from (Recipient(person, role) for person, role in told_of_alerts(people, partner, alerts))
