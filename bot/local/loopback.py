"""Only this machine, and only our own page: what every address of the local page checks before it does anything."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from bot.loopback import Handler, refusal

HEADERS = {
    # Scripts and styles are files of ours; a card may carry small pictures inside itself; nothing comes from elsewhere.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guarded(handler: Handler) -> Handler:
    """The same handler for this machine only: other addresses, foreign host names and foreign pages get 403."""
    return _behind(_refusal, handler)


def for_this_machine(handler: Handler) -> Handler:
    """The same, where something else than JSON is sent too: to an address that nobody can guess."""
    return _behind(refusal, handler)


def _behind(check: Callable[[web.Request], str | None], handler: Handler) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        if (refusal := check(request)) is not None:
            return web.json_response({"error": refusal}, status=403, headers=HEADERS)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    return answer


def port_of(request: web.Request) -> int:
    """The port on which this request came in: where this host is reached from this machine, whatever was configured."""
    if request.transport is None:
        raise web.HTTPBadRequest(text="The connection is gone.")
    port: int = request.transport.get_extra_info("sockname")[1]
    return port


def _refusal(request: web.Request) -> str | None:
    if (why := refusal(request)) is not None:
        return why
    if (
        request.method in {"POST", "PUT", "PATCH"}
        and request.can_read_body
        and request.content_type != "application/json"
    ):
        # A form on a foreign site can send anything but JSON without being asked.
        return "Send JSON."
    return None
