"""The stand-in's door: authority, faults, the ledger, the record of every exchange, and the answers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import aiohttp
from aiohttp import web

from bot.local.faults import Call as Entry
from bot.local.faults import Fault, FaultPlan, fault_from
from bot.local.graph import consent, notify
from bot.local.graph.calls import ZIP, Call, Done, json_of
from bot.local.graph.delta import expire_tokens
from bot.local.graph.refused import Refused, bad
from bot.local.graph.routes import find_route
from bot.local.graph.shapes import error_json
from bot.local.graph.store import Json, Store
from bot.loopback import only_this_machine

_HTML = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"
_LONGEST_LEDGER = 200_000
"""Calls that are remembered: a demonstration that runs for weeks must not grow for ever."""
_BIGGEST_BODY = 4 * 1024 * 1024


@dataclass(slots=True)
class Door:
    """One running stand-in: its store, the faults to come, and the ledger so far (mutable, in memory only)."""

    store: Store
    plan: FaultPlan = field(default_factory=FaultPlan)
    ledger: deque[Entry] = field(default_factory=lambda: deque(maxlen=_LONGEST_LEDGER))
    record: Path | None = None
    """Every exchange with Graph's own answers is appended here as JSON lines, for a check against Graph's contract."""
    base: str = ""
    http: aiohttp.ClientSession | None = None
    telling: set[asyncio.Task[None]] = field(default_factory=set)
    consented: dict[str, str] = field(default_factory=dict)
    """Bearer words of applications that sign in as themselves: each may do what was consented to. Others may all."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of Graph."""
        at = self.store.clock().timestamp()
        path = unquote(request.rel_url.raw_path)
        try:
            raw = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return web.json_response({"error": {"code": "requestEntityTooLarge", "message": "too large"}}, status=413)
        text = raw.decode("utf-8", "replace")
        request_id = self.store.new_id()
        cut = html = odd = False
        try:
            await self._misbehave(request.method, path, text)
            done = await self._work(request, path, raw)
            cut = self.plan.strike(("drop_after_commit",), request.method, path) is not None
            if self.plan.strike(("empty",), request.method, path):
                done, odd = replace(done, body=None), True
        except Refused as refused:
            done = self._refusal(request, refused, request_id)
        except _Cut:
            done, cut = Done(0), True
        except _Html:
            done, html = Done(502), True
        odd = odd or _has_error(done)
        self._write_down(request, text, done, at, strange=cut or html, odd=odd)
        if done.changed_list:
            self._spread_word(done.changed_list)
        if cut:
            assert request.transport is not None
            request.transport.abort()
        if html:
            return web.Response(status=502, text=_HTML, content_type="text/html")
        headers = {
            "request-id": request_id,
            "client-request-id": request.headers.get("client-request-id", request_id),
            **(done.headers or {}),
        }
        if done.body is None:
            return web.Response(status=done.status or 500, headers=headers)
        return web.json_response(done.body, status=done.status, headers=headers)

    async def _misbehave(self, method: str, path: str, text: str) -> None:
        if self.plan.strike(("outage", "drop"), method, path):
            raise _Cut
        hang = self.plan.strike(("hang",), method, path)
        if hang:
            await asyncio.sleep(hang.seconds)
            raise _Cut
        if self.plan.strike(("html",), method, path):
            raise _Html
        now = self.store.clock().timestamp()
        if now < self.plan.held_until:
            raise _status(self.plan.held_status, max(1, round(self.plan.held_until - now + 0.5)))
        status = self.plan.strike(("status",), method, path)
        if status:
            if status.holds and status.retry_after:
                self.plan.held_until, self.plan.held_status = now + status.retry_after, status.status
            raise _status(status.status, status.retry_after, self.store.clock() if status.dated else None)
        if self.plan.waiting and self.plan.strike(("poison",), method, path, _title(text)):
            raise bad("The item cannot be stored")

    async def _work(self, request: web.Request, path: str, raw: bytes) -> Done:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if not bearer:
            raise Refused(401, "InvalidAuthenticationToken", "Access token is empty.", {"WWW-Authenticate": "Bearer"})
        if not path.startswith("/v1.0/"):
            raise Refused(400, "BadRequest", "Invalid version")
        path = path.removeprefix("/v1.0")
        if bearer in self.consented:
            consent.hold(self.store, self.consented[bearer], request.method, path)
        zipped = path.startswith("/appCatalogs/") and request.content_type == ZIP
        body = None if zipped else json_of(raw.decode("utf-8", "replace"), request.headers.get("Content-Type", ""))
        if path.startswith("/subscriptions"):
            return await self._subscriptions(request.method, path, body)
        work, where = find_route(request.method, path)
        if path.rstrip("()").endswith("/items/delta") and self.plan.strike(("expire_tokens",), "GET", path):
            for row in self.store.db.execute("SELECT id FROM lists").fetchall():
                expire_tokens(self.store, row["id"])
        call = Call(
            store=self.store,
            base=f"{request.url.origin()}/v1.0",
            path=path,
            where=where,
            options=dict(request.query),
            body=body,
            if_match=request.headers.get("If-Match", ""),
            prefer=request.headers.get("Prefer", ""),
            raw=raw if zipped else b"",
        )
        try:
            return self._with_error(path, work(call))
        except sqlite3.OperationalError:
            raise _status(503, 1) from None

    def _with_error(self, path: str, done: Done) -> Done:
        """An error in the place of a page's first row, when one is to come."""
        rows = (done.body or {}).get("value") if "/items/delta" in path else None
        if rows and self.plan.strike(("error_row",), "GET", path):
            rows[0] = {"error": {"code": "InternalServerError", "message": "We failed to do this"}}
        return done

    async def _subscriptions(self, method: str, path: str, body: Json) -> Done:
        one = path.removeprefix("/subscriptions").strip("/")
        assert self.http is not None
        if method == "POST" and not one:
            list_id, made = notify.checked_subscription(self.store, body if isinstance(body, dict) else {})
            await notify.shake_hands(
                self.http, made["notificationUrl"], f"Validation: Testing {self.store.new_id()} <&> %2B"
            )
            notify.keep_subscription(self.store, list_id, made)
            return Done(201, made)
        if method == "GET" and not one:
            rows = self.store.db.execute("SELECT body FROM subscriptions").fetchall()
            return Done(200, {"value": [json.loads(row["body"]) for row in rows]})
        kept = notify.subscription(self.store, one)
        if method == "PATCH":
            if not isinstance(body, dict) or set(body) != {"expirationDateTime"}:
                raise bad("Only 'expirationDateTime' can be changed")
            kept["expirationDateTime"] = notify.checked_expiry(self.store, body["expirationDateTime"])
            list_id = self.store.db.execute("SELECT list FROM subscriptions WHERE id = ?", (one,)).fetchone()["list"]
            notify.keep_subscription(self.store, list_id, kept)
            return Done(200, kept)
        if method == "DELETE":
            with self.store.changing() as db:
                db.execute("DELETE FROM subscriptions WHERE id = ?", (one,))
            return Done(204)
        return Done(200, kept)

    def spread_word(self, list_id: str) -> None:
        """Tell every subscriber of a list that something changed, without waiting for them."""
        self._spread_word(list_id)

    def _spread_word(self, list_id: str) -> None:
        assert self.http is not None
        for told in notify.subscriptions_of(self.store, list_id):
            if self.plan.strike(("lose_notification",), "", ""):
                continue
            times = 2 if self.plan.strike(("double_notification",), "", "") else 1
            task = asyncio.get_running_loop().create_task(notify.tell(self.http, told, times))
            self.telling.add(task)
            task.add_done_callback(self.telling.discard)

    def _refusal(self, request: web.Request, refused: Refused, request_id: str) -> Done:
        client_request_id = request.headers.get("client-request-id", request_id)
        body = error_json(refused, self.store.clock(), request_id, client_request_id)
        return Done(refused.status, body, "", refused.headers)

    def _write_down(self, request: web.Request, text: str, done: Done, at: float, *, strange: bool, odd: bool) -> None:
        path = unquote(request.rel_url.raw_path) + ("?" + request.rel_url.query_string) * bool(
            request.rel_url.query_string
        )
        self.ledger.append(Entry(at, request.method, path, 0 if strange and not done.body else done.status))
        if self.record is None:
            return
        strange, zipped = strange or odd, request.content_type == ZIP
        exchange = {
            "method": request.method,
            "url": str(request.url),
            "headers": {k: v for k, v in request.headers.items() if k.lower() != "authorization"},
            "body": None if zipped else text or None,
            # The contract cannot look into a package.
            **({"request_unknown": True} if zipped else {}),
            # An answer that is not Graph's (a proxy's page, a cut connection) has no status of Graph's.
            "status": None if strange else done.status,
            "resp_headers": {"request-id": "", **(done.headers or {})},
            "resp_body": None if strange or done.body is None else json.dumps(done.body),
        }
        with self.record.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(exchange) + "\n")

    async def faults(self, request: web.Request) -> web.Response:
        """``POST /_faults``: a list of faults to come, in place of those that wait; ``GET``: those that wait."""
        if request.method == "POST":
            body = await request.json()
            self.plan.waiting[:] = [fault_from(one) for one in body]
            self.plan.held_until = 0.0
        return web.json_response([_as_json(fault) for fault in self.plan.waiting])

    async def calls(self, _request: web.Request) -> web.Response:
        """``GET /_ledger``: every call so far."""
        return web.json_response([_as_json(entry) for entry in self.ledger])


def _has_error(done: Done) -> bool:
    rows = (done.body or {}).get("value")
    return isinstance(rows, list) and any("error" in row for row in rows)


class _Cut(Exception):
    """Cut the connection without an answer."""


class _Html(Exception):
    """Answer as a proxy does that has lost what stands behind it."""


def _as_json(one: Fault | Entry) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def _status(status: int, retry_after: int | None, dated: datetime | None = None) -> Refused:
    codes = {
        401: "InvalidAuthenticationToken",
        403: "accessDenied",
        429: "activityLimitReached",
        503: "serviceNotAvailable",
        423: "resourceLocked",
    }
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    if dated is not None and retry_after is not None:
        until = dated.astimezone(UTC) + timedelta(seconds=retry_after)
        headers = {
            "Retry-After": format_datetime(until, usegmt=True),
            "Date": format_datetime(dated.astimezone(UTC), usegmt=True),
        }
    return Refused(status, codes.get(status, "generalException"), "The service said no", headers)


def _title(text: str) -> str:
    """The title of the item that a call would make; empty when it makes none."""
    with contextlib.suppress(ValueError, LookupError, TypeError):
        return str(json.loads(text)["fields"]["Title"])
    return ""


def make_app(door: Door) -> web.Application:
    """The aiohttp application of one stand-in."""
    app = web.Application(client_max_size=_BIGGEST_BODY, middlewares=[only_this_machine])
    app.router.add_route("*", "/_faults", door.faults)
    app.router.add_get("/_ledger", door.calls)
    app.router.add_route("*", "/{tail:.*}", door.answer)
    return app


def with_faults(door: Door, faults: Sequence[Fault]) -> None:
    """Let these faults come next, after those that wait."""
    door.plan.waiting.extend(faults)
