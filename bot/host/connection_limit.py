"""How many connections the host takes at once: fewer than the process has descriptors for, so that all else goes on."""

from __future__ import annotations

import resource
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

from bot.logs import Log

BACKLOG: Final = 512
"""Connections that the loop may accept in one go before any of them is looked at."""
RESERVE: Final = BACKLOG + 256
"""Descriptors that are kept for these, and for the database, Graph, Teams, files and threads."""
MOST: Final = 10_000
"""Connections at once, however many descriptors there are: the gateway in front of a council needs some hundreds."""
ENOUGH: Final = 65_536
"""Descriptors that are asked for at the start, where the machine allows it."""

_log = Log("connections")


def most_connections(descriptors: int | None = None) -> int:
    """How many connections may be open at once for so many descriptors (None: as many as this process may have)."""
    have = resource.getrlimit(resource.RLIMIT_NOFILE)[0] if descriptors is None else descriptors
    return min(MOST, max(have - RESERVE, have // 4)) if have >= 0 else MOST


def take_descriptors() -> None:
    """Let this process have as many descriptors as it needs: the usual 1,024 are a limit that it may raise itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(ENOUGH, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@dataclass(slots=True)
class ConnectionLimit:
    """Counts the connections that are open.

    Where there is no place left, the one that has been silent for longest makes room for the new one, so that idle
    connections keep out nobody who asks something; where all have asked something, the new one is closed at once.
    """

    most: int
    taken: int = 0
    full: bool = False
    _silent: dict[Hashable, Callable[[], None]] = field(default_factory=dict)
    """Connections that have asked nothing yet, oldest first, and what closes each."""

    def enter(self, who: Hashable, close: Callable[[], None]) -> bool:
        """Take a place, if there is one or can be. ``close`` ends this connection; `leave` gives its place back."""
        if self.taken >= self.most:
            if not self.full:  # once, until there was room again: a flood must not fill the log
                _log.warning("no room for more connections", most=self.most)
            self.full = True
            oldest = next(iter(self._silent), None)
            if oldest is None:
                return False
            self._silent.pop(oldest)()  # its place is free a moment later, within what `BACKLOG` reserves
        self.taken += 1
        self._silent[who] = close
        return True

    def heard(self, who: Hashable) -> None:
        """It has asked something: it makes room for nobody any more."""
        self._silent.pop(who, None)

    def leave(self, who: Hashable) -> None:
        """Give a place back."""
        self._silent.pop(who, None)
        self.taken -= 1
        self.full = self.full and self.taken > self.most // 2
