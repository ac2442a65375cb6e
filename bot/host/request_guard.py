"""What stands between the socket and a turn: limits, token, JSON, tenant and channel, service URL, fields."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import StreamReader, web

from bot.host.activity import CHANNEL, read, tenants
from bot.host.body import Malformed, read_json
from bot.host.incoming import Incoming
from bot.host.outbound import LOOPBACK
from bot.host.service_url import ServiceRule
from bot.host.tokens import BadToken, Caller, Tokens

LARGEST: Final = 256 * 1024
"""Bytes of a body (goals, S9). Teams' own messages stay under 100 KB."""
BODY_SECONDS: Final = 10.0

_PORT: Final = re.compile(r":[0-9]*\Z")
_JSON: Final = frozenset({"application/json", "application/json; charset=utf-8", "application/json;charset=utf-8"})


class Refusal(Exception):
    """A request that goes no further. ``reason``: one or two fixed words for metrics and log; ``sentence`` is said."""

    def __init__(self, status: int, reason: str, sentence: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.sentence = sentence


_WHO: Final = "The caller is not allowed."
_NOT_HERE: Final = "This activity is not for this bot."


@dataclass(frozen=True, slots=True)
class RequestGuard:
    """The checks of one host. ``tokens`` None: local mode, where anyone on this machine may speak, for any tenant."""

    tokens: Tokens | None
    tenant: str
    rule: ServiceRule
    body_seconds: float = BODY_SECONDS

    async def check(self, request: web.Request) -> tuple[Mapping[str, Any], Incoming]:
        """The activity of this request, as sent and as read. Raises `Refusal`."""
        check_limits(request)
        check_content_type(request)
        caller = await self._caller(request)
        body = await read_body(request, self.body_seconds)
        if self.tokens is None:
            check_host_name(request)
        try:
            raw = read_json(body)
            self._check_scope(raw, caller)
            return raw, read(raw)
        except Malformed as wrong:
            raise Refusal(wrong.status, "malformed", wrong.sentence) from None

    async def _caller(self, request: web.Request) -> Caller | None:
        if self.tokens is None:
            return None
        try:
            return await self.tokens.check(request.headers.get("Authorization"))
        except BadToken as bad:
            raise Refusal(bad.status, bad.why, _WHO) from None

    def _check_scope(self, raw: Mapping[str, Any], caller: Caller | None) -> None:
        if raw.get("channelId") != CHANNEL:
            raise Refusal(403, "channel", _NOT_HERE)
        if caller is not None:
            named = set(map(_folded, tenants(raw)))
            if caller.tenant:
                named.add(_folded(caller.tenant))
            if named != {self.tenant.lower()}:
                raise Refusal(403, "tenant", _NOT_HERE)
        url = raw.get("serviceUrl")
        if not self.rule.allows(url) or (caller is not None and url != caller.service_url):
            raise Refusal(403, "service URL", _NOT_HERE)


def check_limits(request: web.Request) -> None:
    """Refuse by the headers alone what is too large."""
    if (request.content_length or 0) > LARGEST:
        raise Refusal(413, "too large", "The body is too large.")


def check_content_type(request: web.Request) -> None:
    """Refuse by the headers alone what is not JSON in UTF-8."""
    named = request.headers.get("Content-Type", "")
    if named not in _JSON and (
        request.content_type != "application/json" or (request.charset or "utf-8").lower() not in {"utf-8", "utf8"}
    ):
        raise Refusal(415, "content type", "Send JSON in UTF-8.")


def check_host_name(request: web.Request) -> None:
    """Refuse a site that points its own name at this machine (DNS rebinding): in local mode no token protects us."""
    name = _PORT.sub("", request.headers.get("Host", ""))
    if name and name.strip("[]") not in LOOPBACK:
        raise Refusal(403, "host name", _NOT_HERE)


async def read_body(request: web.Request, seconds: float = BODY_SECONDS) -> bytes:
    """The body, unpacked, while it stays within size and time. Raises `Refusal`."""
    if request.content.is_eof():  # it came with its headers, as small bodies do: no timer is needed
        return _within(request.content)
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # the answer itself has not begun
    try:
        async with asyncio.timeout(seconds):
            return await request.read()
    except TimeoutError:
        raise Refusal(408, "slow body", "The body took too long.") from None
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, "too large", "The body is too large.") from None
    except Exception:  # a body that does not unpack, or stopped half way
        raise Refusal(400, "unreadable", "The body cannot be read.") from None


def _within(content: StreamReader) -> bytes:
    try:
        body = content.read_nowait()
    except Exception:  # a body that does not unpack
        raise Refusal(400, "unreadable", "The body cannot be read.") from None
    if len(body) > LARGEST:
        raise Refusal(413, "too large", "The body is too large.")
    return body


def _folded(tenant: object) -> object:
    return tenant.lower() if isinstance(tenant, str) else None
