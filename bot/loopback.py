"""Only this machine, and no page of another site: what everything that listens without a token checks first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_ADDRESSES: Final = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})


def refusal(request: web.Request) -> str | None:
    """Why this request is not answered, or None.

    The host name is checked because a foreign site can point its own name at 127.0.0.1 (DNS rebinding), the origin
    because any site that someone visits can send requests here.
    """
    if request.remote not in _ADDRESSES:
        return "This answers to this machine only."
    if _host_name(f"//{request.headers.get('Host', '')}") not in _NAMES:
        return "Ask for http://127.0.0.1, not for another name."
    origin = request.headers.get("Origin")
    if origin is not None and _host_name(origin) not in _NAMES:
        return "Another site may not ask here."
    return None


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let an application answer this machine only, and no page of another site."""
    if (why := refusal(request)) is not None:
        return web.json_response({"error": {"code": "accessDenied", "message": why}}, status=403)
    return await handler(request)


def _host_name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
