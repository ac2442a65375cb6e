"""What the tests of the host send, and what stands around it: Microsoft's keys, a running host, plain sockets."""

from __future__ import annotations

import asyncio
import io
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import ClientSession, web
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.host.app import HostParts
from bot.host.incoming import Incoming, Reply
from bot.host.keys import Keys
from bot.local.in_pieces import in_pieces

APP_ID = "00000000-0000-0000-0000-0000000000b0"
TENANT = "00000000-0000-0000-0000-0000000000a0"
SERVICE_URL = "https://smba.trafficmanager.net/uk/"
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [], "fallbackText": "A card"}

# Making an RSA key takes 50 ms: every test signs with these.
KEYS = {
    name: rsa.generate_private_key(public_exponent=65537, key_size=2048) for name in ("first", "second", "stranger")
}


def activity(**changes: Any) -> dict[str, Any]:
    """A sound press of a button, with some fields changed; a field that is set to None is left out."""
    sound: dict[str, Any] = {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "id": "f:1",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": {"id": "29:requester", "name": "Requester", "aadObjectId": "00000000-0000-0000-0000-00000000d001"},
        "recipient": {"id": f"28:{APP_ID}", "name": "Front door"},
        "conversation": {"id": "a:requester", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "value": {"action": {"type": "Action.Execute", "verb": "start", "data": {}}, "trigger": "manual"},
    }
    return {key: value for key, value in (sound | changes).items() if value is not None}


def message(text: str, **changes: Any) -> dict[str, Any]:
    """A sound typed message."""
    return activity(**({"type": "message", "text": text, "name": None, "value": None} | changes))


def in_base64(data: bytes) -> str:
    """As a JSON Web Key writes bytes."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Microsoft:
    """The endpoint of the signing keys, over real HTTP."""

    url: str = ""
    signing: dict[str, str] = field(default_factory=lambda: {"kid-1": "first"})
    endorsements: list[str] = field(default_factory=lambda: ["msteams", "webchat"])
    reads: int = 0
    flows: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared: the endpoint takes the call and never answers."""

    def __post_init__(self) -> None:
        self.flows.set()

    def jwks(self) -> dict[str, Any]:
        """The present keys as JSON."""
        keys = []
        for kid, name in self.signing.items():
            numbers = KEYS[name].public_key().public_numbers()
            keys.append(
                {
                    "kty": "RSA",
                    "use": "sig",
                    "kid": kid,
                    "n": in_base64(numbers.n.to_bytes(256, "big")),
                    "e": "AQAB",
                    "endorsements": self.endorsements,
                }
            )
        return {"keys": keys}

    def token(
        self, head: Mapping[str, Any] | None = None, key: str = "first", algorithm: str = "RS256", **claims: object
    ) -> str:
        """A sound token of the Bot Framework, with some claims or headers changed; None leaves one out."""
        now = int(time.time())
        sound = {
            "iss": "https://api.botframework.com",
            "aud": APP_ID,
            "exp": now + 3600,
            "nbf": now - 10,
            "serviceurl": SERVICE_URL,
        }
        kept = {name: value for name, value in (sound | claims).items() if value is not None}
        heads = {name: value for name, value in ({"kid": "kid-1"} | dict(head or {})).items() if value is not None}
        return jwt.encode(kept, KEYS[key], algorithm=algorithm, headers=heads)


PATIENCE = 30.0
"""Seconds after which a test gives up. Nothing is measured by it: a busy machine may take its time."""


async def let_run() -> None:
    """Let everything that is ready to run go on, until it waits for something."""
    for _ in range(20):
        await asyncio.sleep(0)


@asynccontextmanager
async def on_a_port(routes: Mapping[str, Callable[[web.Request], Any]]) -> AsyncIterator[str]:
    """A small web server of any methods that answers in pieces; gives its address."""
    app = web.Application(middlewares=[in_pieces])
    for path, handler in routes.items():
        app.router.add_route("*", path, handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{site.port}"
    finally:
        await runner.cleanup()


@dataclass
class Host:
    """A running host, and everything that a test may look at."""

    url: str
    port: int
    client: ClientSession
    parts: HostParts
    keys: Keys | None
    turns: list[Incoming]
    said: list[tuple[Incoming, Reply]]
    log: io.StringIO

    async def post(self, body: object, token: str | None = None, **headers: str) -> tuple[int, Any]:
        """Send an activity; gives the status and the answer's JSON (or its text)."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {"Content-Type": "application/json"} | {k.replace("_", "-"): v for k, v in headers.items()}
        if token is not None:
            named["Authorization"] = f"Bearer {token}"
        async with self.client.post(f"{self.url}/api/messages", data=sent, headers=named) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if "json" in answer.content_type else text

    def lines(self) -> list[dict[str, Any]]:
        """The log so far."""
        return [json.loads(line) for line in self.log.getvalue().splitlines()]

    def counted(self, name: str, **labels: str) -> float:
        """One figure of /metrics."""
        return self.parts.metrics.registry.get_sample_value(name, labels) or 0.0


RunHost = Callable[..., AbstractAsyncContextManager[Host]]


@asynccontextmanager
async def connection(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A plain connection to the host, closed at the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def raw(port: int, sent: bytes, *, wait: float = 2.0) -> bytes:
    """What comes back on a socket for these bytes, until the host closes it or the wait ends."""
    got = b""
    async with connection(port) as (reader, writer):
        writer.write(sent)
        with suppress(TimeoutError, ConnectionResetError):
            async with asyncio.timeout(wait):
                while part := await reader.read(65536):
                    got += part
    return got
