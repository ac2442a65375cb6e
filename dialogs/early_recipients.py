"""Who hears of a need before a request is sent, and what a draft remembers of having told them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dialogs.alert_recipients import told_of_alerts
from dialogs.model import Interview, People, Person
from governance_rules import Answer

TOLD: Final = "told"
"""Under which a draft remembers whom it told, when, and what."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was told about a draft: as it was when the person agreed to it, whatever they write afterwards."""

    at: datetime
    to: tuple[Person, ...]
    area: str
    alerts: tuple[str, ...]
    title: str
    problem: str
    answers: dict[str, Answer]


def hear_early(people: People, area: object, alerts: Iterable[str]) -> tuple[Person, ...]:
    """Who hears of a draft with these alerts: the area's IT business partner and whom the rules name for them.

    For whoever the directory lacks the governance team hears, as of a request.
    """
    return tuple({person.aad_id: person for person in _named(people, area, alerts) if person.aad_id}.values())


def _named(people: People, area: object, alerts: Iterable[str]) -> Iterator[Person]:
    looked_after = people.areas.get(area) if isinstance(area, str) else None
    partner = looked_after.it_business_partner if looked_after else None
    yield from (partner,) if partner else people.governance_team
    yield from (person for person, _ in told_of_alerts(people, partner, alerts))


def told_of(interview: Interview) -> Told | None:
    """What was told about this draft, or None when nobody was told anything."""
    held = interview.memory.get(TOLD)
    if not isinstance(held, dict):
        return None
    answers = {q: tuple(a) if isinstance(a, list) else a for q, a in held["answers"].items()}
    to = tuple(Person(aad_id, name) for aad_id, name in held["to"])
    at = datetime.fromisoformat(held["at"])
    return Told(at, to, held["area"], tuple(held["alerts"]), held["title"], held["problem"], answers)
