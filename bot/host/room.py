"""How many connections the host takes at once: fewer than the process has descriptors for, so that all else goes on."""

from __future__ import annotations

import resource
from dataclasses import dataclass
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
class Room:
    """Counts the connections that are open. One that finds no room is closed at once."""

    most: int
    taken: int = 0
    full: bool = False

    def enter(self) -> bool:
        """Take a place, if there is one."""
        if self.taken >= self.most:
            if not self.full:  # once, until there was room again: a flood must not fill the log
                _log.warning("no room for more connections", most=self.most)
            self.full = True
            return False
        self.taken += 1
        return True

    def leave(self) -> None:
        """Give a place back."""
        self.taken -= 1
        self.full = self.full and self.taken > self.most // 2
