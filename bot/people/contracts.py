"""When people hear that a contract ends: at its notice, and at half of that time; pure, with the day as an argument.

Each contract is a system with the day on which it ends. What was told of it is never forgotten, so that a date that is
corrected, a system that comes back, or a night without the host makes nobody hear twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dialogs.calendar import months_later
from dialogs.people import AreaPeople, People
from dialogs.records import Person, System
from dialogs.wording import local_day

RETIRED = "Retired"
"""The state of a system of which nobody need hear, as a choice of the list."""

SLIP = timedelta(days=31)
"""A date that moves the notice by no more than this after the last word was a slip: it is the same contract."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What was told of a contract. ``half_on``: the day on which half of its notice is over.

    ``moved``: its date was corrected since, and another notice goes on from here.
    """

    item: str
    ends: date
    told_at: datetime
    half_on: date
    told_again_at: datetime | None = None
    moved: bool = False

    @property
    def last_told(self) -> date:
        """The day, on the council's clock, on which somebody last heard of it."""
        return local_day(self.told_again_at or self.told_at)


@dataclass(frozen=True, slots=True)
class Telling:
    """One contract of which people hear now."""

    system: System
    ends: date
    since: datetime
    """When it was told of first."""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be told now, and the notices as they are then: new ones and changed ones."""

    tellings: tuple[Telling, ...]
    notices: tuple[Notice, ...]


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier; the last day of a month that is shorter."""
    try:
        return months_later(day, -months)
    except ValueError:
        return date.min


def notice_day(system: System) -> date | None:
    """The day from which people hear of it; None: nobody does, as nothing ends or no notice is wanted."""
    if system.contract_ends is None or system.notice_months <= 0:
        return None
    if is_retired(system.state):
        return None
    return months_before(system.contract_ends, system.notice_months)


def is_retired(state: str) -> bool:
    """Whether a system in this state, as the list has it, is used no more."""
    return state.strip().casefold() == RETIRED.casefold()


def half_day(notice: date, ends: date) -> date:
    """The day on which half of the time between the notice and the end is over."""
    return notice + (ends - notice) // 2


def plan(
    systems: Iterable[System], told: Mapping[str, tuple[Notice, ...]], asked: Mapping[str, datetime], now: datetime
) -> Plan:
    """What is to be told now. Of a contract that has ended nobody hears, whenever it was seen first.

    ``told``: the notices of each system. ``asked``: when a request about it was sent last that counts.
    """
    tellings: list[Telling] = []
    notices: list[Notice] = []
    for system in systems:
        start, ends, today = notice_day(system), system.contract_ends, local_day(now)
        if start is None or ends is None or not start <= today <= ends:
            continue
        before, half = told.get(system.item, ()), half_day(start, ends)
        present = next((one for one in before if one.ends == ends), None)
        last = max(before, key=lambda one: one.last_told, default=None)
        if present is None and (last is None or is_another(start, last.last_told)):
            tellings.append(Telling(system, ends, now))
            notices.append(Notice(system.item, ends, now, half))
            continue
        notice = _went_on(present or last, before, ends, half)
        if notice.told_again_at is None and notice.last_told < half <= today and not begun(notice, asked):
            tellings.append(Telling(system, ends, notice.told_at, again=True))
            notice = replace(notice, told_again_at=now)
        if notice != present:
            notices.append(notice)
        notices += [replace(one, moved=True) for one in before if _corrected(one, notice)]
    return Plan(tuple(tellings), tuple(notices))


def is_another(start: date, last_told: date) -> bool:
    """Whether a notice that begins on this day is of another contract than the one that was told of last."""
    return start > last_told + SLIP


def _went_on(one: Notice | None, before: Iterable[Notice], ends: date, half: date) -> Notice:
    """The notice of this contract: its own, or that of a date that was a slip; with what was told under either."""
    assert one is not None  # without any notice it is told of for the first time
    again = [n.told_again_at for n in before if n.told_at == one.told_at and n.told_again_at is not None]
    return replace(one, ends=ends, half_on=half, told_again_at=max(again, default=None), moved=False)


def _corrected(one: Notice, by: Notice) -> bool:
    """Whether the date of this notice was a slip, and the other one tells of the same contract."""
    return one.ends != by.ends and one.told_at == by.told_at and not one.moved


def begun(notice: Notice, asked: Mapping[str, datetime]) -> bool:
    """Whether a request about its system was sent since it was told of."""
    last = asked.get(notice.item)
    return last is not None and last > notice.told_at


def who_hears(people: People, system: System) -> tuple[Person, ...]:
    """The champions and the IT business partner of the system's area; the governance team where nobody is named."""
    area = area_named(people, system.area)
    partner = (area.it_business_partner,) if area and area.it_business_partner else ()
    named = {one.aad_id: one for one in (*partner, *(area.champions if area else ())) if one.aad_id}
    # Who is named without an id cannot be reached: then nobody would hear.
    return tuple((named or {one.aad_id: one for one in people.governance_team if one.aad_id}).values())


def area_named(people: People, name: str) -> AreaPeople | None:
    """The service area that the list calls so, or None."""
    wanted = name.strip().casefold()
    return next((area for area in people.areas.values() if wanted and area.name.casefold() == wanted), None)
