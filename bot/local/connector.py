"""The stand-in for Teams, seen from the bot: the connector's endpoints, as the Bot Framework service has them.

One for all: the local page keeps what they are told in its chats, tests and exercises in memory
(`bot.local.in_memory`), and both can let it misbehave.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp import web

from bot.local.consents import fault_of
from bot.local.faults import Fault, FaultPlan, Sent
from bot.local.faulty_answers import cut, misbehaving
from bot.local.in_pieces import sent_in_pieces
from bot.loopback import Handler

MOST_BYTES = 100 * 1024
"""The size of a message that Teams takes (Microsoft's pages); a bigger one is answered with 413."""
_OF_SEVERAL = ("thread.tacv2", "thread.v2")
"""How the ids of channels, and of chats of several people, end."""
_CODES = {403: "MessageWritesBlocked", 413: "MessageSizeTooBig"}


class Refused(Exception):
    """The service does not do this; it says so with a status and a code as the Bot Framework service does."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def blocked() -> Refused:
    """What is said where somebody blocked the app, or removed it."""
    return Refused(403, "MessageWritesBlocked", "The person has removed or blocked the app.")


class Conversations(Protocol):
    """Whom the bot can reach, and where what it posts is kept."""

    def with_member(self, member: str) -> str | None:
        """The id of the personal conversation of whoever has this Entra or Teams id; None when nobody here has it."""

    def members(self, conversation: str) -> list[Mapping[str, str]] | None:
        """What is told of its members, as far as they are known; None when there is no such conversation."""

    async def member(self, conversation: str, member: str) -> Mapping[str, str] | None:
        """What is told of the member who has this Entra or Teams id; None when they are not in the conversation."""

    def refusal(self, conversation: str) -> Refused | None:
        """Why the bot may not post there, such as where somebody removed or blocked the app; None: it may."""

    def add(self, conversation: str, activity: Mapping[str, Any]) -> str:
        """Keep a message; gives its id."""

    def replace(self, conversation: str, message: str, activity: Mapping[str, Any]) -> bool:
        """Put another activity in the place of a message of the bot. False when there is no such message."""

    def remove(self, conversation: str, message: str) -> bool:
        """Delete a message. False when there is no such message."""

    def deleted(self, conversation: str, message: str) -> bool:
        """Whether there was such a message, and somebody deleted it."""


def _as_it_is(handler: Handler) -> Handler:
    return handler


@dataclass(slots=True)
class Connector:
    """The endpoints, one method each, the faults to come, and every call so far (the newest ``most``)."""

    conversations: Conversations
    most: int = 20_000
    plan: FaultPlan = field(default_factory=FaultPlan)
    targeted: dict[str, str] = field(default_factory=dict)
    """By message: who alone sees it, as the service names them."""
    ledger: deque[Sent] = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = deque(maxlen=self.most)

    def routes(self, base: str, around: Callable[[Handler], Handler] = _as_it_is) -> list[web.RouteDef]:
        """The endpoints under ``base``: make a conversation, send, answer, update, delete, and who is in it.

        ``around`` is put around each of them, such as a check of who calls.
        """
        conversations = f"{base.rstrip('/')}/v3/conversations"
        one = f"{conversations}/{{conversation}}"
        endpoints: list[tuple[str, str, Handler]] = [
            ("POST", conversations, self._make_conversation),
            ("POST", f"{one}/activities", self._send),
            ("POST", f"{one}/activities/{{activity}}", self._send),
            ("PUT", f"{one}/activities/{{activity}}", self._update),
            ("DELETE", f"{one}/activities/{{activity}}", self._delete),
            ("GET", f"{one}/members", self._members),
            ("GET", f"{one}/pagedmembers", self._paged_members),
            ("GET", f"{one}/members/{{member}}", self._one_member),
        ]
        return [
            web.route(method, path, _in_pieces(around(self._answering(handler)))) for method, path, handler in endpoints
        ]

    async def _make_conversation(self, request: web.Request) -> web.Response:
        asked = await _body(request)
        members = asked.get("members") or []
        if asked.get("isGroup") or len(members) != 1 or not isinstance(members[0], dict):
            raise Refused(400, "BadSyntax", "A conversation with exactly one member can be made here.")
        conversation = self.conversations.with_member(str(members[0].get("id", "")))
        if conversation is None:
            raise Refused(403, "BotNotInConversationRoster", "The person is not part of this tenant.")
        self._may_write(conversation)
        service = f"{request.scheme}://{request.host}{request.path.removesuffix('v3/conversations')}"
        answer = {"id": conversation, "serviceUrl": service}
        if isinstance(asked.get("activity"), dict):
            answer["activityId"] = self.conversations.add(conversation, asked["activity"])
        return web.json_response(answer, status=201)

    async def _send(self, request: web.Request) -> web.Response:
        conversation = self._known(request)
        self._may_write(conversation)
        activity = _drawn(conversation, await _body(request))
        recipient = await self._recipient(conversation, activity) if _is_targeted(request) else ""
        made = self.conversations.add(conversation, activity)
        if recipient:
            self.targeted[made] = recipient
        return web.json_response({"id": made}, status=201)

    async def _recipient(self, conversation: str, activity: Mapping[str, Any]) -> str:
        """Who alone is to see a message, by Microsoft's page on targeted messages: a member of a chat of several."""
        named = activity.get("recipient")
        recipient = named.get("id") if isinstance(named, dict) else None
        if not isinstance(recipient, str) or not recipient:
            raise Refused(400, "BadArgument", "A targeted message names its recipient.")
        if not conversation.partition(";")[0].endswith(_OF_SEVERAL):
            raise Refused(400, "BadArgument", "A chat of one person and the bot has no targeted messages.")
        if await self.conversations.member(conversation, recipient) is None:
            raise Refused(400, "BadArgument", "The recipient is not a member of this conversation.")
        return recipient

    async def _update(self, request: web.Request) -> web.Response:
        conversation = self._known(request)
        self._may_write(conversation)
        message = request.match_info["activity"]
        if _is_targeted(request) != (message in self.targeted):
            raise Refused(400, "BadArgument", "Who can see a message cannot be changed.")
        activity = _drawn(conversation, await _body(request))
        if message in self.targeted and "recipient" in activity:
            raise Refused(400, "BadArgument", "The recipient of a targeted message cannot be changed.")
        if self.conversations.deleted(conversation, message):
            raise Refused(403, "ServiceError", "Unknown")  # as seen: microsoft/BotFramework-Services issue 269
        if not self.conversations.replace(conversation, message, activity):
            raise Refused(404, "ActivityNotFoundInConversation", "There is no such message of yours.")
        return web.json_response({"id": message})

    async def _delete(self, request: web.Request) -> web.Response:
        conversation = self._known(request)
        if not self.conversations.remove(conversation, request.match_info["activity"]):
            raise Refused(404, "ActivityNotFoundInConversation", "There is no such message.")
        return web.Response(status=200)

    async def _members(self, request: web.Request) -> web.Response:
        return web.json_response(self.conversations.members(self._known(request)))

    async def _paged_members(self, request: web.Request) -> web.Response:
        return web.json_response({"members": self.conversations.members(self._known(request))})

    async def _one_member(self, request: web.Request) -> web.Response:
        profile = await self.conversations.member(self._known(request), request.match_info["member"])
        if profile is None:
            raise Refused(404, "MemberNotFoundInConversation", "That person is not in this conversation.")
        return web.json_response(profile)

    def _known(self, request: web.Request) -> str:
        """The conversation of a call."""
        conversation = request.match_info["conversation"]
        if self.conversations.members(conversation) is None:
            raise Refused(404, "ConversationNotFound", "There is no such conversation.")
        return conversation

    def _may_write(self, conversation: str) -> None:
        if (refused := self.conversations.refusal(conversation)) is not None:
            raise refused

    def _answering(self, handler: Handler) -> Handler:
        """The same handler behind the faults to come; every call is written down."""

        async def answer(request: web.Request) -> web.StreamResponse:
            at, body = time.time(), await request.text()
            said = await misbehaving(self.plan, request, lambda: _answered(handler, request), _fault)
            conversation, status = request.match_info.get("conversation", ""), 0 if said is None else said.status
            self.ledger.append(Sent(at, request.method, request.path, status, conversation, body))
            return cut(request) if said is None else said

        return answer


async def _answered(handler: Handler, request: web.Request) -> web.StreamResponse:
    """What the handler says; what it refuses becomes an answer with the connector's own body."""
    try:
        return await handler(request)
    except Refused as refused:
        return _error(refused.status, refused.code, str(refused))
    except sqlite3.OperationalError:  # the disk is full: the bot sends it again
        return _error(503, "ServiceError", "The message could not be kept.")


def _is_targeted(request: web.Request) -> bool:
    return request.query.get("isTargetedActivity") == "true"


def _error(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=status)


def _fault(fault: Fault) -> web.Response:
    answer = _error(fault.status, _CODES.get(fault.status, "ServiceError"), "no")
    if fault.retry_after is not None:
        answer.headers["Retry-After"] = str(fault.retry_after)
    return answer


def _in_pieces(handler: Handler) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return await sent_in_pieces(request, await handler(request))

    return answer


def _drawn(conversation: str, activity: dict[str, Any]) -> dict[str, Any]:
    """The same activity, when Teams draws what it holds; files are for personal chats."""
    if wrong := fault_of(activity, personal=not conversation.endswith(_OF_SEVERAL)):
        raise Refused(400, "BadSyntax", wrong)
    return activity


async def _body(request: web.Request) -> dict[str, Any]:
    """The activity that the bot sends."""
    raw = await request.read()
    if len(raw) > MOST_BYTES:
        raise Refused(413, "MessageSizeTooBig", "The message is bigger than 100 KB.")
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "BadSyntax", "The body is no JSON object.")
    return body
