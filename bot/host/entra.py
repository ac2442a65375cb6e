"""The bot's own token for the connector: cached, renewed early, fetched once for all who wait."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import orjson
from aiohttp import ClientError, ClientSession

from bot.delivery_errors import TryLater
from bot.host.outbound import proxy_for, read_to_end, tls_for
from bot.logs import Log
from bot.managed_identity import NoToken, managed_token

SCOPE: Final = "https://api.botframework.com/.default"
EARLY: Final = 300.0
"""Seconds before its end at which a token is renewed while the old one still serves."""
LARGEST: Final = 64 * 1024

_TENANT: Final = re.compile(r"[A-Za-z0-9.-]{1,100}")
_log = Log("entra")


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token and the second (of the clock that made it) at which it ends."""

    word: str
    ends: float

    def __repr__(self) -> str:
        return f"Token(ends={self.ends})"


FetchToken = Callable[[], Awaitable[tuple[str, float]]]
"""Fetches a new token: the word, and the seconds for which it holds. Raises `TryLater`."""


def uncounted(_service: str, _result: str) -> None:
    """Nobody counts the calls."""


class BotToken:
    """The token of the bot. ``None`` as ``fetch``: local mode, where nothing is asked for and no token is sent."""

    def __init__(
        self,
        fetch: FetchToken | None,
        clock: Callable[[], float],
        called: Callable[[str, str], None] = uncounted,
    ) -> None:
        self._fetch = fetch
        self._called = called
        self._clock = clock
        self._token: Token | None = None
        self._fetching: asyncio.Task[Token] | None = None

    async def header(self) -> dict[str, str]:
        """The header that a call needs. Raises `TryLater` when there is no token to be had."""
        if self._fetch is None:
            return {}
        token, now = self._token, self._clock()
        if token is None or now >= token.ends:
            token = await asyncio.shield(self._begin(self._fetch))
        elif now >= token.ends - EARLY:
            self._begin(self._fetch)  # in the background: the one at hand still serves
        return {"Authorization": f"Bearer {token.word}"}

    def forget(self) -> None:
        """Drop the token: the service would not take it."""
        self._token = None

    def _begin(self, fetch: FetchToken) -> asyncio.Task[Token]:
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._renewed(fetch), name="bot token")
            self._fetching.add_done_callback(self._ended)
        return self._fetching

    def _ended(self, task: asyncio.Task[Token]) -> None:
        self._fetching = None
        if not task.cancelled() and (error := task.exception()) is not None:
            self._called("entra", "failed")
            _log.error("no token for the bot", error)

    async def _renewed(self, fetch: FetchToken) -> Token:
        began = self._clock()
        word, seconds = await fetch()
        self._token = Token(word, began + seconds)
        self._called("entra", "ok")
        return self._token


def with_password(session: ClientSession, url: str, app_id: str, password: str) -> FetchToken:
    """Fetches tokens with the app's password (``SingleTenant``). ``url`` is that of `token_url`, or a stand-in's."""

    async def fetch() -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": app_id,
            "client_secret": password,
            "scope": SCOPE,
        }
        try:
            async with session.post(
                url, data=form, proxy=proxy_for(url), ssl=await tls_for(url), allow_redirects=False
            ) as answer:
                body = await read_to_end(answer.content, LARGEST)
                if answer.status != HTTPStatus.OK:
                    raise TryLater(f"Entra gave no token ({answer.status})")
            said = orjson.loads(body)
            return str(said["access_token"]), float(said["expires_in"])
        except (ClientError, TimeoutError) as error:
            raise TryLater(f"Entra could not be reached ({type(error).__name__})") from None
        except (ValueError, KeyError, TypeError):
            raise TryLater("Entra's answer could not be read") from None

    return fetch


def with_managed_identity(client_id: str, wall: Callable[[], float]) -> FetchToken:
    """Fetches tokens as the machine's own identity (``UserAssignedMSI``)."""

    async def fetch() -> tuple[str, float]:
        try:
            return await asyncio.to_thread(managed_token, client_id, SCOPE, wall)
        except NoToken as error:
            raise TryLater(str(error)) from None

    return fetch


def token_url(tenant: str) -> str:
    """Where tokens for this tenant come from. Raises ValueError for what is no tenant id or domain."""
    if not _TENANT.fullmatch(tenant):
        raise ValueError("MicrosoftAppTenantId is no tenant id")
    return f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
