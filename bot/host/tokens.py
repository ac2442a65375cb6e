"""Who may speak to the bot: the Bot Framework itself, with a token that Microsoft signed for this bot and for Teams."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jwt

from bot.host.keys import Keys

ISSUER: Final = "https://api.botframework.com"
"""The issuer of every token from the public cloud's channels (Bot Connector authentication 3.1)."""
CHANNEL: Final = "msteams"
SKEW: Final = 300
"""Seconds by which clocks may differ (the same page)."""
LONGEST: Final = 8192
REMEMBERED: Final = 1024
_YEAR_3000: Final = 32_503_680_000


class BadToken(Exception):
    """The caller is not the Bot Framework speaking for Teams to this bot. ``why`` is one or two words for the audit."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller whose token holds. ``service_url`` is the only address that this token allows us to answer."""

    service_url: str
    until: float
    """Seconds since 1970 at which the token ends, skew included."""
    tenant: str = ""
    """The tenant that the token names. Microsoft's name none today; one that does speaks for that tenant alone."""


class Tokens:
    """Checks the Authorization header, and remembers what it checked, so that a turn costs microseconds."""

    def __init__(self, keys: Keys, app_id: str, wall: Callable[[], float]) -> None:
        if not app_id.strip():
            raise ValueError("without the bot's app id no token can be checked")
        self._keys = keys
        self._app_id = app_id
        self._wall = wall
        self._known: OrderedDict[str, Caller] = OrderedDict()
        self._generation = keys.generation

    async def check(self, header: str | None) -> Caller:
        """The caller of this header. Raises `BadToken`: 401 for an unsound token, 403 for one of somebody else."""
        self._forget_withdrawn()
        if header is not None and (caller := self._known.get(header)) is not None:
            if self._wall() < caller.until:
                self._known.move_to_end(header)
                return caller
            del self._known[header]
        caller = await self._verified(_bearer(header))
        self._forget_withdrawn()
        self._known[header or ""] = caller
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return caller

    def _forget_withdrawn(self) -> None:
        if self._generation != self._keys.generation:
            self._known.clear()
            self._generation = self._keys.generation

    async def _verified(self, token: str) -> Caller:
        try:
            head = jwt.get_unverified_header(token)
            unproven = jwt.decode(token, options={"verify_signature": False})
        except Exception:  # anything can be wrong with what a stranger sends, and it is all the same to us
            raise BadToken(401, "garbage") from None
        if head.get("alg") != "RS256" or "crit" in head:
            raise BadToken(401, "algorithm")
        # Whose token it says it is comes first: a token of somebody else is refused without looking for its key.
        if unproven.get("iss") != ISSUER:
            raise BadToken(403, "issuer")
        if unproven.get("aud") != self._app_id:
            raise BadToken(403, "audience")
        key_id = head.get("kid")
        key = await self._keys.find(key_id) if isinstance(key_id, str) and key_id else None
        if key is None:
            raise BadToken(401, "unknown key")
        try:
            claims = jwt.decode(token, key.public, algorithms=["RS256"], options=_SIGNATURE_ALONE)
        except Exception:  # as above
            raise BadToken(401, "signature") from None
        if CHANNEL not in key.endorsements:
            raise BadToken(403, "endorsement")
        return Caller(_service_url(claims), _end(claims, self._wall()), str(claims.get("tid") or ""))


# The claims are read here, by hand: a number must be a finite number, and the time is an argument.
_SIGNATURE_ALONE: Final[Any] = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


def _bearer(header: str | None) -> str:
    if not header:
        raise BadToken(401, "no token")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token or len(header) > LONGEST or not token.isascii() or " " in token:
        raise BadToken(401, "garbage")
    return token


def _end(claims: Mapping[str, Any], now: float) -> float:
    end, start = _time(claims.get("exp")), _time(claims.get("nbf", 0))
    if end is None:
        raise BadToken(401, "no expiry")
    if now >= end + SKEW:
        raise BadToken(401, "expired")
    if start is None or start > now + SKEW:
        raise BadToken(401, "not yet")
    return end + SKEW


def _time(value: object) -> float | None:
    """A claim as seconds since 1970; None for what is no finite number that a clock could show."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _YEAR_3000:
        return float(value)
    return None


def _service_url(claims: Mapping[str, Any]) -> str:
    url = claims.get("serviceurl")
    if not isinstance(url, str) or not url:
        raise BadToken(403, "service URL")
    return url
