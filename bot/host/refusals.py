"""Refused callers: a log line each while they are few, and counts by address, so that a flood costs next to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.host.client_address import Network, client_address
from bot.logs import Log

FEW: Final = 10
"""Lines of the log that one address costs in a minute, before it is only counted."""
MOST: Final = 20
"""Addresses, with their reasons, that are told of a minute. What the others did is summed up."""
_HELD: Final = 1000
"""Addresses that are counted apart within a minute."""
OTHERS: Final = "others"
_log = Log("door")


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """What one address was refused in a minute. ``reason``: one or two fixed words."""

    source: str
    status: int
    reason: str
    count: int


class Refusals:
    """Counts the callers that are refused for who they are. ``proxies``: whose ``X-Forwarded-For`` is believed."""

    def __init__(self, proxies: Sequence[Network] = ()) -> None:
        self._proxies = proxies
        self._counts: Counter[tuple[str, int, str]] = Counter()
        self._lines: Counter[str] = Counter()

    def note(self, peer: str | None, forwarded: Sequence[str], status: int, reason: str) -> None:
        """A request from there was refused."""
        source = client_address(peer, forwarded, self._proxies)
        if source not in self._lines and len(self._lines) >= _HELD:
            source = OTHERS
        self._counts[source, status, reason] += 1
        self._lines[source] += 1
        if self._lines[source] <= FEW:
            _log.warning("refused", status=status, reason=reason, source=source)

    def take(self) -> tuple[RefusalCount, ...]:
        """What was refused since the last time, the most first; the next minute begins. Says it in the log too."""
        counts, lines = self._counts, self._lines
        self._counts, self._lines = Counter(), Counter()
        ranked = counts.most_common()
        told = [(key, count) for key, count in ranked if key[0] != OTHERS][:MOST]
        rest: Counter[tuple[str, int, str]] = Counter()
        for (_, status, reason), count in (counts - Counter(dict(told))).items():
            rest[OTHERS, status, reason] += count
        found = tuple(RefusalCount(*key, count) for key, count in (*told, *rest.most_common()))
        for one in found:
            if one.source == OTHERS or lines[one.source] > FEW:
                _log.warning(
                    "refused within a minute", status=one.status, reason=one.reason, source=one.source, count=one.count
                )
        return found
