"""Stands where Teams would be: takes every message and gives it an id, as cheaply as it can."""

from __future__ import annotations

import sys

from aiohttp import web


async def take(_: web.Request) -> web.Response:
    """Take anything."""
    return web.Response(status=201, body=b'{"id":"1:1"}', content_type="application/json")


def main(port: int) -> None:
    """Serve on a port until killed."""
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", take)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
