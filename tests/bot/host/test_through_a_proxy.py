"""From behind a council's proxy: keys, tokens and messages go through it, by TLS that its own authority signed."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from bot.delivery_errors import TryLater
from bot.host.connector import Connector
from bot.host.entra import BotToken, token_url, with_password
from bot.host.incoming import Reference
from bot.host.keys import read_over_http
from bot.host.outbound import open_session
from bot.host.service_url import ServiceRule
from tests.bot.host.host_cases import KEYS, Microsoft

NAMES = ("login.botframework.com", "login.microsoftonline.com", "smba.trafficmanager.net")


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificates(folder: Path) -> tuple[Path, Path]:
    """An authority of the council's own (as a file to trust), and a certificate for Microsoft's names with its key."""
    now, authority, site = datetime.now(UTC), KEYS["first"], KEYS["second"]
    life = (now - timedelta(days=1), now + timedelta(days=1))

    def begun(subject: str) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(_named(subject)).issuer_name(_named("Council proxy"))
        return made.serial_number(x509.random_serial_number()).not_valid_before(life[0]).not_valid_after(life[1])

    root = begun("Council proxy").public_key(authority.public_key())
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    leaf = begun("front").public_key(site.public_key())
    leaf = leaf.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in NAMES]), critical=False)
    pem = serialization.Encoding.PEM
    trusted, served = folder / "council.pem", folder / "site.pem"
    trusted.write_bytes(root.sign(authority, hashes.SHA256()).public_bytes(pem))
    key = site.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    served.write_bytes(leaf.sign(authority, hashes.SHA256()).public_bytes(pem) + key)
    return trusted, served


@asynccontextmanager
async def _proxy(target: int, asked: list[str]) -> AsyncIterator[str]:
    """A proxy that brings every CONNECT to the same place, and keeps what was asked for."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while part := await reader.read(65536):
                writer.write(part)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head.split(b"\r\n")[0].decode())
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", target)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


@asynccontextmanager
async def _internet(served: Path) -> AsyncIterator[int]:
    """Microsoft's three addresses on one TLS port."""

    async def answer(request: web.Request) -> web.Response:
        match request.path.rsplit("/", 1)[-1]:
            case "openidconfiguration":
                return web.json_response({"jwks_uri": "https://login.botframework.com/v1/.well-known/keys"})
            case "keys":
                return web.json_response(Microsoft().jwks())
            case "token":
                return web.json_response({"access_token": "word", "expires_in": 3600})
        return web.json_response({"id": request.headers["Authorization"]})

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(served)
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    try:
        yield site.port
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", ""])
async def test_everything_goes_through_the_proxy_when_its_authority_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    trusted, served = _certificates(tmp_path)
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, str(trusted))
    asked: list[str] = []
    async with _internet(served) as port, _proxy(port, asked) as address, open_session() as session:
        monkeypatch.setenv("HTTPS_PROXY", address)
        read = read_over_http(session)
        url = token_url("00000000-0000-0000-0000-0000000000a0")
        token = BotToken(with_password(session, url, "app", "password"), lambda: 0.0)
        connector = Connector(session, token, ServiceRule(), lambda: 0.0)
        to = Reference("https://smba.trafficmanager.net/uk/", "a:1", "28:bot", "t")
        if variable:
            assert set(await read()) == {"kid-1"}
            assert await connector.send(to, {}) == "Bearer word"
            assert sorted(set(asked)) == sorted(f"CONNECT {name}:443 HTTP/1.1" for name in NAMES)
        else:
            with pytest.raises(Exception, match="certificate"):
                await read()
            with pytest.raises(TryLater):
                await connector.send(to, {})
