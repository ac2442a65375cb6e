"""Where a reply may go: https on exactly the hosts of Teams, and loopback in local mode; nowhere else, ever."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

TEAMS_HOSTS: Final = frozenset({"smba.trafficmanager.net"})
"""Hosts of the Bot Framework in Teams' public cloud (contracts, "HTTP")."""

LONGEST: Final = 512

# Read by one strict pattern and not by a URL parser: parsers differ on backslashes, user parts and tabs, and every
# difference is a way to make one program check a host and another call a different one.
_SHAPE: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[::1\]|[a-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?(?P<path>(?:/[A-Za-z0-9._~-]*)*)",
    re.ASCII,
)
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HIGHEST_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """Which service addresses are answered: ``hosts`` by https, and this machine when ``local``."""

    hosts: frozenset[str] = TEAMS_HOSTS
    local: bool = False

    def allows(self, service_url: object) -> bool:
        """Whether this address may be called. Anything that is not plainly one of ours is not."""
        if not isinstance(service_url, str) or len(service_url) > LONGEST:
            return False
        found = _SHAPE.fullmatch(service_url)
        if found is None or "/../" in f"{found['path']}/" or "/./" in f"{found['path']}/":
            return False
        port = int(found["port"]) if found["port"] else None
        if found["scheme"] == "https" and found["host"] in self.hosts:
            return port in (None, 443)
        return self.local and found["host"] in _LOOPBACK and (port is None or 0 < port <= _HIGHEST_PORT)


def is_loopback(service_url: str) -> bool:
    """Whether an address points at this machine."""
    found = _SHAPE.fullmatch(service_url)
    return found is not None and found["host"] in _LOOPBACK
