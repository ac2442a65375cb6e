"""Who has which right by the directory of the day, and what changed: what the history and the governance team hear."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.register.rights import CHAMPION, Right, RightsChange
from dialogs.model import People, Person
from governance_rules.roles import GOVERNANCE_TEAM, PARTNER


def rights_of(people: People) -> Mapping[Right, Person]:
    """Every right that somebody has today, deputies included, with the person as the directory names them."""
    held: dict[Right, Person] = {}

    def add(role: str, area: str, person: Person | None) -> None:
        if person is not None and person.aad_id:
            held[Right(role, area, person.aad_id)] = person

    for area in people.areas.values():
        for champion in area.champions:
            add(CHAMPION, area.id, champion)
        add(PARTNER, area.id, area.it_business_partner)
    for role, owner in people.owners.items():
        add(role, "", owner)
    for body, members in people.bodies.items():
        for member in members:
            add(body, "", member)
    for member in people.governance_team:
        add(GOVERNANCE_TEAM, "", member)
    return held


def rights_change(before: Collection[Right], now: Collection[Right]) -> RightsChange:
    """What was given and what was taken between two days or two directories."""
    return RightsChange(tuple(sorted(set(now) - set(before))), tuple(sorted(set(before) - set(now))))
