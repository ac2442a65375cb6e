"""What Teams says of a member of a conversation, asked for while Teams may be spoken to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.delivery_errors import GiveUp, TooLarge, TryLater, Unreachable
from bot.host.incoming import Incoming, Reference
from bot.register import throttle
from bot.register.register import Register


class Held(Exception):
    """Teams has asked us to wait: nobody was asked about."""


class Untold(Exception):
    """Teams does not tell of this person now. ``reason``: a few plain words for an operator."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Members:
    """``member``: the connector's word on one member of a conversation."""

    register: Register
    member: Callable[[Reference, str], Awaitable[Mapping[str, Any]]]
    now: Callable[[], datetime]

    async def told(self, incoming: Incoming) -> Mapping[str, Any]:
        """What Teams says of the person of this turn. Raises `Held`, `Untold` and `NotSaved`."""
        if "teams" in await self.register.read(lambda c: throttle.active(c, self.now())):
            raise Held
        try:
            return await self.member(incoming.reference, incoming.teams_id or incoming.person.aad_id)
        except TryLater as later:
            if (after := later.after) is not None:
                await self.register.write(lambda c: throttle.start(c, "teams", after, self.now()))
                raise Held from None
            raise Untold(later.reason) from None
        except (GiveUp, Unreachable, TooLarge) as failure:
            raise Untold(failure.reason) from None
