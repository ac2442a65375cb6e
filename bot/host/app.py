"""The web application: two doors for Microsoft, three for operators, and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.host.activity import invoke_response
from bot.host.adapter import FrontDoorAdapter, TurnParts
from bot.host.health import Readiness, healthz, readyz
from bot.host.metrics import Metrics
from bot.host.rate_limit import RateLimit
from bot.host.refusals import Refusals
from bot.host.request_guard import LARGEST, Refusal, RequestGuard, check_limits
from bot.logs import Log

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MANAGEMENT: Final = web.AppKey("management", web.Application)
"""Of an application: the one that answers operators on a port of its own (`MANAGEMENT_PORT`)."""
_PLAIN: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
_log = Log("door")


@dataclass(frozen=True, slots=True)
class HostParts:
    """What the application is made of. `bot/wiring.py` puts it together."""

    guard: RequestGuard
    turns: TurnParts
    rate: RateLimit
    readiness: Readiness
    metrics: Metrics
    refusals: Refusals = field(default_factory=Refusals)
    notifications: Handler | None = None
    """Answers Graph's change notifications; None when there are none (``PUBLIC_URL`` is empty)."""
    management_apart: bool = False
    """Whether operators are answered on a port of their own, and not where Microsoft calls."""
    extra_routes: Sequence[web.AbstractRouteDef] = field(default=())
    """The local page and its connector, in local mode only."""


def make_app(parts: HostParts) -> web.Application:
    """The application of these parts: every address of the contract, and 404 for all others."""
    app = web.Application(client_max_size=LARGEST)
    adapter = FrontDoorAdapter(parts.turns, parts.rate, parts.metrics)
    app.router.add_post("/api/messages", _messages(parts, adapter), expect_handler=_no_promise)
    if parts.notifications is not None:
        answer = _notifications(parts, parts.notifications)
        app.router.add_post("/api/notifications", answer)
    if parts.management_apart:
        app[MANAGEMENT] = _for_operators(web.Application(client_max_size=LARGEST), parts)
    else:
        _for_operators(app, parts)
    app.router.add_routes(parts.extra_routes)
    for each in (app, app.get(MANAGEMENT)):
        if each is not None:
            each.router.add_route("*", "/{anything:.*}", _nothing_here, expect_handler=_no_promise)
            each.on_response_prepare.append(_say_nothing_of_ourselves)
    return app


def _for_operators(app: web.Application, parts: HostParts) -> web.Application:
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz(parts.readiness))
    app.router.add_get("/metrics", _metrics(parts.metrics))
    return app


def _messages(parts: HostParts, adapter: FrontDoorAdapter) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        try:
            raw, incoming = await parts.guard.check(request)
        except Refusal as refusal:
            return _refuse(parts, request, refusal)
        except Exception as error:  # nothing that is sent may cause a 5xx; our slip is in the log
            _log.error("door failed", error)
            return _refuse(parts, request, Refusal(400, "unreadable", "The body cannot be read."))
        said = await adapter.process(raw, incoming)
        if not incoming.is_invoke:
            taken = b"{}" if raw.get("type") == "invoke" else None  # what was said to a file: a message follows
            return web.Response(status=said.status, body=taken, content_type="application/json" if taken else None)
        body = invoke_response(said, incoming.form)
        return web.Response(body=body, status=said.status, content_type="application/json")

    return answer


def _notifications(parts: HostParts, handler: Handler) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            check_limits(request)
            return await handler(request)
        except Refusal as refusal:
            return _refuse(parts, request, refusal)
        except web.HTTPException as wrong:
            not_ours = Refusal(wrong.status, "notification", "This notification is not for this bot.")
            return _refuse(parts, request, not_ours)
        except Exception as error:  # polling finds what a lost notification would have told
            _log.error("notification failed", error)
            return web.Response(status=202)

    return answer


def _metrics(metrics: Metrics) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(
            body=await metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        )

    return answer


def _refuse(parts: HostParts, request: web.Request, refusal: Refusal) -> web.Response:
    parts.metrics.refused(refusal.reason)
    if refusal.status in {401, 403}:  # the audit line of goals S3; others are counted only
        forwarded = request.headers.getall("X-Forwarded-For", [])
        parts.refusals.note(request.remote, forwarded, refusal.status, refusal.reason)
    answer = web.json_response({"error": refusal.sentence}, status=refusal.status, headers=_PLAIN)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if refusal.status in {408, 413}:
        answer.force_close()
    return answer


async def _nothing_here(_: web.Request) -> web.Response:
    return web.Response(status=404)


async def _no_promise(_: web.Request) -> None:
    """Promise nothing to `Expect: 100-continue` before the token is checked: the door asks for the body itself."""


async def _say_nothing_of_ourselves(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.popall("Server", None)
