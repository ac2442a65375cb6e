"""What OneDrive answers to an upload session, a file each in `onedrive/`, played over the wire.

A file says where the shape was seen or is documented (``source``), the call, the answer, and what to ``expect``: the
place of the next byte (``gives``, None: nothing more is wanted), or what is raised, why, and how long it is to wait.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.host.outbound import open_session
from bot.host.upload_address import UploadRule
from bot.host.upload_session import UploadSession

SHAPES = {path.stem: path for path in sorted((Path(__file__).parent / "onedrive").glob("*.json"))}


@pytest.mark.parametrize("name", SHAPES)
async def test_what_an_answer_of_onedrive_means(name: str) -> None:
    shape: dict[str, Any] = json.loads(SHAPES[name].read_text())
    said = shape["body"] if isinstance(shape["body"], str) else json.dumps(shape["body"]) if shape["body"] else None
    calls: list[tuple[str, str, bool]] = []

    async def answer(request: web.Request) -> web.Response:
        calls.append((request.method, request.headers.get("Content-Range", ""), "Authorization" in request.headers))
        return web.Response(status=shape["status"], text=said, headers=shape.get("headers"))

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/up"
    words = ""
    got: dict[str, Any] = {"gives": None}
    try:
        async with open_session() as session:
            onedrive = UploadSession(session, UploadRule(local=True), lambda: 0.0)
            match shape["method"]:
                case "PUT":
                    got = {"gives": await onedrive.put(address, b"0123456789", 0, 100)}
                case "GET":
                    got = {"gives": await onedrive.received(address)}
                case _:
                    await onedrive.cancel(address)
    except Exception as raised:
        got = {"raises": type(raised).__name__}
        got |= {key: getattr(raised, key) for key in ("why", "after") if hasattr(raised, key)}
        words = str(raised)
    finally:
        await runner.cleanup()
    assert got == shape["expect"]
    assert calls == [(shape["method"], "bytes 0-9/100" if shape["method"] == "PUT" else "", False)]
    quoted = shape["body"]["error"]["message"] if isinstance(shape["body"], dict) and "error" in shape["body"] else ""
    assert not quoted or quoted not in words  # it can name files and people
    assert address not in words


def test_every_shape_of_onedrive_names_its_source() -> None:
    shapes = [json.loads(path.read_text()) for path in SHAPES.values()]
    assert [shape for shape in shapes if not shape["source"] or not shape["about"]] == []
    assert {shape["status"] for shape in shapes} >= {401, 403, 404, 409, 410, 416, 429, 500, 502, 503, 504, 507}
