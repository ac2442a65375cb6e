"""Where a request came from: the address at the other end, or what a proxy that we trust says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Network = IPv4Network | IPv6Network
UNKNOWN: Final = "unknown"
_LONGEST: Final = 64
_HOPS: Final = 10
"""How many places of a forwarded request are looked at, from the nearest."""


def client_address(peer: str | None, forwarded: Iterable[str], proxies: Sequence[Network]) -> str:
    """The address that a request came from. ``forwarded``: its ``X-Forwarded-For`` headers.

    Anybody can write that header, so it counts only as far as trusted ``proxies`` wrote it: from the nearest place back
    to the first that is none of them. Never holds anything but an address.
    """
    source = _address(peer or "")
    if source is None:
        return UNKNOWN
    if not proxies or not _among(source, proxies):
        return str(source)
    hops = [hop for line in forwarded for hop in line.split(",")]
    for hop in reversed(hops[-_HOPS:]):
        before = _address(hop.strip())
        if before is None:
            break
        source = before
        if not _among(source, proxies):
            break
    return str(source)


def _among(address: IPv4Address | IPv6Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _address(written: str) -> IPv4Address | IPv6Address | None:
    """An address, with or without a port; None for anything else. A zone behind % could be any words."""
    if len(written) > _LONGEST or "%" in written:
        return None
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    try:
        found = ip_address(written)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
