"""One row of the SharePoint list `Digital champions`, as the directory of people takes it."""

from __future__ import annotations

from dataclasses import dataclass

CHAMPION = "Champion"
IT_BUSINESS_PARTNER = "IT business partner"
GOVERNANCE_TEAM = "Governance team"


@dataclass(frozen=True, slots=True)
class ChampionRow:
    """One person in one role, as the list `Digital champions` says it.

    ``role`` is `CHAMPION`, `IT_BUSINESS_PARTNER`, `GOVERNANCE_TEAM` or an owner's id such as ``procurement``;
    ``service_area`` is the area's name and means something only for the first two. Text is as the list holds it:
    `people_of` forgives blanks and case.
    """

    person: str
    """The name that staff read (column ``Person``)."""
    aad_id: str
    """Entra object id (column ``PersonAadId``). A row without one reaches nobody and does not count."""
    service_area: str
    role: str
    active: bool
