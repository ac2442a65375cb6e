"""The stand-in for Teams in memory, for tests and exercises: anyone can be reached, and it can misbehave."""

from __future__ import annotations

import asyncio
import itertools
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from aiohttp import web

from bot.local.cards import Card, words_of
from bot.local.connector import Connector, Refused, blocked
from bot.local.envelope import CARD, profile
from bot.local.faults import Fault, Sent
from bot.local.onedrive import OneDrive
from dialogs.model import Person

_BY_GRAPH: Final = re.compile(r"19:([0-9a-f-]{36})_[0-9a-f-]{36}@unq\.gbl\.spaces")
TAKEN = 201
"""What the connector says of a message that it took."""


State = Literal["no_app", "not_in_scope", "blocked", "by_admin", "deleted", "guest", "no_licence", "no_mailbox", "odd"]
SAID: Final[Mapping[State, tuple[int, str, str]]] = {
    "no_app": (403, "BotNotInConversationRoster", "The bot is not part of the conversation roster."),
    "not_in_scope": (403, "ForbiddenOperationException", "Bot is not installed in user's personal scope"),
    "blocked": (403, "ConversationBlockedByUser", "User blocked the conversation with the bot."),
    "by_admin": (403, "BotDisabledByAdmin", "The tenant admin disabled this bot"),
    "deleted": (400, "BadSyntax", "Invalid user identity in provided tenant"),
    "guest": (403, "Forbidden", "The bot cannot write to a guest."),
    "no_licence": (403, "Forbidden", "User does not have a valid license."),
    "no_mailbox": (403, "Forbidden", "The mailbox is either inactive, soft-deleted, or is hosted on-premise."),
    "odd": (403, "NotEnoughPermissions", "Something that nobody has seen."),
}
"""What Teams says of each: the first five as Microsoft's page has them, the rest as was seen or supposed."""


@dataclass(slots=True)
class Message:
    """One message that the bot posted into a conversation, as it stands after updates."""

    id: str
    conversation: str
    activity: Card
    updates: int = 0
    deleted: bool = False

    @property
    def card(self) -> Card:
        """The card of the message, or an empty one."""
        found = [a["content"] for a in self.activity.get("attachments") or () if a.get("contentType") == CARD]
        return found[0] if found else {}

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return f"{self.activity.get('text', '')}\n{self.activity.get('summary', '')}\n{words_of(self.card)}"


@dataclass(slots=True)
class TeamsInMemory:
    """Teams for as long as a test or an exercise lasts. ``people`` are known by name; others are reached all the same.

    ``keeps``: whether messages are kept to be read; an hour of a morning's is more than anybody reads. ``closed``:
    only ``people`` can be reached, as in a tenant.
    """

    people: Mapping[str, Person] = field(default_factory=dict)
    tenant: str = ""
    closed: bool = False
    keeps: bool = True
    refuse: set[str] = field(default_factory=set)
    """Entra ids of those who removed or blocked the app."""
    states: dict[str, State] = field(default_factory=dict)
    """By Entra id: what is wrong with somebody's account."""
    has_app: Callable[[str], bool] = lambda _aad_id: True
    """Whether the app is installed for somebody, such as what a stand-in for Graph says of its installations."""
    profiles: dict[str, Mapping[str, str] | None] = field(default_factory=dict)
    """By Entra id: what is told of a member instead, such as of a guest; None where Teams knows nobody."""
    rosters: dict[str, set[str]] = field(default_factory=dict)
    """By channel or chat of several people: the Entra ids of its members, where a test says who they are."""
    came_before: str = ""
    """How the ids of cards begin that were there before a test began: they can be changed, and nobody reads them."""
    tells: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared by a test, nothing is told of anybody until it is set."""
    looking: dict[str, Callable[[Card], None]] = field(default_factory=dict)
    """By conversation: who is shown what is posted there."""
    onedrive: OneDrive = field(default_factory=lambda: OneDrive(lambda: uuid.uuid4().hex))
    """Where files go that somebody allowed."""
    connector: Connector = field(init=False)
    _places: dict[str, str] = field(default_factory=dict)
    """The conversation of each message, kept or not."""
    _kept: dict[str, Message] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.tells.set()
        self.connector = Connector(self, most=20_000 if self.keeps else 0)

    def routes(self, base: str) -> list[web.RouteDef]:
        """What a bot calls, under ``base``; files under ``onedrive`` of it."""
        return [*self.connector.routes(base), *self.onedrive.routes(f"{base}/onedrive", lambda handler: handler)]

    def misbehave(self, *faults: Fault) -> None:
        """Let these faults come, after those that still wait."""
        self.connector.plan.waiting.extend(faults)

    def behave(self) -> None:
        """Forget every fault that still waits."""
        self.connector.plan.waiting.clear()

    @property
    def ledger(self) -> list[Sent]:
        """Every call so far, oldest first."""
        return list(self.connector.ledger)

    @property
    def messages(self) -> list[Message]:
        """What was posted and kept, oldest first."""
        return list(self._kept.values())

    def to(self, conversation: str) -> list[Message]:
        """The messages of one conversation."""
        return [m for m in self.messages if m.conversation == conversation]

    def seen_by(self, aad_id: str, conversation: str) -> list[Message]:
        """The messages of a channel or chat of several people that one of them sees: others' targeted ones are not."""
        targeted = self.connector.targeted
        return [m for m in self.to(conversation) if targeted.get(m.id) in {None, f"29:{aad_id}"}]

    def taken(self) -> list[Sent]:
        """The calls that brought a message into a conversation."""
        return [call for call in self.connector.ledger if call.conversation and call.status == TAKEN]

    def doubles(self) -> int:
        """How many messages arrived more often than once, word for word, in one conversation."""
        return sum(times - 1 for times in Counter((call.conversation, call.body) for call in self.taken()).values())

    def with_member(self, member: str) -> str | None:
        """The personal conversation of this person."""
        aad_id = member.removeprefix("29:")
        return None if self.closed and aad_id not in self.people else f"a:{aad_id}"

    def members(self, conversation: str) -> list[Mapping[str, str]] | None:
        """The one person of a personal conversation; nobody is known of another."""
        conversation = _chat(conversation)
        aad_id = conversation.removeprefix("a:")
        owner = self._profile(conversation, aad_id) if aad_id != conversation else None
        return [owner] if owner else None if self.closed else []

    async def member(self, conversation: str, member: str) -> Mapping[str, str] | None:
        """What is told of somebody: what a test wrote down, else who they are."""
        await self.tells.wait()
        aad_id, roster = member.removeprefix("29:"), self.rosters.get(conversation)
        return None if roster is not None and aad_id not in roster else self._profile(_chat(conversation), aad_id)

    def _profile(self, conversation: str, aad_id: str) -> Mapping[str, str] | None:
        if aad_id in self.profiles:
            return self.profiles[aad_id]
        if self.closed and (aad_id not in self.people or conversation != f"a:{aad_id}"):
            return None
        person = self.people.get(aad_id, Person(aad_id, "", f"{aad_id[-4:]}@example.org"))
        return profile(f"29:{aad_id}", person, self.tenant)

    def refusal(self, conversation: str) -> Refused | None:
        """Why Teams takes nothing for them: what is wrong with their account, or that they have not the app."""
        aad_id = _chat(conversation).removeprefix("a:")
        if (state := self.states.get(aad_id)) is not None:
            return Refused(*SAID[state])
        if aad_id in self.refuse:
            return blocked()
        return None if self.has_app(aad_id) else Refused(*SAID["no_app"])

    def add(self, conversation: str, activity: Mapping[str, Any]) -> str:
        """Keep a message, and show it to who looks."""
        conversation = _chat(conversation)
        if activity.get("type") == "typing":
            return ""
        message = Message(f"m{next(self._numbers)}", conversation, dict(activity))
        self._places[message.id] = conversation
        if self.keeps:
            self._kept[message.id] = message
        if (shown := self.looking.get(conversation)) is not None:
            shown(message.activity)
        return message.id

    def replace(self, conversation: str, message: str, activity: Mapping[str, Any]) -> bool:
        """Put another activity in the place of a message: what it answered stays known, as in Teams."""
        if self.came_before and message.startswith(self.came_before):
            return True
        if self._places.get(message) != _chat(conversation):
            return False
        if (kept := self._kept.get(message)) is not None:
            answers = {key: kept.activity[key] for key in ("replyToId",) if key in kept.activity}
            kept.activity, kept.updates = {**answers, **activity}, kept.updates + 1
        return True

    def remove(self, conversation: str, message: str) -> bool:
        """Delete a message and forget what it said."""
        if self._places.get(message) != _chat(conversation):
            return False
        del self._places[message]
        if (kept := self._kept.get(message)) is not None:
            kept.activity, kept.deleted = {}, True
        return True

    def deleted(self, conversation: str, message: str) -> bool:
        """Whether there was such a message, and somebody deleted it."""
        kept = self._kept.get(message)
        return kept is not None and kept.deleted and kept.conversation == _chat(conversation)


def _chat(conversation: str) -> str:
    """A personal chat by the id that Graph gives it is the same as by the id that activities have."""
    found = _BY_GRAPH.fullmatch(conversation)
    return f"a:{found[1]}" if found else conversation
