"""What happens with the sponsor of a request, what it makes of the request, and how its timeline tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final, assert_never

from dialogs.records import Person, Request, Sponsor, SponsorState
from dialogs.steps import CLOSED_CHECKS, CheckState, RequestCheck, after_check

MAY_ANSWER: Final = frozenset({SponsorState.ASKED, SponsorState.UNREACHED})
"""Whoever was named has not said yet whether they sponsor it; one who could not be reached may hear of it elsewhere."""


@dataclass(frozen=True, slots=True)
class SponsorNamed:
    """The requester named a sponsor. ``words``: as they wrote it, for the detail with this id (empty: for none).

    ``person``: its `upn` is the address, empty where they gave a name alone, and its `aad_id` as far as it is known.
    """

    person: Person
    words: str
    detail: str = ""
    check: str = ""
    """Id of the check that a yes has done: it is open again where somebody else is named after one."""
    name: ClassVar = "sponsor_named"


@dataclass(frozen=True, slots=True)
class SponsorFound:
    """The address belongs to this person, who is asked now; ``sent``: they have their card already."""

    person: Person
    sent: bool = False
    name: ClassVar = "sponsor_found"


@dataclass(frozen=True, slots=True)
class SponsorNotReached:
    """Nobody has this address, or Teams does not take messages for them."""

    name: ClassVar = "sponsor_not_reached"


@dataclass(frozen=True, slots=True)
class SponsorAnswered:
    """Whoever was named said whether they sponsor it; ``check``: id of the check that a yes has done, or empty."""

    confirmed: bool
    check: str = ""
    name: ClassVar = "sponsor_answered"

    @property
    def told(self) -> str:
        """What the timeline calls it."""
        return "sponsor_confirmed" if self.confirmed else "sponsor_not_me"


Sponsoring = SponsorNamed | SponsorFound | SponsorNotReached | SponsorAnswered


def after_sponsoring(request: Request, event: Sponsoring, role: str, now: datetime) -> Request:
    """The request after it; the same request where it changes nothing, as when somebody was asked already.

    ``role``: of who did it, as the timeline says it.
    """
    sponsor = request.sponsor
    if isinstance(event, SponsorNamed):
        return _named(request, event, now)
    if sponsor is None or sponsor.state not in MAY_ANSWER:
        return request
    match event:
        case SponsorFound(person):
            found = replace(sponsor, person=person, state=SponsorState.ASKED)
            return request if found == sponsor else replace(request, sponsor=found)
        case SponsorNotReached():
            if sponsor.state == SponsorState.UNREACHED:
                return request
            return replace(request, sponsor=replace(sponsor, state=SponsorState.UNREACHED))
        case SponsorAnswered(confirmed, check):
            state = SponsorState.CONFIRMED if confirmed else SponsorState.NOT_ME
            new = replace(request, sponsor=replace(sponsor, state=state, at=now), changed_at=now)
            still = any(one.id == check and one.state not in CLOSED_CHECKS for one in request.checks)
            if not confirmed or not still:
                return new
            return replace(new, checks=after_check(request.checks, check, CheckState.DONE, "", role, now))
        case _:
            assert_never(event)


def _named(request: Request, event: SponsorNamed, now: datetime) -> Request:
    before, upn = request.sponsor, event.person.upn
    details = {**request.details, event.detail: event.words} if event.detail else request.details
    same = before is not None and upn != "" and before.person.upn.casefold() == upn.casefold()
    if same and before is not None and before.state in {SponsorState.ASKED, SponsorState.CONFIRMED}:
        return request
    own = bool(event.person.aad_id) and event.person.aad_id == request.requester.aad_id
    sponsor = Sponsor(event.person, SponsorState.ASKED, now) if upn and not own else None
    if sponsor is None and before is None and details == request.details:
        return request
    checks = _open_again(request.checks, event.check, before)
    return replace(request, sponsor=sponsor, details=details, checks=checks, changed_at=now)


def _open_again(checks: tuple[RequestCheck, ...], check: str, before: Sponsor | None) -> tuple[RequestCheck, ...]:
    """The checks without what the sponsor ``before`` has done: it was done in the moment of their yes."""
    if before is None or before.state != SponsorState.CONFIRMED:
        return checks
    return tuple(
        RequestCheck(one.id) if (one.id, one.state, one.at) == (check, CheckState.DONE, before.at) else one
        for one in checks
    )


def line_of(event: Sponsoring) -> str:
    """What the timeline calls it; empty: its requester need not read of it."""
    match event:
        case SponsorFound():
            return ""
        case SponsorAnswered():
            return event.told
        case SponsorNamed() | SponsorNotReached():
            return event.name
        case _:
            assert_never(event)
