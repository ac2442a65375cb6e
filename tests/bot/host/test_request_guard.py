"""Limits, content, scope: what the door lets in, and what it says to the rest."""

from __future__ import annotations

import asyncio
import gzip
import json

import pytest
from aiohttp import web

from bot.host.request_guard import LARGEST
from tests.bot.host.host_cases import PATIENCE, SERVICE_URL, TENANT, Microsoft, RunHost, activity, message, raw

LOCAL = "http://127.0.0.1:9/"
FOREIGN = "99999999-0000-0000-0000-000000000000"


def local(**changes: object) -> dict[str, object]:
    return activity(serviceUrl=LOCAL) | changes


async def test_a_press_is_answered_with_the_next_card_in_the_http_answer(run_host: RunHost) -> None:
    async with run_host() as host:
        status, said = await host.post(local())
    assert status == 200
    assert said["statusCode"] == 200
    assert said["type"] == "application/vnd.microsoft.card.adaptive"
    assert said["value"]["type"] == "AdaptiveCard"


async def test_a_typed_message_is_taken_with_an_empty_answer(run_host: RunHost) -> None:
    async with run_host() as host:
        assert await host.post(message("hello", serviceUrl=LOCAL)) == (200, "")
        assert len(host.turns) == 1


@pytest.mark.parametrize(
    "type_", ["conversationUpdate", "installationUpdate", "messageReaction", "typing", "event", "x"]
)
async def test_events_of_every_kind_are_taken(run_host: RunHost, type_: str) -> None:
    async with run_host() as host:
        status, _ = await host.post(local(type=type_, name=None, value=None))
    assert status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/api/messages"),
        ("PUT", "/api/messages"),
        ("GET", "/api/notifications"),
        ("POST", "/api/notifications"),
        ("GET", "/docs"),
        ("POST", "/healthz"),
        ("GET", "/../etc/passwd"),
        ("OPTIONS", "/api/messages"),
    ],
)
async def test_nothing_else_answers(run_host: RunHost, method: str, path: str) -> None:
    async with run_host() as host, host.client.request(method, host.url + path) as answer:
        assert answer.status == 404
        assert await answer.read() == b""


async def test_a_body_of_256_kb_is_read_and_one_byte_more_is_too_large(run_host: RunHost) -> None:
    sound = json.dumps(local()).encode()
    async with run_host() as host:
        assert (await host.post(sound + b" " * (LARGEST - len(sound))))[0] == 200
        assert (await host.post(sound + b" " * (LARGEST + 1 - len(sound))))[0] == 413


async def test_a_body_without_a_length_is_read_no_further_than_the_limit(run_host: RunHost) -> None:
    head = b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    head += b"Transfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    async with run_host() as host:
        assert b" 413 " in await raw(host.port, head + chunk * 5 + b"0\r\n\r\n")


async def test_a_gzip_bomb_is_too_large(run_host: RunHost) -> None:
    async with run_host() as host:
        assert (await host.post(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip"))[0] == 413


async def test_what_says_gzip_and_is_not_is_malformed(run_host: RunHost) -> None:
    async with run_host() as host:
        assert (await host.post(b"not packed at all", Content_Encoding="gzip"))[0] == 400


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/json; charset=utf-16"]
)
async def test_what_is_not_json_in_utf8_is_refused_by_its_header(run_host: RunHost, kind: str) -> None:
    async with run_host() as host:
        assert (await host.post(local(), Content_Type=kind))[0] == 415


@pytest.mark.parametrize(
    "kind", ["application/json;charset=UTF-8", 'application/json; charset="utf8"', "Application/JSON"]
)
async def test_json_in_utf_8_is_taken_however_its_type_is_written(run_host: RunHost, kind: str) -> None:
    async with run_host() as host:
        assert (await host.post(local(), Content_Type=kind))[0] == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b"{}x", b"NaN", b"[" * 5000])
async def test_what_is_no_json_object_is_malformed(run_host: RunHost, body: bytes) -> None:
    async with run_host() as host:
        status, said = await host.post(body)
    assert status == 400
    assert set(said) == {"error"}


async def test_deep_nesting_is_malformed_wherever_it_hides(run_host: RunHost) -> None:
    deep = b'{"a":' * 60 + b"1" + b"}" * 60
    async with run_host() as host:
        assert (await host.post(b'{"value":' + deep + b"}"))[0] == 400


async def test_brackets_in_a_sentence_are_no_nesting(run_host: RunHost) -> None:
    async with run_host() as host:
        assert (await host.post(message("[[[{{{" * 50 + '"\\', serviceUrl=LOCAL)))[0] == 200


async def test_the_depth_of_an_unfinished_string_is_found_in_one_look(run_host: RunHost) -> None:
    body = b"[" * 60 + b'"' + b'\\"' * 100_000 + b"\\"
    async with run_host() as host, asyncio.timeout(PATIENCE):
        assert (await host.post(body))[0] == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"channelId": None},
        {"channelId": "emulator"},
        {"channelId": 7},
        {"serviceUrl": None},
        {"serviceUrl": "https://evil.example/"},
        {"serviceUrl": {"a": 1}},
    ],
)
async def test_another_channel_or_service_is_refused_in_local_mode_too(
    run_host: RunHost, changes: dict[str, object]
) -> None:
    async with run_host() as host:
        assert (await host.post(activity(**({"serviceUrl": LOCAL} | changes))))[0] == 403
        assert host.turns == []


@pytest.mark.parametrize(
    "changes",
    [
        {"conversation": {"id": "a:1", "tenantId": FOREIGN}},
        {"conversation": {"id": "a:1", "tenantId": 5}},
        {"conversation": {"id": "a:1"}, "channelData": None},
        {"channelData": {"tenant": {"id": FOREIGN}}},
        {"channelData": {"tenant": FOREIGN}},
        {"channelData": {"team": {"id": "19:x", "tenantId": FOREIGN}}},
        {"from": {"id": "29:x", "aadObjectId": "a", "tenantId": FOREIGN}},
        {"membersAdded": [{"id": "29:y", "tenantId": FOREIGN}]},
        {"tenantId": FOREIGN},
    ],
)
async def test_a_foreign_tenant_anywhere_is_refused_and_noted(
    run_host: RunHost, microsoft: Microsoft, changes: dict[str, object]
) -> None:
    async with run_host(microsoft) as host:
        assert (await host.post(activity(**changes), microsoft.token()))[0] == 403
        assert host.turns == []
        assert [line["reason"] for line in host.lines() if line["event"] == "refused"] == ["tenant"]
        assert host.counted("front_door_refusals_total", reason="tenant") == 1


async def test_a_tenant_id_is_the_same_in_capitals(run_host: RunHost, microsoft: Microsoft) -> None:
    chat = {"id": "a:1", "conversationType": "personal", "tenantId": TENANT.upper()}
    async with run_host(microsoft) as host:
        assert (await host.post(activity(conversation=chat), microsoft.token()))[0] == 200


async def test_a_tenant_id_that_a_person_typed_is_no_tenant_of_the_activity(
    run_host: RunHost, microsoft: Microsoft
) -> None:
    value = {"action": {"type": "Action.Execute", "verb": "answer", "data": {"tenantId": FOREIGN}}}
    async with run_host(microsoft) as host:
        assert (await host.post(activity(value=value), microsoft.token()))[0] == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"type": None},
        {"type": 1},
        {"id": None},
        {"id": ["x"]},
        {"id": "x" * 2000},
        {"id": "a sentence\nwith a line"},
        {"id": "canari-é"},
        {"from": None},
        {"from": "me"},
        {"from": {"id": "29:x", "aadObjectId": 9}},
        {"conversation": None},
        {"conversation": {}},
        {"conversation": []},
        {"value": None},
        {"value": "x"},
        {"value": {"action": []}},
        {"value": {"action": {"type": "Action.Submit", "verb": "start"}}},
        {"value": {"action": {"type": "Action.Execute"}}},
        {"value": {"action": {"type": "Action.Execute", "verb": 3}}},
        {"value": {"action": {"type": "Action.Execute", "verb": "start", "data": "x"}}},
        {"recipient": 1},
        {"replyToId": {}},
        {"channelData": "x"},
    ],
)
async def test_a_missing_or_malformed_field_is_named_without_its_value(
    run_host: RunHost, changes: dict[str, object]
) -> None:
    async with run_host() as host:
        status, said = await host.post(activity(**({"serviceUrl": LOCAL} | changes)))
    assert status == 400
    assert said["error"].endswith("is missing or malformed.")


@pytest.mark.parametrize("name", ["composeExtension/querySettingUrl", "task/fetch", "signin/verifyState", "", None])
async def test_an_unknown_invoke_is_not_implemented(run_host: RunHost, name: str | None) -> None:
    async with run_host() as host:
        assert (await host.post(activity(serviceUrl=LOCAL, name=name)))[0] == 501


async def test_a_refusal_says_nothing_of_internals_and_logs_little(run_host: RunHost, microsoft: Microsoft) -> None:
    async with run_host(microsoft) as host:
        for body in (activity(channelId="x" * 1000), activity(serviceUrl="https://evil.example/")):
            before = len(host.log.getvalue())
            status, said = await host.post(body, microsoft.token())
            assert status == 403
            assert said == {"error": "This activity is not for this bot."}
            assert len(host.log.getvalue()) - before < 300


async def test_the_service_address_must_be_that_of_the_token(run_host: RunHost, microsoft: Microsoft) -> None:
    async with run_host(microsoft) as host:
        other = activity(serviceUrl="https://smba.trafficmanager.net/de/")
        assert (await host.post(other, microsoft.token()))[0] == 403
        assert (await host.post(activity(), microsoft.token(serviceurl=SERVICE_URL)))[0] == 200


async def test_a_slow_body_is_given_up(run_host: RunHost) -> None:
    head = b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"
    async with run_host(body_seconds=0.05) as host:
        assert b" 408 " in await raw(host.port, head)


async def test_a_body_is_asked_for_only_after_the_token_was_checked(run_host: RunHost, microsoft: Microsoft) -> None:
    head = (
        "POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        "Expect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n{}\r\n"
    )
    async with run_host(microsoft, body_seconds=0.05) as host:
        refused = await raw(host.port, head.format("").encode(), wait=0.3)
        welcome = await raw(host.port, head.format(f"Authorization: Bearer {microsoft.token()}\r\n").encode(), wait=0.3)
    assert b"100 Continue" not in refused
    assert b" 401 " in refused
    assert welcome.startswith(b"HTTP/1.1 100 Continue")
    assert b" 408 " in welcome


@pytest.mark.parametrize("name", ["evil.example", "evil.example:3978", "127.0.0.1.evil.example", "localhost.evil:1"])
async def test_a_foreign_name_for_this_machine_is_refused_in_local_mode(run_host: RunHost, name: str) -> None:
    async with run_host() as host:
        assert (await host.post(local(), Host=name))[0] == 403


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost:3978", "[::1]:3978", "[::1]", "127.0.0.1:80"])
async def test_this_machine_by_its_own_names_is_answered_in_local_mode(run_host: RunHost, name: str) -> None:
    async with run_host() as host:
        assert (await host.post(local(), Host=name))[0] == 200


async def test_a_handler_that_breaks_says_nothing_and_names_no_server(run_host: RunHost) -> None:
    async def breaks(_: web.Request) -> web.Response:
        raise KeyError("canary sentence")

    async with run_host(extra_routes=[web.get("/", breaks)]) as host:
        async with host.client.get(host.url) as answer:
            assert (answer.status, await answer.text()) == (500, "something went wrong\n")
            assert "Server" not in answer.headers
        assert "canary" not in host.log.getvalue()
        assert [line["event"] for line in host.lines()] == ["a handler broke"]


async def test_a_notification_that_breaks_is_taken_because_polling_finds_it(run_host: RunHost) -> None:
    async def breaks(_: web.Request) -> web.Response:
        raise KeyError("canary sentence")

    async with run_host(notifications=breaks) as host:
        async with host.client.post(f"{host.url}/api/notifications", json={}) as answer:
            assert answer.status == 202
        async with host.client.post(f"{host.url}/api/notifications", data=b"x" * (LARGEST + 1)) as answer:
            assert answer.status == 413
