"""Who you can be on the local page: the people of the directory, and a few members of staff."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dialogs.model import People, Person

Group = Literal[
    "Members of staff",
    "Heads of service",
    "Digital champions",
    "IT business partners",
    "Governance team",
    "Members of bodies",
    "Owners of checks",
]


@dataclass(frozen=True, slots=True)
class Player:
    """One person you can be. ``key`` (their Entra id) is also how the page's addresses name them."""

    person: Person
    group: Group

    @property
    def key(self) -> str:
        """The Entra object id, the one thing that gives a right."""
        return self.person.aad_id

    @property
    def teams_id(self) -> str:
        """The id that Teams gives this person towards this bot: opaque, always the same."""
        return f"29:1{_opaque(self.key, 'person')}"

    @property
    def conversation_id(self) -> str:
        """The id of the one personal conversation between this person and the bot."""
        return f"a:1{_opaque(self.key, 'chat')}"


Cast = dict[str, Player]
"""Everyone you can be, by Entra id, in the order in which the page shows them."""


def cast_of(people: People) -> Cast:
    """Everyone you can be: one member of staff for each service area, whom they report to, and the directory's people.

    Nobody stands in it twice. Who is made up has a fixed example id (``…-0000000d0001`` and on, ``…-0000000d9001`` and
    on), so that a restart finds their chats.
    """
    cast: Cast = {}

    def add(person: Person, group: Group) -> None:
        cast.setdefault(person.aad_id.lower(), Player(person, group))

    for number, area in enumerate(people.areas.values(), start=1):
        upn = f"staff.{area.id.replace('_', '-')}@example.org"
        add(Person(_staff(number), f"Member of staff ({area.name})", upn), "Members of staff")
    for number, area in enumerate(people.areas.values(), start=1):
        upn = f"head.{area.id.replace('_', '-')}@example.org"
        add(Person(_head(number), f"Head of service ({area.name})", upn), "Heads of service")
    for group, persons in _by_group(people):
        for person in persons:
            add(person, group)
    return cast


def profiles_of(people: People) -> list[dict[str, str]]:
    """Who everyone is in Microsoft Entra, as the stand-in for Graph takes it.

    Members of staff have a department that the directory knows, where it knows one of their area, and a manager; the
    others have neither.
    """
    profiles = {
        key: {"id": player.person.aad_id, "upn": player.person.upn, "name": player.person.name}
        for key, player in cast_of(people).items()
    }
    departments = {area: name for name, area in reversed([*people.departments.items()])}
    for number, area in enumerate(people.areas, start=1):
        profiles[_staff(number)] |= {"manager": _head(number), "department": departments.get(area, "").capitalize()}
    return list(profiles.values())


def _staff(number: int) -> str:
    return f"00000000-0000-0000-0000-0000000d{number:04d}"


def _head(number: int) -> str:
    return f"00000000-0000-0000-0000-0000000d9{number:03d}"


def _by_group(people: People) -> Iterator[tuple[Group, Iterable[Person]]]:
    """Everyone of the directory, in the order of the page."""
    areas = people.areas.values()
    yield "Governance team", people.governance_team
    yield "Digital champions", (person for area in areas for person in area.champions)
    yield "IT business partners", (area.it_business_partner for area in areas if area.it_business_partner)
    yield "Members of bodies", (person for members in people.bodies.values() for person in members)
    yield "Owners of checks", people.owners.values()


def member(cast: Cast, member_id: str) -> Player | None:
    """The person whom a bot means by an Entra id or by a Teams id (``29:…``), or None when nobody here has it."""
    return cast.get(member_id.lower()) or next((p for p in cast.values() if p.teams_id == member_id), None)


def host_of(cast: Cast, conversation_id: str) -> Player | None:
    """The person whose personal conversation this is, or None when there is no such conversation."""
    return next((p for p in cast.values() if p.conversation_id == conversation_id), None)


def _opaque(key: str, purpose: str) -> str:
    """An id that says nothing about the person, so that nobody relies on its shape; the same at every start."""
    digest = hashlib.sha256(f"{purpose} {key.lower()}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
