"""All that is asked about the person of a turn beside it: whether they are a guest, and who they are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.host.incoming import Reference
from bot.people.asking_profile import AskingProfile
from bot.people.asking_standing import AskingStanding
from bot.people.members import Members
from bot.people.profiles import WhoTheyAre
from bot.register.register import Register
from bot.sharepoint.graph import Graph
from bot.sharepoint.people import read_person


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks what."""

    standing: AskingStanding
    profile: AskingProfile

    async def stop(self) -> None:
        """End what is under way."""
        await self.standing.stop()
        await self.profile.stop()


def asking_of(
    register: Register,
    member: Callable[[Reference, str], Awaitable[Mapping[str, Any]]],
    graph: Callable[[], Awaitable[Graph]],
    now: Callable[[], datetime],
    clock: Callable[[], float],
    wake: Callable[[], None],
    *,
    any_tenant: bool,
) -> Asking:
    """What asks Teams by ``member`` and Graph by ``graph``, the connection to it as it is when it is first needed."""
    members = Members(register, member, now)

    async def read(aad_id: str) -> WhoTheyAre:
        return await read_person(await graph(), aad_id)

    return Asking(
        AskingStanding(register, members, now, clock, any_tenant=any_tenant),
        AskingProfile(register, read, members, now, clock, wake),
    )
