"""Starting and stopping: the port, the signals, the drain, and what operators can see."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientError

from bot.host.app import make_app
from bot.host.health import Check, Readiness
from bot.host.incoming import Incoming, Reply
from bot.host.metrics import Metrics
from bot.host.run import Listening, PortInUse, listening, run
from tests.bot.host.host_cases import CARD, PATIENCE, Host, RunHost, activity

LOCAL = "http://127.0.0.1:9/"


async def test_a_turn_under_way_is_answered_before_the_end(run_host: RunHost) -> None:
    going, ended, order = asyncio.Event(), asyncio.Event(), []

    async def turn(_: Incoming) -> Reply:
        going.set()
        await ended.wait()
        order.append("turn")
        return Reply(CARD, "A card")

    async def stopping() -> None:
        order.append("deliveries")

    async with run_host(turn=turn) as host:
        stop, started = asyncio.Event(), asyncio.get_running_loop().create_future()
        parts = host.parts
        running = asyncio.create_task(_run(host, parts.readiness, started.set_result, stop, [stopping]))
        place: Listening = await started
        press = asyncio.create_task(_press(host, place.port))
        await going.wait()
        assert await _ready(host, place.port) == "ready\n"
        stop.set()
        while (said := await _ready(host, place.port)) == "ready\n":
            pass
        assert said == "not ready: stopping\n"
        ended.set()
        assert await press == 200
        assert await running == 0
        assert order == ["turn", "deliveries"]


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_host_with_success(run_host: RunHost, name: signal.Signals) -> None:
    resorts = []

    async def started(_: Listening) -> None:
        os.kill(os.getpid(), name)

    async with run_host() as host:
        code = await run(
            make_app(host.parts),
            host.parts.metrics,
            Readiness(),
            host="127.0.0.1",
            port=0,
            started=started,
            last_resort=lambda: resorts.append("set"),
        )
    assert code == 0
    assert resorts == ["set"]


async def test_a_turn_that_never_ends_does_not_keep_the_host_from_ending(run_host: RunHost) -> None:
    going = asyncio.Event()

    async def hangs(_: Incoming) -> Reply:
        going.set()
        await asyncio.Event().wait()
        return Reply()

    async with run_host(turn=hangs, deadline=60) as host:
        app = make_app(host.parts)
        async with asyncio.timeout(PATIENCE), listening(app, host.parts.metrics, drain_seconds=0.1) as place:
            press = asyncio.create_task(_press(host, place.port))
            await going.wait()
        with pytest.raises(ClientError):
            await press


async def test_what_fails_at_the_end_stops_nothing_else(run_host: RunHost) -> None:
    ended = []

    async def breaks() -> None:
        raise OSError("disk full")

    async def ends() -> None:
        ended.append(True)

    async with run_host() as host:
        stop, started = asyncio.Event(), asyncio.get_running_loop().create_future()
        stop.set()
        assert await _run(host, Readiness(), started.set_result, stop, [breaks, ends]) == 0
    assert ended == [True]


async def test_a_port_in_use_says_what_to_do(run_host: RunHost, capsys: pytest.CaptureFixture[str]) -> None:
    async with run_host() as host:
        with pytest.raises(PortInUse, match="--port"):
            async with listening(make_app(host.parts), host.parts.metrics, port=host.port):
                pass
        code = await run(
            make_app(host.parts), host.parts.metrics, Readiness(), host="127.0.0.1", port=host.port, started=_ignore
        )
    assert code == 1
    assert capsys.readouterr().err == (
        f"Port {host.port} is in use. Stop the other program, or choose another port with --port.\n"
    )


async def test_a_start_that_fails_is_not_hidden(run_host: RunHost) -> None:
    async def fails(_: Listening) -> None:
        raise RuntimeError("no rulebook")

    async with run_host() as host:
        with pytest.raises(RuntimeError, match="no rulebook"):
            await run(make_app(host.parts), host.parts.metrics, Readiness(), host="127.0.0.1", port=0, started=fails)


async def test_readiness_names_what_is_lacking_and_waits_for_no_check_for_long() -> None:
    async def hangs() -> bool:
        await asyncio.Event().wait()
        return True

    def breaks() -> bool:
        raise OSError("gone")

    checks: dict[str, Check] = {"database": hangs, "keys": lambda: True, "rulebook": breaks}
    async with asyncio.timeout(PATIENCE):
        assert await Readiness(checks, seconds=0.05).lacking() == ["database", "rulebook"]


async def test_the_figures_are_prometheus_text(run_host: RunHost) -> None:
    async with run_host() as host:
        host.parts.metrics.watch("front_door_deliveries", "Deliveries", "state", lambda: {"waiting": 3})
        host.parts.metrics.called("graph", "429")
        await host.post(activity(serviceUrl=LOCAL))
        async with host.client.get(f"{host.url}/metrics") as answer:
            text = await answer.text()
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'front_door_turn_seconds_count{kind="invoke",result="answered"} 1.0' in text
    assert 'front_door_deliveries{state="waiting"} 3.0' in text
    assert 'front_door_calls_total{result="429",service="graph"} 1.0' in text


async def test_a_broken_figure_hides_no_other() -> None:
    def breaks() -> dict[str, float]:
        raise OSError("database gone")

    metrics = Metrics()

    async def waits() -> dict[str, float]:
        return {"waiting": 2}

    metrics.watch("front_door_deliveries", "Deliveries", "state", breaks)
    metrics.watch("front_door_drafts", "Drafts", "state", waits)
    text = await metrics.text()
    assert b"front_door_turn_seconds" in text
    assert b'front_door_drafts{state="waiting"} 2.0' in text
    assert b"front_door_deliveries{" not in text


async def _run(
    host: Host,
    readiness: Readiness,
    started: Callable[[Listening], None],
    stop: asyncio.Event,
    stopping: list[Callable[[], Awaitable[None]]],
) -> int:
    async def tell(place: Listening) -> None:
        started(place)

    return await run(
        make_app(host.parts),
        host.parts.metrics,
        readiness,
        host="127.0.0.1",
        port=0,
        started=tell,
        stopping=stopping,
        stop=stop,
    )


async def _ready(host: Host, port: int) -> str:
    async with host.client.get(f"http://127.0.0.1:{port}/readyz") as answer:
        return await answer.text()


async def _press(host: Host, port: int) -> int:
    async with host.client.post(f"http://127.0.0.1:{port}/api/messages", json=activity(serviceUrl=LOCAL)) as answer:
        return answer.status


async def _ignore(_: Listening) -> None:
    pass
