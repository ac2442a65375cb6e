"""Sockets: what is no HTTP, what never becomes a request, and what no answer says."""

from __future__ import annotations

import asyncio
import resource
from contextlib import AsyncExitStack, suppress

import pytest

from bot.host.connection_limit import ENOUGH, ConnectionLimit, most_connections, take_descriptors
from tests.bot.host.host_cases import PATIENCE, RunHost, connection, raw

MALFORMED = [
    b"GARBAGE\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
    b"GET / HTTP/1.1\r\nA\x00B: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /api/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\nzz\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
]


@pytest.mark.parametrize("sent", MALFORMED)
async def test_malformed_http_gets_two_words_and_no_name_of_anything(run_host: RunHost, sent: bytes) -> None:
    async with run_host() as host:
        got = await raw(host.port, sent, wait=0.5)
        head, _, body = got.partition(b"\r\n\r\n")
        assert head.split(b" ")[1].startswith(b"4")
        assert b"server:" not in head.lower()
        assert body in {b"bad request\n", b""}
        assert host.log.getvalue() == ""


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/nothing", "/api/messages"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "BREW"])
async def test_no_answer_names_the_server(run_host: RunHost, method: str, path: str) -> None:
    async with run_host() as host:
        got = await raw(host.port, f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert got.startswith(b"HTTP/1.")
    assert b"server:" not in got.partition(b"\r\n\r\n")[0].lower()


@pytest.mark.parametrize("sent", [b"", b"G", b"POST /api/messages HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_a_half_open_socket_is_closed(run_host: RunHost, sent: bytes) -> None:
    async with run_host(head_seconds=0.1) as host:
        async with connection(host.port) as (reader, writer), asyncio.timeout(PATIENCE):
            writer.write(sent)
            assert await reader.read() == b""
        assert host.counted("front_door_refusals_total", reason="half open") == 1


async def test_dripping_headers_do_not_win_time(run_host: RunHost) -> None:
    async with (
        run_host(head_seconds=0.2) as host,
        connection(host.port) as (reader, writer),
        asyncio.timeout(PATIENCE),
    ):
        writer.write(b"GET /")
        ended = asyncio.ensure_future(reader.read())
        while not ended.done():
            writer.write(b"a")
            await asyncio.wait({ended}, timeout=0.02)
        # What dripped in between the host's last look and its end makes the system reset the connection.
        with suppress(ConnectionResetError):
            assert ended.result() == b""


async def test_a_connection_that_rests_between_requests_is_kept(run_host: RunHost) -> None:
    ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    async with run_host(head_seconds=0.05) as host, connection(host.port) as (reader, writer):
        writer.write(ask)
        assert (await reader.readuntil(b"ok\n")).startswith(b"HTTP/1.1 200")
        more = asyncio.ensure_future(reader.readuntil(b"ok\n"))
        await asyncio.wait({more}, timeout=0.2)  # four times what headers may take
        writer.write(ask)
        assert (await more).startswith(b"HTTP/1.1 200")


async def test_a_second_request_that_stops_half_way_is_closed(run_host: RunHost) -> None:
    async with run_host(head_seconds=0.1) as host, connection(host.port) as (reader, writer), asyncio.timeout(PATIENCE):
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readuntil(b"ok\n")
        ended = asyncio.ensure_future(reader.read())
        await asyncio.wait({ended}, timeout=0.15)  # the host has looked once, and must look again
        assert not ended.done()
        writer.write(b"GET /heal")
        assert await ended == b""
        assert host.counted("front_door_refusals_total", reason="half open") == 1


async def test_a_connection_too_many_is_closed_at_once_and_the_next_finds_room(run_host: RunHost) -> None:
    ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    async with run_host(most=2) as host, asyncio.timeout(PATIENCE):
        async with connection(host.port) as (reader, writer):
            async with connection(host.port) as (other, asking):
                for one, to in ((reader, writer), (other, asking)):
                    to.write(ask)
                    assert (await one.readuntil(b"ok\n")).startswith(b"HTTP/1.1 200")
                for _ in range(5):
                    assert await raw(host.port, ask, wait=PATIENCE) == b""
            while not (said := await raw(host.port, ask.replace(b"x\r\n", b"x\r\nConnection: close\r\n", 1))):
                pass  # the host has not heard yet that one has gone
            assert said.startswith(b"HTTP/1.1 200")
            writer.write(ask)
            assert (await reader.readuntil(b"ok\n")).startswith(b"HTTP/1.1 200")
        assert host.counted("front_door_refusals_total", reason="too many connections") >= 5
        assert host.log.getvalue().count("no room for more connections") == 1


async def test_idle_connections_keep_out_nobody_who_asks_something(run_host: RunHost) -> None:
    ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    async with run_host(most=4) as host, AsyncExitStack() as idle, asyncio.timeout(PATIENCE):
        first = await idle.enter_async_context(connection(host.port))
        for _ in range(11):
            await idle.enter_async_context(connection(host.port))
        for _ in range(5):
            assert (await raw(host.port, ask)).startswith(b"HTTP/1.1 200")
        assert await first[0].read() == b"", "the oldest of the idle ones made room"
        assert host.counted("front_door_refusals_total", reason="too many connections") >= 5


@pytest.mark.parametrize(
    ("descriptors", "most"), [(256, 64), (1024, 256), (4096, 3328), (65_536, 10_000), (-1, 10_000), (0, 0)]
)
def test_connections_leave_descriptors_for_everything_else(descriptors: int, most: int) -> None:
    assert most_connections(descriptors) == most


def test_a_flood_of_connections_is_told_once_until_half_of_them_have_gone(caplog: pytest.LogCaptureFixture) -> None:
    room = ConnectionLimit(4)

    def ends() -> None:
        raise AssertionError("whoever has asked something makes room for nobody")

    def fill(*who: str) -> None:
        for one in who:
            assert room.enter(one, ends)
            room.heard(one)
        assert not room.enter("one too many", ends)

    fill("a", "b", "c", "d")
    room.leave("a")
    fill("a")
    assert len(caplog.records) == 1
    for one in ("a", "b"):
        room.leave(one)
    fill("a", "b")
    assert len(caplog.records) == 2


def test_a_process_takes_as_many_descriptors_as_it_may_and_gives_none_back() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = min(ENOUGH, hard) if hard != resource.RLIM_INFINITY else ENOUGH
    try:
        for before, after in ((min(most, 1024), most), (most, most), (hard, hard)):
            resource.setrlimit(resource.RLIMIT_NOFILE, (before, hard))
            take_descriptors()
            assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == after
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
