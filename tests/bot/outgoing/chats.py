"""Teams as the senders meet it: chats that keep what is said in them, and refuse what a test wants refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.deliveries.ledger import Delivery
from bot.host.incoming import Reference
from bot.outgoing.teams import TeamsSender
from bot.register.register import Register
from dialogs.model import Person
from tests.bot.people.people_cast import RULES, people
from tests.bot.register.lodged import NOW

SERVICE: Final = "https://smba.example.org/"
STANDS: Final = {"conversation": "a:before", "activity": "card"}
"""What the ledger remembers of a card that was sent before."""


@dataclass
class Chats:
    """Stands in for the connector and for the places: every person has a chat already."""

    refuses: dict[str, list[Exception]] = field(default_factory=dict)
    """What is refused next, by ``send``, ``update`` or ``member``."""
    member_is: Mapping[str, Any] = field(default_factory=dict)
    calls: list[tuple[str, str, str, bool]] = field(default_factory=list)
    """What was done: the call, the conversation, the activity, and whether it is for one person alone."""
    said: list[dict[str, Any]] = field(default_factory=list)

    def _refuse(self, call: str) -> None:
        if self.refuses.get(call):
            raise self.refuses[call].pop(0)

    async def send(
        self, person: Any, act: Callable[[Reference], Awaitable[Any]] | dict[str, Any], *, targeted: bool = False
    ) -> Any:
        """As the places: do it in the person's chat. As the connector: keep the activity, and give its id."""
        if callable(act):
            return await act(Reference(SERVICE, f"a:{person.aad_id}", "28:bot", "t"))
        self._refuse("send")
        self.calls.append(("send", person.conversation, "new", targeted))
        self.said.append(act)
        return "new"

    async def update(self, to: Reference, activity: str, said: dict[str, Any], *, targeted: bool = False) -> None:
        """Put something else in the place of a message."""
        self._refuse("update")
        self.calls.append(("update", to.conversation, activity, targeted))
        self.said.append(said)

    async def member(self, to: Reference, aad_id: str) -> Mapping[str, Any]:
        """Who this is in the chat."""
        del to, aad_id
        self._refuse("member")
        return self.member_is


def sender(register: Register, chats: Chats, now: datetime = NOW) -> TeamsSender:
    """A sender into these chats."""
    teams: Any = chats
    return TeamsSender(register, teams, lambda: RULES, people, lambda: now, "28:bot", teams)


def delivery(
    kind: str, recipient: str, reference: str | None = None, result: Mapping[str, Any] | None = None, **payload: Any
) -> Delivery:
    """One that is tried for the first time; ``result``: what is known of an earlier generation."""
    return Delivery(
        "d", reference, kind, "teams", "k", recipient, payload, 1, "waiting", 1, "", NOW, NOW, None, result or {}, 1, ""
    )


def person(aad_id: str) -> Person:
    """Somebody by their id."""
    return Person(aad_id, "Somebody")
