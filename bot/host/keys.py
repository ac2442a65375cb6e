"""Microsoft's signing keys: read without holding anyone up, refreshed in the background, at most each 10 s."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol

import orjson
from aiohttp import ClientSession, ClientTimeout
from jwt.algorithms import RSAAlgorithm

from bot.host.outbound import proxy_for, read_to_end, tls_for
from bot.host.service_url import is_loopback
from bot.logs import Log

METADATA: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"
EVERY: Final = 3600.0
"""Seconds between refreshes in the background. Microsoft asks for one a day; an hour costs nothing."""
APART: Final = 10.0
"""Seconds between two reads, however many unknown keys are named (contracts, "HTTP")."""
TIMEOUT: Final = 5.0
PATIENCE: Final = 2.0
"""Seconds that one request waits for a read that is under way."""
LARGEST: Final = 512 * 1024
SMALLEST_KEY: Final = 2048
"""Bits of an RSA key below which it may not sign (NIST SP 800-131A)."""

_log = Log("keys")


@dataclass(frozen=True, slots=True)
class Key:
    """One signing key: its public part, and the channels that it may speak for."""

    public: Any
    endorsements: frozenset[str]


Ring = Mapping[str, Key]
"""Keys by key id."""


class ReadKeys(Protocol):
    """Reads the present keys. Raises on any failure."""

    async def __call__(self) -> Ring:
        """The keys as they are now."""


class Keys:
    """The present signing keys. Start `refresh_for_ever` as a task; ask with `find`."""

    def __init__(
        self,
        read: ReadKeys,
        now: Callable[[], float],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        timeout: float = TIMEOUT,
        patience: float = PATIENCE,
    ) -> None:
        self._read = read
        self._now = now
        self._sleep = sleep
        self._timeout = timeout
        self._patience = patience
        self._ring: Ring = {}
        self._last = float("-inf")
        self._read_at: float | None = None
        self._reading: asyncio.Task[None] | None = None
        self._wanted = asyncio.Event()
        self.generation = 0
        """Counts changes of the keys, so that what was verified with a withdrawn key can be forgotten."""

    @property
    def known(self) -> bool:
        """Whether keys were read at least once."""
        return bool(self._ring)

    @property
    def age(self) -> float | None:
        """Seconds since the keys were last read well; None: never yet."""
        return None if self._read_at is None else self._now() - self._read_at

    async def find(self, key_id: str) -> Key | None:
        """The key of this id, or None. An unknown id makes us read the keys anew when the last read is 10 s ago."""
        if (key := self._ring.get(key_id)) is not None:
            return key
        self._wanted.set()
        if self._reading is None and self._now() - self._last >= APART:
            self._begin()
        if self._reading is not None:
            # Every request waits for the same read, and none for longer than its patience.
            await asyncio.wait({self._reading}, timeout=self._patience)
        return self._ring.get(key_id)

    async def refresh_for_ever(self) -> None:
        """Read the keys now, then each hour; after a failure or for an unknown key as soon as 10 s have passed."""
        while True:
            while (left := self._last + APART - self._now()) > 0:
                await self._sleep(left)
            if self._reading is None:
                self._begin()
            if self._reading is not None:
                await asyncio.wait({self._reading})
            if self._ring:
                with suppress(TimeoutError):
                    async with asyncio.timeout(EVERY):
                        await self._wanted.wait()

    async def close(self) -> None:
        """Stop a read that is under way."""
        if self._reading is not None:
            self._reading.cancel()
            with suppress(asyncio.CancelledError):
                await self._reading

    def _begin(self) -> None:
        self._last = self._now()
        self._wanted.clear()
        self._reading = asyncio.create_task(self._renew(), name="keys")
        self._reading.add_done_callback(self._ended)

    def _ended(self, _: asyncio.Task[None]) -> None:
        self._reading = None

    async def _renew(self) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                ring = await self._read()
        except Exception as error:  # the keys at hand stay good whatever went wrong
            _log.error("keys not read", error, known=len(self._ring))
            return
        if not ring:
            _log.error("no keys in Microsoft's answer", known=len(self._ring))
            return
        if ring != self._ring:  # another key under the same id, or fewer channels, end what was verified too
            self.generation += 1
            _log.info("keys changed", known=len(ring))
        self._ring, self._read_at = ring, self._now()


def read_over_http(session: ClientSession, metadata_url: str = METADATA) -> ReadKeys:
    """Reads the keys that Microsoft's OpenID metadata names, over https (loopback may be plain, for tests)."""

    async def get(url: str) -> Any:
        if not url.startswith("https://") and not is_loopback(url):
            raise ValueError("keys are read over https only")
        async with session.get(
            url, proxy=proxy_for(url), ssl=await tls_for(url), allow_redirects=False, timeout=ClientTimeout(TIMEOUT)
        ) as answer:
            answer.raise_for_status()
            return orjson.loads(await read_to_end(answer.content, LARGEST))

    async def read() -> Ring:
        document = await get((await get(metadata_url))["jwks_uri"])
        return ring_of(document)

    return read


def ring_of(document: Any) -> Ring:
    """The usable keys of a JSON Web Key Set: RSA, for signatures, of 2048 bits or more. One bad key hides no other."""
    ring: dict[str, Key] = {}
    for jwk in document["keys"]:
        with suppress(Exception):
            if jwk["kty"] == "RSA" and jwk.get("use", "sig") == "sig" and "d" not in jwk:
                public = RSAAlgorithm.from_jwk({"kty": "RSA", "n": jwk["n"], "e": jwk["e"]})
                if public.key_size >= SMALLEST_KEY:
                    ring[str(jwk["kid"])] = Key(public, frozenset(map(str, jwk.get("endorsements", ()))))
    return ring
