"""Strangers at the production door: nobody gets in, nothing is called, and little is written down."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from yarl import URL

from tests.bot.host.host_cases import Microsoft, connection, raw
from tests.bot.host.test_tokens import BAD
from tests.bot.production.internet import SECRET, SERVICE_URL, TEAMS, WORDS, token
from tests.bot.production.outside import Outside, activity, typed
from tests.bot.story.house import TENANT

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOREIGN = "00000000-0000-0000-0000-00000000f0f0"
HOSTILE = (
    "http://smba.trafficmanager.net/uk/",
    "https://evil.example/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://smba.trafficmanager.net@evil.example/",
    "https://user:word@smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net:8443/uk/",
    "https://smba.trafficmanager.net\\@evil.example/",
    "https://evil.example\\.smba.trafficmanager.net/",
    "https://evil.example#smba.trafficmanager.net/",
    "https://evil.example?.smba.trafficmanager.net/",
    "https://xsmba.trafficmanager.net/",
    "https://smba.trafficmanager.net./uk/",
    "https://smba.trafficmanager.net%2eevil.example/",
    "https://\u0455mba.trafficmanager.net/",
    "//smba.trafficmanager.net/",
    "https://127.0.0.1/",
    "https://localhost/",
    "https://[::1]/",
    "https://169.254.169.254/metadata/",
    "file:///etc/passwd",
    "https://smba.trafficmanager.net/../x",
    " https://smba.trafficmanager.net/uk/",
    "",
)


def sent_to_teams(door: Outside) -> int:
    """How much Teams was sent. Whether somebody is a guest is asked beside the turns, of an earlier test perhaps."""
    return len([call for call in door.internet.to(TEAMS) if "/members/" not in call.path])


def _at(url: object) -> dict[str, Any]:
    return activity(serviceUrl=url)


async def test_none_of_53_bad_tokens_opens_the_door_and_the_body_is_not_even_parsed(door: Outside) -> None:
    before = sent_to_teams(door)
    for name, make in BAD.items():
        headers = {"Content-Type": "application/json"} | ({"Authorization": h} if (h := make(Microsoft())) else {})
        async with door.bare.post(f"{door.url}/api/messages", data=b"no JSON", headers=headers) as answer:
            assert answer.status in {401, 403}, name
            assert "Server" not in answer.headers
            assert await answer.json() == {"error": "The caller is not allowed."}
    assert sent_to_teams(door) == before


async def test_a_stranger_is_answered_before_the_body_has_come(door: Outside) -> None:
    head = (
        b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Expect: 100-continue\r\nAuthorization: Bearer garbage\r\nContent-Length: 1000\r\n\r\n"
    )
    async with connection(_port(door)) as (reader, writer):
        writer.write(head)
        async with asyncio.timeout(8):  # sooner than the host gives a body up
            first = await reader.readline()
    assert first.startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize("url", HOSTILE)
async def test_a_hostile_service_address_is_never_called_though_it_was_signed(door: Outside, url: str) -> None:
    before, nobody = sent_to_teams(door), "00000000-0000-0000-0000-00000000e71e"
    signed = token(serviceurl=url)
    for body in (_at(url), typed("hello", nobody, serviceUrl=url)):
        status, said = await door.post(body, signed)
        assert status == 403
        assert "evil" not in said
    assert door.internet.strangers() == []
    assert sent_to_teams(door) == before
    assert not [call for call in door.internet.to(TEAMS) if nobody in call.path]


@pytest.mark.parametrize(
    ("claimed", "named"),
    [
        ("https://smba.trafficmanager.net/amer/", SERVICE_URL),
        (SERVICE_URL, "https://smba.trafficmanager.net/amer/"),
        (SERVICE_URL, None),
        (SERVICE_URL, [SERVICE_URL]),
        ([SERVICE_URL], SERVICE_URL),
    ],
)
async def test_the_service_address_must_be_the_one_that_was_signed(
    door: Outside, claimed: object, named: object
) -> None:
    assert (await door.post(_at(named), token(serviceurl=claimed)))[0] in {400, 403}


@pytest.mark.parametrize("channel", ["emulator", "webchat", "directline", "MSTEAMS", "msteams ", "", None, ["msteams"]])
async def test_only_teams_may_speak(door: Outside, channel: object) -> None:
    assert (await door.post(activity(channelId=channel)))[0] in {400, 403}


@pytest.mark.parametrize(
    "changes",
    [
        {"conversation": {"id": "a:1", "tenantId": FOREIGN}},
        {"channelData": {"tenant": {"id": FOREIGN}}},
        {"conversation": {"id": "a:1"}, "channelData": {"tenant": {"id": FOREIGN}}},
        {"conversation": {"id": "a:1"}, "channelData": None},
        {"conversation": {"id": "a:1"}, "channelData": {}},
        {"conversation": {"id": "a:1", "tenantId": ""}, "channelData": None},
        {"conversation": {"id": "a:1", "tenantId": f"{TENANT}x"}},
        {"from": {"id": "29:1", "aadObjectId": "x", "tenantId": FOREIGN}},
    ],
)
async def test_another_tenant_or_none_is_refused(door: Outside, changes: dict[str, Any]) -> None:
    assert (await door.post(activity(**changes)))[0] == 403


async def test_a_token_that_names_another_tenant_is_refused(door: Outside) -> None:
    assert (await door.post(activity(), token(tid=FOREIGN)))[0] == 403
    assert (await door.post(activity(), token(tid=TENANT)))[0] == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/index.html"),
        ("GET", "/local"),
        ("GET", "/local/state"),
        ("POST", "/local/v3/conversations"),
        ("GET", "/teams/v3/conversations"),
        ("GET", "/api/messages"),
        ("PUT", "/api/messages"),
        ("GET", "/api/notifications"),
        ("GET", "/api/messages/"),
        ("GET", "/static/page.css"),
        ("GET", "/docs"),
        ("GET", "/.env"),
        ("GET", "/v1.0/sites"),
        ("POST", "/healthz"),
        ("GET", "/healthz/"),
        ("OPTIONS", "/api/messages"),
        ("GET", "/%2e%2e/etc/passwd"),
    ],
)
async def test_nothing_else_answers_in_production(door: Outside, method: str, path: str) -> None:
    async with door.bare.request(method, URL(f"{door.url}{path}", encoded=True), allow_redirects=False) as answer:
        assert answer.status == 404
        assert "Server" not in answer.headers
        assert await answer.read() == b""


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_what_operators_ask_is_answered(door: Outside, path: str) -> None:
    assert (await door.get(path))[0] == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
        b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 20000 + b"\r\n\r\n",
        b"GET " + b"/y" * 10000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
async def test_what_is_no_http_learns_nothing_of_us(door: Outside, sent: bytes) -> None:
    said = (await raw(_port(door), sent, wait=1.0)).lower()
    assert b"\r\nserver:" not in said
    for word in (b"aiohttp", b"python", b"traceback", b".py", b"error:"):
        assert word not in said
    assert not said.startswith(b"http/1.1 5")


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (b"{", {}, {400}),
        (b"[]", {}, {400}),
        (b"null", {}, {400}),
        (b"[" * 50_000, {}, {400}),
        (b"{}", {}, {400, 403}),
        (b"\xff\xfe", {}, {400}),
        (b" " * 300_000, {}, {413}),
        (b"{}", {"Content-Type": "text/plain"}, {415}),
        (json.dumps(activity(name="composeExtension/query")).encode(), {}, {400}),
        (json.dumps(activity(name="composeExtension/selectItem")).encode(), {}, {501}),
        (json.dumps(activity(name=None)).encode(), {}, {400, 501}),
        (json.dumps(activity(value="text")).encode(), {}, {200, 400}),
        (json.dumps(activity(**{"from": "text"})).encode(), {}, {400}),
        (json.dumps(activity(conversation=["text"])).encode(), {}, {400, 403}),
    ],
)
async def test_what_is_malformed_causes_no_fault_of_ours(
    door: Outside, body: bytes, headers: dict[str, str], expected: set[int]
) -> None:
    status, said = await door.post(body, **headers)
    assert status in expected, said
    assert "Error" not in said


async def test_a_refused_request_costs_little_log_and_quotes_nothing(door: Outside) -> None:
    before = len(door.log())
    canary = "canary-in-a-refused-request"
    refused = [
        door.post(typed(canary, serviceUrl=f"https://{canary}.example/"), token(serviceurl="https://x.example/")),
        door.post(typed(canary), f"{canary}.{canary}.{canary}"),
        door.post(typed(canary), token({"kid": canary})),
        door.post(typed(canary, channelId=canary)),
        door.post(typed(canary) | {"from": {"id": canary, "name": canary, "aadObjectId": {}}}),
        door.get(f"/{canary}"),
        raw(_port(door), f"{canary} {canary}\r\n\r\n".encode(), wait=1.0),
    ]
    await asyncio.gather(*refused)
    log = door.log()
    assert len(log) - before < 300 * len(refused)
    assert canary not in log
    assert SECRET not in log
    assert not any(word in log for word in WORDS.values())


async def test_who_is_too_fast_is_asked_to_wait_and_others_are_not(door: Outside) -> None:
    hasty = "00000000-0000-0000-0000-00000000fa57"
    answers = await asyncio.gather(*(door.post(activity(hasty)) for _ in range(70)))
    assert {status for status, _ in answers} <= {200, 429}
    told = [said for _, said in answers if "faster than we can keep up" in said]
    assert 5 <= len(told) <= 10
    status, said = await door.post(activity("00000000-0000-0000-0000-00000000fa58"))
    assert status == 200
    assert "faster than" not in said


async def test_the_door_for_notifications_echoes_a_handshake_and_believes_no_stranger(door: Outside) -> None:
    url = URL(f"{door.url}/api/notifications")
    async with door.bare.post(url.with_query(validationToken="Test <b>1</b>")) as answer:
        assert (answer.status, answer.content_type, await answer.text()) == (200, "text/plain", "Test <b>1</b>")
        assert "Server" not in answer.headers
    async with door.bare.post(url, json={"value": [{"clientState": "guessed", "resource": "x"}]}) as answer:
        assert answer.status == 202
    async with door.bare.post(url, data=b"{") as answer:
        assert answer.status == 400


def _port(door: Outside) -> int:
    return URL(door.url).port or 0
