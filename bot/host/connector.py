"""The way out to Teams: messages, updates and new conversations, each tried once, over one pooled client."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final, NoReturn
from urllib.parse import quote

import orjson
from aiohttp import ClientError, ClientResponse, ClientSession
from yarl import URL

from bot.delivery_errors import GiveUp, TooLarge, TryLater, Unreachable
from bot.host.entra import BotToken
from bot.host.incoming import Reference
from bot.host.outbound import proxy_for, read_to_end, tls_for
from bot.host.service_url import ServiceRule
from bot.retry_after import retry_after

LARGEST: Final = 64 * 1024
"""Bytes of an answer that are read: it holds an id."""
LARGEST_MESSAGE: Final = 100 * 1024
"""Bytes of a message that Teams takes (facts, teams.md)."""

_LATER: Final = frozenset({401, 408, 409, 412, 423, 425, 429, 500, 502, 503, 504})
_WORD: Final = re.compile(r"[A-Za-z]{3,60}")


class Connector:
    """Calls the Bot Framework's connector. Time limits are the session's (5 s to connect, 15 s in all)."""

    def __init__(
        self,
        session: ClientSession,
        token: BotToken,
        rule: ServiceRule,
        wall: Callable[[], float],
        called: Callable[[str, str], None] = lambda _service, _result: None,
    ) -> None:
        self._session = session
        self._token = token
        self._rule = rule
        self._wall = wall
        self._called = called

    async def send(self, to: Reference, activity: Mapping[str, Any]) -> str:
        """Post an activity into a conversation; gives the id of the new message.

        Raises `TryLater`, `GiveUp`, `Refused` or `TooLarge`.
        """
        path = f"v3/conversations/{_part(to.conversation)}/activities"
        return _id(await self._call("POST", to.service_url, path, activity))

    async def update(self, to: Reference, activity_id: str, activity: Mapping[str, Any]) -> None:
        """Replace a message that was sent before. Raises as `send`."""
        path = f"v3/conversations/{_part(to.conversation)}/activities/{_part(activity_id)}"
        await self._call("PUT", to.service_url, path, {**activity, "id": activity_id})

    async def create_conversation(self, service_url: str, tenant: str, bot: str, aad_id: str) -> str:
        """Open (or find) the personal chat with someone; gives the conversation's id. Raises as `send`."""
        asked = {
            "bot": {"id": bot},
            "isGroup": False,
            "members": [{"id": aad_id, "aadObjectId": aad_id}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        conversation = _id(await self._call("POST", service_url, "v3/conversations", asked))
        if not conversation:
            raise TryLater("Teams gave no conversation")
        return conversation

    async def member(self, of: Reference, teams_id: str) -> Mapping[str, Any]:
        """What Teams tells of one member of a conversation (``name``, ``userPrincipalName`` …). Raises as `send`."""
        path = f"v3/conversations/{_part(of.conversation)}/members/{_part(teams_id)}"
        return await self._call("GET", of.service_url, path, None)

    async def _call(
        self, method: str, service_url: str, path: str, body: Mapping[str, Any] | None
    ) -> Mapping[str, Any]:
        # Checked again here: a reference that was stored can be older than the rule, or not ours at all.
        if not self._rule.allows(service_url):
            self._called("teams", "not allowed")
            raise GiveUp("the stored service address is not one of Teams")
        data = orjson.dumps(body) if body is not None else None
        if data is not None and len(data) > LARGEST_MESSAGE:
            raise TooLarge("the message is larger than Teams takes")
        headers = await self._token.header()
        if data is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        url = f"{service_url.rstrip('/')}/{path}"
        try:
            async with self._session.request(
                method,
                URL(url, encoded=True),
                data=data,
                headers=headers,
                proxy=proxy_for(url),
                ssl=await tls_for(url),
                allow_redirects=False,  # a redirect would carry our token to an address that nobody checked
            ) as answer:
                said = await _said(answer)
                self._called("teams", str(answer.status))
                if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
                    self._fail(answer, said)
                return said
        except (ClientError, TimeoutError, OSError) as error:
            self._called("teams", type(error).__name__)
            raise TryLater(f"Teams could not be reached ({type(error).__name__})") from None

    def _fail(self, answer: ClientResponse, said: Mapping[str, Any]) -> NoReturn:
        status, code = answer.status, _code(said)
        reason = f"Teams answered {status} {code}".rstrip()
        if status == HTTPStatus.UNAUTHORIZED:
            self._token.forget()
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or code == "MessageSizeTooBig":
            raise TooLarge(reason)
        if status == HTTPStatus.FORBIDDEN:
            raise Unreachable(reason)
        if status in _LATER or status > HTTPStatus.GATEWAY_TIMEOUT:
            now = datetime.fromtimestamp(self._wall(), UTC)
            raise TryLater(reason, retry_after(answer.headers.get("Retry-After"), now, answer.headers.get("Date")))
        raise GiveUp(reason)


def _part(text: str) -> str:
    return quote(text, safe="")


async def _said(answer: ClientResponse) -> Mapping[str, Any]:
    try:
        said = orjson.loads(await read_to_end(answer.content, LARGEST))
    except ValueError:  # too long, or no JSON
        return {}
    return said if isinstance(said, dict) else {}


def _id(said: Mapping[str, Any]) -> str:
    named = said.get("id")
    return named if isinstance(named, str) else ""


def _code(said: Mapping[str, Any]) -> str:
    """The error's name when it is one plain word. Error texts can quote what we sent, and operators see reasons."""
    error = said.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and _WORD.fullmatch(code) else ""
