"""How long to wait after a failed try. Pure: chance is an argument."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """The pause after a failed try, in seconds: it doubles to ``longest``, after an hour to ``slowest``.

    The source of the numbers is "Deliveries" of the contracts.
    """

    first: float = 1.0
    longest: float = 30.0
    slowest: float = 300.0
    """No failed delivery is planned further ahead than this, save by a ``Retry-After``."""
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
