"""The way out to Teams: messages, updates and new conversations, each tried once, over one pooled client."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final, Literal, NoReturn
from urllib.parse import quote

import orjson
from aiohttp import ClientError, ClientResponse, ClientSession
from yarl import URL

from bot.delivery_errors import GiveUp, NotFound, TooLarge, TryLater, Unreachable
from bot.host.entra import BotToken
from bot.host.incoming import Reference
from bot.host.outbound import object_of, proxy_for, tls_for
from bot.host.service_url import ServiceRule
from bot.retry_after import retry_after
from bot.unreachable import Why, why

LARGEST: Final = 64 * 1024
"""Bytes of an answer that are read: it holds an id."""
LARGEST_MESSAGE: Final = 100 * 1024
"""Bytes of a message that Teams takes (facts, teams.md)."""

_TARGETED: Final = "?isTargetedActivity=true"
"""A preview of Microsoft's: a service that does not know it would show the message to everyone in the chat."""
_LATER: Final = frozenset({401, 408, 409, 412, 423, 425, 429, 500, 502, 503})
_MISSED: Final = frozenset({"ConversationNotFound", "ActivityNotFoundInConversation"})
_WORD: Final = re.compile(r"[A-Za-z]{3,60}")
_About = Literal["", "somebody", "message"]
"""What a call is about, where a refusal can mean that this one does not exist."""
LONGEST_SAID: Final = 500
"""Characters of an error's text that are read for what it means."""


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

    async def send(self, to: Reference, activity: Mapping[str, Any], *, targeted: bool = False) -> str:
        """Post an activity into a conversation; gives the id of the new message.

        ``targeted``: its ``recipient`` alone sees it there. Raises what `bot/delivery_errors.py` names.
        """
        path = f"v3/conversations/{_part(to.conversation)}/activities{_TARGETED if targeted else ''}"
        return _id(await self._call("POST", to.service_url, path, activity))

    async def update(
        self, to: Reference, activity_id: str, activity: Mapping[str, Any], *, targeted: bool = False
    ) -> None:
        """Replace a message that was sent before, a ``targeted`` one for the same person. Raises as `send`.

        A message that was deleted is refused without a reason (403, microsoft/BotFramework-Services issue 269): that is
        a `GiveUp` too, and says nothing of the person or channel.
        """
        one = f"v3/conversations/{_part(to.conversation)}/activities/{_part(activity_id)}"
        path = f"{one}{_TARGETED if targeted else ''}"
        await self._call("PUT", to.service_url, path, {**activity, "id": activity_id}, about="message")

    async def create_conversation(self, service_url: str, tenant: str, bot: str, aad_id: str) -> str:
        """Open (or find) the personal chat with someone; gives the conversation's id.

        Raises as `send`, and `Unreachable` too where Teams knows nobody by that id.
        """
        asked = {
            "bot": {"id": bot},
            "isGroup": False,
            "members": [{"id": aad_id, "aadObjectId": aad_id}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        conversation = _id(await self._call("POST", service_url, "v3/conversations", asked, about="somebody"))
        if not conversation:
            raise TryLater("Teams gave no conversation")
        return conversation

    async def member(self, of: Reference, teams_id: str) -> Mapping[str, Any]:
        """What Teams tells of one member of a conversation (``name``, ``userPrincipalName`` …). Raises as `send`."""
        path = f"v3/conversations/{_part(of.conversation)}/members/{_part(teams_id)}"
        return await self._call("GET", of.service_url, path, None)

    async def _call(
        self,
        method: str,
        service_url: str,
        path: str,
        body: Mapping[str, Any] | None,
        *,
        about: _About = "",
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
                said = await object_of(answer.content, LARGEST)
                self._called("teams", str(answer.status))
                if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
                    self._fail(answer, said, about)
                return said
        except (ClientError, TimeoutError, OSError) as error:
            self._called("teams", type(error).__name__)
            raise TryLater(f"Teams could not be reached ({type(error).__name__})") from None

    def _fail(self, answer: ClientResponse, said: Mapping[str, Any], about: _About) -> NoReturn:
        status, (code, message) = answer.status, _error(said)
        reason = f"Teams answered {status} {code}".rstrip()
        if status == HTTPStatus.UNAUTHORIZED:
            self._token.forget()
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or code == "MessageSizeTooBig":
            raise TooLarge(reason)
        found = why(code, message)
        nobody = about == "somebody" and found is Why.GONE and status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}
        if found is Why.BROKEN and status == HTTPStatus.FORBIDDEN:
            raise TryLater(f"{found} ({reason})")
        if status == HTTPStatus.FORBIDDEN and about == "message" and found in {Why.UNKNOWN, Why.GONE}:
            raise GiveUp(reason)
        if status == HTTPStatus.FORBIDDEN or nobody:
            raise Unreachable(f"{found} ({reason})", found)
        if status in _LATER or status >= HTTPStatus.GATEWAY_TIMEOUT:
            now = datetime.fromtimestamp(self._wall(), UTC)
            raise TryLater(reason, retry_after(answer.headers.get("Retry-After"), now, answer.headers.get("Date")))
        if status == HTTPStatus.NOT_FOUND and code in _MISSED:
            raise NotFound(reason)
        raise GiveUp(reason)


def _part(text: str) -> str:
    return quote(text, safe="")


def _id(said: Mapping[str, Any]) -> str:
    named = said.get("id")
    return named if isinstance(named, str) else ""


def _error(said: Mapping[str, Any]) -> tuple[str, str]:
    """The error's name and what was said of it. The name is one plain word or none: operators see it in reasons.

    Microsoft's page has the name that tells most in ``subCode``. Error texts can quote what we sent: nobody sees them.
    """
    error = said.get("error")
    if not isinstance(error, dict):
        return "", ""
    codes = [code for key in ("subCode", "code") if isinstance(code := error.get(key), str) and _WORD.fullmatch(code)]
    message = error.get("message")
    return (codes[0] if codes else ""), (message[:LONGEST_SAID] if isinstance(message, str) else "")
