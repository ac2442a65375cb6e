"""How long to wait after a failed try, and how fast Teams may be spoken to. Pure: time and chance are arguments."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Backoff:
    """The pause after a failed try, in seconds: it doubles to ``longest``, after an hour to ``slowest``.

    The source of the numbers is "Deliveries" of the contracts.
    """

    first: float = 1.0
    longest: float = 30.0
    slowest: float = 300.0
    patience: float = 3600.0
    """Seconds of failures after which it is no use to hurry."""
    jitter: float = 0.25
    """A pause moves by up to this part of itself where many would come back at the same moment."""

    def pause(self, tries: int, chance: float = 0.0) -> float:
        """Seconds to wait after this many failed tries. ``chance``: 0 to 1, for the jitter."""
        quick = int(self.patience / self.longest)
        limit, wait = self.longest, self.first * 2.0 ** min(tries - 1, 30)
        if tries > quick:
            limit, wait = self.slowest, self.longest * 2.0 ** min(tries - quick, 30)
        moved = min(wait, limit) * (1.0 + self.jitter * chance)
        return moved if moved <= limit else limit * (1.0 - self.jitter * chance)

    @property
    def furthest(self) -> timedelta:
        """No failed delivery is planned further ahead than this, save by a ``Retry-After``."""
        return timedelta(seconds=self.slowest)


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


@dataclass(slots=True)
class TeamsRateLimit:
    """Says when the next message may go, for the whole app and for each conversation.

    Seconds of a clock that only goes up. What it remembers grows with what is sent in ten minutes, not with the people
    of a day: a conversation that rests is forgotten, or kept apart for an hour if it got many messages.
    """

    app: tuple[Limit, ...] = APP
    conversation: tuple[Limit, ...] = CONVERSATION
    _sent: deque[float] = field(default_factory=deque)
    _lately: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)
    """What each conversation was sent, the one that was sent something last at the end."""
    _resting: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)
    """The same of those that rest after many messages."""
    _longest: float = field(init=False)

    def __post_init__(self) -> None:
        self._longest = max(limit.seconds for limit in self.conversation)

    def take(self, conversation: str, now: float, *, answer: bool = False) -> float:
        """Take the right to send one message: 0.0, or the seconds after which to ask again; nothing is taken then."""
        self._forget(now)
        here = self._lately.get(conversation) or self._resting.get(conversation) or deque()
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


def _wait(sent: deque[float], limits: tuple[Limit, ...], now: float, part: float) -> float:
    """Seconds until one more would stay within this part of every limit."""
    longest = max(limit.seconds for limit in limits)
    while sent and sent[0] <= now - longest:
        sent.popleft()
    wait = 0.0
    for limit in limits:
        most = max(1, round(limit.most * part))
        if len(sent) >= most:
            wait = max(wait, sent[-most] + limit.seconds - now)
    return wait
