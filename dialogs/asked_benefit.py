"""Who is asked what came of a request: whoever sent it and its sponsor, and where neither is there, who stands in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from dialogs.benefits import AskedAs
from dialogs.model import People, Person, Request
from dialogs.records import SponsorState
from dialogs.statuses import Status
from dialogs.wording import local_day

_NOBODY: Final[frozenset[str]] = frozenset()


def done_on(request: Request) -> date | None:
    """The day on which it was done; None: it is not."""
    return local_day(request.since) if request.status == Status.DONE else None


def to_ask(people: People, request: Request, gone: Collection[str] = _NOBODY) -> tuple[tuple[Person, AskedAs], ...]:
    """Who is asked, and as what; ``gone``: Entra ids of whom nobody can reach.

    Whoever sent it and the sponsor who has confirmed; without both the IT business partner of its area, and where that
    area has none, the governance team. A request whose requester was erased has none.
    """
    requester, sponsor = request.requester, _sponsor(request)
    found: list[tuple[Person, AskedAs]] = []
    if requester.aad_id and requester.aad_id not in gone:
        found.append((requester, "requester"))
    if sponsor is not None and sponsor.aad_id not in {requester.aad_id, *gone}:
        found.append((sponsor, "sponsor"))
    if found:
        return tuple(found)
    area = people.areas.get(request.area or "")
    partner = area.it_business_partner if area else None
    if partner is not None and partner.aad_id and partner.aad_id not in gone:
        return ((partner, "partner"),)
    return tuple((one, "governance") for one in people.governance_team if one.aad_id and one.aad_id not in gone)


def asked_as(people: People, request: Request, person: Person) -> AskedAs | None:
    """As what this person may say what came of a request; None: they may not.

    Who stands in may once somebody of their role was asked, as long as the directory gives them that role.
    """
    me, sponsor = person.aad_id, _sponsor(request)
    if not me:
        return None
    if request.requester.aad_id == me:
        return "requester"
    if sponsor is not None and sponsor.aad_id == me:
        return "sponsor"
    standing_in = {one.role for one in request.benefits}
    if "partner" in standing_in and request.area in people.partner_of(me):
        return "partner"
    return "governance" if "governance" in standing_in and people.governs(me) else None


def _sponsor(request: Request) -> Person | None:
    """Who sponsors it, and has said so."""
    sponsor = request.sponsor
    confirmed = sponsor is not None and sponsor.state == SponsorState.CONFIRMED and bool(sponsor.person.aad_id)
    return sponsor.person if confirmed and sponsor is not None else None
