"""The directory as frozen data: areas, the posts that look after them, and who stands in when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dialogs.model import Person


@dataclass(frozen=True, slots=True)
class Deputy:
    """Someone who stands in for another from ``first`` to ``last``, both days included (days of Europe/London)."""

    person: Person
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Appointment:
    """One person in one role, and who stands in for them when."""

    person: Person
    deputies: tuple[Deputy, ...] = ()

    def holders(self, day: date) -> tuple[Person, ...]:
        """Who does this on that day: the deputies of the day, or the person when there is none."""
        standing_in = tuple(d.person for d in self.deputies if d.first <= day <= d.last)
        return standing_in or (self.person,)


@dataclass(frozen=True, slots=True)
class ServiceArea:
    """One service area of the council and the posts that look after it."""

    id: str
    name: str
    champions: tuple[Appointment, ...] = ()
    it_business_partner: Appointment | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """The directory file, read. The list `Digital champions` is laid over it by `people_of`."""

    areas: Mapping[str, ServiceArea]
    governance_team: tuple[Appointment, ...]
    owners: Mapping[str, Appointment] = field(default_factory=dict)
