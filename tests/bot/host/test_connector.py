"""The way out to Teams: what is called, with which token, and what its answers mean to the deliveries."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientTimeout, web

from bot.delivery_errors import GiveUp, NotFound, TooLarge, TryLater, Unreachable
from bot.host.connector import LARGEST_MESSAGE, Connector
from bot.host.entra import BotToken, token_url, with_password
from bot.host.incoming import Reference
from bot.host.outbound import open_session, proxy_for
from bot.host.service_url import ServiceRule
from tests.bot.host.host_cases import let_run, on_a_port

CONVERSATION = "19:a b@thread.tacv2;messageid=1/2"


@dataclass
class Wire:
    """One answer to every call, also such as Teams never gives; keeps what came. The stand-in is in `bot.local`."""

    url: str = ""
    status: int = 201
    body: bytes = b'{"id":"1:1"}'
    headers: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)

    @property
    def to(self) -> Reference:
        """A conversation with this connector."""
        return Reference(f"{self.url}/uk/", CONVERSATION, "28:bot", "tenant")


@pytest.fixture
async def teams() -> AsyncIterator[Wire]:
    """A connector on a port."""
    it = Wire()

    async def answer(request: web.Request) -> web.Response:
        sent = await request.text()
        it.calls.append((request.method, request.raw_path, dict(request.headers), json.loads(sent) if sent else None))
        return web.Response(status=it.status, body=it.body, headers=it.headers)

    async with on_a_port({"/{any:.*}": answer}) as it.url:
        yield it


@asynccontextmanager
async def connector(token: BotToken | None = None, *, local: bool = True) -> AsyncIterator[Connector]:
    async with open_session() as session:
        yield Connector(session, token or BotToken(None, lambda: 0.0), ServiceRule(local=local), lambda: 1000.0)


async def test_a_message_is_posted_into_its_conversation(teams: Wire) -> None:
    async with connector() as out:
        assert await out.send(teams.to, {"type": "message", "text": "é"}) == "1:1"
    method, path, headers, body = teams.calls[0]
    assert (method, path) == ("POST", "/uk/v3/conversations/19%3Aa%20b%40thread.tacv2%3Bmessageid%3D1%2F2/activities")
    assert body == {"type": "message", "text": "é"}
    assert "Authorization" not in headers


async def test_a_message_is_replaced_in_its_place(teams: Wire) -> None:
    async with connector() as out:
        await out.update(teams.to, "1:1", {"type": "message"})
    assert teams.calls[0][0] == "PUT"
    assert teams.calls[0][1].endswith("/activities/1%3A1")
    assert teams.calls[0][3] == {"type": "message", "id": "1:1"}


async def test_someone_who_never_met_the_bot_is_reached_by_their_entra_id(teams: Wire) -> None:
    teams.body = b'{"id":"a:new"}'
    async with connector() as out:
        assert await out.create_conversation(teams.url, "tenant", "28:bot", "aad") == "a:new"
    assert teams.calls[0][:2] == ("POST", "/v3/conversations")
    asked = teams.calls[0][3]
    assert asked["members"][0]["id"] == "aad"
    assert asked["bot"] == {"id": "28:bot"}
    assert asked["tenantId"] == asked["channelData"]["tenant"]["id"] == "tenant"


async def test_a_member_is_asked_for(teams: Wire) -> None:
    teams.body = b'{"userPrincipalName":"requester@example.org"}'
    async with connector() as out:
        assert (await out.member(teams.to, "29:x"))["userPrincipalName"] == "requester@example.org"
    assert teams.calls[0][1].endswith("/members/29%3Ax")


@pytest.mark.parametrize(
    ("status", "means"),
    [
        *((status, TryLater) for status in (401, 408, 409, 412, 425, 429, 500, 502, 503, 504, 505, 507)),
        *((status, GiveUp) for status in (300, 301, 302, 307, 400, 404, 405, 410, 422, 501)),
        (403, Unreachable),
        (413, TooLarge),
    ],
)
async def test_what_an_answer_means(teams: Wire, status: int, means: type[Exception]) -> None:
    teams.status = status
    teams.headers = {"Location": f"{teams.url}/elsewhere"}
    teams.body = b'{"error":{"code":"MessageWritesBlocked","message":"secret words"}}'
    async with connector() as out:
        with pytest.raises(means, match=f"Teams answered {status} MessageWritesBlocked") as error:
            await out.send(teams.to, {})
    assert "secret" not in str(error.value)
    assert len(teams.calls) == 1  # nothing is tried twice, and no redirect is followed


@pytest.mark.parametrize(
    ("status", "error", "update", "send"),
    [
        (403, {"code": "ServiceError", "message": "Unknown"}, GiveUp, Unreachable),
        (403, {"code": "ServiceError", "message": "The message was deleted"}, GiveUp, Unreachable),
        (403, {"code": "BotNotInConversationRoster"}, Unreachable, Unreachable),
        (403, {"code": "MessageWritesBlocked"}, Unreachable, Unreachable),
        (404, {"code": "ActivityNotFoundInConversation"}, NotFound, NotFound),
        (404, {"code": "ConversationNotFound"}, NotFound, NotFound),
        (404, {"code": "Other"}, GiveUp, GiveUp),
        (400, {"code": "ConversationNotFound"}, GiveUp, GiveUp),
    ],
)
async def test_what_is_refused_about_one_message_says_nothing_of_the_person(
    teams: Wire, status: int, error: dict[str, str], update: type[Exception], send: type[Exception]
) -> None:
    teams.status, teams.body = status, json.dumps({"error": error}).encode()
    async with connector() as out:
        with pytest.raises(GiveUp if issubclass(update, GiveUp) else update) as updated:
            await out.update(teams.to, "1", {})
        with pytest.raises(GiveUp if issubclass(send, GiveUp) else send) as sent:
            await out.send(teams.to, {})
    assert (type(updated.value), type(sent.value)) == (update, send)


async def test_a_message_that_teams_calls_too_big_is_too_large(teams: Wire) -> None:
    teams.status, teams.body = 400, b'{"error":{"code":"MessageSizeTooBig"}}'
    async with connector() as out:
        with pytest.raises(TooLarge):
            await out.send(teams.to, {})


async def test_a_message_beyond_the_limit_is_never_sent(teams: Wire) -> None:
    async with connector() as out:
        with pytest.raises(TooLarge):
            await out.send(teams.to, {"text": "x" * LARGEST_MESSAGE})
    assert teams.calls == []


async def test_the_wait_that_teams_asks_for_is_passed_on(teams: Wire) -> None:
    teams.status, teams.headers = 429, {"Retry-After": "7"}
    async with connector() as out:
        with pytest.raises(TryLater) as error:
            await out.send(teams.to, {})
    assert error.value.after == 7.0


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "http://smba.trafficmanager.net/", "https://smba.trafficmanager.net@evil.example"]
)
async def test_a_stored_address_that_is_not_ours_is_never_called(url: str) -> None:
    async def fetch() -> tuple[str, float]:
        raise AssertionError("no token may even be fetched")

    async with connector(BotToken(fetch, lambda: 0.0), local=False) as out:
        with pytest.raises(GiveUp, match="not one of Teams"):
            await out.send(Reference(url, "a:1", "28:bot", "t"), {})


async def test_a_closed_port_is_tried_later(unused_port: int) -> None:
    async with connector() as out:
        with pytest.raises(TryLater, match="could not be reached"):
            await out.send(Reference(f"http://127.0.0.1:{unused_port}", "a:1", "28:bot", "t"), {})


async def test_a_connector_that_hangs_is_tried_later() -> None:
    async def hang(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    async with on_a_port({"/{any:.*}": hang}) as url, open_session() as session:
        session._timeout = ClientTimeout(total=0.05)  # noqa: SLF001 - the time limit is the session's own
        out = Connector(session, BotToken(None, lambda: 0.0), ServiceRule(local=True), lambda: 0.0)
        with pytest.raises(TryLater, match="TimeoutError"):
            await out.send(Reference(url, "a:1", "28:bot", "t"), {})


async def test_an_answer_that_is_no_json_is_taken_without_an_id(teams: Wire) -> None:
    teams.body = b"<html>"
    async with connector() as out:
        assert await out.send(teams.to, {}) == ""


class Entra:
    """Gives tokens, and counts how often it was asked."""

    def __init__(self, *, seconds: float = 3600.0) -> None:
        self.asked = 0
        self.seconds = seconds
        self.fails = False

    async def __call__(self) -> tuple[str, float]:
        """Give the next token."""
        self.asked += 1
        await asyncio.sleep(0)
        if self.fails:
            raise TryLater("Entra gave no token (503)")
        return f"word-{self.asked}", self.seconds


async def test_one_token_serves_everyone_who_waits() -> None:
    entra = Entra()
    token = BotToken(entra, lambda: 0.0)
    said = await asyncio.gather(*(token.header() for _ in range(50)))
    assert {header["Authorization"] for header in said} == {"Bearer word-1"}
    assert entra.asked == 1


async def test_a_token_is_renewed_early_while_the_old_one_serves() -> None:
    clock = [0.0]
    entra = Entra()
    token = BotToken(entra, lambda: clock[0])
    await token.header()
    clock[0] = 3400.0
    assert await token.header() == {"Authorization": "Bearer word-1"}
    await let_run()
    assert await token.header() == {"Authorization": "Bearer word-2"}
    assert entra.asked == 2


async def test_an_early_renewal_that_fails_harms_nobody() -> None:
    clock = [0.0]
    entra = Entra()
    token = BotToken(entra, lambda: clock[0])
    await token.header()
    entra.fails = True
    clock[0] = 3400.0
    for _ in range(3):
        assert await token.header() == {"Authorization": "Bearer word-1"}
        await let_run()
    clock[0] = 3700.0
    with pytest.raises(TryLater):
        await token.header()


async def test_a_token_that_teams_would_not_take_is_dropped(teams: Wire) -> None:
    entra = Entra()
    teams.status = 401
    async with connector(BotToken(entra, lambda: 0.0)) as out:
        for _ in range(2):
            with pytest.raises(TryLater):
                await out.send(teams.to, {})
    assert [call[2]["Authorization"] for call in teams.calls] == ["Bearer word-1", "Bearer word-2"]


async def test_a_token_is_asked_for_with_the_password_in_the_body() -> None:
    forms: list[dict[str, Any]] = []

    async def token(request: web.Request) -> web.Response:
        forms.append(dict(await request.post()))
        return web.json_response({"access_token": "word", "expires_in": 3599})

    async with on_a_port({"/token": token}) as url, open_session() as session:
        assert await with_password(session, f"{url}/token", "app", "password")() == ("word", 3599.0)
    assert forms == [
        {
            "grant_type": "client_credentials",
            "client_id": "app",
            "client_secret": "password",
            "scope": "https://api.botframework.com/.default",
        }
    ]


@pytest.mark.parametrize(
    "answer",
    [
        web.Response(status=401, text='{"error":"invalid_client"}'),
        web.Response(text="not JSON"),
        web.json_response({"token_type": "Bearer"}),
        web.json_response({"access_token": "w", "expires_in": "soon"}),
        web.json_response([]),
    ],
)
async def test_no_token_means_try_later_without_the_secret(answer: web.Response) -> None:
    async def token(_: web.Request) -> web.Response:
        return answer

    async with on_a_port({"/token": token}) as url, open_session() as session:
        with pytest.raises(TryLater) as error:
            await with_password(session, f"{url}/token", "app", "the password")()
    assert "the password" not in str(error.value)


async def test_entra_out_of_reach_means_try_later(unused_port: int) -> None:
    async with open_session() as session:
        with pytest.raises(TryLater, match="could not be reached"):
            await with_password(session, f"http://127.0.0.1:{unused_port}/", "app", "password")()


@pytest.mark.parametrize("tenant", ["", "a/b", "..%2f", "x?y", "a" * 200])
def test_a_tenant_id_cannot_change_where_the_password_goes(tenant: str) -> None:
    with pytest.raises(ValueError, match="MicrosoftAppTenantId"):
        token_url(tenant)


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://smba.trafficmanager.net/uk/", "http://proxy.example:8080"),
        ("https://graph.microsoft.com/v1.0", None),
        ("http://127.0.0.1:5000/", None),
        ("http://localhost:5000/", None),
        ("http://[::1]:5000/", None),
        ("http://elsewhere.example/", "http://plain.example"),
    ],
)
def test_the_proxy_of_the_environment_is_used_and_never_for_loopback(url: str, proxy: str | None) -> None:
    environment = {
        "HTTPS_PROXY": "http://proxy.example:8080",
        "http_proxy": "http://plain.example",
        "NO_PROXY": "graph.microsoft.com",
    }
    assert proxy_for(url, environment) == proxy


async def test_an_answer_of_200_is_taken_and_a_conversation_without_an_id_is_none(teams: Wire) -> None:
    teams.status, teams.body = 200, b'{"id":7}'
    async with connector() as out:
        assert await out.send(teams.to, {}) == ""
        with pytest.raises(TryLater, match="no conversation"):
            await out.create_conversation(teams.url, "tenant", "28:bot", "aad")


async def test_a_message_may_be_as_large_as_teams_takes(teams: Wire) -> None:
    async with connector() as out:
        await out.send(teams.to, {"text": "x" * (LARGEST_MESSAGE - len('{"text":""}'))})
        with pytest.raises(TooLarge):
            await out.send(teams.to, {"text": "x" * (LARGEST_MESSAGE + 1 - len('{"text":""}'))})
    assert len(teams.calls) == 1


@pytest.mark.parametrize(
    ("status", "error", "means", "said"),
    [
        (403, {"code": "x", "message": "blocked"}, Unreachable, "they blocked the bot .*answered 403.$"),
        (400, "words", GiveUp, "answered 400$"), (400, {"code": 7, "message": 7}, GiveUp, "answered 400$"),
        (400, {"subCode": "Inner", "code": "Outer"}, GiveUp, "answered 400 Inner$"),
        (400, {"code": "two words"}, GiveUp, "answered 400$"),
        (403, {"message": "Failed to decrypt the id"}, TryLater, "cannot read the id"),
        (500, {"message": "Failed to decrypt the id"}, TryLater, "^Teams answered 500$"),
        (404, {"message": "The user was not found"}, GiveUp, "^Teams answered 404$"),
        (403, {"message": "x" * 500 + "blocked"}, Unreachable, "does not know"),
    ],
)  # fmt: skip
async def test_what_teams_says_of_a_refusal_decides_what_it_means(
    teams: Wire, status: int, error: object, means: type[Exception], said: str
) -> None:
    teams.status, teams.body = status, json.dumps({"error": error}).encode()
    async with connector() as out:
        with pytest.raises(means, match=said):
            await out.send(teams.to, {})


@pytest.mark.parametrize(
    ("status", "means"), [(400, Unreachable), (404, Unreachable), (403, Unreachable), (410, GiveUp), (500, TryLater)]
)
async def test_who_is_gone_cannot_be_reached_when_a_conversation_is_asked_for(
    teams: Wire, status: int, means: type[Exception]
) -> None:
    teams.status, teams.body = status, b'{"error":{"message":"The user was not found"}}'
    async with connector() as out:
        with pytest.raises(means):
            await out.create_conversation(teams.url, "tenant", "28:bot", "aad")
        teams.body = b'{"error":{"code":"Other"}}'
        with pytest.raises(Unreachable if status == 403 else TryLater if status == 500 else GiveUp):
            await out.create_conversation(teams.url, "tenant", "28:bot", "aad")


async def test_what_came_of_each_call_is_counted(teams: Wire) -> None:
    called: list[tuple[str, str]] = []
    async with open_session() as session:
        token = BotToken(None, lambda: 0.0)
        out = Connector(session, token, ServiceRule(local=True), lambda: 0.0, lambda *one: called.append(one))
        await out.send(teams.to, {})
        with pytest.raises(GiveUp):
            await out.send(Reference("https://evil.example/", "a:1", "28:bot", "t"), {})
    assert called == [("teams", "201"), ("teams", "not allowed")]
