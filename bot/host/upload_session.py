"""An upload session of OneDrive: sends a file to an address that is a right in itself, piece by piece.

Microsoft's page is "driveItem: createUploadSession". No token goes with it (with one OneDrive answers 401), no
redirect is followed, and nothing of the address is logged or stands in a reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final, Literal, NoReturn

from aiohttp import (
    ClientConnectionError,
    ClientError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ServerDisconnectedError,
)
from yarl import URL

from bot.delivery_errors import GiveUp, TryLater
from bot.host.outbound import CONNECT_SECONDS, object_of, proxy_for, tls_for
from bot.host.upload_address import UploadRule
from bot.retry_after import retry_after

UNIT: Final = 320 * 1024
"""Bytes of which every piece but the last holds a whole number."""
PIECE: Final = 16 * UNIT
"""5 MiB, the smallest that Microsoft recommends: it must get through within `SECONDS` on a slow line."""
SECONDS: Final = 40.0
LARGEST: Final = 64 * 1024
"""Bytes of an answer that are read."""

LONGEST_CODE: Final = 60
_GONE: Final = frozenset({401, 404, 410})
"""The session has ended: its address was a right for some minutes or hours."""
_NO_ROOM: Final = frozenset({"quotaLimitReached", "insufficientStorage"})
_RANGE: Final = re.compile(r"([0-9]{1,15})-([0-9]{1,15})?")


class SessionGone(Exception):
    """The upload session has ended, or there never was one."""


class HasItAlready(Exception):
    """OneDrive has this piece already; `UploadSession.received` says from where it goes on."""


class NotTaken(Exception):
    """OneDrive will not take the file. ``why``: for whom it is; ``reason``: for operators, without content."""

    def __init__(self, why: Literal["refused", "full", "conflict"], reason: str) -> None:
        super().__init__(reason)
        self.why: Literal["refused", "full", "conflict"] = why
        self.reason = reason


@dataclass(frozen=True, slots=True)
class UploadSession:
    """Calls one service: OneDrive, through the address that Teams gave."""

    session: ClientSession
    rule: UploadRule
    wall: Callable[[], float]
    called: Callable[[str, str], None] = lambda _service, _result: None

    async def put(self, address: str, piece: bytes, start: int, total: int) -> int | None:
        """Send one piece; gives the place of the next byte that is wanted, or None when the file is whole.

        Raises `SessionGone`, `HasItAlready`, `NotTaken` or `TryLater`.
        """
        headers = {
            "Content-Range": f"bytes {start}-{start + len(piece) - 1}/{total}",
            "Content-Type": "application/octet-stream",
        }
        status, said = await self._call("PUT", address, piece, headers)
        if status in {HTTPStatus.OK, HTTPStatus.CREATED}:
            return None
        return _next(said, start + len(piece))

    async def received(self, address: str) -> int | None:
        """From which byte OneDrive still wants the file; None: it wants nothing more. Raises as `put`."""
        _, said = await self._call("GET", address, None, {})
        return None if said.get("nextExpectedRanges") == [] else _next(said, 0)

    async def cancel(self, address: str) -> None:
        """End the session and let go what it has received. Raises as `put`."""
        await self._call("DELETE", address, None, {})

    async def _call(
        self, method: str, address: str, data: bytes | None, headers: dict[str, str]
    ) -> tuple[int, Mapping[str, Any]]:
        if not self.rule.saves(address):  # asked again here: what was stored is no proof
            self.called("onedrive", "not allowed")
            raise GiveUp("the address is not one of OneDrive")
        try:
            async with self.session.request(
                method,
                URL(address, encoded=True),
                data=data,
                headers=headers,
                proxy=proxy_for(address),
                ssl=await tls_for(address),
                allow_redirects=False,  # a redirect would carry somebody's file to an address that nobody checked
                timeout=ClientTimeout(total=SECONDS, sock_connect=CONNECT_SECONDS),
                middlewares=(_once,),
            ) as answer:
                said = await object_of(answer.content, LARGEST)
                self.called("onedrive", str(answer.status))
                if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
                    self._fail(answer, said)
                return answer.status, said
        except (ClientError, TimeoutError, OSError) as error:
            self.called("onedrive", type(error).__name__)
            raise TryLater(f"OneDrive could not be reached ({type(error).__name__})") from None

    def _fail(self, answer: ClientResponse, said: Mapping[str, Any]) -> NoReturn:
        status, reason = answer.status, f"OneDrive answered {answer.status} {_code(said)}".rstrip()
        if status in _GONE:
            raise SessionGone(reason)
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise HasItAlready(reason)
        if status == HTTPStatus.INSUFFICIENT_STORAGE or _code(said) in _NO_ROOM:
            raise NotTaken("full", reason)
        if status == HTTPStatus.CONFLICT:
            raise NotTaken("conflict", reason)
        passing = status in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.LOCKED, HTTPStatus.TOO_EARLY}
        if passing or status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            now = datetime.fromtimestamp(self.wall(), UTC)
            raise TryLater(reason, retry_after(answer.headers.get("Retry-After"), now, answer.headers.get("Date")))
        raise NotTaken("refused", reason)


async def _once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Let a dropped call end: aiohttp sends a PUT once more by itself, and then a file that arrived is "not found"."""
    try:
        return await handler(request)
    except (ClientOSError, ServerDisconnectedError) as error:
        raise ClientConnectionError(type(error).__name__) from error


def _next(said: Mapping[str, Any], otherwise: int) -> int:
    """The place of the first byte that is missing, by ``nextExpectedRanges`` ("26-", "12345-55232")."""
    ranges = said.get("nextExpectedRanges")
    first = ranges[0] if isinstance(ranges, list) and ranges else None
    found = _RANGE.fullmatch(first) if isinstance(first, str) else None
    return int(found[1]) if found else otherwise


def _code(said: Mapping[str, Any]) -> str:
    """The error's name: one plain word or none. Its message can name files and people."""
    error = said.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and code.isalpha() and len(code) <= LONGEST_CODE else ""
