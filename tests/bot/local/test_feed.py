"""An open page that does not read loses its line, after everything that fitted; the others go on."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.local.feed import Feed

MOST = 1000


@pytest.mark.parametrize(("many", "kept"), [(MOST, True), (MOST + 1, False)])
async def test_a_page_that_does_not_read_hears_what_fitted_and_no_more(many: int, *, kept: bool) -> None:
    feed = Feed()
    app = web.Application()

    async def serve(request: web.Request) -> web.StreamResponse:
        return await feed.serve(request, {})

    app.router.add_get("/", serve)
    async with TestClient(TestServer(app)) as client, client.get("/") as answer:
        assert await answer.content.readline() == b"event: hello\n"
        for number in range(many):
            feed.tell("news", number)
        assert bool(feed.lines) is kept
        while await answer.content.readline() != b"data: %d\n" % (MOST - 1):
            assert not answer.content.at_eof()
        feed.hang_up()
        assert (await answer.content.read()).strip() == b""
    feed.tell("news", "for nobody")
