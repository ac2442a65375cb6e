"""How fast Teams may be spoken to. The time is an argument, but for `TeamsRateLimit.turn`."""

from __future__ import annotations

import asyncio
from array import array
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from bot.deliveries.ledger import Delivery
from bot.delivery_kinds import ANSWER


@dataclass(frozen=True, slots=True)
class Limit:
    """So many sends in so many seconds."""

    most: int
    seconds: float


APP: Final = (Limit(50, 1.0),)
"""What Teams takes from one app in one tenant (facts: 30 to 50 a second)."""
REST: Final = 600.0
"""Seconds without a message after which a conversation is forgotten, if it got few."""
FEW: Final = 20
"""Messages of the last hour that are few: nearly everyone gets fewer."""
CONVERSATION: Final = (Limit(7, 1.0), Limit(60, 30.0), Limit(1800 - int(3600 / REST) * FEW, 3600.0))
"""What Teams takes in one conversation: 1,800 an hour, less the messages that may have been forgotten in it."""
FOR_ANSWERS: Final = 0.4
"""The part of every limit that cards and news leave to the answers for which a person waits: 30 a second remain."""


Moments: TypeAlias = "array[float]"
"""When something was sent, oldest first: whoever looks after much gets a thousand messages in an hour."""


def _none() -> Moments:
    return array("d")


@dataclass(slots=True)
class TeamsRateLimit:
    """Says when the next message may go, for the whole app and for each conversation.

    Seconds of a clock that only goes up. What it remembers grows with what is sent in ten minutes, not with the people
    of a day: a conversation that rests is forgotten, or kept apart for an hour if it got many messages.
    """

    app: tuple[Limit, ...] = APP
    conversation: tuple[Limit, ...] = CONVERSATION
    _sent: Moments = field(default_factory=_none)
    _lately: OrderedDict[str, Moments] = field(default_factory=OrderedDict)
    """What each conversation was sent, the one that was sent something last at the end."""
    _resting: OrderedDict[str, Moments] = field(default_factory=OrderedDict)
    """The same of those that rest after many messages."""
    _longest: float = field(init=False)

    def __post_init__(self) -> None:
        self._longest = max(limit.seconds for limit in self.conversation)

    def take(self, conversation: str, now: float, *, answer: bool = False) -> float:
        """Take the right to send one message: 0.0, or the seconds after which to ask again; nothing is taken then."""
        self._forget(now)
        here = self._lately.get(conversation) or self._resting.get(conversation) or _none()
        part = 1.0 if answer else 1.0 - FOR_ANSWERS
        wait = max(_wait(self._sent, self.app, now, part), _wait(here, self.conversation, now, part))
        if wait > 0:
            return wait
        self._sent.append(now)
        here.append(now)
        self._resting.pop(conversation, None)
        self._lately[conversation] = here
        self._lately.move_to_end(conversation)
        return 0.0

    async def turn(self, delivery: Delivery) -> None:
        """Wait until this may go, and take the right to send it."""
        conversation, loop = delivery.recipient or delivery.ordering_key, asyncio.get_running_loop()
        while True:
            wait = self.take(conversation, loop.time(), answer=delivery.kind == ANSWER)
            if not wait:
                return
            await asyncio.sleep(wait)

    @property
    def remembered(self) -> int:
        """How many conversations are remembered."""
        return len(self._lately) + len(self._resting)

    def _forget(self, now: float) -> None:
        """Let go whoever has rested for long enough: each conversation once, so a message pays for one at most."""
        rested, unlimited = now - min(REST, self._longest), now - self._longest
        while self._lately and (sent := next(iter(self._lately.values())))[-1] <= rested:
            name, _ = self._lately.popitem(last=False)
            if len(sent) > FEW:
                self._resting[name] = sent
        while self._resting and next(iter(self._resting.values()))[-1] <= unlimited:
            self._resting.popitem(last=False)


def _wait(sent: Moments, limits: tuple[Limit, ...], now: float, part: float) -> float:
    """Seconds until one more would stay within this part of every limit."""
    longest = max(limit.seconds for limit in limits)
    while sent and sent[0] <= now - longest:
        del sent[0]
    wait = 0.0
    for limit in limits:
        most = max(1, round(limit.most * part))
        if len(sent) >= most:
            wait = max(wait, sent[-most] + limit.seconds - now)
    return wait
