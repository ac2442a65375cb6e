"""The directory of people as a turn sees it: who looks after what, speaks for whom and owns which check today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.calendar import ENGLAND, Calendar
from dialogs.records import Person


@dataclass(frozen=True, slots=True)
class AreaPeople:
    """Who looks after one service area today."""

    id: str
    name: str
    champions: tuple[Person, ...]
    it_business_partner: Person | None


def department_key(department: str) -> str:
    """A department as it is looked up: the directory's words and Entra's differ in spaces and capitals."""
    return " ".join(department.split()).casefold()


@dataclass(frozen=True, slots=True)
class People:
    """The directory as a turn sees it. Rights come from ``aad_id`` alone."""

    areas: Mapping[str, AreaPeople]
    owners: Mapping[str, Person]
    governance_team: tuple[Person, ...]
    alert_recipients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Whom the rulebook in force tells of each alert: owners' ids, ``it_business_partner``, ``governance_team``."""
    champion_helps: frozenset[str] = frozenset()
    """Ids of its processes in which the area's champion helps and no IT business partner is needed."""
    bodies: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    """The members of each body today; a body without any is not among them."""
    check_owners: Mapping[str, str] = field(default_factory=dict)
    """Whom the rulebook in force makes the owner of each check: an owner's or body's id, or ``requester``."""
    deliverers: Mapping[str, str] = field(default_factory=dict)
    """Ids of the owners who deliver what was approved, by the id and by the name of the process."""
    calendar: Calendar = ENGLAND
    departments: Mapping[str, str] = field(default_factory=dict)
    """Ids of the service areas that departments suggest, by `department_key`."""

    def area_of_department(self, department: str) -> str | None:
        """Id of the service area that a department suggests, written in capitals or small letters; None: none."""
        return self.departments.get(department_key(department))

    def partner_of(self, aad_id: str) -> frozenset[str]:
        """Ids of the areas whose IT business partner this person is."""
        return frozenset(
            a.id for a in self.areas.values() if a.it_business_partner and a.it_business_partner.aad_id == aad_id
        )

    def champion_of(self, aad_id: str) -> frozenset[str]:
        """Ids of the areas for which this person is a digital champion."""
        return frozenset(a.id for a in self.areas.values() if any(c.aad_id == aad_id for c in a.champions))

    def bodies_of(self, aad_id: str) -> frozenset[str]:
        """Ids of the bodies of which this person is a member."""
        return frozenset(body for body, members in self.bodies.items() if any(m.aad_id == aad_id for m in members))

    def owned_by(self, aad_id: str) -> frozenset[str]:
        """Ids of what this person owns by the directory, such as ``procurement``."""
        return frozenset(owner for owner, person in self.owners.items() if person.aad_id == aad_id)

    def governs(self, aad_id: str) -> bool:
        """Whether this person is on the governance team."""
        return any(p.aad_id == aad_id for p in self.governance_team)
