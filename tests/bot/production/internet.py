"""Microsoft's four names on one TLS port, a proxy that leads to them, and a ledger of every call."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
from aiohttp import ClientSession, web

from bot.local.graph import StandIn, start
from bot.local.in_memory import TeamsInMemory
from bot.local.in_pieces import in_pieces
from bot.people.directory import read_directory
from bot.tenant.scopes import asked_for
from bot.tenant.sign_in import CLIENT
from tests.bot.host.host_cases import APP_ID, KEYS, in_base64
from tests.bot.production.authority import Certificates, certificates
from tests.bot.story.house import CARD_IN_HAND, TENANT

LOGIN, ENTRA, TEAMS, GRAPH = (
    "login.botframework.com",
    "login.microsoftonline.com",
    "smba.trafficmanager.net",
    "graph.microsoft.com",
)
NAMES = (LOGIN, ENTRA, TEAMS, GRAPH)
SERVICE_URL = f"https://{TEAMS}/teams/"
SITE = "council.sharepoint.com:/sites/front-door"
SECRET = "canary-app-password-4c81"  # noqa: S105 - made up, and looked for in the logs
WORDS = {TEAMS: "canary-token-for-teams-91aa", GRAPH: "canary-token-for-graph-27bd"}
"""The bearer token that Entra gives for each service."""
ADMINISTRATOR = "canary-token-of-an-administrator-5d20"
"""The one that it gives to an administrator who entered the code."""
ADMINISTRATORS_ID = "00000000-0000-0000-0000-00000000ad01"
DEVICE_CODE = "canary-device-code-70c3"


@dataclass(frozen=True, slots=True)
class Call:
    """One call that came to one of Microsoft's names."""

    at: float
    host: str
    method: str
    path: str
    bearer: str
    body: str


@dataclass(slots=True)
class Signing:
    """The Bot Framework's signing keys: key id to the name of a key of `host_cases.KEYS` and its endorsements."""

    keys: dict[str, tuple[str, list[str]]] = field(
        default_factory=lambda: {"kid-1": ("first", ["msteams", "webchat"]), "kid-unendorsed": ("second", ["webchat"])}
    )

    def jwks(self) -> dict[str, Any]:
        """The present keys as JSON."""
        return {
            "keys": [
                {
                    "kty": "RSA",
                    "use": "sig",
                    "kid": kid,
                    "n": in_base64(KEYS[name].public_key().public_numbers().n.to_bytes(256, "big")),
                    "e": "AQAB",
                    "endorsements": endorsements,
                }
                for kid, (name, endorsements) in self.keys.items()
            ]
        }


def token(head: Mapping[str, Any] | None = None, key: str = "first", algorithm: str = "RS256", **claims: object) -> str:
    """A sound token of the Bot Framework for Teams, with some claims or headers changed; None leaves one out."""
    now = int(time.time())
    sound = {"iss": "https://api.botframework.com", "aud": APP_ID, "exp": now + 3600, "nbf": now - 10}
    named = {name: v for name, v in (sound | {"serviceurl": SERVICE_URL} | claims).items() if v is not None}
    heads = {name: v for name, v in ({"kid": "kid-1"} | dict(head or {})).items() if v is not None}
    return jwt.encode(named, KEYS[key], algorithm=algorithm, headers=heads)


@dataclass(slots=True)
class Internet:
    """Everything outside the front door. Mutable: tests let it misbehave."""

    graph: StandIn
    http: ClientSession
    certificates: Certificates
    signing: Signing = field(default_factory=Signing)
    teams: TeamsInMemory = field(default_factory=lambda: TeamsInMemory(tenant=TENANT, came_before=CARD_IN_HAND))
    calls: list[Call] = field(default_factory=list)
    tunnels: list[str] = field(default_factory=list)
    """Every place that the proxy was asked for."""
    graph_is_down: bool = False
    flows: dict[str, asyncio.Event] = field(default_factory=lambda: {name: asyncio.Event() for name in NAMES})
    """By name. Cleared: the service takes calls and answers none."""
    proxy: str = ""
    asked_for_code: int = 0
    """How often somebody asked whether the code was entered: at the first time it is not."""
    refusal: dict[str, Any] | None = None
    """What Entra says to who asks for the code's token, in place of one."""

    def to(self, host: str, path: str = "") -> list[Call]:
        """The calls to one name, those whose path holds ``path``."""
        return [call for call in self.calls if call.host == host and path in call.path]

    def behave(self) -> None:
        """Everything is there again, with the keys that it began with."""
        self.signing, self.graph_is_down, self.refusal = Signing(), False, None
        for flow in self.flows.values():
            flow.set()

    def strangers(self) -> list[str]:
        """Places that nobody should ever have asked for."""
        return [place for place in self.tunnels if place not in {f"{name}:443" for name in NAMES}]

    def settings(self) -> dict[str, str]:
        """The environment of a front door that lives in this internet."""
        return {
            "MicrosoftAppId": APP_ID,
            "MicrosoftAppPassword": SECRET,
            "MicrosoftAppTenantId": TENANT,
            "SHAREPOINT_SITE": SITE,
            "HTTPS_PROXY": self.proxy,
            "NO_PROXY": "127.0.0.1,localhost",
            "SSL_CERT_FILE": str(self.certificates.trusted),
            "REQUESTS_CA_BUNDLE": str(self.certificates.trusted),
        }

    @web.middleware
    async def door(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Write the call down, and let nobody in without the right token."""
        host = request.host.partition(":")[0]
        bearer = request.headers.get("Authorization", "")
        body = (await request.read()).decode("utf-8", "replace")  # an app package is no text
        self.calls.append(Call(time.time(), host, request.method, request.path, bearer, body))
        await self.flows[host].wait()
        answer: web.StreamResponse
        if host in WORDS and bearer not in {f"Bearer {WORDS[host]}", f"Bearer {ADMINISTRATOR}" * (host == GRAPH)}:
            answer = web.json_response({"error": {"code": "Unauthorized", "message": "no"}}, status=401)
        elif host == TEAMS:
            answer = await handler(request)
        else:
            answer = await {LOGIN: self._login, ENTRA: self._entra, GRAPH: self._graph}[host](request)
        await self.flows[host].wait()  # a call that was on its way when it was cleared is not answered either
        return answer

    async def _login(self, request: web.Request) -> web.Response:
        if request.path.endswith("/openidconfiguration"):
            return web.json_response({"jwks_uri": f"https://{LOGIN}/v1/.well-known/keys"})
        return web.json_response(self.signing.jwks())

    async def _entra(self, request: web.Request) -> web.Response:
        place = f"https://{ENTRA}/{TENANT}"
        if request.path.endswith("/openid-configuration"):
            return web.json_response(
                {
                    "issuer": f"{place}/v2.0",
                    "token_endpoint": f"{place}/oauth2/v2.0/token",
                    "authorization_endpoint": f"{place}/oauth2/v2.0/authorize",
                    "device_authorization_endpoint": f"{place}/oauth2/v2.0/devicecode",
                }
            )
        form = await request.post()
        if request.path == f"/{TENANT}/oauth2/v2.0/devicecode":
            asked = {"device_code": DEVICE_CODE, "user_code": "CHRONICLE", "interval": 0, "expires_in": 900}
            return web.json_response({**asked, "verification_uri": "https://microsoft.com/devicelogin", "message": ""})
        if form.get("device_code") == DEVICE_CODE:
            return self._entered()
        known = {(APP_ID, SECRET)} | {
            (one["appId"], secret)
            for one in self.graph.tenant.applications
            for secret in self.graph.tenant.secret_of(one["appId"])
        }
        said = (form.get("client_id"), form.get("client_secret"))
        if request.path != f"/{TENANT}/oauth2/v2.0/token" or said not in known:
            return web.json_response({"error": "invalid_client", "error_description": "AADSTS7000215"}, status=401)
        word = WORDS[GRAPH] if GRAPH in str(form["scope"]) else WORDS[TEAMS]
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": word})

    def _entered(self) -> web.Response:
        """Somebody asks whether the code was entered, as RFC 8628 has it: not yet at first."""
        self.asked_for_code += 1
        if self.refusal is not None:
            return web.json_response(self.refusal, status=400)
        if self.asked_for_code == 1:
            return web.json_response({"error": "authorization_pending", "error_description": "AADSTS70016"}, status=400)
        return web.json_response(
            {
                "token_type": "Bearer",
                "expires_in": 3599,
                "access_token": ADMINISTRATOR,
                "scope": " ".join(asked_for()),
                "id_token": f"{_part({'alg': 'none'})}.{_part(_who())}.",
                "client_info": _part({"uid": ADMINISTRATORS_ID, "utid": TENANT}),
            }
        )

    async def _graph(self, request: web.Request) -> web.StreamResponse:
        if self.graph_is_down:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        there = self.graph.url.removesuffix("/v1.0")
        kept = {n: v for n, v in request.headers.items() if n.lower() not in {"host", "content-length"}}
        async with self.http.request(
            request.method, f"{there}{request.raw_path}", data=await request.read(), headers=kept
        ) as answer:
            said = (await answer.read()).replace(there.encode(), f"https://{GRAPH}".encode())
            gone = {"content-length", "content-encoding", "transfer-encoding", "server", "date"}
            headers = {n: v for n, v in answer.headers.items() if n.lower() not in gone}
            if "Location" in headers:
                headers["Location"] = headers["Location"].replace(there, f"https://{GRAPH}")
            return web.Response(status=answer.status, body=said, headers=headers)


@asynccontextmanager
async def internet(folder: Path, lag: int = 2) -> AsyncIterator[Internet]:
    """All of it, until the block ends. Nothing leaves this machine. ``lag``: how late the directory is, in looks."""
    async with AsyncExitStack() as open_until:
        people = [
            {"id": post.person.aad_id, "upn": post.person.upn, "name": post.person.name}
            for post in read_directory(None).governance_team
        ]
        graph = await start(0, folder / "graph", site=SITE, people=people, lag=lag)
        open_until.push_async_callback(graph.close)
        http = await open_until.enter_async_context(ClientSession(auto_decompress=True, trust_env=False))
        made = Internet(graph, http, certificates(folder, NAMES))
        for flow in (*made.flows.values(), made.teams.tells):
            flow.set()
        app = web.Application(middlewares=[in_pieces, made.door], client_max_size=2**22)
        app.add_routes(made.teams.routes("/teams"))
        app.router.add_route("*", "/{anything:.*}", _nothing)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        open_until.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=made.certificates.server_context())
        await site.start()
        server = await asyncio.start_server(
            lambda reader, writer: _tunnel(made, runner.addresses[0][1], reader, writer), "127.0.0.1", 0
        )
        open_until.callback(server.close)
        made.proxy = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield made


def _who() -> dict[str, Any]:
    """What Entra says of the administrator who signed in."""
    now, who = int(time.time()), ADMINISTRATORS_ID
    told = {"oid": who, "sub": who, "tid": TENANT, "aud": CLIENT, "iat": now, "exp": now + 3599}
    return {**told, "iss": f"https://{ENTRA}/{TENANT}/v2.0", "preferred_username": "administrator@example.org"}


def _part(said: Mapping[str, Any]) -> str:
    return in_base64(json.dumps(said).encode())


async def _nothing(_: web.Request) -> web.Response:
    return web.json_response({"error": {"code": "NotFound", "message": "no"}}, status=404)


async def _tunnel(made: Internet, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Bring a CONNECT to one of Microsoft's names to our TLS port, and refuse all others."""
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        asked = (await reader.readuntil(b"\r\n\r\n")).decode().split(" ")[1]
        made.tunnels.append(asked)
        if asked in made.strangers():
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))
    writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
    writer.close()


def said_by(call: Call) -> dict[str, Any]:
    """The JSON body of a call, or an empty object."""
    found = json.loads(call.body) if call.body else {}
    return found if isinstance(found, dict) else {}
