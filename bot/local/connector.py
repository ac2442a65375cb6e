"""The stand-in for Teams, seen from the bot: the connector's endpoints, as the Bot Framework service has them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.local import cast as people
from bot.local import envelope
from bot.local.cast import Player
from bot.local.in_pieces import sent_in_pieces
from bot.local.loopback import guarded, port_of
from bot.local.teams import SERVICE_PATH, Teams
from bot.loopback import Handler

MOST_BYTES = 100 * 1024
"""The size of a message that Teams takes (Microsoft's pages); a bigger one is answered with 413."""


class Refused(Exception):
    """The service does not do this; it says so with a status and a code as the Bot Framework service does."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def routes(teams: Teams) -> list[web.RouteDef]:
    """The endpoints under ``SERVICE_PATH``: make a conversation, send, answer, update, delete, and who is in it."""
    to = _Connector(teams)
    conversations = f"{SERVICE_PATH}v3/conversations"
    one = f"{conversations}/{{conversation}}"
    return [
        web.post(conversations, _answering(to.make_conversation)),
        web.post(f"{one}/activities", _answering(to.send)),
        web.post(f"{one}/activities/{{activity}}", _answering(to.send)),
        web.put(f"{one}/activities/{{activity}}", _answering(to.update)),
        web.delete(f"{one}/activities/{{activity}}", _answering(to.delete)),
        web.get(f"{one}/members", _answering(to.members)),
        web.get(f"{one}/pagedmembers", _answering(to.paged_members)),
        web.get(f"{one}/members/{{member}}", _answering(to.one_member)),
    ]


@dataclass(frozen=True, slots=True)
class _Connector:
    """The endpoints, one method each."""

    teams: Teams

    async def make_conversation(self, request: web.Request) -> web.Response:
        asked = await _body(request)
        members = asked.get("members") or []
        if asked.get("isGroup") or len(members) != 1 or not isinstance(members[0], dict):
            raise Refused(400, "BadSyntax", "A conversation with exactly one member can be made here.")
        player = people.member(self.teams.cast, str(members[0].get("id", "")))
        if player is None:
            raise Refused(403, "BotNotInConversationRoster", "The person is not part of this tenant.")
        self._may_write(player)
        answer = {"id": player.conversation_id, "serviceUrl": self.teams.post(port_of(request)).service_url}
        if isinstance(asked.get("activity"), dict):
            answer["activityId"] = self._deliver(player, asked["activity"])
        return web.json_response(answer, status=201)

    async def send(self, request: web.Request) -> web.Response:
        player = self._player(request)
        self._may_write(player)
        return web.json_response({"id": self._deliver(player, await _body(request))}, status=201)

    async def update(self, request: web.Request) -> web.Response:
        player = self._player(request)
        self._may_write(player)
        message_id = request.match_info["activity"]
        old = self.teams.chats.message(player.key, message_id)
        if old is None or old.mine or old.deleted:
            raise Refused(404, "ActivityNotFoundInConversation", "There is no such message of yours.")
        self.teams.show(self.teams.chats.replace(player.key, message_id, await _body(request)))
        return web.json_response({"id": message_id})

    async def delete(self, request: web.Request) -> web.Response:
        player = self._player(request)
        message_id = request.match_info["activity"]
        if self.teams.chats.message(player.key, message_id) is None:
            raise Refused(404, "ActivityNotFoundInConversation", "There is no such message.")
        self.teams.show(self.teams.chats.remove(player.key, message_id))
        return web.Response(status=200)

    async def members(self, request: web.Request) -> web.Response:
        return web.json_response([envelope.profile(self._player(request), self.teams.tenant_id)])

    async def paged_members(self, request: web.Request) -> web.Response:
        return web.json_response({"members": [envelope.profile(self._player(request), self.teams.tenant_id)]})

    async def one_member(self, request: web.Request) -> web.Response:
        player = self._player(request)
        if people.member(self.teams.cast, request.match_info["member"]) != player:
            raise Refused(404, "MemberNotFoundInConversation", "That person is not in this conversation.")
        return web.json_response(envelope.profile(player, self.teams.tenant_id))

    def _player(self, request: web.Request) -> Player:
        player = people.host_of(self.teams.cast, request.match_info["conversation"])
        if player is None:
            raise Refused(404, "ConversationNotFound", "There is no such conversation.")
        return player

    def _may_write(self, player: Player) -> None:
        if self.teams.chats.has_app(player.key) == "removed":
            raise Refused(403, "MessageWritesBlocked", "The person has removed or blocked the app.")

    def _deliver(self, player: Player, activity: dict[str, Any]) -> str:
        if activity.get("type") == "typing":
            self.teams.feed.tell("typing", {"person": player.key})
            return ""
        message = self.teams.chats.add(player.key, activity, self.teams.now(), mine=False)
        self.teams.show(message)
        return message.id


def _answering(handler: Handler) -> Handler:
    """The same handler, for this machine only; what it refuses becomes an answer with the connector's own body."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refused:
            error = {"error": {"code": refused.code, "message": str(refused)}}
            return web.json_response(error, status=refused.status)
        except sqlite3.OperationalError:  # the disk is full: the bot sends it again
            error = {"error": {"code": "ServiceError", "message": "The message could not be kept."}}
            return web.json_response(error, status=503)

    whole = guarded(answer)

    async def answer_in_pieces(request: web.Request) -> web.StreamResponse:
        return await sent_in_pieces(request, await whole(request))

    return answer_in_pieces


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
