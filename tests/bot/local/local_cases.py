"""What the tests of the local page share: a small directory, a bot that remembers, and a running page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.local.graph import StandIn
from bot.local.in_memory import TeamsInMemory
from dialogs.model import AreaPeople, People, Person

STAFF = "00000000-0000-0000-0000-0000000d0001"
CHAMPION = "00000000-0000-0000-0000-00000000c001"
GOVERNANCE = "00000000-0000-0000-0000-00000000a001"
PARTNER = "00000000-0000-0000-0000-00000000b001"
LIST = "Digital change requests"
CARD = "application/vnd.microsoft.card.adaptive"

STAFF_MEMBER = Person(STAFF, "Member of staff (Housing)", "staff.housing@example.org")
PEOPLE = People(
    areas={
        "housing": AreaPeople(
            id="housing",
            name="Housing",
            champions=(Person(CHAMPION, "Housing champion", "champion.housing@example.org"),),
            it_business_partner=Person(PARTNER, "IT business partner (Housing)"),
        )
    },
    owners={"procurement": Person("00000000-0000-0000-0000-00000000f001", "Procurement")},
    governance_team=(Person(GOVERNANCE, "Governance officer"),),
)


@dataclass(slots=True)
class Bot:
    """What the bot was sent, and what it answers to an invoke."""

    heard: list[dict[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    status: int = 200

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        """What the bot was sent of one type of activity."""
        return [activity for activity in self.heard if activity["type"] == kind]


@dataclass(frozen=True, slots=True)
class Place:
    """A running page: its address, the bot behind it, the list, and a client."""

    url: str
    bot: Bot
    graph: StandIn
    client: aiohttp.ClientSession

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Call an address of the page as the page does; the status and the JSON."""
        async with self.client.request(method, f"{self.url}{path}", json=body, headers=headers) as response:
            return response.status, await response.json(content_type=None)

    async def app(self, person: str, state: str) -> None:
        """A person adds or removes the app."""
        await self.ask("POST", f"/local/people/{person}/app", {"app": state})

    async def chat(self, person: str) -> list[dict[str, Any]]:
        """The messages that a person sees."""
        _, answer = await self.ask("GET", f"/local/people/{person}/chat")
        messages: list[dict[str, Any]] = answer["messages"]
        return messages

    async def conversation(self, person: str) -> str:
        """The id of a person's conversation, as the bot learns it."""
        _, made = await self.ask("POST", "/local/teams/v3/conversations", {"members": [{"id": person}]})
        return str(made["id"])

    async def post(self, person: str, **activity: object) -> str:
        """The bot sends a message of its own accord; its id."""
        path = f"/local/teams/v3/conversations/{await self.conversation(person)}/activities"
        _, answer = await self.ask("POST", path, {"type": "message", **activity})
        return str(answer["id"])


@dataclass(frozen=True, slots=True)
class InMemory(Place):
    """The same stand-in for Teams without the page, as tests and exercises use it."""

    teams: TeamsInMemory

    async def app(self, person: str, state: str) -> None:
        """A person adds or removes the app."""
        (self.teams.refuse.add if state == "removed" else self.teams.refuse.discard)(person)

    async def chat(self, person: str) -> list[dict[str, Any]]:
        """The messages that a person sees."""
        found = self.teams.to(f"a:{person}")
        return [
            {
                "id": m.id,
                "text": m.activity.get("text", ""),
                "summary": m.activity.get("summary", ""),
                "edited": m.updates > 0,
                "deleted": m.deleted,
            }
            for m in found
        ]


Open = Callable[[], Awaitable[Place]]
