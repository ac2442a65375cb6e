"""The stand-in for everyone's OneDrive: upload sessions as Microsoft's page has them, and the files that come of them.

Strict where the service is: pieces come in order, all but the last hold whole units of 320 KiB, the size of the whole
never changes, and whoever sends a token is refused.
"""

from __future__ import annotations

import os
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from aiohttp import web

from bot.local.faults import Call, Fault, FaultPlan
from bot.local.faulty_answers import cut, misbehaving
from bot.loopback import Handler

UNIT: Final = 320 * 1024
LARGEST: Final = 60 * 1024 * 1024
"""Bytes that one call may bring."""
_RANGE: Final = re.compile(r"bytes ([0-9]+)-([0-9]+)/([0-9]+)")
_NAME: Final = re.compile(r"[^A-Za-z0-9._ -]")


@dataclass(frozen=True, slots=True)
class Brought(Call):
    """One call, with the range that it brought and whether a token came with it."""

    range: str = ""
    token: bool = False


@dataclass(slots=True)
class _Session:
    """A file on its way."""

    id: str
    name: str
    total: int = 0
    held: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class OneDrive:
    """Everyone's files. ``folder``: where they are kept; None: for as long as this lasts. ``new_id`` gives new ids."""

    new_id: Callable[[], str]
    folder: Path | None = None
    plan: FaultPlan = field(default_factory=FaultPlan)
    ledger: deque[Brought] = field(default_factory=lambda: deque(maxlen=2000))
    _sessions: dict[str, _Session] = field(default_factory=dict)
    _files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def begin(self, base: str, name: str) -> dict[str, str]:
        """Begin an upload session, as Teams does when somebody allows a file: what it tells the bot of it.

        ``base``: the address under which `routes` answers.
        """
        token, file = self.new_id(), self.new_id()
        self._sessions[token] = _Session(file, name)
        shown = quote(_NAME.sub("_", name))
        return {
            "contentUrl": f"{base}/files/{file}/{shown}",
            "name": name,
            "uploadUrl": f"{base}/up/{token}?guid={file}&overwrite=True&rename=False",
            "uniqueId": file,
            "fileType": name.rpartition(".")[2],
        }

    def expire(self) -> None:
        """End every session that is open, as time does."""
        self._sessions.clear()

    def file(self, unique_id: str) -> tuple[str, bytes] | None:
        """The name and the bytes of a file, or None."""
        if unique_id in self._files or self.folder is None:
            return self._files.get(unique_id)
        found = list((self.folder / _NAME.sub("_", unique_id)).glob("*"))
        return (found[0].name, found[0].read_bytes()) if found else None

    @property
    def files(self) -> list[tuple[str, bytes]]:
        """Every file that came since the start: its name and its bytes."""
        return list(self._files.values())

    def routes(self, base: str, around: Callable[[Handler], Handler]) -> list[web.RouteDef]:
        """What a bot and a browser call under ``base``; ``around`` is put around each, such as a check of who calls."""
        up = f"{base}/up/{{token}}"
        calls: tuple[tuple[str, str, Handler], ...] = (
            ("PUT", up, self._put),
            ("GET", up, self._status),
            ("DELETE", up, self._cancel),
        )
        sessions = [web.route(method, path, around(self._answering(handler))) for method, path, handler in calls]
        return [*sessions, web.get(f"{base}/files/{{file}}/{{name}}", around(self._open))]

    async def _put(self, request: web.Request) -> web.Response:
        session = self._session(request)
        if "Authorization" in request.headers:
            return _error(401, "unauthenticated")
        found = _RANGE.fullmatch(request.headers.get("Content-Range", ""))
        piece = await request.read()
        if session is None:
            return _error(404, "itemNotFound")
        if found is None:
            return _error(400, "invalidRequest")
        first, last, total = (int(part) for part in found.groups())
        whole = last + 1 == total
        sound = len(piece) == last - first + 1 and last < total and 0 < len(piece) <= LARGEST
        if not sound or (session.total and session.total != total) or (not whole and len(piece) % UNIT):
            return _error(400, "invalidRequest")
        if first != len(session.held):
            return _error(416, "invalidRange")
        session.total = total
        session.held += piece
        if not whole:
            return web.json_response(_wanted(session), status=202)
        del self._sessions[request.match_info["token"]]
        self._keep(session)
        item = {"id": session.id, "name": session.name, "size": total, "file": {}}
        return web.json_response(item, status=201)

    async def _status(self, request: web.Request) -> web.Response:
        session = self._session(request)
        return web.json_response(_wanted(session)) if session else _error(404, "itemNotFound")

    async def _cancel(self, request: web.Request) -> web.Response:
        gone = self._sessions.pop(request.match_info["token"], None)
        return web.Response(status=204) if gone else _error(404, "itemNotFound")

    async def _open(self, request: web.Request) -> web.Response:
        found = self.file(request.match_info["file"])
        if found is None:
            return web.Response(status=404, text="This file is not here.")
        disposition = f"attachment; filename*=UTF-8''{quote(found[0])}"
        octets = "application/octet-stream"
        return web.Response(body=found[1], content_type=octets, headers={"Content-Disposition": disposition})

    def _session(self, request: web.Request) -> _Session | None:
        return self._sessions.get(request.match_info["token"])

    def _keep(self, session: _Session) -> None:
        data = bytes(session.held)
        self._files[session.id] = (session.name, data)
        if self.folder is None:
            return
        place = self.folder / _NAME.sub("_", session.id)
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(place / _NAME.sub("_", session.name), os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(data)

    def _answering(self, handler: Handler) -> Handler:
        """The same handler behind the faults to come; every call is written down."""

        async def answer(request: web.Request) -> web.StreamResponse:
            said = await misbehaving(self.plan, request, lambda: handler(request), _fault)
            status = 0 if said is None else said.status
            told = (request.headers.get("Content-Range", ""), "Authorization" in request.headers)
            self.ledger.append(Brought(time.time(), request.method, request.path, status, *told))
            return cut(request) if said is None else said

        return answer


def _wanted(session: _Session) -> dict[str, Any]:
    return {"expirationDateTime": "2099-01-01T00:00:00Z", "nextExpectedRanges": [f"{len(session.held)}-"]}


def _error(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": "no"}}, status=status)


def _fault(fault: Fault) -> web.Response:
    answer = _error(fault.status, "serviceNotAvailable")
    if fault.retry_after is not None:
        answer.headers["Retry-After"] = str(fault.retry_after)
    if HTTPStatus.MULTIPLE_CHOICES <= fault.status < HTTPStatus.BAD_REQUEST:
        answer.headers["Location"] = "http://127.0.0.1:9/elsewhere"
    return answer
