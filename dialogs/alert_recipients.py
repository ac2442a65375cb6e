"""Whom the rulebook's ``tell`` names for an alert: one rule, for a request that was sent and for a draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from dialogs.model import People, Person
from governance_rules.roles import GOVERNANCE_TEAM, PARTNER, REQUESTER


def told_of_alerts(
    people: People, partner: Person | None, alerts: Iterable[str]
) -> Iterator[tuple[Person, Literal["partner", "owner", "governance"]]]:
    """Everyone whom these alerts name, and as what; somebody may come more than once.

    ``partner``: the area's IT business partner. For a body, owner or partner without a person in the directory the
    governance team is told.
    """
    for told in {told: None for alert in alerts for told in people.alert_recipients.get(alert, ())}:
        if told == PARTNER and partner:
            yield partner, "partner"
        elif told in people.owners and told not in (PARTNER, GOVERNANCE_TEAM, REQUESTER):
            yield people.owners[told], "owner"
        elif told in people.bodies:
            yield from ((person, "owner") for person in people.bodies[told])
        elif told != REQUESTER:
            yield from ((person, "governance") for person in people.governance_team)
