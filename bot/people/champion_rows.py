"""One row of the SharePoint list `Digital champions`, as the directory of people takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.people.directory_model import AAD_ID
from governance_rules import roles

CHAMPION = "Champion"
IT_BUSINESS_PARTNER = "IT business partner"
GOVERNANCE_TEAM = "Governance team"
NO_OWNERS: Final = frozenset({"champion", roles.PARTNER, roles.GOVERNANCE_TEAM, roles.REQUESTER})
"""Words by which rules and directory mean somebody else: an owner of that id would hear in their place."""


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
    """Entra object id (column ``PersonAadId``). A row without one does not count."""
    service_area: str
    role: str
    active: bool

    @property
    def counts(self) -> bool:
        """Whether it gives somebody a role: a row that is not active, or names no Entra id, reaches nobody."""
        return self.active and AAD_ID.fullmatch(self.aad_id.strip().lower()) is not None

    def has(self, role: str) -> bool:
        """Whether its role is this one."""
        return plain(self.role) == plain(role)


def plain(name: str) -> str:
    """A name as the list may hold it, whatever its blanks and case."""
    return " ".join(name.split()).casefold()
