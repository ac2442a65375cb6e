"""A Teams that tells of members, or does not, and what asks it beside the turns."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.host.incoming import Incoming, Reference
from bot.people.asking_profile import AskingProfile
from bot.people.asking_standing import AskingStanding
from bot.people.members import Members
from bot.register import people as people_rows
from bot.register.opening import open_register
from bot.register.register import Register
from dialogs.model import ChatEvent, Person
from tests.bot.people.people_cast import MONDAY_TEN

TENANT = "00000000-0000-0000-0000-0000000007e7"
WHO = "00000000-0000-0000-0000-00000000d001"
UPN = {"userPrincipalName": "staff@example.org"}
MEMBER = {**UPN, "userRole": "user", "tenantId": TENANT}


@dataclass
class Asked:
    """A connector that tells of members, and a clock."""

    register: Register
    answer: Mapping[str, Any] | Exception = field(default_factory=lambda: MEMBER)
    calls: list[tuple[str, str]] = field(default_factory=list)
    gate: asyncio.Event | None = None
    full: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when as many are asked about as ``fills``."""
    fills: int = 1
    most: int = 0
    under_way: int = 0
    clock: float = 1000.0

    async def member(self, of: Reference, teams_id: str) -> Mapping[str, Any]:
        """The connector's word."""
        self.calls.append((of.conversation, teams_id))
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        if self.under_way >= self.fills:
            self.full.set()
        try:
            if self.gate:
                await self.gate.wait()
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer
        finally:
            self.under_way -= 1

    @property
    def members(self) -> Members:
        """Its members, as the front door asks about them."""
        return Members(self.register, self.member, lambda: MONDAY_TEN)

    def asking(self, *, any_tenant: bool = False) -> AskingStanding:
        """What asks it."""
        return AskingStanding(
            self.register, self.members, lambda: MONDAY_TEN, lambda: self.clock, any_tenant=any_tenant
        )

    def standing(self, aad_id: str = WHO) -> str | None:
        """What is known of somebody."""
        known = self.register.read_now(lambda c: people_rows.find(c, aad_id))
        return known.standing if known else None


def incoming(aad_id: str = WHO) -> Incoming:
    return Incoming(
        act=ChatEvent("installed"),
        activity_id="1",
        conversation=f"a:{aad_id}",
        person=Person(aad_id, "Member of staff"),
        teams_id=f"29:{aad_id}",
        tenant=TENANT,
        service_url="https://smba.trafficmanager.net/teams/",
        personal_chat=True,
        kind="event",
    )


@contextmanager
def asked(folder: Path, **more: Any) -> Iterator[Asked]:
    register = open_register(f"sqlite:///{folder / 'front-door.sqlite'}")
    register.write_now(lambda c: people_rows.meet(c, None, Person(WHO, "Staff"), None, MONDAY_TEN, lambda: "key"))
    yield Asked(register, **more)
    register.close()


async def finished(asking: AskingStanding | AskingProfile, name: str = "standing") -> None:
    """Until nothing is under way."""
    while tasks := [t for t in asyncio.all_tasks() if t.get_name() == name]:
        await asyncio.wait(tasks)
    await asking.stop()
