"""What operators ask is answered on a port of its own, where nobody outside can reach it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.bot.production.internet import Internet
from tests.bot.production.outside import command, open_door, ready
from tests.free_ports import free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")
OPERATORS = ("/healthz", "/readyz", "/metrics")


async def test_microsoft_calls_one_port_and_operators_another(world: Internet, tmp_path: Path) -> None:
    public, apart = free_port(), free_port()
    async with open_door(world, tmp_path / "door", public, MANAGEMENT_PORT=str(apart)) as door:
        await ready(door)
        assert [(await door.get(path))[0] for path in (*OPERATORS, "/", "/api/messages")] == [200, 200, 200, 404, 404]
        door.operators, operators = "", door.operators
        assert [(await door.get(path))[0] for path in OPERATORS] == [404, 404, 404]
        assert (await door.post({}, "no token"))[0] == 401
        door.operators = operators
        ending = asyncio.create_task(door.stop())
        said: list[tuple[int, str]] = []

        async def stopping() -> bool:
            said[:] = [await door.get("/readyz")]
            return said[0][0] != 200

        while not await stopping():
            pass
        assert said == [(503, "not ready: stopping\n")]
        assert await ending == 0


@pytest.mark.parametrize(
    ("port", "said"),
    [("3978", "MANAGEMENT_PORT is the same as PORT"), ("70000", "MANAGEMENT_PORT cannot be read")],
)
async def test_a_management_port_that_cannot_be_is_refused_by_name(
    world: Internet, tmp_path: Path, port: str, said: str
) -> None:
    code, told = await command({**world.settings(), "MANAGEMENT_PORT": port}, tmp_path, "serve", "--port", "3978")
    assert code == 1
    assert said in told


async def test_a_management_port_in_use_is_named_with_its_setting(world: Internet, tmp_path: Path) -> None:
    port = free_port()
    holding = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", port)
    async with holding:
        words = ("serve", "--port", str(free_port()), "--data", str(tmp_path / "data"))
        code, told = await command({**world.settings(), "MANAGEMENT_PORT": str(port)}, tmp_path, *words)
    assert code == 1
    assert f"Port {port} is in use. Stop the other program, or choose another port with MANAGEMENT_PORT." in told
