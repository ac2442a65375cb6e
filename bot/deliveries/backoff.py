"""How long to wait after a failed try, and how fast Teams may be spoken to. Pure: time and chance are arguments."""

from __future__ import annotations

from collections import deque
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
CONVERSATION: Final = (Limit(7, 1.0), Limit(60, 30.0), Limit(1800, 3600.0))
"""What Teams takes in one conversation."""
FOR_ANSWERS: Final = 0.4
"""The part of every limit that cards and news leave to the answers for which a person waits: 30 a second remain."""
_REMEMBERED: Final = 20_000


@dataclass(slots=True)
class TeamsRateLimit:
    """Says when the next message may go, for the whole app and for each conversation.

    Seconds of a clock that only goes up.
    """

    app: tuple[Limit, ...] = APP
    conversation: tuple[Limit, ...] = CONVERSATION
    _sent: deque[float] = field(default_factory=deque)
    _by_conversation: dict[str, deque[float]] = field(default_factory=dict)

    def take(self, conversation: str, now: float, *, answer: bool = False) -> float:
        """Take the right to send one message: 0.0, or the seconds after which to ask again; nothing is taken then."""
        here = self._by_conversation.get(conversation, deque())
        part = 1.0 if answer else 1.0 - FOR_ANSWERS
        wait = max(_wait(self._sent, self.app, now, part), _wait(here, self.conversation, now, part))
        if wait > 0:
            return wait
        self._sent.append(now)
        here.append(now)
        self._by_conversation[conversation] = here
        if len(self._by_conversation) > _REMEMBERED:
            self._forget(now)
        return 0.0

    @property
    def remembered(self) -> int:
        """How many conversations are remembered."""
        return len(self._by_conversation)

    def _forget(self, now: float) -> None:
        longest = max(limit.seconds for limit in self.conversation)
        self._by_conversation = {name: sent for name, sent in self._by_conversation.items() if sent[-1] > now - longest}


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
