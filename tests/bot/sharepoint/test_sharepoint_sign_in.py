"""The app signs in as the settings say, trusts the council's authority, and says plainly when it may not."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from bot.local.graph import LOCAL_SITE
from bot.sharepoint.access import SCOPE, GraphAccess
from bot.sharepoint.credential import open_credential
from bot.sharepoint.graph import open_graph
from bot.sharepoint.listing import find_site
from bot.sharepoint.refusals import NotAllowed, TryLater

ROOT = Path(__file__).parents[3]
ACCESS = GraphAccess(
    "https://graph.example.invalid/v1.0",
    LOCAL_SITE,
    bot_tenant_id="00000000-0000-0000-0000-000000000001",
    bot_app_id="the-bot",
    bot_secret="right",  # noqa: S106 - no secret of anybody's
)


@dataclass
class Entra:
    """Microsoft Entra on this machine, behind TLS with an authority of its own."""

    asked: list[dict[str, str]] = field(default_factory=list)
    status: int = 200
    says: web.Response | None = None
    """What it answers in the place of a token."""

    async def token(self, request: web.Request) -> web.Response:
        """Give a token for the right secret."""
        self.asked.append({name: str(value) for name, value in (await request.post()).items()})
        if self.says is not None:
            return self.says
        if self.status != 200:
            return web.json_response({"error": "temporarily_unavailable"}, status=self.status)
        if self.asked[-1].get("client_secret") != "right":
            return web.json_response({"error": "invalid_client", "error_description": "AADSTS7000215"}, status=401)
        return web.json_response({"access_token": "a-token", "expires_in": 3600, "token_type": "Bearer"})


def a_certificate(file: Path, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> Path:
    """A certificate for this machine that signs itself, with its key, in one file."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A council's authority")])
    addresses = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName(addresses), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
async def entra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Entra]:
    it = Entra()
    certificate = a_certificate(tmp_path / "authority.pem", ec.generate_private_key(ec.SECP256R1()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    app = web.Application()
    app.router.add_post("/{tenant}/oauth2/v2.0/token", it.token)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", f"https://localhost:{runner.addresses[0][1]}")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    yield it
    await runner.cleanup()


async def test_without_an_app_of_its_own_graph_is_called_as_the_bot(entra: Entra) -> None:
    credential, close = open_credential(ACCESS)
    await credential.get_token(SCOPE)
    await close()
    assert (entra.asked[0]["client_id"], entra.asked[0]["scope"].split()[0]) == ("the-bot", SCOPE)


async def test_calls_that_begin_side_by_side_ask_for_one_token(entra: Entra) -> None:
    credential, close = open_credential(ACCESS)
    tokens = await asyncio.gather(*(credential.get_token(SCOPE) for _ in range(5)))
    await close()
    assert len({token.token for token in tokens}) == 1
    assert len(entra.asked) == 1


async def test_who_goes_while_a_token_is_asked_for_takes_it_from_nobody(entra: Entra) -> None:
    credential, close = open_credential(ACCESS)
    first, second = (asyncio.create_task(credential.get_token(SCOPE)) for _ in range(2))
    await asyncio.sleep(0)  # both have begun
    first.cancel()
    assert (await second).token
    await close()
    assert len(entra.asked) == 1


async def test_a_token_that_could_not_be_had_is_asked_for_anew(entra: Entra) -> None:
    credential, close = open_credential(ACCESS)
    entra.status = 503
    failed = await asyncio.gather(*(credential.get_token(SCOPE) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(one, Exception) for one in failed)
    entra.status = 200
    assert (await credential.get_token(SCOPE)).token
    await close()
    assert len(entra.asked) == 2


async def test_an_app_of_its_own_comes_before_the_bots(entra: Entra) -> None:
    own = replace(ACCESS, client_id="for-graph", client_secret="right", bot_secret="wrong")  # noqa: S106 - as above
    credential, close = open_credential(own)
    await credential.get_token(SCOPE)
    await close()
    assert entra.asked[0]["client_id"] == "for-graph"


async def test_a_certificate_signs_in_without_a_secret(entra: Entra, tmp_path: Path) -> None:
    # Microsoft Entra takes RSA keys alone.
    certificate = a_certificate(tmp_path / "app.pem", rsa.generate_private_key(public_exponent=65537, key_size=2048))
    own = replace(ACCESS, client_id="for-graph", certificate_path=str(certificate))
    credential, close = open_credential(own)
    with pytest.raises(Exception, match="AADSTS7000215"):  # this Entra knows secrets only; what counts is what was sent
        await credential.get_token(SCOPE)
    await close()
    assert entra.asked[0]["client_assertion"]
    assert "client_secret" not in entra.asked[0]


async def test_the_wrong_secret_is_for_an_operator_and_no_call_leaves(entra: Entra) -> None:
    graph = open_graph(replace(ACCESS, bot_secret="wrong"))  # noqa: S106 - as above
    with pytest.raises(NotAllowed, match="check its id, tenant and secret"):
        await find_site(graph)
    await graph.close()
    assert len(entra.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_passing_fault_of_entra_is_tried_later(entra: Entra, status: int) -> None:
    entra.status = status
    graph = open_graph(ACCESS)
    with pytest.raises(TryLater):
        await find_site(graph)
    await graph.close()
    assert len(entra.asked) == 1


@pytest.mark.parametrize("word", ["Bad Gateway", "an error"])
async def test_a_page_of_a_proxy_in_the_place_of_a_token_is_tried_later(entra: Entra, word: str) -> None:
    """It says nothing of the secret (Azure/azure-sdk-for-python issue 40240)."""
    entra.says = web.Response(status=502, text=f"<title>502 {word}</title>", content_type="text/html")
    graph = open_graph(ACCESS)
    with pytest.raises(TryLater, match="Microsoft Entra"):
        await find_site(graph)
    await graph.close()


@pytest.mark.parametrize(
    "said", [{"expires_in": 3600, "token_type": "Bearer"}, {"access_token": "a", "expires_in": "soon"}]
)
async def test_an_answer_of_entra_that_cannot_be_read_is_tried_later(entra: Entra, said: dict[str, object]) -> None:
    entra.says = web.json_response(said)
    graph = open_graph(ACCESS)
    with pytest.raises(TryLater):
        await find_site(graph)
    await graph.close()


@pytest.mark.parametrize("content", [None, b"", b"no certificate", "without its key", "with a password"])
async def test_a_certificate_that_cannot_be_read_is_told_and_nothing_stays_open(
    tmp_path: Path, content: bytes | str | None
) -> None:
    file, key = tmp_path / "app.pem", rsa.generate_private_key(public_exponent=65537, key_size=2048)
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content == "without its key":
        a_certificate(file, key)
        file.write_bytes(file.read_bytes()[file.read_bytes().index(b"-----BEGIN CERTIFICATE") :])
    elif content == "with a password":
        locked = serialization.BestAvailableEncryption(b"word")
        file.write_bytes(pkcs12.serialize_key_and_certificates(b"app", key, None, None, locked))
    own = replace(ACCESS, client_id="for-graph", certificate_path=str(file))
    with pytest.raises(TryLater, match="AZURE_CLIENT_CERTIFICATE_PATH cannot be read"):
        open_graph(own)


async def test_an_authority_that_nobody_named_is_not_trusted(entra: Entra, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    graph = open_graph(ACCESS)
    with pytest.raises(TryLater, match="Microsoft Entra cannot be reached"):
        await find_site(graph)
    await graph.close()
    assert entra.asked == []


def test_the_sdk_takes_less_than_40_megabytes_and_is_not_loaded_before_it_is_needed() -> None:
    program = """
import sys, asyncio, aiohttp.web
import bot.sharepoint.items, bot.sharepoint.polling, bot.sharepoint.notifications, bot.sharepoint.provision
assert not {"msgraph", "azure", "kiota_http", "httpx"} & {name.split(".")[0] for name in sys.modules}
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
before = resident()
from bot.sharepoint.access import SCOPE, GraphAccess
from bot.sharepoint.graph import open_graph
async def work():
    url = "https://graph.example.invalid/v1.0"
    graph = open_graph(GraphAccess(url, "h:/s", bot_tenant_id="t", bot_app_id="1", bot_secret="2"))
    await graph.close()
asyncio.run(work())
print(resident() - before)
"""
    if not Path("/proc/self/statm").exists():
        pytest.skip("memory is read from /proc, which this system has not")
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 40 * 1024 * 1024
